"""Which of our faces stands in for a font that a PDF names and does not carry."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from pikepdf import Dictionary, Name

from archive_builder.convert.pdf.fontcheck import descendant, readable_name, without_prefix
from archive_builder.convert.pdf.lettering import ORDERINGS, ordering_of
from archive_builder.convert.pdf.standin import Chooser
from archive_builder.convert.pdf.values import entry, number
from archive_builder.convert.word.families import SANS, role_of
from archive_builder.typeset.fontfind import family_name
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role
from archive_builder.typeset.typecase import Typeface, type_case

_FIXED, _SERIF, _ITALIC, _FORCE_BOLD = 1, 2, 64, 1 << 18
"""Flags of a font descriptor (PDF 32000-1, 9.8.2)."""
_LATIN = (
    (re.compile("arial|helvetica", re.IGNORECASE), "LiberationSans", "Helvetica"),
    (re.compile("courier", re.IGNORECASE), "LiberationMono", "Courier"),
    (re.compile("times", re.IGNORECASE), "LiberationSerif", "Times"),
    (re.compile("calibri", re.IGNORECASE), "Carlito", "Helvetica"),
    (re.compile("cambria", re.IGNORECASE), "Caladea", "Times"),
)
_SIGNS = re.compile("(Symbol|ZapfDingbats)$")
_POSTSCRIPT = 6
"""The number of a face's PostScript name (OpenType, name)."""
_BOLD = re.compile("bold|black|heavy|,b", re.IGNORECASE)
_SLANTED = re.compile("italic|oblique", re.IGNORECASE)
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")
_STANDARD_STYLES = {
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
    "Helvetica": (
        "Helvetica",
        "Helvetica-Bold",
        "Helvetica-Oblique",
        "Helvetica-BoldOblique",
    ),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
}


@dataclass(frozen=True, slots=True)
class StandIn:
    """What stands in for a font.

    Attributes:
        name: the face's name, as readers know it.
        script_name: the same, as PDF names it.
        standard: which of the 14 standard fonts has its widths; '' for a Chinese face.
        chooser: the face for each character.
    """

    name: str
    script_name: str
    standard: str
    chooser: Chooser


def stand_in(font: Dictionary, fonts: FontSet) -> StandIn | None:
    """Choose a face by the font's name and flags; None where this machine has nothing like it."""
    name = without_prefix(readable_name(font))
    if _SIGNS.match(name):
        return StandIn("符号字体", "Signs", name, partial(_chosen, fonts, Role.SONG, None))
    flags = _flags(font)
    bold = bool(_BOLD.search(name)) or bool(flags & _FORCE_BOLD)
    slanted = bool(_SLANTED.search(name)) or bool(flags & _ITALIC)
    known = next((one for one in _LATIN if one[0].search(name)), None)
    role = None if known else role_of(name)
    if role is None and known is None and font.get(Name.Subtype) == Name.Type0:
        role = Role.SONG if _is_eastern(font) else None
    if role is not None:
        return _chinese(role, bold, fonts)
    _, family, standard = known or _by_flags(flags)
    return _latin(family, standard, bold + 2 * slanted, fonts)


def _chinese(role: Role, bold: bool, fonts: FontSet) -> StandIn:
    heavy = Role.TITLE if bold and role is not Role.HEI else role
    face = next(face for face in fonts.faces if face.role is heavy)
    chooser = partial(_chosen, fonts, heavy, None)
    return StandIn(face.name, script_name(face.path, face.subfont), "", chooser)


def _latin(family: str, standard: str, style: int, fonts: FontSet) -> StandIn | None:
    wanted = f"{family}-{_STYLES[style]}"
    path = next((path for path in fonts.office if path.stem.lower() == wanted.lower()), None)
    if path is None:
        return None
    eastern = Role.HEI if standard == "Helvetica" else Role.SONG
    chooser = partial(_chosen, fonts, eastern, _typeface(path))
    return StandIn(_family(path), wanted, _STANDARD_STYLES[standard][style], chooser)


def _by_flags(flags: int) -> tuple[None, str, str]:
    if flags & _FIXED:
        return None, "LiberationMono", "Courier"
    return (
        (None, "LiberationSerif", "Times")
        if flags & _SERIF
        else (
            None,
            "LiberationSans",
            "Helvetica",
        )
    )


def _chosen(fonts: FontSet, role: Role, first: Typeface | None, char: str) -> Typeface | None:
    return first if first and first.has(char) else type_case(fonts).face(char, role)


def _flags(font: Dictionary) -> int:
    return int(number(entry(descendant(font), Name.FontDescriptor, Name.Flags), 0))


def _is_eastern(font: Dictionary) -> bool:
    return ordering_of(descendant(font)) in ORDERINGS


def stand_ins(names: Collection[str], fonts: FontSet) -> tuple[str, ...]:
    """Say which of our stand-ins a PDF is set in: 「仿宋以 … 代替」, by role, then 等线.

    Args:
        names: the fonts of one or more renditions, as `Rendition.fonts` has them.
        fonts: the faces of this machine.
    """
    named = [*((face.role.value, face) for face in fonts.faces), (SANS, fonts.sans)]
    return tuple(
        f"{name}{face.stands_in}"
        for name, face in named
        if not face.official and script_name(face.path, face.subfont) in names
    )


@cache
def script_name(path: Path, subfont: int) -> str:
    """A face's PostScript name, by which PDFs name it; plain ASCII."""
    with Typeface(path, subfont).open() as font:
        name = str(font["name"].getDebugName(_POSTSCRIPT) or "")
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "Font"


@cache
def _typeface(path: Path) -> Typeface:
    return Typeface(path, 0)


@cache
def _family(path: Path) -> str:
    return family_name(path, 0)
