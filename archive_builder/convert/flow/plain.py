"""Text files, set line by line as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from archive_builder.convert.flow.blocks import (
    Block,
    Cell,
    PageBreak,
    Paragraph,
    Preformatted,
    Run,
    Table,
)
from archive_builder.convert.flow.columns import aligned, span, untabbed
from archive_builder.convert.flow.layout import lay_out
from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.decoding import decode
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.measure import measurer

_COLUMNS = re.compile(r"\S(?: {3,}|\t)\s*\S|[\u2500-\u257f].*[\u2500-\u257f]|\+-{2,}")
"""What a line has that is a row of a table: blanks between words, a tabulator, drawn rules."""
_ROWS = 3
"""So many such lines running are a table."""
_WIDEST = 118
"""Half-width characters of a line that can still be read where it is fitted to the page."""

_LETTERS, _LINES, _SHEETS = 3_000_000, 60_000, 2_000
TOO_LONG = Problem(f"文本超过 {_LETTERS // 10_000} 万字或 {_LINES // 10_000} 万行，请拆分后报送")


def blocks_of(text: str) -> Iterator[Block]:
    """The lines of a text; a form feed starts a new page, tables keep their columns."""
    lines = re.sub("\r\n?", "\n", text).replace("\f", "\n\f\n").split("\n")
    for tabular, run in groupby(lines, key=lambda line: bool(_COLUMNS.search(line))):
        some = list(run)
        if tabular and len(some) >= _ROWS:
            yield _table(some)
        else:
            yield from map(_block, some)


def _table(lines: list[str]) -> Block:
    """Columns as they are; those between tabulators with rules where they need several lines."""
    filled = aligned(lines)
    if all("\t" in line for line in lines) and max(map(span, filled)) > _WIDEST:
        rows = (tuple(Cell((Run(cell.strip()),)) for cell in line.split("\t")) for line in lines)
        return Table(tuple(rows))
    return Preformatted("\n".join(filled))


def _block(line: str) -> Block:
    return PageBreak() if line == "\f" else Paragraph((Run(untabbed(line)),), spaced=False)


def is_too_long(text: str) -> bool:
    """Whether a text would take thousands of pages, and minutes."""
    return (
        len(text) > _LETTERS
        or text.count("\n") + text.count("\r") > _LINES
        or (text.count("\f") > _SHEETS)
    )


def set_blocks(blocks: Iterable[Block], fonts: FontSet) -> bytes:
    """Return blocks of running text as a PDF."""
    buffer = io.BytesIO()
    draw(lay_out(blocks, measurer(fonts)), fonts, buffer)
    return buffer.getvalue()


def set_text(text: str, fonts: FontSet) -> bytes:
    """Return text as a PDF."""
    return set_blocks(blocks_of(text), fonts)


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a text file in UTF-8, UTF-16 or GB18030."""
    text = decode(path.read_bytes())
    if text is None:
        return Problem("文本编码无法识别，请另存为 UTF-8 文本或 PDF 后报送")
    if not text.strip():
        return Problem("文本文件没有文字，请核对后重新报送")
    if is_too_long(text):
        return TOO_LONG
    return Pages(set_text(text, fonts), worded=True)


CONVERTER = Converter(
    name="archive-builder 文本排版",
    kinds=frozenset({Kind.TEXT}),
    convert=convert,
)
