"""Numbers as OFD writes them, and the geometry that is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: a point (x, y) goes to (ax + cy + e, bx + dy + f)."""

UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LIMIT = 1e7
"""Larger than any number on a page; readers of PDF don't take all."""
_MATRIX = 6
_FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def matrix(self) -> Matrix:
        """Moves the origin to the upper left corner."""
        return (1.0, 0.0, 0.0, 1.0, self.x, self.y)


def floats(text: str | None) -> tuple[float, ...]:
    """The numbers of an attribute; none at all where one of them is not as it must be."""
    try:
        found = tuple(map(float, (text or "").replace(",", " ").split()))
    except ValueError:
        return ()
    return found if all(abs(one) < _LIMIT for one in found) else ()


def number(text: str | None, otherwise: float) -> float:
    """A single number, or what holds where there is none."""
    found = floats(text)
    return found[0] if len(found) == 1 else otherwise


def point(text: str | None) -> Point:
    """A point; the origin where there is none."""
    found = floats(text)
    return (found[0], found[1]) if len(found) == len(("x", "y")) else (0.0, 0.0)


def matrix(text: str | None) -> Matrix:
    """A transformation that can be undone; none at all where there is no such one."""
    found = floats(text)
    if len(found) != _MATRIX:
        return UPRIGHT
    a, b, c, d, e, f = found
    return (a, b, c, d, e, f) if abs(a * d - b * c) > _FLAT else UPRIGHT


def box(text: str | None) -> Box | None:
    """A rectangle; None where there is none, such as one without an area."""
    found = floats(text)
    return Box(*found) if len(found) == len(Box.__slots__) else None


def then(first: Matrix, second: Matrix) -> Matrix:
    """The transformation that does one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def moved(by: Matrix, x: float, y: float) -> Point:
    """Where a transformation takes a point."""
    a, b, c, d, e, f = by
    return a * x + c * y + e, b * x + d * y + f


def steps(text: str | None, count: int) -> tuple[float, ...]:
    """At most `count` distances between characters; ``g n d`` stands for n times d."""
    return tuple(_steps(iter((text or "").split()), count))


def _steps(parts: Iterator[str], count: int) -> Iterator[float]:
    for part in parts:
        try:
            times = int(next(parts, "")) if part == "g" else 1
            step = float(next(parts, "") if part == "g" else part)
        except ValueError:
            return
        if not abs(step) < _LIMIT:
            return
        for _ in range(min(times, count)):
            count -= 1
            yield step


def written(*numbers: float) -> str:
    """Numbers as PDF writes them."""
    return " ".join(_written(one) for one in numbers)


def _written(one: float) -> str:
    text = f"{one:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
