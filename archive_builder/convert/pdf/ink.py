"""Where a page bears marks: from a small grey picture of it to a few boxes. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_CONTRAST = 24
"""Levels below the paper's own from which a pixel counts as marked."""
_LIGHT = 128
"""What is mostly darker than this is no paper: all of it counts as marked."""
_LEVELS = 256
_WHITE = b"\xff"

Cells = tuple[int, int, int, int]
"""A box of pixels: left, top, and right, bottom just beyond it."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A grey picture, a byte a pixel, rows from the top without gaps between them."""

    width: int
    height: int
    levels: bytes

    @property
    def blank(self) -> bool:
        """Whether all of it is white."""
        return self.levels.count(_WHITE) == len(self.levels)

    def rows(self, first: int, end: int) -> Raster:
        """The rows from `first` up to, not with, `end`."""
        part = self.levels[first * self.width : end * self.width]
        return Raster(self.width, len(part) // self.width, part)


def marked(picture: Raster, paper: int | None = None) -> Raster:
    """The picture with 1 for every marked pixel and 0 for the others.

    Args:
        picture: what was rendered.
        paper: the level of what is not marked; the picture's commonest if not given.
    """
    light = paper_of(picture) if paper is None else paper
    least = light - _CONTRAST if light >= _LIGHT else _LEVELS
    table = bytes(level < least for level in range(_LEVELS))
    return Raster(picture.width, picture.height, picture.levels.translate(table))


def paper_of(picture: Raster) -> int:
    """The commonest level of a picture: white where half of it is, else by every seventh pixel."""
    if 2 * picture.levels.count(_WHITE) >= len(picture.levels):
        return _WHITE[0]
    return max(Counter(picture.levels[::7]).items(), key=lambda item: (item[1], item[0]))[0]


def boxes(marks: Raster, gap: int) -> tuple[Cells, ...]:
    """Return boxes around all that is marked, by height and then from left to right.

    Every marked pixel lies in a box, every side of a box touches one, and any two boxes are at
    least `gap` blank pixels apart, sideways or in height.
    """
    runs = re.compile(b"\x01+(?:\x00{0,%d}\x01+)*" % (gap - 1))
    found: list[Cells] = []
    for y in range(marks.height):
        row = marks.levels[y * marks.width : (y + 1) * marks.width]
        for run in runs.finditer(row) if 1 in row else ():
            found = _joined(found, (run.start(), y, run.end(), y + 1), gap)
    return tuple(sorted(found, key=lambda box: (box[1], box[0])))


def _joined(boxes_: list[Cells], new: Cells, gap: int) -> list[Cells]:
    """The boxes with a new one, which swallows all that it comes near to."""
    while near := [box for box in boxes_ if _near(box, new, gap)]:
        boxes_ = [box for box in boxes_ if box not in near]
        new = _around([new, *near])
    return [*boxes_, new]


def _near(one: Cells, other: Cells, gap: int) -> bool:
    sideways = max(one[0], other[0]) - min(one[2], other[2])
    upwards = max(one[1], other[1]) - min(one[3], other[3])
    return max(sideways, upwards) < gap


def _around(boxes_: Iterable[Cells]) -> Cells:
    lefts, tops, rights, bottoms = zip(*boxes_, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
