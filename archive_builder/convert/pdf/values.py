"""Reading the objects of PDFs that may hold anything anywhere."""

from __future__ import annotations

import math
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in pt."""

DEPTH = 64
"""Levels that are climbed or descended before a tree counts as a loop."""


def numbers(value: object) -> list[float]:
    """The numbers of an array; none where it holds anything else."""
    listed = list(value) if isinstance(value, Array) else []
    return [float(one) for one in listed] if all(map(is_number, listed)) else []


def is_number(value: object) -> bool:
    """Whether a value is a finite number."""
    plain = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return plain and math.isfinite(float(value))  # type: ignore[arg-type]


def number(value: object, otherwise: float) -> float:
    """A number, or what stands for it."""
    return float(value) if is_number(value) else otherwise  # type: ignore[arg-type]


def box(value: object) -> Box | None:
    """A rectangle: left, bottom, right, top; its corners may be any two."""
    found = numbers(value)
    if len(found) != 4:  # noqa: PLR2004 - two corners
        return None
    x1, y1, x2, y2 = found
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def entry(value: object, *keys: Name) -> Object | None:
    """What lies at the end of a way through dictionaries; None where it breaks off."""
    for key in keys:
        if not isinstance(value, Dictionary):
            return None
        value = value.get(key)
    return value  # type: ignore[return-value]


def items(value: object) -> list[Object]:
    """The elements of an array; none of anything else."""
    return list(value) if isinstance(value, Array) else []


def dictionaries(value: object) -> list[Dictionary]:
    """The dictionaries in an array."""
    return [one for one in items(value) if isinstance(one, Dictionary)]


def inherited(node: object, key: Name) -> Object | None:
    """An entry of a page or field, which may stand with one of its ancestors."""
    for _ in range(DEPTH):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None
