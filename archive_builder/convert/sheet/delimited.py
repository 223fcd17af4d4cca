"""Tables as text: rows of cells between commas, tabs or semicolons (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.sheet.cells import MAX_ROWS
from archive_builder.convert.sheet.sheets import lay_out
from archive_builder.convert.sniff_text import delimiter_of
from archive_builder.decoding import decode
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.measure import measurer


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set the rows as a table, its header repeated on every page."""
    text = (decode(path.read_bytes()) or "").lstrip("\ufeff")
    delimiter = delimiter_of(text)
    if delimiter is None:
        return Problem("文本表格的行列不齐，请另存为 Excel 后报送")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return Problem("文本表格有读不出的行，请另存为 Excel 后报送")
    return set_rows([[cell.strip() for cell in row] for row in rows if any(row)], fonts)


def set_rows(rows: Sequence[Sequence[str]], fonts: FontSet) -> Outcome:
    """Set rows of cells as a table; short rows end in empty cells."""
    if len(rows) > MAX_ROWS:
        return Problem(f"表格有 {len(rows)} 行，超过 {MAX_ROWS} 行的上限，请拆分后报送")
    square = list(zip(*zip_longest(*rows, fillvalue=""), strict=True))
    buffer = io.BytesIO()
    draw(lay_out("", square, (), measurer(fonts)), fonts, buffer)
    return Pages(buffer.getvalue(), tabular=True, worded=True)


CONVERTER = Converter(
    name="archive-builder 表格排版",
    kinds=frozenset({Kind.CSV}),
    convert=convert,
)
