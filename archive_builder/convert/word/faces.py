"""Faces cut to a document's characters, as rdocx wants them: it reads whole what it is given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from archive_builder.convert.word.families import SANS
from archive_builder.typeset.fonts import Face, FontSet
from archive_builder.typeset.program import source_of
from archive_builder.typeset.typecase import Typeface, typeface

GENERATED = (
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2460, 0x249C))))
    + "〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬廿卅甲乙丙丁戊己庚辛壬癸"
    + "子丑寅卯辰巳午未申酉戌亥年月日星期第条章节页共时分秒上下图表附件"
    + "　、，。；：？！（）《》〈〉「」『』【】〔〕—…·‘’“”•●○■□▪◆◇➢✓√★☆"
)
"""Characters that numbering, fields and bullets may bring, beyond those that a document spells."""

_BLANKS = {" ", "\u00a0", "\u3000"}
"""Wanted of every face: rdocx sets blanks in the face of what stands before them."""

_RESORTS = (
    "Noto Sans SC",
    "Noto Serif CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "PingFang TC",
)
"""The families that rdocx asks, in this order, for characters that the named one lacks."""


def cut_faces(fonts: FontSet, chars: Iterable[str]) -> list[tuple[str, bytes]]:
    """The faces that a document of these characters needs, by the names that rdocx asks for.

    Each role's face by the name of the role, the lighter sans by its own, and the fallback
    faces by rdocx's own names, each with the characters that none before it has.
    """
    wanted = {*filter(str.isprintable, chars), *GENERATED}
    named = [(face.role.value, _cut(face, wanted)) for face in fonts.faces]
    named.append((SANS, _cut(fonts.sans, wanted)))
    shares = _shares(fonts.fallback, wanted)
    resorts = [_cut(face, share | _BLANKS) for face, share in shares.items() if share]
    return [*named, *zip(_RESORTS, resorts, strict=False)]


def _shares(chain: Iterable[Face], wanted: set[str]) -> dict[Face, set[str]]:
    """What each face is asked for: the characters that it is the first to have."""
    shares: dict[Face, set[str]] = {}
    left = set(wanted)
    for face in chain:
        if not left:
            break
        letters = _typeface(face)
        shares[face] = {char for char in left if letters.has(char)}
        left -= shares[face]
    return shares


def _typeface(face: Face) -> Typeface:
    return typeface(face.path, face.subfont)


def _cut(face: Face, wanted: Iterable[str]) -> bytes:
    """A TrueType font of the characters that the face has among these."""
    case = _typeface(face)
    chars = sorted(char for char in wanted if case.has(char))
    program = source_of(case).cut([case.glyph_name(char) for char in chars])
    with TTFont(BytesIO(program.content), recalcTimestamp=False, recalcBBoxes=False) as font:
        names = font.getGlyphOrder()
        numbered = zip(chars, program.numbers, strict=True)
        font["cmap"] = _cmap({ord(char): names[number] for char, number in numbered})
        font["name"], font["OS/2"], font["post"] = _descriptions(case)
        buffer = BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def _cmap(glyphs: dict[int, str]) -> Any:
    """Both kinds of map: some readers look at the older only."""
    table = newTable("cmap")
    table.tableVersion = 0
    table.tables = []
    for form, encoding, last in ((4, 1, 0xFFFF), (12, 10, 0x10FFFF)):
        part = CmapSubtable.newSubtable(form)
        part.platformID, part.platEncID, part.language = 3, encoding, 0
        part.cmap = {code: glyph for code, glyph in glyphs.items() if code <= last}
        table.tables.append(part)
    return table


@cache
def _descriptions(case: Typeface) -> tuple[Any, Any, Any]:
    """The face's names and measures, without the names of glyphs."""
    with case.open() as font:
        names, measures, post = font["name"], font["OS/2"], font["post"]
    post.formatType = 3.0
    return names, measures, post
