"""Characters that were drawn after their line, put back where they stand: pure.

LibreOffice draws a line first in the font that was asked for, and then what that font lacks, so
that the rare character of a name («李𠮷祥») would come after the sentence it stands in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive_builder.convert.pdf.bands import Box

_TOUCH = 0.12
"""Of a character's height: pieces that are no further apart belong together."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that were drawn one after the other without a gap, and where they stand."""

    text: str
    box: Box


def disordered(boxes: Sequence[Box]) -> bool:
    """Tell whether something begins left of the end of what was drawn just before on its line.

    Args:
        boxes: pieces of text, in the order in which they were drawn.
    """
    return any(
        second.left < first.right - _slack(second) and _level(first, second)
        for first, second in pairwise(boxes)
    )


def ordered(line: Sequence[Piece]) -> str | None:
    """Return the text of a line with the stray pieces in the gaps that they fill.

    A piece moves only to the left, where nothing else stands, and where it touches what it comes
    to stand beside: columns and cells keep the order in which they were drawn, and so does a line
    with writing from right to left.

    Args:
        line: its pieces, in the order in which they were drawn.

    Returns:
        None if every piece stays.
    """
    if any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for p in line for one in p.text):
        return None
    placed: list[Piece] = []
    moved = False
    for piece in line:
        place = _place(placed, piece)
        moved = moved or place < len(placed)
        placed.insert(place, piece)
    return "".join(_spaced(placed)) if moved else None


def _place(placed: Sequence[Piece], piece: Piece) -> int:
    if placed and piece.box.left < placed[-1].box.left:
        for place, after in enumerate(placed):
            before = placed[place - 1].box if place else None
            if _fits(before, piece.box, after.box):
                return place
    return len(placed)


def _fits(before: Box | None, box: Box, after: Box) -> bool:
    gaps = [after.left - box.right, *([box.left - before.right] if before else [])]
    level = _level(box, after) and (before is None or _level(before, box))
    return level and min(gaps) >= -_slack(box) and min(gaps) <= _slack(box)


def _level(one: Box, other: Box) -> bool:
    """Whether they overlap by more than half of the lower one's height."""
    common = min(one.top, other.top) - max(one.bottom, other.bottom)
    return common > min(one.top - one.bottom, other.top - other.bottom) / 2


def _slack(box: Box) -> float:
    return _TOUCH * (box.top - box.bottom)


def _spaced(pieces: Sequence[Piece]) -> Iterator[str]:
    yield pieces[0].text
    for first, second in pairwise(pieces):
        apart = abs(second.box.left - first.box.right) > _slack(second.box)
        yield f" {second.text}" if apart else second.text
