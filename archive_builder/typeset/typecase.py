"""The type case (字盘): which face has which character, and how wide it is there."""

from __future__ import annotations

import unicodedata
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

GETA = "〓"
"""Printed for a character that no face has, as printers did (GB/T 2312 calls it 〓, 02-94)."""

_INVISIBLE = frozenset({"Cc", "Cf", "Mn"})


class Typeface:
    """One face, read when first asked."""

    def __init__(self, path: Path, subfont: int) -> None:
        self.path = path
        self.subfont = subfont

    def open(self) -> Any:
        """A fresh fontTools font of this face, to be closed by the caller."""
        return TTFont(self.path, fontNumber=self.subfont, lazy=True)

    @cached_property
    def _tables(self) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
        with self.open() as font:
            return dict(font.getBestCmap()), dict(font["hmtx"].metrics), font["head"].unitsPerEm

    def has(self, char: str) -> bool:
        """Whether the face has the character itself."""
        return ord(char) in self._tables[0]

    def glyph_name(self, char: str) -> str:
        """The glyph that shows a character; a space or 〓 for one that the face lacks."""
        cmap = self._tables[0]
        instead = " " if char.isspace() else GETA
        return cmap.get(ord(char)) or cmap.get(ord(instead), ".notdef")

    def advance(self, char: str) -> float:
        """How far a character moves on, in em."""
        _, advances, em = self._tables
        return advances[self.glyph_name(char)][0] / em


class TypeCase:
    """The faces of a font set, asked a character at a time."""

    def __init__(self, fonts: FontSet) -> None:
        self._chains = {
            face.role: tuple(typeface(f.path, f.subfont) for f in (face, *fonts.fallback))
            for face in fonts.faces
        }
        self._found: dict[tuple[Role, str], Typeface | None] = {}

    def face(self, char: str, role: Role) -> Typeface | None:
        """The face that shows a character in a role; None when there is nothing to be seen."""
        key = role, char
        if key not in self._found:
            self._found[key] = self._find(char, role)
        return self._found[key]

    def _find(self, char: str, role: Role) -> Typeface | None:
        chain = self._chains[role]
        if char.isspace():
            return next((face for face in chain if face.has(char)), chain[0])
        if unicodedata.category(char) in _INVISIBLE:
            return None
        owners = (face for wanted in (char, GETA) for face in chain if face.has(wanted))
        return next(owners, chain[0])

    def lacks(self, char: str) -> bool:
        """Whether a character would be printed as 〓."""
        face = self.face(char, Role.SONG)
        return face is not None and not char.isspace() and not face.has(char)


@cache
def typeface(path: Path, subfont: int) -> Typeface:
    """A face, the same object every time: what was read of it is kept."""
    return Typeface(path, subfont)


@lru_cache(maxsize=4)
def type_case(fonts: FontSet) -> TypeCase:
    """The type case of a font set, shared by measuring and drawing."""
    return TypeCase(fonts)


def missing(text: str, fonts: FontSet) -> str:
    """The characters of a text that no face has (each once, in order): printed as 〓."""
    case = type_case(fonts)
    return "".join(char for char in dict.fromkeys(text) if case.lacks(char))
