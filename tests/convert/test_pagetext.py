from __future__ import annotations

import io
import unicodedata

from document_builders import new_pdf, saved
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.pagetext import page_texts, tidy
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Sheet, Text


def test_text_comes_by_page_also_rare_characters(fonts: FontSet) -> None:
    sheets = [Sheet(*A4, (Text(72, 72, line),)) for line in ("第一页 2021年", "喆瞾𬭎")]
    buffer = io.BytesIO()
    draw(sheets, fonts, buffer)
    assert page_texts(buffer.getvalue()).pages == ("第一页 2021年", "喆瞾𬭎")


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
