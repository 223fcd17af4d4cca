"""Making our own copies of free faces: TrueType outlines, official line heights, own names.

reportlab and FontFile2 need TrueType outlines in a static font. LibreOffice takes a line's height
from the face: Noto's is 1.44 em where 宋体 has 1.00, which turns 4 pages into 8, so that the
copies get 宋体's ascent and descent. Their licences (OFL, GPL with font exception) allow changed
copies under another name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import fontTools
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.varLib import instancer

from archive_builder.fsio import atomic_path, sha256_of

Point = tuple[float, float]

RECIPE = "1"
"""Raise when anything here changes what comes out."""

ASCENT, DESCENT = 0.859, 0.141
"""SimSun's, in em."""

_EPOCH = 3_786_912_000
"""2024-01-01 in seconds since 1904: a font's own dates never tell when it was built."""

_ZEROED = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one face of ours is made.

    Attributes:
        family: the copy's family name, such as AB Song.
        name: what readers know the source by.
        source: the font file it is made of.
        weight: the instance taken of a variable font, None for a static one.
        bolder: how far outlines move outwards (sideways, up and down), in thousandths of an em.
    """

    family: str
    name: str
    source: Path
    weight: int | None = None
    bolder: tuple[int, int] = (0, 0)

    @property
    def file_name(self) -> str:
        """The copy's file name: another one for every source, recipe and fontTools."""
        settings = (RECIPE, fontTools.version, self.family, self.weight, self.bolder)
        key = sha256(f"{sha256_of(self.source)}{settings}".encode()).hexdigest()
        return f"{self.family.replace(' ', '')}-{key[:16]}.ttf"


def build(recipes: Mapping[Path, Recipe]) -> None:
    """Make faces by target path, all out of one source and weight.

    The same source and fontTools give the same bytes. Reading outlines takes most of the
    time and is done once; at most one recipe may be bolder.
    A file appears whole or not at all, and two builders at once do no harm.

    Raises:
        OSError: a file can't be read or written.
        fontTools.ttLib.TTLibError: the source is no font.
    """
    lightest_first = sorted(recipes.items(), key=lambda item: item[1].bolder)
    font = _static_truetype(lightest_first[0][1])
    for target, recipe in lightest_first:
        if any(recipe.bolder):
            _embolden(font, *recipe.bolder)
        _set_metrics(font)
        _rename(font, recipe)
        with atomic_path(target) as temporary:
            font.save(temporary)


def _static_truetype(recipe: Recipe) -> Any:
    font = TTFont(recipe.source, recalcTimestamp=False)
    if recipe.weight is not None:
        instancer.instantiateVariableFont(font, {"wght": recipe.weight}, inplace=True)
    if "CFF " in font:
        _to_truetype(font)
    return font


def _to_truetype(font: Any) -> None:
    """Turn cubic outlines into quadratic ones that differ by less than 1/1000 em."""
    order, source = font.getGlyphOrder(), font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {name: _quadratic(source[name]) for name in order}
    for glyph in glyf.glyphs.values():
        glyph.recalcBounds(glyf)
    font["loca"], font["glyf"] = newTable("loca"), glyf
    advances = font["hmtx"].metrics
    advances.update({n: (advances[n][0], getattr(glyf[n], "xMin", 0)) for n in order})
    _set_maxp(font["maxp"])
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]


def _quadratic(glyph: Any) -> Any:
    pen = TTGlyphPen(None)
    glyph.draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
    return pen.glyph()


def _set_maxp(maxp: Any) -> None:
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in _ZEROED:
        setattr(maxp, field, 0)


def _embolden(font: Any, sideways: int, upwards: int) -> None:
    """Move outlines outwards: how a lighter 宋 stands in for 小标宋, whose stems are heavy."""
    glyf, advances = font["glyf"], font["hmtx"].metrics
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.numberOfContours > 0:
            _move_outwards(glyph, sideways, upwards)
            glyph.recalcBounds(glyf)
            advances[name] = (advances[name][0], glyph.xMin)


def _move_outwards(glyph: Any, sideways: int, upwards: int) -> None:
    starts = [0, *(end + 1 for end in glyph.endPtsOfContours)]
    contours = [list(glyph.coordinates[a:b]) for a, b in pairwise(starts)]
    side = math.copysign(1, sum(map(_area, contours)))
    dx, dy = side * sideways, side * upwards
    points = [point for contour in contours for point in _moved(contour, dx, dy)]
    glyph.coordinates = GlyphCoordinates(points)


def _area(contour: list[Point]) -> float:
    """Twice the area, positive when it runs counter-clockwise, as a few glyphs wrongly do."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*contour, contour[0]]))


def _moved(contour: list[Point], dx: float, dy: float) -> Iterator[Point]:
    """The contour with all its edges moved to their right; sharp corners stay nearer."""
    before = [_direction(a, b) for a, b in pairwise([contour[-1], *contour])]
    after = [*before[1:], before[0]]
    for (x, y), (ax, ay), (bx, by) in zip(contour, before, after, strict=True):
        scale = max(1 + ax * bx + ay * by, 0.5)
        yield round(x + dx * (ay + by) / scale), round(y - dy * (ax + bx) / scale)


def _direction(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _set_metrics(font: Any) -> None:
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT * em), round(DESCENT * em)
    hhea, os2, head = font["hhea"], font["OS/2"], font["head"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent
    os2.usWeightClass, os2.fsSelection, head.macStyle = 400, 0x40, 0
    head.created = head.modified = _EPOCH


def _rename(font: Any, recipe: Recipe) -> None:
    """Give the copy its own names; the author's copyright and licence stay."""
    original = font["name"]
    script = f"{recipe.family.replace(' ', '')}-Regular"
    names = {1: recipe.family, 2: "Regular", 3: script, 4: recipe.family, 6: script}
    names |= {10: f"Changed copy of {recipe.source.stem}"}
    names |= {i: text for i in (0, 13, 14) if (text := original.getDebugName(i))}
    font["name"] = table = newTable("name")
    table.names = []
    for number, text in sorted(names.items()):
        table.setName(text, number, 3, 1, 0x409)
    for tag in ("DSIG", "STAT"):
        if tag in font:
            del font[tag]
