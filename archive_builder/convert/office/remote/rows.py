"""Rows of a workbook that are high enough for the text in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uno

_MEASURES = 6_000
"""Heights asked for in one sheet, half a millisecond each. Rows that need more differ so often
that somebody gave them their heights."""

if TYPE_CHECKING:
    Run = tuple[int, int, int]
    """First and last row, and the height in 1/100 mm that each of them has."""


def settle_rows(sheet: Any, last: Any) -> None:
    """Make rows as high as their wrapped text, which never begins a line with a full stop.

    Programs other than Excel and WPS store no heights, and LibreOffice takes that for one line.
    Rows keep a height that is larger, that somebody gave them, or that hides them. A protected
    sheet stays as it is.
    """
    used = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    ruler = _Ruler(sheet)
    after = _Ruler(sheet)
    automatic = [run for span in _shown(used) for run in ruler.automatic(*span)]
    with suppress(uno.getClass("com.sun.star.uno.RuntimeException")):
        used.ParaIsForbiddenRules = True
        for first, end, height in automatic:
            ruler.rows(first, end).OptimalHeight = True
            for start, stop, new in after.runs(first, end):
                if new < height:
                    ruler.rows(start, stop).Height = height


def _shown(used: Any) -> list[tuple[int, int]]:
    """First and last row of every stretch of rows that are not hidden."""
    found = (cells.RangeAddress for cells in used.queryVisibleCells())
    return sorted({(area.StartRow, area.EndRow) for area in found})


class _Ruler:
    """Measures rows of a sheet by whole ranges: LibreOffice takes long to tell of single rows."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._left = _MEASURES

    def rows(self, first: int, end: int) -> Any:
        """The rows of a range."""
        return self._sheet.getCellRangeByPosition(0, first, 0, end).Rows

    def automatic(self, first: int, end: int) -> Iterator[Run]:
        """Runs of rows that nobody gave a height."""
        for start, stop, height in self.runs(first, end):
            yield from self._unset(start, stop, height)

    def _unset(self, first: int, end: int, height: int) -> Iterator[Run]:
        automatic, also = (self.rows(row, row).OptimalHeight for row in (first, end))
        if automatic and also:
            yield first, end, height
        elif automatic or also:
            middle = (first + end) // 2
            yield from self._unset(first, middle, height)
            yield from self._unset(middle + 1, end, height)

    def runs(self, first: int, end: int) -> list[Run]:
        """Stretches of rows equally high; fewer than there are once enough was asked."""
        cursor = self._sheet.createCursorByRange(self._sheet.getCellRangeByPosition(0, 0, 0, 0))
        found: list[Run] = []
        self._at = 0
        for start, stop, height in self._equal(cursor, first, end):
            joined = found and found[-1][1:] == (start - 1, height)
            found.append((found.pop()[0] if joined else start, stop, height))
        return found

    def _height(self, cursor: Any, first: int, count: int) -> int:
        cursor.gotoOffset(0, first - self._at)
        self._at = first
        cursor.collapseToSize(1, count)
        self._left -= 1
        return int(cursor.Size.Height)

    def _equal(self, cursor: Any, first: int, end: int) -> Iterator[Run]:
        if self._left < 0:
            return
        count = end - first + 1
        whole, one = self._height(cursor, first, count), self._height(cursor, first, 1)
        if abs(whole - count * one) <= count:
            yield first, end, one
            return
        middle = (first + end) // 2
        yield from self._equal(cursor, first, middle)
        yield from self._equal(cursor, middle + 1, end)
