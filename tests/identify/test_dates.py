"""Dates and months as documents and file names write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.identify.dates import months_in, stamps

FIGURES = dict(enumerate("〇一二三四五六七八九"))


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{FIGURES[tens]}十"
    return head + (FIGURES[ones] if ones else "")


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_is_read(day: date) -> None:
    year = "".join(FIGURES[int(figure)] for figure in str(day.year))
    ways = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day:%m}月{day:%d}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y-%m-%d}",
    ]
    if day.year < 2000 or year[0] == "二":
        ways.append(f"{year}年{in_chinese(day.month)}月{in_chinese(day.day)}日")
    assert [stamps(f"于{way}。")[0].value for way in ways] == [day.isoformat()] * len(ways)


@pytest.mark.parametrize("text", ["2021年2月30日", "2021年13月1日", "1021年1月1日", "2021年月日"])
def test_days_that_do_not_exist_are_none(text: str) -> None:
    assert stamps(text) == ()


def test_a_month_alone_stays_a_month() -> None:
    assert [stamp.value for stamp in stamps("二〇二一年十二月")] == ["2021-12"]


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("10月", {(None, 10)}),
        ("台账（十二月份）", {(None, 12)}),
        ("2021年3月", {(2021, 3)}),
        ("202111", {(2021, 11)}),
        ("2021-07-15", {(2021, 7)}),
        ("花名册", set()),
    ],
)
def test_months_in_names(name: str, months: set[tuple[int | None, int]]) -> None:
    assert months_in(name) == months


@pytest.mark.parametrize("name", ["1-12月台账", "9月、10月", "8月至11月"])
def test_a_span_of_months_is_more_than_one(name: str) -> None:
    assert len(months_in(name)) > 1
