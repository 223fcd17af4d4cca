"""The forms that are tables, as xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive_builder.model import TO_FILL, Manifests, Unit, UnitKind
from archive_builder.report.forms.blanks import Blank, part_text
from archive_builder.report.forms.spec import Column, Known, Sheet
from archive_builder.report.forms.values import heading
from archive_builder.report.workbook import LINE, MIDDLE, TEXT, TITLE, Book, Heading, Look, Table
from archive_builder.report.workbook import Column as BookColumn

_NUMBER: Look = {**LINE, "font_size": 9, "align": "left"}
_NUMBER_ROW, _TITLE_ROW, _ROOM = 15, 30, 22
"""Heights, pt; the last leaves room to write by hand."""
_LONGEST_NAME = 31
"""Characters of a sheet's name that Excel takes."""
_GAP = "　" * 10
_SIGNATURES = f"填表人：{_GAP}审核签字（盖章）：{_GAP}日期：　　　　年　　月　　日"

Row = Mapping[Known, str]


def make_sheet(blank: Blank, sheet: Sheet, manifests: Manifests) -> bytes:
    """The blank table as a workbook: the same form, the same bytes."""
    units = {unit.id: unit for unit in manifests.units}
    said = heading(blank, units)
    title = f"{blank.form.name}{part_text(blank.slot)}"
    notes = _notes(said, blank.form.note)
    book = Book(title)
    frame = Heading(blank.form.name[:_LONGEST_NAME], said["表单号"], (title, *notes))
    table = book.sheet(frame, tuple(map(_column, sheet.columns)))
    _restyle(book, table, said["表单号"], title)
    formats = table.formats()
    for cells in _lines(sheet, manifests.units):
        table.write(cells, formats)
        table.sheet.set_row(table.next_row - 1, _ROOM)
    table.sheet.write_string(table.next_row + 1, 0, _SIGNATURES, book.look(LINE))
    return book.data()


def _notes(said: Mapping[str, str], note: str) -> tuple[str, ...]:
    whose = f"填报单位：{said['单位']}　　应备材料：{said['材料']}"
    how = f"截止：{said['截止']}　　审核：{said['审核']}　　报送：{said['报送']}"
    return (whose, how, note) if note else (whose, how)


def _restyle(book: Book, table: Table, number: str, title: str) -> None:
    """A form begins with its number, small, where every program shows it; below is its title."""
    table.sheet.write_string(0, 0, number, book.look(_NUMBER))
    table.sheet.set_row(0, _NUMBER_ROW)
    table.sheet.write_string(1, 0, title, book.look(TITLE))
    table.sheet.set_row(1, _TITLE_ROW)


def _column(column: Column) -> BookColumn:
    """Cells are text, so that ID numbers keep their digits, but for what is counted."""
    kind: Look = {} if column.number else {"num_format": "@"}
    look = MIDDLE if column.align == "center" else TEXT
    return BookColumn(column.title, column.width, {**look, **kind})


def _lines(sheet: Sheet, units: Sequence[Unit]) -> Iterator[list[str]]:
    """The cells of every line; the first that is to be filled in says so."""
    mark = TO_FILL
    for row in _rows(sheet, units):
        cells = [row[c.filled] if c.filled else "" for c in sheet.columns]
        if mark:
            cells[next(i for i, c in enumerate(sheet.columns) if c.filled is None)] = mark
            mark = ""
        yield cells


def _rows(sheet: Sheet, units: Sequence[Unit]) -> Iterator[Row]:
    if sheet.rows == "行政村":
        yield from _villages(units)
        return
    for group in sheet.groups or ("",):
        for number in range(1, sheet.rows + 1):
            yield {"序号": str(number), "类别": group, "乡镇": "", "行政村": ""}


def _villages(units: Sequence[Unit]) -> Iterator[Row]:
    """A line for every village, those of a township together, in the order of units.yaml."""
    villages = [unit for unit in units if unit.kind is UnitKind.VILLAGE]
    townships = dict.fromkeys(unit.parent for unit in villages)
    names = {unit.id: unit.name for unit in units}
    ordered = [unit for township in townships for unit in villages if unit.parent == township]
    for number, unit in enumerate(ordered, 1):
        above = names.get(unit.parent or "", "")
        yield {"序号": str(number), "类别": "", "乡镇": above, "行政村": unit.name}
