"""Tables within running text: a strip for each row, cells over several columns and rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive_builder.convert.flow.blocks import Cell, Table
from archive_builder.convert.flow.setting import HEAD, TABLE, Column, Line, set_lines
from archive_builder.convert.flow.strips import Strip
from archive_builder.convert.flow.widths import Grid, column_edges, placed, type_size
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Mark, Rule

PAD_X, PAD_Y = 0.35, 0.4
"""Space between a cell's rules and its text, in sizes of the type."""
_LEADING = 1.4
_BASELINE = 0.88
_THIN, _THICK = 0.5, 1.0
_MOST_HEADS = 0.3
"""Of a page's height: a taller header is not repeated, and taller rows are parted."""


@dataclass(slots=True)
class _Open:
    """A cell while the rows that it takes are set.

    Attributes:
        lines: those not set yet.
        ends: the row after its last.
        down: where the next line stands below the top of the row, pt.
        whole: its rows stay together, and its lines stand in the middle of them.
    """

    cell: Cell
    column: int
    lines: list[Line]
    ends: int
    down: float
    whole: bool = False


def set_table(table: Table, width: float, height: float, measure: Measure) -> list[Strip]:
    """Set a table over a width on pages of a height, its header repeated on each."""
    grid = placed(table)
    size = type_size(grid, width, measure)
    edges = column_edges(grid, table.widths, width, size, measure)
    setter = _Setter(grid, edges, size, height, measure)
    return setter.strips()


class _Setter:
    """Sets one table."""

    def __init__(
        self, grid: Grid, edges: list[float], size: float, height: float, measure: Measure
    ) -> None:
        self._grid = grid
        self._edges = edges
        self._size = size
        self._height = height
        self._heights: dict[int, float] = {}
        self._measure = measure
        self._pad = PAD_Y * size
        self._step = _LEADING * size

    def strips(self) -> list[Strip]:
        """The rows from the top down; first without looking, where cells must know how tall."""
        if any(cell.rows > 1 for row in self._grid.rows for _, cell in row):
            list(self._rows(range(len(self._grid.rows))))
        heads = [replace(strip, kept=True) for strip in self._rows(range(self._grid.heads))]
        tall = sum(strip.height for strip in heads)
        if tall > self._height * _MOST_HEADS or self._grid.heads == len(self._grid.rows):
            heads, tall = [], 0.0
        first = self._grid.heads if heads else 0
        self._height -= tall
        body = self._rows(range(first, len(self._grid.rows)))
        return [*heads, *(replace(strip, heads=tuple(heads)) for strip in body)]

    def _rows(self, rows: range) -> Iterator[Strip]:
        pending: list[_Open] = []
        for row in rows:
            pending += [self._open(cell, column, row) for column, cell in self._grid.rows[row]]
            yield from self._row(pending, row)
            pending = [one for one in pending if one.ends > row + 1]

    def _open(self, cell: Cell, column: int, row: int) -> _Open:
        width = self._edges[column + cell.columns] - self._edges[column] - 2 * PAD_X * self._size
        roles = HEAD if cell.head else TABLE
        lines = set_lines(cell.runs, max(width, 1.0), roles, self._size, self._measure)
        tall = sum(self._heights.get(one, self._height) for one in range(row, row + cell.rows))
        if cell.rows > 1 and tall <= self._height * _MOST_HEADS:
            down = (tall - len(lines) * self._step) / 2
            return _Open(cell, column, lines, row + cell.rows, down, whole=True)
        return _Open(cell, column, lines, row + cell.rows, self._pad)

    def _row(self, pending: list[_Open], row: int) -> Iterator[Strip]:
        """A row as one strip, or as several where it is taller than a page."""
        need = max((self._need(one) for one in pending if one.ends == row + 1), default=0.0)
        height = max(need, self._step + 2 * self._pad)
        while height > self._height:
            yield self._strip(pending, self._height, row, cut=True)
            need = max((self._need(one) for one in pending if one.ends == row + 1), default=0.0)
            height = max(need, self._step + 2 * self._pad)
        self._heights[row] = height
        kept = any(one.whole and one.ends > row + 1 for one in pending)
        yield replace(self._strip(pending, height, row, cut=False), kept=kept)

    def _need(self, one: _Open) -> float:
        return one.down + len(one.lines) * self._step + self._pad

    def _strip(self, pending: list[_Open], height: float, row: int, *, cut: bool) -> Strip:
        written = [mark for one in pending for mark in self._cell(one, height, row, cut)]
        closed = [one for one in pending if one.ends == row + 1 and not cut]
        rules = [*self._uprights(pending, height), *self._floors(closed, height, row)]
        if row == 0:
            rules.append(self._across(0.0, _THICK))
        return Strip(height, (*written, *rules), edge=(self._across(0.0, _THICK),))

    def _cell(self, one: _Open, height: float, row: int, cut: bool) -> Iterator[Mark]:
        """The lines of a cell that stand in this row; the others go on in the next."""
        ends = one.ends == row + 1 and not cut
        if ends and one.cell.rows == 1 and one.down == self._pad:
            one.down = (height - len(one.lines) * self._step) / 2
        left = self._edges[one.column] + PAD_X * self._size
        width = self._edges[one.column + one.cell.columns] - left - PAD_X * self._size
        column = Column(left, width, self._size, self._measure, one.cell.align)
        while one.lines and (ends or one.whole or one.down + self._step <= height):
            baseline = one.down + (self._step - self._size) / 2 + self._size * _BASELINE
            line = one.lines.pop(0)
            yield from column.marks(line, baseline)
            one.down += self._step
        one.down = max(one.down - height, self._pad if cut else 0.0)

    def _uprights(self, pending: Iterable[_Open], height: float) -> Iterator[Rule]:
        for x in (self._edges[0], self._edges[-1]):
            yield Rule(x, 0.0, x, height, _THICK)
        for x in {self._edges[one.column] for one in pending} - {self._edges[0]}:
            yield Rule(x, 0.0, x, height, _THIN)

    def _floors(self, closed: Iterable[_Open], height: float, row: int) -> Iterator[Rule]:
        """The rules below the cells that end here; below the last row, the border."""
        if row == len(self._grid.rows) - 1:
            yield self._across(height, _THICK)
            return
        for one in closed:
            right = self._edges[one.column + one.cell.columns]
            yield Rule(self._edges[one.column], height, right, height, _THIN)

    def _across(self, y: float, thickness: float) -> Rule:
        half = _THICK / 2
        return Rule(self._edges[0] - half, y, self._edges[-1] + half, y, thickness)
