"""The order in which a page is read, where it was drawn in another: pure.

LibreOffice and Word draw text boxes after all else and some footers before, so that the red head
and 文号 of a document would come after its date, and its page number first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST = 1000
"""Pieces of text that a page is cut for: the work grows with their square."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a piece of text stands, pt from the lower left of the page."""

    left: float
    bottom: float
    right: float
    top: float


def cuts(boxes: Sequence[Box]) -> list[float]:
    """Return the heights at which to cut a page, from top to bottom, to read it band by band.

    Nothing is cut through. Cut out is a band that was drawn in one go after something that lies
    below it and overlaps it in width (columns and cells stand side by side and keep the order in
    which they were drawn), and cut off are the lowest bands if the page was begun with them.

    Args:
        boxes: the pieces of text, in the order in which they were drawn. Where there are more
            than `MOST` the page is a plan or a map, and is not cut.
    """
    bands = _bands(boxes) if len(boxes) <= MOST else []
    early = _early(bands)
    late = set(_late(bands, boxes, early))
    return [
        (min(boxes[n].bottom for n in bands[upper]) + max(boxes[n].top for n in bands[lower])) / 2
        for upper, lower in pairwise(range(len(bands)))
        if {upper, lower} & late or (upper in early) != (lower in early)
    ]


_Band = list[int]
"""The numbers of its pieces in the order of drawing."""


def _bands(boxes: Sequence[Box]) -> list[_Band]:
    """Pieces grouped by overlap in height, from top to bottom."""
    bands: list[_Band] = []
    floor = float("inf")
    for number in sorted(range(len(boxes)), key=lambda n: -boxes[n].top):
        if boxes[number].top <= floor:
            bands.append([])
            floor = boxes[number].bottom
        bands[-1].append(number)
        floor = min(floor, boxes[number].bottom)
    return [sorted(band) for band in bands]


def _early(bands: Sequence[_Band]) -> frozenset[int]:
    """The lowest bands, as few as can be, that hold just what was drawn first."""
    pieces, last = 0, -1
    for place in range(len(bands) - 1, 0, -1):
        pieces, last = pieces + len(bands[place]), max(last, bands[place][-1])
        if last == pieces - 1:
            return frozenset(range(place, len(bands)))
    return frozenset()


def _late(bands: Sequence[_Band], boxes: Sequence[Box], early: Collection[int]) -> Iterator[int]:
    for place, band in enumerate(bands):
        lower = (bands[n] for n in range(place + 1, len(bands)) if n not in early)
        before = [n for other in lower for n in other if n < band[0]]
        if _in_one_go(band) and _overlap(band, before, boxes):
            yield place


def _in_one_go(band: _Band) -> bool:
    return band[-1] - band[0] == len(band) - 1


def _overlap(band: _Band, others: Sequence[int], boxes: Sequence[Box]) -> bool:
    return any(
        boxes[one].left < boxes[other].right and boxes[other].left < boxes[one].right
        for one in band
        for other in others
    )
