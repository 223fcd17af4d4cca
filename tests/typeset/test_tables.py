"""Tables: what stands where on which sheet, by numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Link, Role, Rule, Sheet, Text
from archive_builder.typeset.table import Column, Frame, Row, Table, lay_out_table

FRAME = Frame(400, 300, top=40, right=30, bottom=50, left=50)
COLUMNS = (Column("序号", 40, "center"), Column("题名", 160), Column("页数", 60, "right"))
SIZE = 10.0
LINE, ROW = 13.5, 21.5
"""Distance of two lines, and height of a row of one, at 10 pt."""


def table(
    *rows: Row,
    title: str = "",
    notes: tuple[str, ...] = (),
    closing: tuple[str, ...] = (),
    folio: bool = False,
) -> Table:
    return Table(title, notes, COLUMNS, rows, SIZE, closing, folio)


def row(number: int, title: str = "会议纪要") -> Row:
    return Row((str(number), title, "12"))


def texts(sheet: Sheet) -> list[str]:
    return [mark.text for mark in sheet.marks if isinstance(mark, Text)]


def find(sheet: Sheet, text: str) -> Text:
    return next(mark for mark in sheet.marks if isinstance(mark, Text) and mark.text == text)


def rules(sheet: Sheet, *, upright: bool) -> list[Rule]:
    found = [mark for mark in sheet.marks if isinstance(mark, Rule)]
    return [rule for rule in found if (rule.x1 == rule.x2) == upright]


def test_cells_stand_in_their_columns_by_their_alignment(squares: Measure) -> None:
    (sheet,) = lay_out_table(table(row(7)), FRAME, squares)
    left = 50 + (320 - 260) / 2
    assert (find(sheet, "7").x, find(sheet, "7").anchor) == (left + 20, "centre")
    assert (find(sheet, "会议纪要").x, find(sheet, "会议纪要").anchor) == (left + 43.5, "left")
    assert (find(sheet, "12").x, find(sheet, "12").anchor) == (left + 256.5, "right")
    assert [find(sheet, column.title).role for column in COLUMNS] == [Role.HEI] * 3


def test_cells_are_centred_vertically(squares: Measure) -> None:
    (sheet,) = lay_out_table(table(row(7, "二十个字" * 5)), FRAME, squares)
    top = 40 + ROW
    middle = top + (ROW + LINE) / 2
    assert find(sheet, "7").y == pytest.approx(middle + 3.8)
    lines = [mark.y for mark in sheet.marks if isinstance(mark, Text) and "字" in mark.text]
    assert lines == pytest.approx([middle - LINE / 2 + 3.8, middle + LINE / 2 + 3.8])


def test_a_grid_in_a_border(squares: Measure) -> None:
    (sheet,) = lay_out_table(table(row(1), row(2)), FRAME, squares)
    across = sorted((rule.y1, rule.width) for rule in rules(sheet, upright=False))
    assert across == [(40, 1), (40 + ROW, 0.5), (40 + 2 * ROW, 0.5), (40 + 3 * ROW, 1)]
    down = sorted((rule.x1, rule.width) for rule in rules(sheet, upright=True))
    assert down == [(80, 1), (120, 0.5), (280, 0.5), (340, 1)]
    assert {(rule.y1, rule.y2) for rule in rules(sheet, upright=True)} == {(40, 40 + 3 * ROW)}


def test_a_heading_spans_the_empty_cells_after_its_first(squares: Measure) -> None:
    heading = Row(("XJ-01 责任落实", "", "3"), heading=True, fill="#eeeeee")
    (sheet,) = lay_out_table(table(row(1), heading, row(2)), FRAME, squares)
    assert (find(sheet, "XJ-01 责任落实").role, find(sheet, "3").role) == (Role.HEI, Role.HEI)
    assert find(sheet, "3").anchor == "right"
    between = [rule for rule in rules(sheet, upright=True) if rule.x1 == 120]
    assert [(r.y1, r.y2) for r in between] == [(40, 40 + 2 * ROW), (40 + 3 * ROW, 40 + 4 * ROW)]
    (area,) = (mark for mark in sheet.marks if isinstance(mark, Area))
    assert (area.x, area.y, area.width, area.colour) == (80, 40 + 2 * ROW, 260, "#eeeeee")
    assert area.height == pytest.approx(ROW)


def test_a_link_covers_its_row(squares: Measure) -> None:
    target = Row(("1", "甲", "2"), target="entry-1")
    (sheet,) = lay_out_table(table(row(9), target), FRAME, squares)
    (link,) = (mark for mark in sheet.marks if isinstance(mark, Link))
    assert (link.x, link.y, link.width, link.target) == (80, 40 + 2 * ROW, 260, "entry-1")
    assert link.height == pytest.approx(ROW)


def test_the_header_comes_again_and_every_row_comes_once(squares: Measure) -> None:
    sheets = lay_out_table(table(*map(row, range(100, 130)), title="目录"), FRAME, squares)
    assert [texts(sheet).count("序号") for sheet in sheets] == [1] * len(sheets)
    numbers = [int(text) for sheet in sheets for text in texts(sheet) if text.isdigit()]
    assert [number for number in numbers if number >= 100] == list(range(100, 130))
    assert [len(sheet.marks) > 0 for sheet in sheets] == [True] * 4
    assert max(r.y1 for s in sheets for r in rules(s, upright=False)) <= 300 - 50


def test_titles_notes_and_folios(squares: Measure) -> None:
    rows = map(row, range(100, 120))
    made = table(*rows, title="卷内文件目录", notes=("案卷题名：某县",), folio=True)
    sheets = lay_out_table(made, FRAME, squares)
    title = find(sheets[0], "卷内文件目录")
    assert (title.role, title.size, title.anchor, title.x) == (Role.TITLE, 18, "centre", 210)
    assert find(sheets[0], "案卷题名：某县").y > title.y
    assert "卷内文件目录" not in texts(sheets[1])
    folios = [texts(sheet)[-1] for sheet in sheets]
    assert folios == [f"第 {i} 页  共 3 页" for i in (1, 2, 3)]
    assert find(sheets[0], folios[0]).y > 300 - 50


def test_mirrored_margins_change_sides_on_even_sheets(squares: Measure) -> None:
    frame = Frame(400, 300, 40, 30, 50, 50, mirrored=True)
    sheets = lay_out_table(table(*map(row, range(30))), frame, squares)
    assert [min(rule.x1 for rule in rules(sheet, upright=True)) for sheet in sheets[:3]] == [
        80,
        60,
        80,
    ]


def test_closing_lines_stay_with_the_last_row(squares: Measure) -> None:
    closing = ("立卷人：", "检查人：")
    full = [row(i) for i in range(100, 108)]
    sheets = lay_out_table(table(*full, closing=closing), FRAME, squares)
    assert len(lay_out_table(table(*full), FRAME, squares)) == 1
    assert [{*closing} <= {*texts(sheet)} for sheet in sheets] == [False, True]
    assert "107" in texts(sheets[1])
    assert "106" in texts(sheets[0])


def test_a_heading_never_ends_a_sheet(squares: Measure) -> None:
    rows = [*map(row, range(100, 107)), Row(("组", "", ""), heading=True), row(200)]
    sheets = lay_out_table(table(*rows), FRAME, squares)
    assert "组" not in texts(sheets[0])
    assert texts(sheets[1])[3:5] == ["组", "200"]


def test_a_row_taller_than_a_sheet_is_cut_between_lines(squares: Measure) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(700))
    sheets = lay_out_table(table(row(1), Row(("2", text, "3")), row(4)), FRAME, squares)
    assert len(sheets) == 4
    shown = "".join(
        t for s in sheets for t in texts(s) if t[0] in text and t not in ("序号", "页数")
    )
    assert shown.replace("题名", "").replace("会议纪要", "") == text
    assert all(m.y < 250 for s in sheets for m in s.marks if isinstance(m, Text))
    assert "4" in texts(sheets[-1])


def test_an_empty_table_still_has_its_header(squares: Measure) -> None:
    (sheet,) = lay_out_table(table(), FRAME, squares)
    assert texts(sheet) == ["序号", "题名", "页数"]


def test_without_titles_there_is_no_header(squares: Measure) -> None:
    made = Table("", (), (Column("", 100),), (Row(("甲",)),))
    (sheet,) = lay_out_table(made, FRAME, squares)
    assert texts(sheet) == ["甲"]
    assert len(rules(sheet, upright=False)) == 2


def test_missing_cells_are_empty(squares: Measure) -> None:
    (sheet,) = lay_out_table(table(Row(("1",))), FRAME, squares)
    assert texts(sheet) == ["序号", "题名", "页数", "1"]


CELLS = st.text("甲乙丙丁，。（）AB-1 \n", max_size=400)
ROWS = st.lists(st.builds(Row, st.tuples(CELLS, CELLS, CELLS), st.booleans()), max_size=12)


@given(ROWS, st.booleans())
def test_nothing_is_lost_and_nothing_leaves_the_frame(
    squares: Measure, rows: list[Row], mirrored: bool
) -> None:
    frame = Frame(400, 300, 40, 30, 50, 50, mirrored)
    made = Table("", (), COLUMNS, tuple(rows), SIZE, ("完",))
    sheets = lay_out_table(made, frame, squares)
    shown = Counter("".join(text for sheet in sheets for text in texts(sheet)))
    given_ = Counter("".join("".join(cell for row in rows for cell in row.cells).split()))
    shown.subtract(Counter("序号题名页数" * texts_of_headers(sheets)))
    assert {c: n for c, n in shown.items() if n and c not in " 完"} == {
        c: n for c, n in given_.items() if n
    }
    assert all(m.y <= 250 for s in sheets for m in s.marks if isinstance(m, Text))


def texts_of_headers(sheets: tuple[Sheet, ...]) -> int:
    return sum(texts(sheet).count("序号") for sheet in sheets)
