"""The cells of workbooks as text, read with python-calamine."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
)

from archive_builder.convert.crew import Crew
from archive_builder.convert.package import package_problem
from archive_builder.convert.panic import panics_raised
from archive_builder.convert.sheet.heads import Grid, Range
from archive_builder.convert.sheet.numbers import shown
from archive_builder.convert.sniff import PACKAGES, Kind, sniff

MAX_ROWS = 50_000
"""Rows that a table may have, a workbook in all its sheets together."""
MAX_CELLS = 25_000_000
"""Cells from the first to the last of a sheet: calamine holds them all, 40 bytes each.
A stray blank in the last row of a roster of 20 columns still passes."""
PATIENCE = 120.0
"""Seconds that reading a workbook may take."""

_READ = frozenset({Kind.XLSX, Kind.XLS, Kind.XLSB, Kind.ODS})
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb"""<(?:[\w.-]+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_FIGURES = 15
"""What a workbook keeps of a number: 0.1 + 0.2 is 0.3."""
_CHUNK = 1 << 20
_TAIL = 256
"""Bytes of a chunk looked at again with the next, for the cell that lies across."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet.

    Attributes:
        name: as on its tab.
        rows: the texts of its cells from A1 on, all of one length: row n of the sheet is
            ``rows[n - 1]``. Whole numbers have no decimals, dates are ISO, empty cells "".
    """

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read every worksheet of a workbook (xlsx, xls, xlsb, ods), hidden ones too.

    What can't be read, is no workbook, is passworded, is a bomb or has more than `MAX_ROWS` rows
    gives no sheets; nothing is raised. Reading is done by a process of its own, about a second: a
    damaged workbook can end the one that reads it. Remember the result by the hash of the file.
    """
    try:
        if sniff(path) not in _READ:
            return ()
    except OSError:
        return ()
    with Crew(1, PATIENCE) as crew:
        return next((sheets or () for _, sheets in crew.run(_read, [path])), ())


def _read(path: Path) -> tuple[Sheet, ...]:
    try:
        if sniff(path) in PACKAGES and package_problem(path):
            return ()
        with opened(path) as workbook:
            return tuple(_bounded(workbook))
    except Exception:  # noqa: BLE001 - what is wrong with it is said where it is converted
        return ()


def _bounded(workbook: CalamineWorkbook) -> Iterator[Sheet]:
    """Every worksheet; raises rather than leave rows out."""
    room = MAX_ROWS
    for meta in workbook.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            grid = read(workbook.get_sheet_by_name(meta.name))[0]
            yield Sheet(meta.name, tuple(map(tuple, grid)))
            room -= len(grid)
            if room < 0:
                raise ScatteredError(f"工作簿超过 {MAX_ROWS} 行的上限")


class ScatteredError(CalamineError):
    """The cells of a sheet lie so far apart that all between them can't be held in memory."""


@contextmanager
def opened(path: Path) -> Iterator[CalamineWorkbook]:
    """Open a workbook, which must have passed `package_problem` if it is a package.

    Raises:
        ScatteredError: a sheet spans more than `MAX_CELLS`; the message is a Chinese sentence.
        CalamineError: it can't be read; a `PasswordError` if it is locked.
        Panic: reading it crashed.
    """
    _refuse_scattered(path)
    with panics_raised(), CalamineWorkbook.from_path(path) as workbook:
        yield workbook


def _refuse_scattered(path: Path) -> None:
    """Look at where the cells of an xlsx are; only they can be a million rows apart."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as package:
        for name in filter(_SHEET.fullmatch, package.namelist()):
            with package.open(name) as sheet:
                rows, columns = extent(sheet)
            if rows * columns > MAX_CELLS:
                raise ScatteredError(
                    f"工作表的单元格散布在 {rows} 行 × {columns} 列上，超过 "
                    f"{MAX_CELLS // 10_000} 万格的上限，请删去表外的内容后重新报送"
                )


def extent(sheet: IO[bytes]) -> tuple[int, int]:
    """Return the last row and column that hold something, from the XML of a worksheet."""
    rows, letters, tail = 0, {b""}, b""
    while chunk := sheet.read(_CHUNK):
        cells = _CELL.findall(tail + chunk)
        letters.update(column for column, _ in cells)
        rows = max(rows, max((int(row) for _, row in cells), default=0))
        tail = chunk[-_TAIL:]
    return rows, max(map(_number, letters))


def _number(letters: bytes) -> int:
    """The number of a column: A 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def read(
    sheet: CalamineSheet,
    rows: int | None = None,
    formats: Mapping[tuple[int, int], str] | None = None,
) -> tuple[Grid, Sequence[Range]]:
    """Return a sheet's cells as text, from its first row and column on, and its merged cells.

    Args:
        sheet: the sheet.
        rows: how many to read at most; None for all up to the last that holds something.
        formats: number formats by row and column; cells without are written plainly.
    """
    known = formats or {}
    cells = sheet.to_python(skip_empty_area=False, nrows=_height(sheet) if rows is None else rows)
    grid = [
        [_as_shown(cell, known.get((r, c))) for c, cell in enumerate(row)]
        for r, row in enumerate(cells)
    ]
    return grid, sheet.merged_cell_ranges or ()


def _height(sheet: CalamineSheet) -> int:
    """The number of the last row that holds something: a stray blank may lie far below."""
    total = last = 0
    for row in sheet.iter_rows():
        total += 1
        if any(cell not in ("", None) for cell in row):
            last = total
    return last + (sheet.end[0] + 1 - total if sheet.end else 0)


def _as_shown(cell: object, code: str | None) -> str:
    text = shown(cell, code) if code else None
    return written(cell) if text is None else text


def written(cell: object) -> str:
    """Write a cell as text; whole numbers without decimals, dates as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.{_FIGURES}g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell).strip()
