"""Tiny fonts of a few square glyphs, made by fontTools."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

CHARS = " 中國〓"
"""國 is drawn the wrong way round, as a few glyphs of real fonts are."""

SQUARE = [(100, 0), (100, 800), (900, 800), (900, 0)]


def _draw(char: str, pen: object) -> None:
    points = [] if char == " " else SQUARE[::-1] if char == "國" else SQUARE
    for i, point in enumerate(points):
        (pen.moveTo if i == 0 else pen.lineTo)(point)
    if points:
        pen.closePath()


def _builder(*, truetype: bool, family: str) -> FontBuilder:
    names = [".notdef", *(f"uni{ord(char):04X}" for char in CHARS)]
    builder = FontBuilder(1000, isTTF=truetype)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"uni{ord(char):04X}" for char in CHARS})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=1151, descent=-286)
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": "Tiny", "copyright": "(c) Nobody"}
    )
    builder.setupOS2(sTypoAscender=1151, usWinAscent=1151, usWinDescent=286, usWeightClass=700)
    builder.setupPost()
    return builder


def truetype(path: Path, *, restricted: bool = False, family: str = "Tiny") -> Path:
    """A TrueType font; a restricted one may not be embedded."""
    builder = _builder(truetype=True, family=family)
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for char in CHARS:
        pen = TTGlyphPen(None)
        _draw(char, pen)
        glyphs[f"uni{ord(char):04X}"] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.font["OS/2"].fsType = 2 if restricted else 0
    builder.save(path)
    return path


def postscript(path: Path) -> Path:
    """An OpenType font with cubic outlines (CFF), counter-clockwise as those are."""
    builder = _builder(truetype=False, family="Tiny")
    glyphs = {".notdef": T2CharStringPen(1000, None).getCharString()}
    for char in CHARS:
        pen = T2CharStringPen(1000, None)
        _draw({"國": "中", "中": "國"}.get(char, char), pen)
        glyphs[f"uni{ord(char):04X}"] = pen.getCharString()
    builder.setupCFF("Tiny", {}, glyphs, {})
    builder.save(path)
    return path


def variable(path: Path) -> Path:
    """A TrueType font whose 中 is as high as 800 at weight 100 and 1000 at weight 900."""
    builder = FontBuilder(font=TTFont(truetype(path)))
    builder.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    moves = [(0, 0), (0, 200), (0, 200), (0, 0), *[(0, 0)] * 4]
    builder.setupGvar({"uni4E2D": [TupleVariation({"wght": (0, 1, 1)}, moves)]})
    builder.save(path)
    return path
