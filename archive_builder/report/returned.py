"""Lists that come back filled in, whatever program saved them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from archive_builder.errors import UsageError

Cell = int | float | str | bool | date | time | timedelta


class Refused(Exception):
    """A row that can't be applied: the column that is to blame, what is wrong, what to do."""

    def __init__(self, column: str, message: str, remedy: str) -> None:
        self.column = column
        self.message = message
        self.remedy = remedy

    def told(self, row: str, letters: Mapping[str, str]) -> str:
        """What a person reads of it; `letters` are the sheet's of each column."""
        letter = letters.get(self.column, "")
        column = f"{letter} 列“{self.column}”" if letter else "整行"
        return f"{row} {column}：{self.message}{self.remedy}"


def read_sheets(path: Path) -> dict[str, list[list[Cell]]]:
    """The cells of each sheet, by its name.

    Raises:
        UsageError: the file can't be read, or is no workbook.
    """
    try:
        with CalamineWorkbook.from_path(path) as book:
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
    except (CalamineError, OSError) as error:
        raise UsageError(
            f"{path} 打不开，或不是 Excel 表格。", "请确认文件名没有写错，并另存为 xlsx。"
        ) from error


def text_of(cell: Cell) -> str:
    """A cell as it was typed."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
