"""What a workbook holds and a plain table of its cells does not show."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from python_calamine import SheetMetadata, SheetVisibleEnum

from archive_builder.convert.sheet.heads import Grid
from archive_builder.convert.sheet.look import Look

HIDDEN_CELLS_NOTE = "有隐藏的行列未印出"
DRAWN_NOTE = "表中图形未印出"

_DRAWN = re.compile(
    r"xl/(drawings/drawing[^/]*\.(xml|bin)|charts/.+|chartsheets/.+)|Pictures/.+|Object [^/]*/.+"
)
"""Pictures, shapes and charts in the package of an xlsx, xlsb or ods."""


def hidden_sheets_note(sheets: Iterable[SheetMetadata]) -> tuple[str, ...]:
    """Say how many sheets are hidden, if any is."""
    hidden = sum(one.visible != SheetVisibleEnum.Visible for one in sheets)
    return (f"有 {hidden} 张隐藏的工作表未印出",) if hidden else ()


def drawn_note(path: Path) -> tuple[str, ...]:
    """Say that there are pictures, shapes or charts; of an xls, that can't be told."""
    if not zipfile.is_zipfile(path):
        return ()
    with zipfile.ZipFile(path) as package:
        return (DRAWN_NOTE,) if any(map(_DRAWN.fullmatch, package.namelist())) else ()


def hides_cells(grid: Grid, look: Look) -> bool:
    """Whether rows or columns that say something are hidden."""
    rows = (grid[row] for row in look.hidden_rows if row < len(grid))
    if any(map(any, rows)):
        return True
    return any(row[column] for row in grid for column in look.hidden_columns if column < len(row))
