"""How a worksheet's columns share sheets of paper: pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.convert.sheet.heads import Grid
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Role
from archive_builder.typeset.table import Frame

SIZES = (10.5, 9.0, 7.5, 6.0)
"""Sizes tried, pt; 6 pt is the least that can be read in print."""
_CUT = 7.5
"""The size of a table that has to be cut, and need not be so small then."""
MARGIN, SPINE = 15 * MM, 25 * MM
"""Sides that may lie at the spine leave room for its thread: top of a landscape page, or both."""

_PORTRAIT = Frame(*A4, top=MARGIN, right=SPINE, bottom=MARGIN, left=SPINE)
_LANDSCAPE = Frame(A4[1], A4[0], top=SPINE, right=MARGIN, bottom=MARGIN, left=MARGIN)
_CELL_LIMIT = 12
"""A cell is given at most the width of so many characters; what is longer wraps."""
_TITLE_LIMIT = 6
"""The same of a title over narrow cells."""
_PADDING = 6.0
_SAMPLE = 500
"""Rows that column widths are taken from."""
_REPEATED = 2
"""First columns that go with every part of a table: its numbers and its names."""
_SHARE = 0.3
"""Of the width, how much they may take."""
_AMOUNT = re.compile(r"[-+¥￥$(]*[\d,]{1,14}(\.\d+)?[%)]?[亿万]?[元亩户人]?")


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stand side by side.

    Attributes:
        columns: their numbers.
        widths: of each, pt.
        frame: the sheet they go on.
        size: of the type, pt.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    frame: Frame
    size: float


def parts(titles: Sequence[str], rows: Grid, measure: Measure) -> list[Part]:
    """Deal the columns that hold something out to sheets of paper.

    All on one where a size of type allows it, lying where need be; else in parts that each begin
    with the first columns, so that every row can be told.
    """
    used = [c for c in range(len(titles)) if titles[c] or any(row[c] for row in rows)]
    em = {c: _width(titles[c], [row[c] for row in rows[:_SAMPLE]], measure) for c in used}
    for frame, size in [(_PORTRAIT, SIZES[0]), *((_LANDSCAPE, size) for size in SIZES)]:
        if _total(used, em, size) <= _room(frame):
            return [_part(used, em, frame, size)]
    return [_part(group, em, _LANDSCAPE, _CUT) for group in _groups(used, em, _CUT)]


def _groups(used: Sequence[int], em: dict[int, float], size: float) -> Iterator[list[int]]:
    room = _room(_LANDSCAPE)
    repeated = list(used[:_REPEATED])
    while repeated and _total(repeated, em, size) > room * _SHARE:
        repeated.pop()
    pending = list(used[len(repeated) :])
    while pending:
        group = [*repeated, pending.pop(0)]
        while pending and _total([*group, pending[0]], em, size) <= room:
            group.append(pending.pop(0))
        yield group


def _part(columns: Sequence[int], em: dict[int, float], frame: Frame, size: float) -> Part:
    """The sheet's width is shared in proportion to what the columns need."""
    stretch = _room(frame) / _total(columns, em, size)
    widths = tuple((em[c] * size + _PADDING) * stretch for c in columns)
    return Part(tuple(columns), widths, frame, size)


def _total(columns: Sequence[int], em: dict[int, float], size: float) -> float:
    return sum(em[c] * size + _PADDING for c in columns)


def _room(frame: Frame) -> float:
    return frame.width - frame.left - frame.right


def _width(title: str, cells: Sequence[str], measure: Measure) -> float:
    """What a column needs, in em."""

    def widest(texts: Sequence[str], limit: int) -> float:
        lines = (line[: 2 * limit] for text in texts for line in text.split("\n"))
        return min(max((measure(line, Role.SONG, 1.0) for line in lines), default=1.0), limit)

    return max(1.0, widest([title], _TITLE_LIMIT), widest(cells, _CELL_LIMIT))


def alignment(cells: Sequence[str]) -> str:
    """How a column stands: amounts to the right, all else to the left."""
    filled = [cell for cell in cells[:_SAMPLE] if cell]
    return "right" if filled and all(map(_AMOUNT.fullmatch, filled)) else "left"
