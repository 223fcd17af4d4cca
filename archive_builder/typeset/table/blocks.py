"""A table's texts broken into lines: rows as blocks of known height, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from archive_builder.typeset.lines import Measure, break_balanced, break_lines
from archive_builder.typeset.marks import Role
from archive_builder.typeset.table.values import Column, Row, Table

LEADING = 1.35
"""Distance of baselines in a cell, in sizes of the type."""

PAD_X, PAD_Y = 0.35, 0.4
"""Space between a cell's rules and its text, in sizes of the type."""

MIDDLE = 0.38
"""How far above its baseline the middle of a Chinese character lies, in em."""

_TITLE_SIZE = 18.0
_OUTER_LEADING = 1.5
_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line above or below the grid, `height` pt tall; without text it is a gap."""

    height: float
    text: str = ""
    role: Role = Role.SONG
    size: float = 0.0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines that stand in the columns from `first` up to, not including, `last`."""

    first: int
    last: int
    lines: tuple[str, ...]
    role: Role
    align: str


@dataclass(frozen=True, slots=True)
class Block:
    """A row, its lines broken, `height` pt tall."""

    row: Row
    cells: tuple[Cell, ...]
    height: float


def block_height(cells: Iterable[Cell], size: float) -> float:
    """How tall a row is: its longest cell and the space above and below, pt."""
    return (max(len(cell.lines) for cell in cells) * LEADING + 2 * PAD_Y) * size


def edges(columns: Iterable[Column]) -> list[float]:
    """Where columns begin and the last one ends, pt from the table's left."""
    return list(accumulate((column.width for column in columns), initial=0.0))


class Setter:
    """Sets the parts of one table."""

    def __init__(self, table: Table, measure: Measure) -> None:
        self._table = table
        self._measure = measure
        self._edges = edges(table.columns)

    def title(self, width: float) -> list[Line]:
        """The title's lines, of much the same length."""
        if not self._table.title:
            return []
        lines = break_balanced(self._table.title, width, Role.TITLE, _TITLE_SIZE, self._measure)
        height = _TITLE_SIZE * _OUTER_LEADING
        return [
            *(Line(height, text, Role.TITLE, _TITLE_SIZE, centred=True) for text in lines),
            Line(_GAP),
        ]

    def notes(self) -> list[Line]:
        """The lines under the title."""
        lines = self._outside(self._table.notes)
        return [*lines, Line(_GAP)] if lines else []

    def closing(self) -> list[Line]:
        """The lines after the last row."""
        lines = self._outside(self._table.closing)
        return [Line(_GAP), *lines] if lines else []

    def header(self) -> list[Block]:
        """The header row, if any column has a title."""
        titles = tuple(column.title for column in self._table.columns)
        if not any(titles):
            return []
        cells = (self._cell(text, i, i + 1, Role.HEI, "center") for i, text in enumerate(titles))
        return [self._block(Row(titles), cells)]

    def rows(self) -> list[Block]:
        """All rows."""
        return [self._block(row, self._row_cells(row)) for row in self._table.rows]

    def _outside(self, texts: Iterable[str]) -> list[Line]:
        size, width = self._table.size, self._edges[-1]
        return [
            Line(size * _OUTER_LEADING, line, Role.SONG, size)
            for text in texts
            for line in break_lines(text, width, Role.SONG, size, self._measure)
        ]

    def _row_cells(self, row: Row) -> Iterator[Cell]:
        columns = self._table.columns
        texts = [*row.cells, *[""] * (len(columns) - len(row.cells))]
        after = next((i for i, text in enumerate(texts) if i > 0 and text), len(columns))
        second = after if row.heading else 1
        for first, last in pairwise([0, *range(second, len(columns) + 1)]):
            role = Role.HEI if row.heading else columns[first].role
            align = columns[first].align if last - first == 1 else "left"
            yield self._cell(texts[first], first, last, role, align)

    def _cell(self, text: str, first: int, last: int, role: Role, align: str) -> Cell:
        size = self._table.size
        width = self._edges[last] - self._edges[first] - 2 * PAD_X * size
        lines = break_lines(text, width, role, size, self._measure)
        return Cell(first, last, tuple(lines), role, align)

    def _block(self, row: Row, cells: Iterable[Cell]) -> Block:
        made = tuple(cells)
        return Block(row, made, block_height(made, self._table.size))
