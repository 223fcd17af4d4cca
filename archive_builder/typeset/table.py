"""Tables laid out on sheets: pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import Link, Mark, Role, Sheet, Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` in pt, `align` is left, center or right."""

    title: str
    width: float
    align: str = "left"
    role: Role = Role.SONG


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `target` puts a Link mark over it."""

    cells: tuple[str, ...]
    heading: bool = False
    fill: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet and its margins, pt; mirrored swaps left and right on even sheets."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says."""

    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size: float = 10.5
    closing: tuple[str, ...] = ()
    folio: bool = False


def lay_out_table(table: Table, frame: Frame, measure: Measure) -> tuple[Sheet, ...]:
    """Lay a table out on as many sheets as it takes."""
    sheets: list[Sheet] = []
    marks: list[Mark] = [Text(frame.width / 2, frame.top, table.title, Role.TITLE, 18, "centre")]
    y = frame.top + 24
    for row in table.rows:
        x, step, height = frame.left, table.size * 1.4, 0.0
        cells = [
            break_lines(cell, column.width, column.role, table.size, measure)
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        height = max(map(len, cells)) * step
        if y + height > frame.height - frame.bottom:
            sheets.append(Sheet(frame.width, frame.height, tuple(marks)))
            marks, y = [], frame.top
        if row.target:
            marks.append(Link(x, y, sum(c.width for c in table.columns), height, row.target))
        for column, lines in zip(table.columns, cells, strict=True):
            marks += [
                Text(x, y + (i + 1) * step, line, column.role, table.size)
                for i, line in enumerate(lines)
            ]
            x += column.width
        y += height
    sheets.append(Sheet(frame.width, frame.height, tuple(marks)))
    return tuple(sheets)
