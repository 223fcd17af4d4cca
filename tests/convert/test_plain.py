from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import texts, written

from archive_builder.convert.flow.blocks import Table
from archive_builder.convert.flow.layout import LINES, SIZE, WIDTH
from archive_builder.convert.flow.layout import lay_out as lay_out_blocks
from archive_builder.convert.flow.plain import blocks_of, convert
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import A4, Role, Sheet
from archive_builder.typeset.measure import measurer

PARAGRAPH = "各村党支部：现将二〇二一年度工作总结如下，请认真对照检查。"


def lay_out(text: str, measure: Measure) -> list[Sheet]:
    return list(lay_out_blocks(blocks_of(text), measure))


def squeezed(pages: list[str]) -> str:
    return "".join("".join(pages).split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_word_arrives_in_order(tmp_path: Path, fonts: FontSet, encoding: str) -> None:
    text = "\n".join(f"（{n}）{PARAGRAPH}" for n in range(60))
    outcome = convert(written(tmp_path, "a", text.encode(encoding)), fonts)
    assert isinstance(outcome, Pages)
    pages = texts(outcome.pdf)
    assert len(pages) > 1
    assert squeezed(pages) == squeezed([text])
    assert not outcome.draft


def test_sheets_are_full_before_the_next_begins(fonts: FontSet) -> None:
    sheets = lay_out("\n".join("一" for _ in range(LINES + 1)), measurer(fonts))
    assert [len(sheet.marks) for sheet in sheets] == [LINES, 1]
    assert all((sheet.width, sheet.height) == A4 for sheet in sheets)


def test_lines_stay_in_the_type_area(fonts: FontSet) -> None:
    measure = measurer(fonts)
    for sheet in lay_out(PARAGRAPH * 80, measure):
        for mark in sheet.marks:
            right = mark.x + measure(mark.text, mark.role, mark.size)
            right += (len(mark.text) - 1) * mark.spacing
            assert right <= A4[0] - 26 / 25.4 * 72 + 1
            assert mark.y < A4[1] - 35 / 25.4 * 72


def test_a_form_feed_starts_a_page_and_indents_stay(fonts: FontSet) -> None:
    first, second = lay_out("\u3000\u3000前言\f正文", measurer(fonts))
    assert [mark.text for mark in first.marks] == ["\u3000\u3000前言"]
    assert [mark.text for mark in second.marks] == ["正文"]


@pytest.mark.parametrize("content", [b"\r\n \r\n", b"\x00\x01\x02\x03"])
def test_nothing_to_read_is_a_problem(tmp_path: Path, fonts: FontSet, content: bytes) -> None:
    assert isinstance(convert(written(tmp_path, "a", content), fonts), Problem)


def test_the_same_text_gives_the_same_bytes(tmp_path: Path, fonts: FontSet) -> None:
    path = written(tmp_path, "a", PARAGRAPH.encode())
    assert convert(path, fonts) == convert(path, fonts)


def test_breaking_is_left_to_the_rules_for_chinese(fonts: FontSet) -> None:
    (sheet,) = lay_out(PARAGRAPH, measurer(fonts))
    expected = break_lines(PARAGRAPH, WIDTH, Role.FANG, SIZE, measurer(fonts))
    assert [mark.text for mark in sheet.marks] == expected


def test_tables_of_blanks_and_tabulators_keep_their_columns(fonts: FontSet) -> None:
    rows = ["姓名\t年龄\t住址", "欧阳某某某\t5\t一组", "张某\t105\t二组"]
    (sheet,) = lay_out("\n".join(["名单", *rows]), measurer(fonts))
    columns = [
        {mark.x for mark in sheet.marks if mark.text in texts}
        for texts in zip(*(row.split("\t") for row in rows), strict=True)
    ]
    assert [len(column) for column in columns] == [1, 1, 1]
    assert len(set.union(*columns)) == 3


def test_a_table_wider_than_the_page_is_set_smaller_and_whole(fonts: FontSet) -> None:
    row = "│" + "│".join("材料名称" for _ in range(10)) + "│"
    (sheet,) = lay_out("\n".join([row] * 3), measurer(fonts))
    assert {mark.text for mark in sheet.marks} == {"│", "材料名称"}
    assert len({mark.y for mark in sheet.marks}) == 3
    assert max(mark.x + 4 * mark.size for mark in sheet.marks if mark.text != "│") < A4[0] - 73
    assert min(mark.size for mark in sheet.marks) > 6


def test_a_line_without_end_is_broken_within_the_type_area(fonts: FontSet) -> None:
    measure = measurer(fonts)
    (sheet,) = lay_out("x" * 500, measure)
    assert "".join(mark.text for mark in sheet.marks) == "x" * 500
    assert all(measure(mark.text, mark.role, mark.size) <= WIDTH + 0.01 for mark in sheet.marks)


def test_columns_too_long_for_a_line_are_a_table(fonts: FontSet) -> None:
    row = "\t".join([PARAGRAPH * 2, "甲", PARAGRAPH])
    (block,) = blocks_of("\n".join([row] * 3))
    assert isinstance(block, Table)
    assert [len(cells) for cells in block.rows] == [3, 3, 3]
