from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import texts, written

from archive_builder.convert.flow.blocks import (
    Align,
    Heading,
    Paragraph,
    Preformatted,
    Style,
    Table,
    text_of,
    words,
)
from archive_builder.convert.flow.markdown import convert, page_of
from archive_builder.convert.flow.webpage import blocks_of
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.typeset.fonts import FontSet


def read(text: str):
    return blocks_of(page_of(text), menus=True)[0]


def test_marks_become_blocks() -> None:
    title, said, item, inner, quoted, program = read(
        "# 工作方案\n为做好**收集**工作，\n制定本方案。\n\n1. 甲\n   - 乙\n\n> 注\n\n```\n a\n```\n"
    )
    assert title == Heading(1, title.runs)
    assert words(said.runs) == "为做好收集工作，制定本方案。"
    assert [run.style for run in said.runs] == [Style.PLAIN, Style.STRONG, Style.PLAIN]
    assert said.indented
    assert (item.marker, item.depth, inner.marker, inner.depth) == ("1.", 1, "○", 2)
    assert quoted.quoted == 1
    assert program == Preformatted(" a", shaded=True)


def test_tables_keep_their_header_and_where_cells_stand() -> None:
    (table,) = read("| 序号 | 金额 |\n|:-:|--:|\n| 1 | 12.50 |\n")
    assert isinstance(table, Table)
    assert [[cell.head for cell in row] for row in table.rows] == [[True, True], [False, False]]
    assert [cell.align for cell in table.rows[1]] == [Align.CENTRE, Align.RIGHT]


def test_lists_of_links_stay_and_addresses_are_not_fetched() -> None:
    blocks = read("- [一](a)\n- [二](b)\n- [三](c)\n\n![照片](http://example.invalid/a.png)\n")
    assert text_of(blocks) == "一\n二\n三\n〔图：照片〕"


def test_what_is_noted_before_the_text_is_no_heading() -> None:
    noted, said = read("---\ntitle: 甲\n---\n正文\n")
    assert noted == Preformatted("title: 甲", shaded=True)
    assert isinstance(said, Paragraph)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_becomes_pages(tmp_path: Path, fonts: FontSet, encoding: str) -> None:
    text = "# 关于开展自查的通知\n\n正文 <b>甲</b>\n"
    outcome = convert(written(tmp_path, "a.md", text.encode(encoding)), fonts)
    assert isinstance(outcome, Pages)
    assert texts(outcome.pdf)[0].split() == ["关于开展自查的通知", "正文", "甲"]
    assert outcome.worded
    assert not outcome.draft


@pytest.mark.parametrize("content", [b"<!-- x -->\n", b"\x00\x01\x02\x03"])
def test_nothing_to_read_is_a_problem(tmp_path: Path, fonts: FontSet, content: bytes) -> None:
    assert isinstance(convert(written(tmp_path, "a.md", content), fonts), Problem)


def test_footnotes_stand_where_they_are_written() -> None:
    said, first, second, more, last = read(
        "截至年底[^1]共 8 户[^乙]，另见[^无]。\n\n[^1]: 指**2021年**底\n"
        "[^乙]: 其中\n续行\n\n    另有\n\n后文\n"
    )
    assert words(said.runs) == "截至年底〔1〕共 8 户〔乙〕，另见[^无]。"
    assert words(first.runs) == "〔1〕指2021年底"
    assert [run.style for run in first.runs] == [Style.PLAIN, Style.STRONG, Style.PLAIN]
    assert [words(one.runs) for one in (second, more, last)] == ["〔乙〕其中续行", "另有", "后文"]


def test_a_footnote_that_begins_with_a_list_has_its_mark_alone() -> None:
    assert text_of(read("甲[^1]\n\n[^1]:\n    - 乙\n")) == "甲〔1〕\n〔1〕\n乙"


def test_programs_that_look_like_footnotes_are_left() -> None:
    assert read("```\n[^1]: a\n```\n") == [Preformatted("[^1]: a", shaded=True)]


def test_struck_words_are_known_as_such() -> None:
    (said,) = read("应于~~本月~~次月报送\n")
    assert [(run.text, run.struck) for run in said.runs] == [
        ("应于", False),
        ("本月", True),
        ("次月报送", False),
    ]
