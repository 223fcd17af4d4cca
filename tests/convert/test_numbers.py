"""Numbers as a workbook shows them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.sheet.numbers import BUILT_IN, shown

ACCOUNT = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.5, "0%", "50%"),
        (0.12345, "0.00%", "12.35%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567.5, "¥#,##0.00", "¥1,234,567.50"),
        (12, "[$¥-804]#,##0", "¥12"),
        (-5, "#,##0_);(#,##0)", "(5)"),
        (-5, "0.0", "-5.0"),
        (-0.04, "0.0", "0.0"),
        (0.25, "0." + "0" * 40, "0.25" + "0" * 38),
        (-3, "0.00;[Red]-0.00", "-3.00"),
        (0, '0;-0;"无"', "无"),
        (5, ACCOUNT, "¥5.00"),
        (0, ACCOUNT, "¥-"),
        (12345, "#,##0,", "12"),
        (0.5, "#.00", ".50"),
        (123, "000000", "000123"),
        (1.5, '0.0"万元"', "1.5万元"),
        (2.0, "0.##", "2"),
        (2.345, "0.##", "2.35"),
        (date(2021, 12, 2), "yyyy/mm/dd", "2021/12/02"),
        (date(2021, 1, 2), BUILT_IN[31], "2021年1月2日"),
        (datetime(2021, 12, 20, 8, 5), "yy-m-d h:mm", "21-12-20 8:05"),
        (1234567.89, '0.00,,"百万"', "1.23百万"),
        (-1234567.89, '0!.0,"万元"', "-123.5万元"),
        (123, '0!.0,"万元"', "0.0万元"),
        (1234567, '0!.0000"万"', "123.4567万"),
        (13812345678.0, "000-0000-0000", "138-1234-5678"),
        (date(2021, 12, 20), "[$-804]aaaa", "星期一"),
        (44550.5, "[$-804]aaaa", "星期一"),
        (date(2021, 12, 26), 'm"月"d"日 周"aaa', "12月26日 周日"),
        (time(8, 5, 9), "mm:ss", "05:09"),
        (time(8, 5, 9), "hh:mm:ss", "08:05:09"),
    ],
)
def test_formats(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (3.0, "General"),
        (3.14, "# ?/?"),
        (1234.5, "0.00E+00"),
        (1e20, "0"),
        (44561.0, "yyyy-mm-dd"),
        (True, "0"),
        ("字", "0"),
        (500, '[>=10000]0!.0,"万";0'),
        (12345678, "#,##0!.00"),
        (1.5, '0.0"元"0'),
        (time(8), "aaaa"),
        (-1.0, "aaaa"),
        (1e9, "aaaa"),
        (date(2021, 12, 2), "dddd, mmmm dd, yyyy"),
        (date(2021, 12, 2), "0.00"),
        (time(8), "yyyy-mm-dd"),
        (time(8), "[h]:mm"),
    ],
)
def test_what_is_beyond_us_is_left_to_others(value: object, code: str) -> None:
    assert shown(value, code) is None


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_figure(value: int) -> None:
    text = shown(value, "#,##0")
    assert text is not None
    assert int(text.replace(",", "")) == value


@given(st.floats(-1e9, 1e9), st.text('0#?,.%;-ymdhs年"[]_* E@', max_size=12))
def test_no_format_fails(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str | None)
