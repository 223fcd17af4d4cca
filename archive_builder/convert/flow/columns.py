"""Lines whose blanks place things one below the other, set on a grid of half-width cells. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from archive_builder.convert.flow.blocks import Preformatted
from archive_builder.convert.flow.strips import Strip
from archive_builder.decoding import tidy
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Role, Text

_SHADED_SIZE = 10.5
_LEAST_SIZE, _LEAST_SHADED = 6.0, 9.0
"""A program's lines may be broken; those of a table only where it would be too small to read."""
_LEADING = 22 / 14
_LENT = 0.9
"""How much of the blank behind it a sign of a program may take, which is wider than others."""
_TAB = 8
"""Cells between the stops of a tabulator."""
_TOKEN = re.compile("[\u2500-\u257f]+|[|+]+|[^\\s\u2500-\u257f|+]+")
"""What is placed by itself: the rules of a drawn table, and what stands between them and blanks."""
_BASELINE = 0.88
_GROUND = "#f2f2f2"


def cells(char: str) -> int:
    """How many half-width cells a character takes, as on a Chinese screen."""
    if char < "\x7f":
        return 1
    if unicodedata.category(char) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def span(text: str) -> int:
    """How many cells a text takes."""
    return sum(map(cells, text))


def untabbed(line: str) -> str:
    """A line with blanks in the place of tabulators."""
    first, *others = line.split("\t")
    for part in others:
        first += " " * (_TAB - span(first) % _TAB) + part
    return first


def aligned(lines: list[str]) -> list[str]:
    """Lines with blanks for tabulators, such that what follows the same one stands in a column."""
    rows = [line.split("\t") for line in lines]
    spans = (map(span, column) for column in zip_longest(*rows, fillvalue=""))
    widths = [max(column) + 2 for column in spans]
    return ["".join(map(_filled, row, widths)).rstrip() for row in rows]


def _filled(text: str, width: int) -> str:
    return text + " " * (width - span(text))


def set_columns(block: Preformatted, width: float, size: float, measure: Measure) -> list[Strip]:
    """Set lines, as small as it takes for the widest to fit; one wider still is broken."""
    lines = [tidy(untabbed(line)) for line in block.text.split("\n")]
    fitting = 2 * width / max(1, *map(span, lines))
    least, largest = (_LEAST_SHADED, _SHADED_SIZE) if block.shaded else (_LEAST_SIZE, size)
    size = max(min(largest, fitting), least)
    most = int(2 * width / size + 1e-6)
    broken = (part for line in lines for part in _cut(line, most))
    return [_strip(line, width, size, block.shaded, measure) for line in broken]


def _cut(line: str, most: int) -> Iterator[str]:
    part, taken = "", 0
    for char in line.rstrip():
        if taken + cells(char) > most:
            yield part
            part, taken = "", 0
        part += char
        taken += cells(char)
    yield part


def _strip(line: str, width: float, size: float, shaded: bool, measure: Measure) -> Strip:
    leading = size * _LEADING
    ground = (Area(-3.0, -2.0, width + 6.0, leading + 0.2, _GROUND),) if shaded else ()
    return Strip(leading, (*ground, *_marks(line, size, _LENT * shaded, measure)))


def _marks(line: str, size: float, lent: float, measure: Measure) -> Iterator[Text]:
    """Every token where its first cell is, smaller where it would run into the next.

    Of a blank that follows it may take the part that is lent.
    """
    for token in _TOKEN.finditer(line):
        x = span(line[: token.start()]) * size / 2
        blank = line[token.end() : token.end() + 1] in ("", " ")
        room = (span(token[0]) + lent * blank) * size / 2
        need = measure(token[0], Role.FANG, size)
        fitting = size * min(1.0, room / need) if need and room else size
        yield Text(x, size * _BASELINE, token[0], Role.FANG, fitting)
