"""What LibreOffice does not say of a workbook: its headers, and what its cells showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, SheetTypeEnum

from archive_builder.convert.panic import Panic
from archive_builder.convert.sheet.cells import opened, read
from archive_builder.convert.sheet.heads import header_rows

Cells = Mapping[str, Sequence[tuple[int, int]]]
"""Column and row, from 0, of some cells, by sheet."""
Saved = tuple[int, int, str, str | float | None]
"""A cell and its value: a text, a number, a time in days, a date in days since 1899-12-30, or
unknown."""

Cell = str | float | bool | date | datetime | time | timedelta
"""What python-calamine gives for one."""

_TOP_ROWS = 60
"""Rows read to find the header."""
_DAY_ZERO = datetime(1899, 12, 30)
_DAY = timedelta(days=1)


def headers(path: Path) -> dict[str, tuple[int, int]]:
    """Return the first and last header row, from 0, of every sheet that has a header.

    A workbook that can't be read has none.
    """
    found = {}
    try:
        with opened(path) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.typ == SheetTypeEnum.WorkSheet:
                    grid, merged = read(workbook.get_sheet_by_name(meta.name), _TOP_ROWS)
                    rows = header_rows(grid, merged)
                    if rows:
                        found[meta.name] = (rows.start, rows.stop - 1)
    except (CalamineError, Panic):
        return {}
    return found


def saved_values(path: Path, cells: Cells) -> dict[str, list[Saved]]:
    """Return the values that cells had when the workbook was saved.

    In a workbook that can't be read, and for cells of no value, they are unknown.
    """
    try:
        return _read(path, cells) if cells else {}
    except (CalamineError, Panic):
        return {name: [(*cell, "unknown", None) for cell in some] for name, some in cells.items()}


def _read(path: Path, cells: Cells) -> dict[str, list[Saved]]:
    found = {}
    with opened(path) as workbook:
        for name, some in cells.items():
            last = max(row for _, row in some) + 1
            sheet = workbook.get_sheet_by_name(name)
            grid = sheet.to_python(skip_empty_area=False, nrows=last)
            found[name] = [(column, row, *_value(grid, column, row)) for column, row in some]
    return found


def _value(grid: Sequence[Sequence[Cell]], column: int, row: int) -> tuple[str, str | float | None]:
    held = grid[row][column] if row < len(grid) and column < len(grid[row]) else ""
    if isinstance(held, str):
        return ("text", held) if held else ("unknown", None)
    if isinstance(held, date) and not isinstance(held, datetime):
        held = datetime.combine(held, time())
    if isinstance(held, datetime):
        return "date", (held - _DAY_ZERO) / _DAY
    if isinstance(held, time):
        return "time", (datetime.combine(_DAY_ZERO, held) - _DAY_ZERO) / _DAY
    if isinstance(held, timedelta):
        return "time", held / _DAY
    return "number", float(held)
