"""The text that a finished PDF shows, by page."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from archive_builder.convert.pdf.bands import Box, cuts
from archive_builder.model import Text

REVISION = 2
"""Raised when the same PDF would give other text than before."""

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff]")
_HAN = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_SPACED = re.compile(rf"(?<!\S)[{_HAN}](?: (?:[{_HAN}]|\d{{1,4}})){{3,}}(?!\S)")
_MIXED = re.compile(rf"(?<=[{_HAN}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[{_HAN}])")
_BROKEN = "\x02"
"""What the reader makes of a hyphen at the end of a line; the line's end itself is gone."""
_DIVIDED = re.compile(rf"(?<=[^\W\d_{_HAN}]){_BROKEN}(?=[^\W\d_{_HAN}])")
_CELL_GAP = 0.25
"""Of a character's height: what is further apart in a row stands in another cell."""


def page_texts(pdf: bytes | Path, tabular: bool = False) -> Text:
    """Read the text of each page as `page_text` does.

    A PDF that the reader can't open gives no pages.

    Args:
        pdf: the document, or where it lies.
        tabular: its pages are worksheets.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return Text(())
    try:
        return Text(tuple(_text(document, number, tabular) for number in range(len(document))))
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, number: int, tabular: bool) -> str:
    try:
        return page_text(document[number], tabular)
    except pypdfium2.PdfiumError:
        return ""


def page_text(page: pypdfium2.PdfPage, tabular: bool) -> str:
    r"""Read a page's text; a page of nothing but pictures gives an empty string.

    Characters are in NFC, lines end in "\n", control characters and soft hyphens are gone. A
    hyphen at the end of a line stays unless it divides a word of letters.

    Args:
        page: pdfium's page.
        tabular: it is a worksheet, to be read row by row: worksheets come with all numbers first
            and then all words, and cells side by side run together.

    Raises:
        pypdfium2.PdfiumError: it can't be read.
    """
    read = _rows if tabular else _prose
    return tidy(unbroken(read(page.get_textpage())))


def unbroken(text: str) -> str:
    """Settle the hyphens at which lines end: «自然科学基金-石药集团» is no divided word."""
    return _DIVIDED.sub("", text).replace(_BROKEN, "-")


def tidy(text: str) -> str:
    """Bring text into NFC with plain line ends and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", lines))


def _prose(page: pypdfium2.PdfTextPage) -> str:
    """Text as it was drawn, but text boxes and heads where they stand."""
    heights = [] if page.page.get_rotation() else cuts(_boxes(page))
    edges = [None, *heights, None]
    parts = (page.get_text_bounded(top=top, bottom=bottom) for top, bottom in pairwise(edges))
    return closed_up("\n".join(filter(str.strip, parts)) if heights else next(parts))


def _boxes(page: pypdfium2.PdfTextPage) -> list[Box]:
    corners = (page.get_rect(number) for number in range(page.count_rects()))
    return [Box(*one) for one in corners]


def closed_up(text: str) -> str:
    """Take out the blanks that are only distance: «国 防 部 发 〔 2012 〕 21 号», «根据 2021 年».

    LibreOffice sets Chinese apart from figures, and characters apart on a page grid; the reader
    makes blanks of that. Blanks between words («张某 李某») stay.
    """
    joined = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    return _MIXED.sub("", joined)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character where it stands, pt from the lower left."""

    text: str
    left: float
    right: float
    middle: float
    height: float


def _rows(page: pypdfium2.PdfTextPage) -> str:
    """Text from top to bottom and left to right, a blank between cells."""
    rows: list[list[_Glyph]] = []
    for glyph in sorted(_glyphs(page), key=lambda one: -one.middle):
        if rows and abs(rows[-1][0].middle - glyph.middle) < glyph.height / 2:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return "\n".join(_row(row) for row in rows)


def _row(glyphs: list[_Glyph]) -> str:
    text, end = "", float("-inf")
    for glyph in sorted(glyphs, key=lambda one: one.left):
        apart = text and glyph.left - end > _CELL_GAP * glyph.height
        text += f" {glyph.text}" if apart else glyph.text
        end = glyph.right
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _glyphs(page: pypdfium2.PdfTextPage) -> Iterator[_Glyph]:
    box = raw.FS_RECTF()
    for number in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, number))
        blank = text.isspace() or (text != _BROKEN and _CONTROL.match(text))
        if not blank and raw.FPDFText_GetLooseCharBox(page, number, ctypes.byref(box)):
            height = abs(box.top - box.bottom)
            yield _Glyph(text, box.left, box.right, (box.top + box.bottom) / 2, height)
