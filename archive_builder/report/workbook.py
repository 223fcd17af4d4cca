"""What all our xlsx sheets share: deterministic bytes, print setup, the look of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from archive_builder.report import palette

Look = Mapping[str, str | int | float | bool]

_SIZE = 10
PLAIN: Look = {}
LINE: Look = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter"}
NOTE: Look = {**LINE, "text_wrap": True}
TITLE: Look = {**LINE, "font_name": "黑体", "font_size": 16, "align": "center"}
TEXT: Look = {**LINE, "border": 1, "text_wrap": True}
MIDDLE: Look = {**TEXT, "align": "center"}
HEAD: Look = {**MIDDLE, "font_name": "黑体", "bg_color": palette.HEAD}
FILL: Look = {**TEXT, "bg_color": "#FFF9E5", "num_format": "@"}
"""What people fill in."""
GROUP: Look = {**TEXT, "font_name": "黑体", "bg_color": palette.GROUP}
LATE: Look = {"font_color": palette.OVERDUE, "bold": True}
SOON: Look = {"font_color": palette.SOON, "bold": True}
"""Added to another look for what is overdue, or due soon; the word stands beside the colour."""

SHARE: Look = {**MIDDLE, "num_format": "0%"}
BAR = {
    "type": "data_bar",
    "bar_solid": True,
    "bar_color": "#A9D18E",
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 1,
}
"""A share as a bar in its cell."""

_A4 = 9
"""The paper's number in Excel."""

_LEADING, _PADDING = 1.35, 5.0
_NONE: Mapping[int, Look] = {}
_CREATED = datetime(2021, 12, 1, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, for a file's bytes may not depend on the clock."""


class Column(NamedTuple):
    """A sheet's column; `width` in characters of the default font."""

    title: str
    width: float
    look: Look = TEXT
    head: Look = HEAD
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a sheet's table, and how the sheet is held and printed."""

    name: str
    title: str
    notes: Sequence[str]
    frozen_columns: int = 0
    head_height: float = 30


class Book:
    """An xlsx in memory whose bytes depend on nothing but what is written into it."""

    def __init__(self, title: str) -> None:
        self._buffer = BytesIO()
        self._workbook = Workbook(self._buffer, {"in_memory": True})
        self._workbook.set_properties({"title": title, "created": _CREATED})
        self._formats: dict[frozenset[tuple[str, str | int | float | bool]], Format] = {}

    def look(self, *layers: Look) -> Format:
        """The cell format of these properties, later layers over earlier ones."""
        merged = {key: value for layer in layers for key, value in layer.items()}
        key = frozenset(merged.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(merged)
        return self._formats[key]

    def data(self) -> bytes:
        """The finished file; nothing can be written after it."""
        self._workbook.close()
        return self._buffer.getvalue()

    def sheet(self, heading: Heading, columns: Sequence[Column]) -> Table:
        """A new sheet with its title, notes and head row written and its printing set up."""
        sheet = self._workbook.add_worksheet(heading.name)
        shown = [column.width for column in columns if not column.hidden]
        sheet.merge_range(0, 0, 0, len(shown) - 1, heading.title, self.look(TITLE))
        sheet.set_row(0, 30)
        for row, note in enumerate(heading.notes, 1):
            sheet.merge_range(row, 0, row, len(shown) - 1, note, self.look(NOTE))
            sheet.set_row(row, _PADDING + _extent(note, sum(shown), _SIZE))
        head = len(heading.notes) + 1
        sheet.set_row(head, heading.head_height)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, None, {"hidden": column.hidden})
            sheet.write_string(head, place, column.title, self.look(column.head))
        sheet.freeze_panes(head + 1, heading.frozen_columns)
        _set_up_print(sheet, head)
        return Table(self, sheet, columns, head)


class Table:
    """Rows under a sheet's head row."""

    def __init__(self, book: Book, sheet: Worksheet, columns: Sequence[Column], head: int) -> None:
        self._book = book
        self._columns = columns
        self._head = head
        self.sheet = sheet
        self.next_row = head + 1

    def add(
        self,
        cells: Sequence[str | int | float],
        over: Look = PLAIN,
        accents: Mapping[int, Look] = _NONE,
        level: int = 0,
    ) -> None:
        """Write a row in its columns' looks, `over` upon them all, accents upon some.

        A string stays text, whatever it looks like; `level` is the row's outline level.
        """
        self.write(cells, self.formats(over, accents), level)

    def formats(
        self, over: Look = PLAIN, accents: Mapping[int, Look] = _NONE
    ) -> tuple[Format, ...]:
        """The formats of a row's cells, for `write`; worth keeping where many rows share them."""
        return tuple(
            self._book.look(column.look, over, accents.get(place, PLAIN))
            for place, column in enumerate(self._columns)
        )

    def write(
        self, cells: Sequence[str | int | float], formats: Sequence[Format], level: int = 0
    ) -> None:
        """Write a row in these formats; see `add`."""
        for place, (cell, look) in enumerate(zip(cells, formats, strict=True)):
            write = self.sheet.write_string if isinstance(cell, str) else self.sheet.write_number
            write(self.next_row, place, cell, look)
        self.sheet.set_row(self.next_row, _height(cells, self._columns), None, {"level": level})
        self.next_row += 1

    def close(self, *lines: str) -> None:
        """Filter the rows written so far and put `lines` under them."""
        last = max(self._head, self.next_row - 1)
        self.sheet.autofilter(self._head, 0, last, len(self._columns) - 1)
        for row, line in enumerate(lines, self.next_row + 1):
            self.sheet.write_string(row, 0, line, self._book.look(LINE))


def _height(cells: Sequence[str | int | float], columns: Sequence[Column]) -> float:
    """What a row needs, pt: LibreOffice and WPS do not grow rows by themselves on opening."""
    shown = zip(cells, columns, strict=True)
    return _PADDING + max(
        _extent(str(cell), column.width, float(column.look["font_size"]))
        for cell, column in shown
        if not column.hidden
    )


@lru_cache(maxsize=4096)
def _extent(text: str, width: float, size: float) -> float:
    room = int(width * _SIZE / size)
    lines = sum(_lines(line, room) for line in text.split("\n"))
    return lines * size * _LEADING


def _lines(text: str, room: int) -> int:
    """How many lines a paragraph takes; a Chinese character has the breadth of two others."""
    count, breadth = 1, 0
    for character in text:
        own = 1 if character < "\u2000" else 2
        if breadth + own > room:
            count, breadth = count + 1, 0
        breadth += own
    return count


def _set_up_print(sheet: Worksheet, head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer("&C第 &P 页 共 &N 页")
