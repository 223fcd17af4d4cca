"""Workbooks: cells that show what they showed when saved, sheets that fit on paper."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import uno

from .common import UNDATED, Facts, each
from .rows import settle_rows

PORTRAIT_WIDTH = 21167
"""1/100 mm of columns (600 pt) that still go on a portrait page, shrunk to three quarters."""

_A4 = (21000, 29700)
"""Width and height in 1/100 mm."""
_SPINE = 2500
"""1/100 mm that the thread of a binding needs."""
_SMALLEST = 10
"""Percent: LibreOffice prints nothing smaller."""
_FORMULA = 16
"""com.sun.star.sheet.CellFlags.FORMULA."""
_CONTENT = 1 | 2 | 4 | _FORMULA
"""Of com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING and FORMULA."""
_ERROR = 4
"""com.sun.star.sheet.FormulaResult.ERROR."""
_READ_ONLY = 16
"""com.sun.star.beans.PropertyAttribute.READONLY."""
_VOLATILE = re.compile(r"\b(TODAY|NOW|RAND|RANDBETWEEN|RAND\.NV|RANDARRAY|CELL|INFO)\(")
_TODAY = re.compile(r"\bTODAY\(\s*\)")
_NOW = re.compile(r"\bNOW\(\s*\)")
_MARGINS = tuple(
    f"{which}Page{edge}Content"
    for edge in ("Header", "Footer")
    for which in ("First", "Left", "Right")
)
_DAY_ZERO = datetime.date(1899, 12, 30)


if TYPE_CHECKING:
    Cells = dict[str, list[tuple[int, int]]]
    """Column and row of some cells, by sheet."""
    Values = Mapping[str, Sequence[Sequence[Any]]]
    """Column, row, kind and value of some cells, by sheet."""


def passing(document: Any) -> Cells:
    """Cells that compute another value every day.

    They must be given their saved values before anything computes them: it would give those
    without a format the look of a date.
    """
    found = {
        sheet.Name: [
            (column, row)
            for column, row, text in _cells(sheet.queryContentCells(_FORMULA))
            if _VOLATILE.search(text)
        ]
        for sheet in document.Sheets
    }
    return {name: cells for name, cells in found.items() if cells}


def failed(document: Any) -> Cells:
    """Cells that show an error: they may need what LibreOffice lacks, such as a macro."""
    found = {
        sheet.Name: [(column, row) for column, row, _ in _cells(sheet.queryFormulaCells(_ERROR))]
        for sheet in document.Sheets
    }
    return {name: cells for name, cells in found.items() if cells}


def _cells(ranges: Any) -> Iterator[tuple[int, int, str]]:
    """Column, row and formula of every cell of some ranges."""
    for cells in ranges:
        area = cells.RangeAddress
        for row, line in enumerate(cells.getFormulaArray(), area.StartRow):
            for column, formula in enumerate(line, area.StartColumn):
                yield column, row, formula


def fill(document: Any, saved: Any, values: Values, facts: Facts) -> None:
    """Give computed cells the values they were saved with."""
    shift = _days(document.NullDate)
    for name, cells in values.items():
        sheet = document.Sheets.getByName(name)
        for column, row, kind, value in cells:
            cell = sheet.getCellByPosition(column, row)
            if kind == "unknown":
                _settle_unknown(cell, saved, facts)
            elif kind == "text":
                cell.setString(value)
            else:
                cell.setValue(value - shift if kind == "date" else value)


def settle_sheets(document: Any, heads: Mapping[str, Sequence[int]], facts: Facts) -> None:
    """Fit every sheet to paper."""
    styles = document.StyleFamilies.getByName("PageStyles")
    taken = set()
    for sheet in document.Sheets:
        facts.hidden += not sheet.IsVisible
        facts.comments += sheet.Annotations.Count
        if sheet.PageStyle in taken:
            sheet.PageStyle = _cloned(document, styles, sheet.PageStyle)
        taken.add(sheet.PageStyle)
        style = styles.getByName(sheet.PageStyle)
        _settle_margins(style)
        settle_rows(sheet, _last_cell(sheet))
        percent = _fit(document, sheet, style, heads.get(sheet.Name))
        if sheet.IsVisible:
            facts.scale = min(facts.scale, percent)
            _note_unprinted(sheet, facts)


def _days(null_date: Any) -> int:
    """Days by which a workbook counts dates from another day than most."""
    return (datetime.date(null_date.Year, null_date.Month, null_date.Day) - _DAY_ZERO).days


def _settle_unknown(cell: Any, saved: Any, facts: Facts) -> None:
    """Let today be the day of saving in a formula whose value is not known."""
    if not (_TODAY.search(cell.Formula) or _NOW.search(cell.Formula)):
        return
    facts.date(saved)
    if not saved:
        cell.setString(UNDATED)
        return
    day = f"DATE({saved.Year};{saved.Month};{saved.Day})"
    moment = f"({day}+TIME({saved.Hours};{saved.Minutes};{saved.Seconds}))"
    cell.Formula = _NOW.sub(moment, _TODAY.sub(day, cell.Formula))


def _cloned(document: Any, styles: Any, name: str) -> str:
    """The name of a page style like another: sheets that share one are fitted one by one."""
    made, old = document.createInstance("com.sun.star.style.PageStyle"), styles.getByName(name)
    new = f"{name} {len(styles.ElementNames)}"
    styles.insertByName(new, made)
    for one in old.PropertySetInfo.Properties:
        if not one.Attributes & _READ_ONLY:
            try:
                made.setPropertyValue(one.Name, old.getPropertyValue(one.Name))
            except Exception:  # noqa: BLE001, S112 - what a style won't take keeps its default
                continue
    return new


def _note_unprinted(sheet: Any, facts: Facts) -> None:
    """Note what a visible sheet holds in hidden rows and columns, and beside its print areas."""
    content = sheet.queryContentCells(_CONTENT).RangeAddresses
    areas = sheet.getPrintAreas()
    facts.hidden_cells += _beyond(content, sheet.queryVisibleCells().RangeAddresses)
    facts.outside += bool(areas) and _beyond(content, areas)


def _beyond(content: Sequence[Any], areas: Sequence[Any]) -> bool:
    """Whether cells lie outside of some areas, none of which overlap."""
    everywhere = [_corners(one) for one in areas]
    return any(
        sum(_common(cells, area) for area in everywhere) < _common(cells, cells)
        for cells in map(_corners, content)
    )


def _corners(area: Any) -> tuple[int, int, int, int]:
    return area.StartColumn, area.StartRow, area.EndColumn, area.EndRow


def _common(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> int:
    """How many cells two ranges have in common."""
    width = min(one[2], other[2]) - max(one[0], other[0]) + 1
    height = min(one[3], other[3]) - max(one[1], other[1]) + 1
    return max(width, 0) * max(height, 0)


def _fit(document: Any, sheet: Any, style: Any, head: Sequence[int] | None) -> int:
    """Set a sheet to print one A4 page wide, with its header on every page.

    Returns:
        About the percent it is shrunk to by its width.
    """
    by_author = bool(style.ScaleToPagesX or style.ScaleToPagesY or style.ScaleToPages)
    width = 0 if by_author else _widest(sheet)
    wide = style.IsLandscape or width > PORTRAIT_WIDTH
    style.IsLandscape = wide
    style.Width, style.Height = _A4[::-1] if wide else _A4
    for edge in ("TopMargin",) if wide else ("LeftMargin", "RightMargin"):
        setattr(style, edge, max(getattr(style, edge), _SPINE))
    if head and not sheet.PrintTitleRows:
        rows = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
        rows.Sheet, rows.StartRow, rows.EndRow = sheet.RangeAddress.Sheet, head[0], head[1]
        sheet.setTitleRows(rows)
        sheet.setPrintTitleRows(True)
    if by_author:
        return 100
    return _scale(document, sheet, style, width)


def _widest(sheet: Any) -> int:
    """1/100 mm of the columns in use, or of the widest print area."""
    areas = [(area.StartColumn, area.EndColumn) for area in sheet.getPrintAreas()]
    spans = areas or [(0, _last_cell(sheet).EndColumn)]
    widths = (sheet.getCellRangeByPosition(a, 0, b, 0).Size.Width for a, b in spans)
    return max(map(int, widths))


def _last_cell(sheet: Any) -> Any:
    """The address of the last cell in use."""
    used = sheet.createCursor()
    used.gotoEndOfUsedArea(False)
    return used.RangeAddress


def _scale(document: Any, sheet: Any, style: Any, width: int) -> int:
    """Shrink a sheet to the width of its page, about to the percent returned.

    LibreOffice would do that by itself (ScaleToPagesX), but finds out how far for every page
    anew: nine seconds for sixty pages. So it does only where our reckoning fails: print areas,
    drawings beside the cells, text that runs on beyond the last column.
    """
    room = style.Width - style.LeftMargin - style.RightMargin
    percent = int(max(min(100, 100 * room // max(width, 1)), _SMALLEST))
    style.PageScale = percent
    last, pages = _last_cell(sheet).EndRow, 1
    for one in sheet.getRowPageBreaks():
        if one.Position > last:
            break
        pages += one.Position > 0
    if sheet.getPrintAreas() or document.getRendererCount(sheet, ()) > pages:
        style.PageScale = 100
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    return percent


def _settle_margins(style: Any) -> None:
    """Take date and time of printing, and the name of our copy, out of headers and footers."""
    for name in _MARGINS:
        if style.PropertySetInfo.hasPropertyByName(name):
            content = style.getPropertyValue(name)
            passing = [
                (text, field)
                for text in (content.LeftText, content.CenterText, content.RightText)
                for field in reversed(each(text.TextFields))
                if any(map(field.PropertySetInfo.hasPropertyByName, ("IsDate", "FileFormat")))
            ]
            for text, field in passing:
                text.removeTextContent(field)
            if passing:
                style.setPropertyValue(name, content)
