from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from document_builders import new_pdf, saved
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.pdf.pagetext import closed_up, page_texts, tidy, unbroken
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Sheet, Text


def test_text_comes_by_page_also_rare_characters(fonts: FontSet) -> None:
    sheets = [Sheet(*A4, (Text(72, 72, line),)) for line in ("第一页2021年", "喆瞾𬭎")]
    buffer = io.BytesIO()
    draw(sheets, fonts, buffer)
    assert page_texts(buffer.getvalue()).pages == ("第一页2021年", "喆瞾𬭎")


def test_a_picture_has_no_text() -> None:
    assert page_texts(saved(new_pdf(2))).pages == ("", "")


def test_what_is_no_pdf_has_no_pages() -> None:
    assert page_texts(b"nothing").pages == ()


@given(st.text())
def test_tidy_text_is_composed_and_free_of_controls(raw: str) -> None:
    text = tidy(raw)
    assert not any(unicodedata.category(c) == "Cc" for c in text if c != "\n")
    assert unicodedata.is_normalized("NFC", text)
    assert tidy(text) == text


def test_line_ends_become_plain() -> None:
    assert tidy("一\r\n二\r三\t四\x00\u00ad") == "一\n二\n三 四"


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("国 防 部 发 〔 2012 〕 21 号", "国防部发〔2012〕21号"),
        ("根据 2021 年度 GDP 增长 8% 的目标", "根据2021年度GDP增长8%的目标"),
        ("工业和信息化部 市场监管总局关于", "工业和信息化部 市场监管总局关于"),
        ("张某 李某 王 某", "张某 李某 王 某"),
        ("first page of 3", "first page of 3"),
    ],
)
def test_blanks_that_are_only_distance_go(apart: str, together: str) -> None:
    assert closed_up(apart) == together


def test_worksheets_are_read_row_by_row(fonts: FontSet) -> None:
    numbers = [Text(200, 100 + 20 * n, str(n), size=10) for n in range(3)]
    figures = [Text(206, 100 + 20 * n, "5", size=10) for n in range(3)]
    words = [Text(72, 100 + 20 * n, f"第{n}户", size=10) for n in range(3)]
    buffer = io.BytesIO()
    draw([Sheet(*A4, (*numbers, *words, *figures))], fonts, buffer)
    (page,) = page_texts(buffer.getvalue(), tabular=True).pages
    assert page.split("\n") == ["第0户 05", "第1户 15", "第2户 25"]
    apart = [Text(220, 100 + 20 * n, "5", size=10) for n in range(3)]
    buffer = io.BytesIO()
    draw([Sheet(*A4, (*numbers, *apart, *words))], fonts, buffer)
    (page,) = page_texts(buffer.getvalue(), tabular=True).pages
    assert page.split("\n") == ["第0户 0 5", "第1户 1 5", "第2户 2 5"]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("基金\x02石药", "基金-石药"),
        ("2021\x022022", "2021-2022"),
        ("A\x02区", "A-区"),
        ("docu\x02ment", "document"),
    ],
)
def test_hyphens_at_line_ends_stay_unless_they_divide_a_word(broken: str, whole: str) -> None:
    assert unbroken(broken) == whole


@pytest.mark.parametrize("tabular", [False, True])
def test_a_hyphen_that_ends_a_line_is_read(fonts: FontSet, tmp_path: Path, tabular: bool) -> None:
    lines = (Text(72, 72, "自然科学基金-", size=16), Text(72, 96, "石药集团", size=16))
    path = tmp_path / "letter.pdf"
    with path.open("wb") as file:
        draw([Sheet(*A4, lines)], fonts, file)
    (page,) = page_texts(path, tabular).pages
    assert page.replace("\n", "") == "自然科学基金-石药集团"
