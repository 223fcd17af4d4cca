"""Finding the header of a table in a worksheet: pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

Grid = Sequence[Sequence[str]]
Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell (row, column) of merged cells."""

_SEARCHED = 8
"""Rows from the top among which a header is looked for."""
_SHARE = 0.6
"""Of the columns in use, how many a header names at least."""
_NUMBER = re.compile(r"[-+]?[\d.,]*\d%?")


def header_rows(grid: Grid, merged: Sequence[Range] = ()) -> range:
    """Return the rows that name the columns, or an empty range where none do.

    The first row that names most columns in words is the header, with the rows below that its
    cells are merged down to. A title merged across the table is one cell and names nothing.
    """
    columns = sum(any(row[c] for row in grid) for c in range(len(grid[0]) if grid else 0))
    for number, row in enumerate(grid[:_SEARCHED]):
        words = [cell for cell in row if cell]
        covered = len(words) + sum(
            last[1] - first[1] for first, last in merged if first[0] == number
        )
        named = len(words) > 1 and covered >= columns * _SHARE
        if named and not any(map(_NUMBER.fullmatch, words)):
            stop = 1 + max(
                (last[0] for first, last in merged if first[0] == number), default=number
            )
            return range(number, stop) if stop < len(grid) else range(0)
    return range(0)


def column_titles(grid: Grid, rows: range, merged: Sequence[Range]) -> list[str]:
    """Join the header's cells above each column; a merged cell names every column under it."""
    filled = [list(grid[number]) for number in rows]
    for first, last in merged:
        if first[0] in rows:
            line = filled[first[0] - rows.start]
            line[first[1] : last[1] + 1] = [line[first[1]]] * (last[1] - first[1] + 1)
    stacked = zip(*filled, strict=True)
    return ["\n".join(dict.fromkeys(cell for cell in cells if cell)) for cells in stacked]
