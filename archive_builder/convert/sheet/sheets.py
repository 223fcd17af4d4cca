"""Workbooks without LibreOffice: every visible sheet as a plain table, a draft."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from python_calamine import (
    CalamineError,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import DRAFT_NOTE, Converter, Outcome, Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.sheet.cells import ScatteredError, opened, read
from archive_builder.convert.sheet.columns import Part, alignment, parts
from archive_builder.convert.sheet.heads import Grid, Range, column_titles, header_rows
from archive_builder.convert.sheet.look import Look, looks
from archive_builder.convert.sheet.unprinted import (
    HIDDEN_CELLS_NOTE,
    drawn_note,
    hidden_sheets_note,
    hides_cells,
)
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Sheet
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.table import Column, Row, Table, lay_out_table

FORMATS_NOTE = "百分比、金额等数字的显示格式未能还原，按存储的数值列出"
"""Said of workbooks whose number formats are not read: all but xlsx."""


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set every visible sheet as a table with its header repeated, landscape when wide.

    Of an xlsx, numbers and dates are written in their formats, hidden rows and columns and what
    lies outside the print area are left out, as on paper.
    """
    try:
        described = looks(path)
        sheets, unprinted = _read(path, described, measurer(fonts))
    except PasswordError:
        return Problem("工作簿设有打开口令，请报送无口令的文件")
    except ScatteredError as error:
        return Problem(str(error))
    except (CalamineError, Panic):
        return Problem("工作簿已损坏，无法读取，请重新报送")
    if not sheets:
        return Problem("工作簿没有文字内容，其中的图形需要 LibreOffice 才能转换")
    buffer = io.BytesIO()
    draw(sheets, fonts, buffer)
    formats = () if described else (FORMATS_NOTE,)
    notes = (DRAFT_NOTE, *formats, *unprinted)
    return Pages(buffer.getvalue(), draft=True, notes=notes, tabular=True, worded=True)


def _read(
    path: Path, described: dict[str, Look], measure: Measure
) -> tuple[list[Sheet], tuple[str, ...]]:
    """The visible sheets on paper, and what is said of what is not printed."""
    made: list[Sheet] = []
    hidden: set[str] = set()
    with opened(path) as workbook:
        notes = (*hidden_sheets_note(workbook.sheets_metadata), *drawn_note(path))
        for meta in workbook.sheets_metadata:
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
                look = described.get(meta.name, Look())
                whole, merged = read(workbook.get_sheet_by_name(meta.name), formats=look.formats)
                if hides_cells(whole, look):
                    hidden.add(HIDDEN_CELLS_NOTE)
                grid, merged = _shown(whole, merged, look)
                if any(map(any, grid)):
                    made += lay_out(meta.name, grid, merged, measure)
    return made, (*notes, *hidden)


def _shown(grid: Grid, merged: Sequence[Range], look: Look) -> tuple[Grid, Sequence[Range]]:
    """The rows and columns of a sheet that are shown, and the merged cells among them."""
    rows = look.rows(len(grid))
    columns = look.columns(len(grid[0]) if grid else 0)
    kept = [[grid[row][column] for column in columns] for row in rows]
    return kept, [moved for one in merged if (moved := _moved(one, rows, columns))]


def _moved(cells: Range, rows: Sequence[int], columns: Sequence[int]) -> Range | None:
    """Merged cells where they come to stand when others are left out."""
    (top, left), (bottom, right) = cells
    down = [i for i, row in enumerate(rows) if top <= row <= bottom]
    across = [i for i, column in enumerate(columns) if left <= column <= right]
    return ((down[0], across[0]), (down[-1], across[-1])) if down and across else None


def lay_out(name: str, grid: Grid, merged: Sequence[Range], measure: Measure) -> Iterator[Sheet]:
    """Set one worksheet; columns too many for one sheet of paper go on to further ones."""
    head = header_rows(grid, merged)
    above = [" ".join(filter(None, row)) for row in grid[: head.start]]
    title, *notes = [line for line in above if line] or [name]
    titles = column_titles(grid, head, merged) if head else [""] * len(grid[0])
    rows = [row for row in grid[head.stop :] if any(row)]
    split = parts(titles, rows, measure)
    for number, part in enumerate(split, 1):
        which = [f"表宽，分 {len(split)} 部分印出，此为第 {number} 部分"] if len(split) > 1 else []
        table = _table(title, (*notes, *which), titles, rows, part)
        yield from lay_out_table(table, part.frame, measure)


def _table(
    title: str, notes: Sequence[str], titles: Sequence[str], rows: Grid, part: Part
) -> Table:
    body = tuple(Row(tuple(row[c] for c in part.columns)) for row in rows)
    heads = tuple(
        Column(titles[c], width, alignment([row[c] for row in rows]))
        for c, width in zip(part.columns, part.widths, strict=True)
    )
    return Table(title, tuple(notes), heads, body, part.size)


CONVERTER = Converter(
    name=f"python-calamine {version('python-calamine')}（草样）",
    kinds=frozenset({Kind.XLSX, Kind.XLS, Kind.XLSB, Kind.ODS}),
    convert=convert,
)
