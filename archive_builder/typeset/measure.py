"""How wide text is, with the same face for every character as drawing takes."""

from __future__ import annotations

from functools import lru_cache

from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role
from archive_builder.typeset.typecase import TypeCase, type_case


class _Advances(dict[str, float]):
    """Advances in em by character, looked up once."""

    def __init__(self, case: TypeCase, role: Role) -> None:
        super().__init__()
        self._case = case
        self._role = role

    def __missing__(self, char: str) -> float:
        face = self._case.face(char, self._role)
        self[char] = advance = face.advance(char) if face else 0.0
        return advance


@lru_cache(maxsize=4)
def measurer(fonts: FontSet) -> Measure:
    """The measure over these fonts; the width of a text is the sum of its characters'."""
    case = type_case(fonts)
    advances = {role: _Advances(case, role) for role in Role}

    def measure(text: str, role: Role, size: float) -> float:
        return sum(map(advances[role].__getitem__, text)) * size

    return measure
