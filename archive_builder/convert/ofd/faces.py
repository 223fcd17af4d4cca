"""The faces that an OFD's text is set in: its embedded fonts, and ours where it has none."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Protocol

from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.basePen import NullPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph as Outline

from archive_builder.typeset.program import source_of
from archive_builder.typeset.typecase import Typeface

Glyph = int | str
"""A glyph by its number in an embedded font, or by the character that it shows in one of ours."""

_NOT_THERE = 0
"""The glyph that shows that there is none."""
_SYMBOLS = 0xF000
"""Where symbol fonts have their characters (OpenType, cmap 3.0)."""
_COPIED = ("head", "hhea", "maxp", "cvt ", "fpgm", "prep")
_CFF = b"\x01\x00"
_HEAD = 54
"""Bytes of the table of that name (OpenType, head)."""

logging.getLogger("fontTools").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font program as a PDF embeds it.

    Attributes:
        content: a TrueType file, or bare CFF.
        is_cff: which of the two.
        numbers: by which each glyph that was asked for is found in it.
        box: of its glyphs, in thousandths of an em.
    """

    content: bytes
    is_cff: bool
    numbers: tuple[int, ...]
    box: tuple[int, ...]


class Face(Protocol):
    """What text needs of a face; `name` is letters, digits and hyphens."""

    name: str

    def glyph(self, char: str) -> Glyph | None:
        """The glyph that shows a character."""

    def code(self, glyph: Glyph) -> int | None:
        """The only code that a PDF can show a glyph by; None where any will do."""

    def advance(self, glyph: Glyph) -> float:
        """How far a glyph moves on, in em."""

    def cut(self, glyphs: Sequence[Glyph]) -> FontFile:
        """A program of these glyphs alone."""


class OurFace:
    """One of the faces of the font set."""

    def __init__(self, typeface: Typeface) -> None:
        self._typeface = typeface
        self.name = source_of(typeface).name

    def glyph(self, char: str) -> Glyph | None:
        """The character itself."""
        return char

    def code(self, _glyph: Glyph) -> int | None:
        """Any code: a table leads from it to the glyph."""
        return None

    def advance(self, glyph: Glyph) -> float:
        """How far a character moves on, in em."""
        return self._typeface.advance(str(glyph))

    def cut(self, glyphs: Sequence[Glyph]) -> FontFile:
        """A program of these characters alone."""
        names = [self._typeface.glyph_name(str(glyph)) for glyph in glyphs]
        program = source_of(self._typeface).cut(names)
        return FontFile(program.content, False, tuple(program.numbers), tuple(program.box))


class TrueTypeFace:
    """An embedded font with TrueType outlines. Its tables need not be complete."""

    def __init__(self, font: Any, name: str, content: bytes) -> None:
        self._font, self.name, self._content = font, name, content
        self._names = [f"g{number}" for number in range(font["maxp"].numGlyphs)]
        font.setGlyphOrder(self._names)
        self._em = font["head"].unitsPerEm or 1000
        self._advances: Mapping[str, tuple[int, int]] = font["hmtx"].metrics
        self._glyf = font["glyf"]

    @cached_property
    def _chars(self) -> dict[int, str]:
        return _characters(self._font)

    def glyph(self, char: str) -> Glyph | None:
        """The glyph that the font itself says shows a character."""
        name = self._chars.get(ord(char))
        return int(name[1:]) or None if name else None

    def has(self, glyph: int) -> bool:
        """Whether there is such a glyph."""
        return _NOT_THERE < glyph < len(self._names)

    def code(self, _glyph: Glyph) -> int | None:
        """Any code: a table leads from it to the glyph."""
        return None

    def advance(self, glyph: Glyph) -> float:
        """How far a glyph moves on, in em."""
        return float(self._advances[self._names[int(glyph)]][0] / self._em)

    def cut(self, glyphs: Sequence[Glyph]) -> FontFile:
        """The font without other glyphs; their numbers stay as they are."""
        try:
            content = self._cut(glyphs)
        except Exception:  # noqa: BLE001 - a damaged table; readers of PDF take what they can
            content = self._content
        return FontFile(content, False, tuple(map(int, glyphs)), self._box())

    def _cut(self, glyphs: Sequence[Glyph]) -> bytes:
        kept = self._closure([self._names[int(glyph)] for glyph in glyphs])
        font = TTFont(recalcTimestamp=False, recalcBBoxes=False)
        font.setGlyphOrder(self._names)
        for tag in (*_COPIED, "hmtx"):
            if tag in self._font:
                font[tag] = self._font[tag]
        font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
        font["glyf"].glyphs = {
            name: self._glyf.glyphs[name] if name in kept else Outline() for name in self._names
        }
        return _saved(font)

    def _closure(self, names: Sequence[str]) -> set[str]:
        kept = {self._names[_NOT_THERE], *names}
        waiting = list(kept)
        while waiting:
            parts = set(self._glyf[waiting.pop()].getComponentNames(self._glyf)) - kept
            kept |= parts
            waiting += parts
        return kept

    def _box(self) -> tuple[int, ...]:
        head = self._font["head"]
        corners = (head.xMin, head.yMin, head.xMax, head.yMax)
        return tuple(round(1000 * one / self._em) for one in corners)


class CffFace:
    """An embedded font with PostScript outlines, bare or out of an OpenType font.

    Glyphs of a bare font that has CIDs are numbered by those, of others in their order, as
    FreeType does it.
    """

    def __init__(self, cff: bytes, name: str, chars: Mapping[int, str] | None) -> None:
        self.name, self._cff, self._chars = name, cff, chars or {}
        self._top = self._read()[0]
        self._has_ids = hasattr(self._top, "ROS")
        by_id = self._has_ids and chars is None
        order = enumerate(self._top.charset)
        self._names = {_id(name) if by_id else number: name for number, name in order}
        self._em = 1 / (self._top.FontMatrix[0] or 0.001)
        self._box = tuple(round(1000 * one / self._em) for one in self._top.FontBBox)

    def _read(self) -> Any:
        fonts = CFFFontSet()
        fonts.decompile(BytesIO(self._cff), None)
        return fonts

    def glyph(self, char: str) -> Glyph | None:
        """The glyph that the font itself says shows a character."""
        name = self._chars.get(ord(char))
        return int(name[1:]) or None if name else None

    def has(self, glyph: int) -> bool:
        """Whether there is such a glyph."""
        return glyph != _NOT_THERE and glyph in self._names

    def advance(self, glyph: Glyph) -> float:
        """How far a glyph moves on, in em."""
        try:
            charstring = self._top.CharStrings[self._names[int(glyph)]]
            charstring.draw(NullPen())
            return float(charstring.width / self._em)
        except Exception:  # noqa: BLE001 - a damaged outline
            return 1.0

    def cut(self, glyphs: Sequence[Glyph]) -> FontFile:
        """The font with nothing to be seen in place of other glyphs."""
        try:
            content = self._cut(glyphs)
        except Exception:  # noqa: BLE001 - a damaged table; readers of PDF take what they can
            content = self._cff
        return FontFile(content, True, tuple(map(self.code, glyphs)), self._box)

    def _cut(self, glyphs: Sequence[Glyph]) -> bytes:
        fonts = self._read()
        charstrings = fonts[0].CharStrings
        kept = {self._names[int(glyph)] for glyph in glyphs} | {self._names[_NOT_THERE]}
        for name in set(self._names.values()) - kept:
            private = charstrings[name].private
            charstrings[name] = T2CharString(program=["endchar"], private=private)
        buffer = BytesIO()
        fonts.compile(buffer, TTFont(recalcBBoxes=False))
        return buffer.getvalue()

    def code(self, glyph: Glyph) -> int:
        """The CID where the font has such, else the glyph's number: no table leads elsewhere."""
        return _id(self._names[int(glyph)]) if self._has_ids else int(glyph)


def _id(name: str) -> int:
    """The CID in what fontTools calls a glyph: «cid00057», and 0 for the one that is none."""
    return int(name[3:]) if name.startswith("cid") else 0


EmbeddedFace = TrueTypeFace | CffFace


def embedded_face(content: bytes, name: str) -> EmbeddedFace | None:
    """Read an embedded font; None where there is no way to make sense of it."""
    try:
        if content.startswith(_CFF):
            return CffFace(content, name, None)
        font = TTFont(BytesIO(content), fontNumber=0, lazy=True, recalcTimestamp=False)
        font.reader.tables["head"].length = _HEAD  # some are longer, which fontTools refuses
        if "CFF " not in font:
            return TrueTypeFace(font, name, content)
        font.setGlyphOrder([f"g{number}" for number in range(font["maxp"].numGlyphs)])
        return CffFace(font.reader["CFF "], name, _characters(font))
    except Exception:  # noqa: BLE001 - fontTools raises whatever a damaged table leads to
        return None


def _characters(font: Any) -> dict[int, str]:
    """The names of glyphs by character; a font made for one document may have no such table."""
    try:
        tables = font["cmap"].tables
        symbols = [one.cmap for one in tables if (one.platformID, one.platEncID) == (3, 0)]
        chars = {code % _SYMBOLS: name for table in symbols for code, name in table.items()}
        return chars | dict(font["cmap"].getBestCmap() or {})
    except Exception:  # noqa: BLE001 - no such table, or a damaged one
        return {}


def _saved(font: Any) -> bytes:
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()
