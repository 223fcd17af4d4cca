"""The text that a finished PDF shows, by page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from archive_builder.convert.pdf.bands import Box, cuts
from archive_builder.convert.pdf.strays import Piece, disordered, ordered
from archive_builder.decoding import CONTROL, tidy
from archive_builder.model import Text

_HAN = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_SPACED = re.compile(rf"(?<!\S)[{_HAN}](?: (?:[{_HAN}]|\d{{1,4}})){{3,}}(?!\S)")
_MIXED = re.compile(rf"(?<=[{_HAN}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[{_HAN}])")
_BROKEN = "\x02"
"""What the reader makes of a hyphen at the end of a line; the line's end itself is gone."""
_DIVIDED = re.compile(rf"(?<=[^\W\d_{_HAN}]){_BROKEN}(?=[^\W\d_{_HAN}])")
_CELL_GAP = 0.14
"""Of a character's height: what is further apart in a row stands in another cell.

Office programs leave 2 pt between the words of two cells: 0.18 of a character of 11 pt.
"""
_SPREAD = 0.25
"""The same between Chinese characters, which are set apart to fill the width of a cell."""
_CHINESE = re.compile(f"[{_HAN}]{{2}}")
_LEVEL = 0.01
"""Radians that a level line may be turned by."""


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


def _prose(page: pypdfium2.PdfTextPage) -> str:
    """Text as it was drawn, but text boxes, heads and stray characters where they stand."""
    boxes = [] if page.page.get_rotation() else _boxes(page)
    heights = cuts(boxes)
    edges = [None, *heights, None]
    parts = (page.get_text_bounded(top=top, bottom=bottom) for top, bottom in pairwise(edges))
    text = "\n".join(filter(str.strip, parts)) if heights else next(parts)
    return closed_up(_gathered(text, page) if disordered(boxes) else text)


def _gathered(text: str, page: pypdfium2.PdfTextPage) -> str:
    """The text with those of its lines put in order that have stray characters."""
    drawn = (("".join(piece.text for piece in line), ordered(line)) for line in _lines(page))
    mended = {_bare(line): whole for line, whole in drawn if whole is not None}
    return "\n".join(mended.get(_bare(line), line) for line in re.split("\r?\n", text))


def _bare(line: str) -> str:
    """A line by which to find it again, whatever the reader made of its gaps."""
    return "".join(line.split())


def _lines(page: pypdfium2.PdfTextPage) -> Iterator[list[Piece]]:
    """The level lines of a page, in the pieces in which they were drawn."""
    line: list[list[_Glyph]] = [[]]
    for number in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, number))
        turned = raw.FPDFText_GetCharAngle(page, number) > _LEVEL
        glyph = None if turned else _glyph(page, number, text)
        if text == "\n":
            yield _pieces(line)
            line = [[]]
        elif glyph is None or raw.FPDFText_IsGenerated(page, number) == 1:
            line.append([])
        elif line[-1] and glyph.left < line[-1][-1].left:
            line.append([glyph])
        else:
            line[-1].append(glyph)
    yield _pieces(line)


def _pieces(line: list[list[_Glyph]]) -> list[Piece]:
    return [
        Piece(_joined(one.text for one in glyphs), _around(glyphs)) for glyphs in line if glyphs
    ]


def _around(glyphs: list[_Glyph]) -> Box:
    middle, height = glyphs[0].middle, max(one.height for one in glyphs)
    right = max(one.right for one in glyphs)
    return Box(glyphs[0].left, middle - height / 2, right, middle + height / 2)


def _joined(units: Iterable[str]) -> str:
    """Text of the reader's units, of which a character beyond U+FFFF has two."""
    return "".join(units).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
        gap = _SPREAD if _CHINESE.fullmatch(text[-1:] + glyph.text) else _CELL_GAP
        apart = text and glyph.left - end > gap * glyph.height
        text += f" {glyph.text}" if apart else glyph.text
        end = glyph.right
    return _joined(text)


def _glyphs(page: pypdfium2.PdfTextPage) -> Iterator[_Glyph]:
    for number in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, number))
        blank = text.isspace() or (text != _BROKEN and CONTROL.match(text))
        glyph = None if blank else _glyph(page, number, text)
        if glyph:
            yield glyph


def _glyph(page: pypdfium2.PdfTextPage, number: int, text: str) -> _Glyph | None:
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(page, number, ctypes.byref(box)):
        return None
    height = abs(box.top - box.bottom)
    return _Glyph(text, box.left, box.right, (box.top + box.bottom) / 2, height)
