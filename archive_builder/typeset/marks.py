"""Pages as values: what stands where, decided before anything is drawn.

Coordinates are pt from the sheet's **upper left** corner, y downwards. A `Text` mark's y is its
baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MM = 72 / 25.4
"""Points in a millimetre."""

A4 = (210 * MM, 297 * MM)
"""Width and height of A4 portrait, pt."""


class Role(StrEnum):
    """The part a typeface plays in an official document (GB/T 9704-2012)."""

    TITLE = "小标宋"
    SONG = "宋体"
    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text.

    Attributes:
        anchor: which end of the text x names: left, centre or right.
        spacing: pt put after every character, so that a line reaches both margins.
    """

    x: float
    y: float
    text: str
    role: Role = Role.SONG
    size: float = 12.0
    anchor: str = "left"
    colour: str = "#000000"
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, `width` pt thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.5
    colour: str = "#000000"


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle; drawn before everything else of its sheet."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads somewhere; `target` is what the caller resolves, never drawn."""

    x: float
    y: float
    width: float
    height: float
    target: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, as the bytes of a JPEG or PNG file, stretched over a rectangle."""

    x: float
    y: float
    width: float
    height: float
    content: bytes


Mark = Text | Rule | Area | Link | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of paper with its marks, pt."""

    width: float
    height: float
    marks: tuple[Mark, ...]
