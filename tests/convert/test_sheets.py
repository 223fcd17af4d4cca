from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
import xlsxwriter
from document_builders import texts, written

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.sheet import sheets
from archive_builder.convert.sheet.cells import written as as_text
from archive_builder.convert.sheet.columns import parts
from archive_builder.convert.sheet.sheets import FORMATS_NOTE, convert
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.measure import measurer

HEADER = ["序号", "姓名", "家庭住址", "备注"]


def workbook(rows: Sequence[Sequence[object]], hidden: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        shown = book.add_worksheet("花名册")
        for number, row in enumerate(rows):
            shown.write_row(number, 0, row)
        if hidden:
            other = book.add_worksheet("底稿")
            other.write(0, 0, "不应出现")
            other.hide()
    return buffer.getvalue()


def converted(tmp_path: Path, fonts: FontSet, content: bytes) -> Pages:
    outcome = convert(written(tmp_path, "a", content), fonts)
    assert isinstance(outcome, Pages)
    return outcome


def test_the_header_stands_on_every_page(tmp_path: Path, fonts: FontSet) -> None:
    rows = [["某某村花名册"], HEADER, *([n, f"第{n}人", "一组", ""] for n in range(1, 121))]
    outcome = converted(tmp_path, fonts, workbook(rows, hidden=True))
    pages = texts(outcome.pdf)
    assert len(pages) > 2
    assert all("家庭住址" in page for page in pages)
    assert sum(page.count("某某村花名册") for page in pages) == 1
    assert all(any(f"第{n}人" in page for page in pages) for n in range(1, 121))
    assert "不应出现" not in "".join(pages)
    assert outcome.draft
    assert "草样" in outcome.notes[0]


def test_wide_sheets_lie_and_too_wide_ones_go_on(tmp_path: Path, fonts: FontSet) -> None:
    def sizes(columns: int) -> list[tuple[float, float]]:
        names = [f"指标名称第{n}项" for n in range(columns)]
        rows = [names, ["二十字以内的说明文字占据一定的宽度"] * columns]
        with pikepdf.open(io.BytesIO(converted(tmp_path, fonts, workbook(rows)).pdf)) as pdf:
            return [(float(p.mediabox[2]), float(p.mediabox[3])) for p in pdf.pages]

    assert [w < h for w, h in sizes(3)] == [True]
    assert [w < h for w, h in sizes(9)] == [False]
    assert len(sizes(40)) > 1


def test_columns_that_go_on_lose_nothing_and_rows_keep_their_names(
    tmp_path: Path, fonts: FontSet
) -> None:
    names = ["序号", "姓名", *(f"项目{n:03d}" for n in range(80))]
    rows = [[n, f"第{n}人", *["内容" * 6] * 80] for n in (1, 2)]
    pages = texts(converted(tmp_path, fonts, workbook([["某某表"], names, *rows])).pdf)
    found = "".join("".join(pages).split())
    assert all(found.count(name) == 1 for name in names[2:])
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"分 {len(pages)} 部分印出，此为第 {number} 部分" in page
        assert all(word in page for word in ("姓名", "第1人", "第2人"))


def test_type_is_never_smaller_than_six_points(tmp_path: Path, fonts: FontSet) -> None:
    for columns in (1, 5, 10, 20, 40, 200):
        titles = [f"指标名称第{n}项" for n in range(columns)]
        for part in parts(titles, [["内容"] * columns], measurer(fonts)):
            assert part.size >= 6
            width = part.frame.width - part.frame.left - part.frame.right
            assert sum(part.widths) == pytest.approx(width)


def formatted() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["编号", "比例", "暗列", "金额", "日期", "表外"])
        cells = ((7, "000000"), (0.5, "0.0%"), (1, "0"), (-1234.5, "#,##0.00"))
        for row in (1, 2):
            for column, (value, code) in enumerate(cells):
                sheet.write(row, column, value + row, book.add_format({"num_format": code}))
            day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
            sheet.write_datetime(row, 4, datetime(2021, 12, row), day)
            sheet.write(row, 5, "不印")
        sheet.set_column("C:C", None, None, {"hidden": True})
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.print_area("A1:E9")
    return buffer.getvalue()


def test_a_sheet_is_shown_as_it_is_printed(tmp_path: Path, fonts: FontSet) -> None:
    outcome = converted(tmp_path, fonts, formatted())
    (page,) = texts(outcome.pdf)
    assert page.split() == [
        *("台账", "编号", "比例", "金额", "日期"),
        *("000008", "150.0%", "-1,233.50", "2021年12月1日"),
    ]
    assert FORMATS_NOTE not in outcome.notes


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"),
        (1234567890123.0, "1234567890123"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (True, "TRUE"),
        (datetime(2021, 12, 20), "2021-12-20"),
        (datetime(2021, 12, 20, 18, 30), "2021-12-20 18:30:00"),
        ("  村 ", "村"),
    ],
)
def test_cells_are_written_as_people_do(cell: object, text: str) -> None:
    assert as_text(cell) == text


def test_an_empty_workbook_and_a_broken_one_are_problems(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = convert(written(tmp_path, "a", workbook([])), fonts)
    broken = convert(written(tmp_path, "b", workbook([HEADER])[:400]), fonts)

    def panic(*_: object) -> None:
        raise Panic("no entry found for key")

    monkeypatch.setattr(sheets, "_read", panic)
    crashed = convert(written(tmp_path, "c", workbook([HEADER])), fonts)
    for outcome in (empty, broken, crashed):
        assert isinstance(outcome, Problem)
    assert isinstance(empty, Problem)
    assert "没有文字" in empty.reason


def test_what_is_not_printed_is_said(tmp_path: Path, fonts: FontSet) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        shown = book.add_worksheet("甲")
        shown.write_column(0, 0, ["序号", 1, 2])
        shown.insert_chart("C1", _chart(book))
        shown.set_row(1, None, None, {"hidden": True})
        for name in ("乙", "丙"):
            book.add_worksheet(name).hide()
    outcome = converted(tmp_path, fonts, buffer.getvalue())
    assert outcome.notes[1:] == (
        "有 2 张隐藏的工作表未印出",
        "表中图形未印出",
        "有隐藏的行列未印出",
    )


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=甲!$A$2:$A$3"})
    return chart


def test_hidden_rows_and_columns_that_say_nothing_are_not_spoken_of(
    tmp_path: Path, fonts: FontSet
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        shown = book.add_worksheet("甲")
        shown.write_column(0, 0, ["序号", 1, "", 2])
        shown.set_row(2, None, None, {"hidden": True})
        shown.set_column("C:XFD", None, None, {"hidden": True})
    assert len(converted(tmp_path, fonts, buffer.getvalue()).notes) == 1


@pytest.mark.parametrize(("early", "shown"), [(False, "星期一"), (True, "43088")])
def test_weekdays_are_named_where_days_are_counted_as_usual(
    tmp_path: Path, fonts: FontSet, early: bool, shown: str
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": early}) as book:
        sheet = book.add_worksheet("甲")
        weekday = book.add_format({"num_format": "[$-804]aaaa"})
        sheet.write_datetime(0, 0, datetime(2021, 12, 20), weekday)
    assert texts(converted(tmp_path, fonts, buffer.getvalue()).pdf)[0].split() == ["甲", shown]
