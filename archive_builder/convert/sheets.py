"""Workbooks without LibreOffice: every visible sheet as a plain table, a draft."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum

from archive_builder.convert.cells import ScatteredError, opened, read
from archive_builder.convert.heads import Grid, Range, column_titles, header_rows
from archive_builder.convert.outcome import DRAFT_NOTE, Converter, Outcome, Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Role, Sheet
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.table import Column, Frame, Row, Table, lay_out_table

SIZES = (10.5, 9.0, 7.5, 6.0, 5.0)
"""Sizes tried, pt; 5 pt is the least that can be read in print."""
MARGIN, SPINE = 15 * MM, 25 * MM
"""Sides that may lie at the spine leave room for its thread: top of a landscape page, or both."""

_PORTRAIT = Frame(*A4, top=MARGIN, right=SPINE, bottom=MARGIN, left=SPINE)
_LANDSCAPE = Frame(A4[1], A4[0], top=SPINE, right=MARGIN, bottom=MARGIN, left=MARGIN)
_CELL_LIMIT = 12
"""A cell is given at most the width of so many characters; what is longer wraps."""
_PADDING = 6.0
_SAMPLE = 500
"""Rows that column widths are taken from."""


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set every visible sheet as a table with its header repeated, landscape when wide."""
    try:
        sheets = list(_sheets(path, measurer(fonts)))
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
    return Pages(buffer.getvalue(), draft=True, notes=(DRAFT_NOTE,), tabular=True)


def _sheets(path: Path, measure: Measure) -> Iterator[Sheet]:
    with opened(path) as workbook:
        for meta in workbook.sheets_metadata:
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_name(meta.name)
                if sheet.height:
                    yield from lay_out(meta.name, *read(sheet), measure)


def lay_out(name: str, grid: Grid, merged: Sequence[Range], measure: Measure) -> Iterator[Sheet]:
    """Set one worksheet; columns too many for one page go on to further pages."""
    head = header_rows(grid, merged)
    used = [c for c in range(len(grid[0])) if any(row[c] for row in grid)]
    above = [" ".join(filter(None, row)) for row in grid[: head.start]]
    title, *notes = [line for line in above if line] or [name]
    titles = column_titles(grid, head, merged) if head else [""] * len(grid[0])
    rows = [row for row in grid[head.stop :] if any(row)]
    for columns, frame, size in _split(used, titles, rows, measure):
        body = tuple(Row(tuple(row[c] for c, _ in columns)) for row in rows)
        heads = tuple(Column(titles[c], width) for c, width in columns)
        table = Table(title, tuple(notes), heads, body, size)
        yield from lay_out_table(table, frame, measure)


def _split(
    used: Sequence[int], titles: Sequence[str], rows: Grid, measure: Measure
) -> Iterator[tuple[list[tuple[int, float]], Frame, float]]:
    """Groups of columns with their widths, the sheet they go on, and the size of type."""
    em = {c: _width(titles[c], [row[c] for row in rows[:_SAMPLE]], measure) for c in used}
    for frame, size in [(_PORTRAIT, SIZES[0]), *((_LANDSCAPE, size) for size in SIZES)]:
        if sum(em.values()) * size + _PADDING * len(used) <= _room(frame):
            yield _widths(used, em, frame, size), frame, size
            return
    pending, size = list(used), SIZES[-1]
    while pending:
        group = [pending.pop(0)]
        while pending and _total([*group, pending[0]], em, size) <= _room(_LANDSCAPE):
            group.append(pending.pop(0))
        yield _widths(group, em, _LANDSCAPE, size), _LANDSCAPE, size


def _total(columns: Sequence[int], em: dict[int, float], size: float) -> float:
    return sum(em[c] * size + _PADDING for c in columns)


def _room(frame: Frame) -> float:
    return frame.width - frame.left - frame.right


def _widths(
    columns: Sequence[int], em: dict[int, float], frame: Frame, size: float
) -> list[tuple[int, float]]:
    """Share the sheet's width in proportion to what the columns need."""
    stretch = _room(frame) / _total(columns, em, size)
    return [(c, (em[c] * size + _PADDING) * stretch) for c in columns]


def _width(title: str, cells: Sequence[str], measure: Measure) -> float:
    """What a column needs, in em."""
    lines = [line for cell in (title, *cells) for line in cell.split("\n")]
    widest = max((measure(line[: 2 * _CELL_LIMIT], Role.SONG, 1.0) for line in lines), default=1.0)
    return min(max(widest, 1.0), float(_CELL_LIMIT))


CONVERTER = Converter(
    name=f"python-calamine {version('python-calamine')}（草样）",
    revision=1,
    kinds=frozenset({Kind.XLSX, Kind.XLS, Kind.XLSB, Kind.ODS}),
    convert=convert,
)
