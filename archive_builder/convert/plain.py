"""Text files, set as running text on the type area of an official document (GB/T 9704-2012)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from archive_builder.convert.encoding import decode
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.pagetext import tidy
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import A4, MM, Role, Sheet, Text
from archive_builder.typeset.measure import measurer

SIZE = 14.0
LEADING = 22.0
TOP, LEFT = 37 * MM, 28 * MM
WIDTH, HEIGHT = 156 * MM, 225 * MM
"""天头, 订口 and 版心 of GB/T 9704-2012."""
LINES = int(HEIGHT // LEADING)


def lay_out(text: str, measure: Measure) -> Iterator[Sheet]:
    """Set text line by line on A4 sheets; a form feed starts a new one."""
    for part in text.split("\f"):
        lines = iter(break_lines(tidy(part.expandtabs(4)), WIDTH, Role.FANG, SIZE, measure))
        while page := list(islice(lines, LINES)):
            yield Sheet(*A4, tuple(_marks(page)))


def _marks(lines: list[str]) -> Iterator[Text]:
    for number, line in enumerate(lines):
        if line.strip():
            yield Text(LEFT, TOP + SIZE * 0.88 + number * LEADING, line, Role.FANG, SIZE)


def set_text(text: str, fonts: FontSet) -> bytes:
    """Return text as a PDF."""
    buffer = io.BytesIO()
    draw(lay_out(text, measurer(fonts)), fonts, buffer)
    return buffer.getvalue()


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a text file in UTF-8, UTF-16 or GB18030."""
    text = decode(path.read_bytes())
    if text is None:
        return Problem("文本编码无法识别")
    if not text.strip():
        return Problem("文本文件没有文字")
    return Pages(set_text(text, fonts))


CONVERTER = Converter(
    name="archive-builder 文本排版",
    revision=1,
    kinds=frozenset({Kind.TEXT}),
    convert=convert,
)
