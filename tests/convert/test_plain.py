from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import texts, written

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.plain import LINES, SIZE, WIDTH, convert, lay_out
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import break_lines
from archive_builder.typeset.marks import A4, Role
from archive_builder.typeset.measure import measurer

PARAGRAPH = "各村党支部：现将二〇二一年度工作总结如下，请认真对照检查。"


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
    sheets = list(lay_out("\n".join("一" for _ in range(LINES + 1)), measurer(fonts)))
    assert [len(sheet.marks) for sheet in sheets] == [LINES, 1]
    assert all((sheet.width, sheet.height) == A4 for sheet in sheets)


def test_lines_stay_in_the_type_area(fonts: FontSet) -> None:
    measure = measurer(fonts)
    for sheet in lay_out(PARAGRAPH * 80, measure):
        for mark in sheet.marks:
            right = mark.x + measure(mark.text, mark.role, mark.size)
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
