"""Cutting a face down to the glyphs that a document shows.

fontTools' own Subsetter reads the whole face anew for every document, 0.15 s a face; covers,
contents and dividers of a hundred volumes are many small documents. Here the face is read once.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from struct import Struct
from threading import Lock
from typing import Any

from fontTools.ttLib import TTFont, newTable

from archive_builder.typeset.typecase import Typeface

_COPIED = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")
"""With outlines and widths, all that a CIDFontType2 needs (PDF 32000-1, 9.9)."""


@dataclass(frozen=True, slots=True)
class Program:
    """A font program.

    Attributes:
        content: the TrueType file.
        numbers: the glyph number in it of each glyph asked for.
        box: bounding box of all its glyphs, in thousandths of an em. It is kept tight, since some
            readers place letters on whole pixels when it is large.
    """

    content: bytes
    numbers: list[int]
    box: list[int]


class Source:
    """A face in memory.

    Attributes:
        name: PostScript name, plain ASCII.
        ascent: in thousandths of an em.
        descent: likewise, below zero.
    """

    def __init__(self, typeface: Typeface) -> None:
        with typeface.open() as font:
            self._order = font.getGlyphOrder()
            self._glyf, self._advances = font["glyf"], font["hmtx"].metrics
            self._copied = {tag: font[tag] for tag in _COPIED if tag in font}
            name = font["name"].getDebugName(6) or ""
        self._scale = 1000 / self._copied["head"].unitsPerEm
        self._lock = Lock()
        self.name = "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "Font"
        self.ascent = round(self._copied["hhea"].ascent * self._scale)
        self.descent = round(self._copied["hhea"].descent * self._scale)

    def cut(self, glyphs: list[str]) -> Program:
        """A font program of these glyphs alone."""
        with self._lock:  # fontTools reads glyphs when they are first asked for
            names = self._closure(glyphs)
            outlines = {name: self._outline(name) for name in names}
            font = TTFont(recalcTimestamp=False, recalcBBoxes=False)
            font.setGlyphOrder(names)
            for tag, table in self._copied.items():
                font[tag] = deepcopy(table)
            head = font["head"]
            head.xMin, head.yMin, head.xMax, head.yMax = _union(map(_box, outlines.values()))
            font["loca"], font["glyf"], font["hmtx"] = map(newTable, ("loca", "glyf", "hmtx"))
            font["glyf"].glyphs = outlines
            font["hmtx"].metrics = {name: self._advances[name] for name in names}
            content = _saved(font)
        box = [round(v * self._scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]
        return Program(content, [font.getGlyphID(glyph) for glyph in glyphs], box)

    def _outline(self, name: str) -> Any:
        """A glyph as it lies in the face: compiling it anew takes most of a small PDF's time.

        Composites are read, since they name their parts by number.
        """
        raw = self._glyf.glyphs[name]
        return self._glyf[name] if raw.getComponentNames(self._glyf) else raw

    def _closure(self, glyphs: list[str]) -> list[str]:
        """The glyphs and all that they are composed of, after the face's sign for none."""
        names = dict.fromkeys([self._order[0], *glyphs])
        waiting = list(names)
        while waiting:
            parts = self._glyf.glyphs[waiting.pop()].getComponentNames(self._glyf)
            waiting += [part for part in parts if part not in names]
            names |= dict.fromkeys(parts)
        return list(names)


Box = tuple[int, int, int, int]
_EMPTY = (0, 0, 0, 0)

_HEADER = Struct(">hhhhh")
"""A glyph's number of contours and bounding box (OpenType, glyf)."""


def _box(outline: Any) -> Box | None:
    """A glyph's bounding box, None for one without ink."""
    if hasattr(outline, "data"):
        return _HEADER.unpack_from(outline.data)[1:] if outline.data else None
    if not hasattr(outline, "xMin"):
        return None
    return (outline.xMin, outline.yMin, outline.xMax, outline.yMax)


def _union(boxes: Iterable[Box | None]) -> Box:
    left, bottom, right, top = zip(*[box or _EMPTY for box in boxes], strict=True)
    return (min(left), min(bottom), max(right), max(top))


def _saved(font: Any) -> bytes:
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


@cache
def source_of(typeface: Typeface) -> Source:
    """A face's source, read once."""
    return Source(typeface)
