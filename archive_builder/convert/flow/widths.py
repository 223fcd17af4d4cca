"""Where the cells of a table stand, and how wide its columns are. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from archive_builder.convert.flow.blocks import Cell, Table, words
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role

SIZES = (10.5, 9.0, 7.5, 6.0, 5.0)
"""Sizes of the type tried, pt; 5 pt is the least that can be read in print."""
_MOST_COLUMNS = 200
_NARROW, _WIDE = 4.0, 30.0
"""Em that a column needs at least where its words are longer, and counts at most."""
_PADDING = 0.8
"""Em beside a cell's words."""
_UNBROKEN = re.compile("[!-~]+")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells have their place.

    Attributes:
        rows: by row, the cells that begin in it, each with its column; every place is taken.
        columns: how many there are.
        heads: how many rows at the top are the header.
    """

    rows: tuple[tuple[tuple[int, Cell], ...], ...]
    columns: int
    heads: int


def placed(table: Table) -> Grid:
    """Give every cell its place, and every place that is left over an empty cell."""
    total = len(table.rows)
    taken: list[dict[int, bool]] = [{} for _ in range(total)]
    rows: list[list[tuple[int, Cell]]] = []
    for number, cells in enumerate(table.rows):
        rows.append([])
        column = 0
        for cell in cells:
            while column in taken[number]:
                column += 1
            fitted = _fitted(cell, column, number, taken)
            rows[number].append((column, fitted))
            for below in range(number, number + fitted.rows):
                taken[below] |= dict.fromkeys(range(column, column + fitted.columns), True)
    columns = max((max(row) + 1 for row in taken if row), default=1)
    for row, held in zip(rows, taken, strict=True):
        row += [(column, Cell(())) for column in range(columns) if column not in held]
        row.sort(key=lambda one: one[0])
    return Grid(tuple(map(tuple, rows)), columns, _heads(rows))


def _fitted(cell: Cell, column: int, row: int, taken: list[dict[int, bool]]) -> Cell:
    """A cell that reaches into no other, and not out of the table."""
    rows = max(1, min(cell.rows, len(taken) - row))
    columns = 1
    while columns < min(cell.columns, _MOST_COLUMNS) and column + columns not in taken[row]:
        columns += 1
    reach = range(column, column + columns)
    free = 1
    while free < rows and not any(one in taken[row + free] for one in reach):
        free += 1
    return Cell(cell.runs, columns, free, cell.head, cell.align)


def _heads(rows: list[list[tuple[int, Cell]]]) -> int:
    """How many rows at the top hold nothing but cells of a header, with all that they reach."""
    count = 0
    for number, row in enumerate(rows):
        if number >= count and not all(cell.head for _, cell in row if cell.runs):
            break
        count = max([count, number + 1, *(number + cell.rows for _, cell in row)])
    return count


def type_size(grid: Grid, width: float, measure: Measure) -> float:
    """The largest size in which every column has the room it needs, pt."""
    need = sum(least for least, _ in _needs(grid, measure))
    return next((size for size in SIZES if need * size <= width), SIZES[-1])


def column_edges(
    grid: Grid, parts: tuple[float, ...], width: float, size: float, measure: Measure
) -> list[float]:
    """Where columns begin and the last one ends, pt from the table's left; they fill the width.

    Args:
        grid: the table.
        parts: the shares of its columns, where they are set.
        width: what all of them fill, pt.
        size: of the type, pt.
        measure: of the fonts.
    """
    if len(parts) == grid.columns:
        shares = [part / sum(parts) * width for part in parts]
    else:
        shares = _shares([(a * size, b * size) for a, b in _needs(grid, measure)], width)
    return list(accumulate(shares, initial=0.0))


def _shares(needs: list[tuple[float, float]], width: float) -> list[float]:
    """Give every column what it needs; those whose words are longer share what is left."""
    least, wished = sum(a for a, _ in needs), sum(b for _, b in needs)
    if wished <= width:
        return [b * width / wished for _, b in needs]
    if least >= width:
        return [a * width / least for a, _ in needs]
    spare = (width - least) / (wished - least)
    return [a + (b - a) * spare for a, b in needs]


def _needs(grid: Grid, measure: Measure) -> list[tuple[float, float]]:
    """Em that each column needs at least, and wishes."""
    needs = [(_PADDING + 1.0, _PADDING + 1.0)] * grid.columns
    for row in grid.rows:
        for column, cell in row:
            if cell.columns == 1:
                least, wished = _need(words(cell.runs), measure)
                needs[column] = (max(needs[column][0], least), max(needs[column][1], wished))
    return needs


def _need(text: str, measure: Measure) -> tuple[float, float]:
    """Em that a text needs and wishes, a little more than measured: headings are in 黑体."""
    lines = text.split("\n")
    widest = max(measure(line[:60], Role.SONG, 1.0) for line in lines)
    token = max((measure(one[:24], Role.SONG, 1.0) for one in _UNBROKEN.findall(text)), default=0.0)
    least = max(min(widest, _NARROW), min(token, 2 * _NARROW))
    return least * 1.05 + _PADDING, min(widest, _WIDE) * 1.05 + _PADDING
