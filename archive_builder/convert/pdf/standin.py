"""Making a small font program that stands in for one that a PDF does not carry."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from archive_builder.convert.pdf.lettering import Letter
from archive_builder.typeset.embed import subset_prefix
from archive_builder.typeset.typecase import Typeface

_EM = 1000
_EPOCH = 3_786_912_000
"""2024-01-01 in seconds since 1904: dates never tell when a program was made."""
_ROMAN, _WINDOWS = (1, 0), (3, 0)
"""Platform and encoding of the tables by which readers find a simple font's glyphs (9.6.6.4)."""
_PRIVATE = 0xF000

Chooser = Callable[[str], Typeface | None]
"""The face that shows a character; None where there is nothing to be seen."""


@dataclass(frozen=True, slots=True)
class Program:
    """A TrueType program whose glyph n shows the nth letter, from 1.

    Attributes:
        content: the file.
        widths: how far each letter moves on, in thousandths of an em.
        box: bounding box of all glyphs, in thousandths of an em.
        prefix: six capitals that name the subset.
    """

    content: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    prefix: str


def program_of(letters: Sequence[Letter], chooser: Chooser, *, coded: bool) -> Program:
    """Draw letters as wide as the PDF says: wider glyphs are squeezed, narrower ones centred.

    Args:
        letters: what to show.
        chooser: which face to take each character of.
        coded: readers find glyphs by code, as in a simple font.
    """
    drawn = [
        _drawn(letter, chooser(letter.char[:1]) if letter.char else None) for letter in letters
    ]
    names = [".notdef", *(f"g{number}" for number in range(1, len(drawn) + 1))]
    glyphs = [TTGlyphPen(None).glyph(), *(glyph for glyph, _ in drawn)]
    widths = [0, *(width for _, width in drawn)]
    builder = FontBuilder(_EM, isTTF=True)
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    builder.setupGlyphOrder(names)
    builder.setupGlyf(dict(zip(names, glyphs, strict=True)))
    lefts = [getattr(glyph, "xMin", 0) for glyph in glyphs]
    metrics = zip(widths, lefts, strict=True)
    builder.setupHorizontalMetrics(dict(zip(names, metrics, strict=True)))
    builder.setupHorizontalHeader(ascent=859, descent=-141)
    if coded:
        numbers = [letter.number for letter in letters]
        builder.font["cmap"] = _cmap(dict(zip(numbers, names[1:], strict=True)))
    buffer = io.BytesIO()
    builder.font.save(buffer)
    content, head = buffer.getvalue(), builder.font["head"]
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return Program(content, tuple(widths[1:]), box, subset_prefix(content))


def _drawn(letter: Letter, typeface: Typeface | None) -> tuple[Any, int]:
    """A letter's outline and width."""
    pen = TTGlyphPen(None)
    if typeface is None or not letter.char:
        return pen.glyph(), round(letter.width or 0)
    natural = typeface.advance(letter.char[:1]) * _EM
    width = natural if letter.width is None else letter.width
    squeeze = width / natural if 0 < width < natural else 1.0
    shift = (width - natural) / 2 if natural < width else 0.0
    shapes, em = _shapes(typeface)
    outline = DecomposingRecordingPen(shapes)
    shapes[typeface.glyph_name(letter.char[:1])].draw(outline)
    scale = _EM / em
    outline.replay(TransformPen(pen, (scale * squeeze, 0, 0, scale, shift, 0)))
    return pen.glyph(), round(width)


@lru_cache(maxsize=8)
def _shapes(typeface: Typeface) -> tuple[Any, int]:
    """A face's outlines by name, and its em."""
    font = typeface.open()
    return font.getGlyphSet(), font["head"].unitsPerEm


def _cmap(names: dict[int, str]) -> Any:
    table = newTable("cmap")
    table.tableVersion = 0
    table.tables = [
        _subtable(0, _ROMAN, names),
        _subtable(4, _WINDOWS, {_PRIVATE + code: name for code, name in names.items()}),
    ]
    return table


def _subtable(form: int, where: tuple[int, int], names: dict[int, str]) -> Any:
    table = CmapSubtable.newSubtable(form)
    table.platformID, table.platEncID = where
    table.language = 0
    table.cmap = names
    return table
