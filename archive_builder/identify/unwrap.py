"""Lines that a page broke for its width, put together again: one paragraph, one line.

The text of a page comes line by line as it is set. A title, a 文号 or a signature may be broken
anywhere, and only the width tells: lines that go on fill the page, all to nearly the same width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archive_builder.identify.words import GENRES

_NARROWEST, _WIDEST = 25, 60
"""How wide a page of text can be, in full-width characters."""
_SLACK = 3.5
"""Full-width characters that a full line may lack: an indent of two, and what may not end it."""
_LEAST, _SHARE = 3, 0.15
"""So many lines, and this share of all, are full where lines are broken for the width at all."""
_STRAY = 0.04
"""The share of lines that may be wider, as headings set tight or addresses of pages are."""
_ENDS = re.compile(
    rf"[（(][^（）()]*[）)]$|.*(?:[。：:；;！？!?]|(?:关于|印发).*的(?:{'|'.join(GENRES)}))$"
)
_BEGINS = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}\s?、|\d{1,2}[.．、]\D|"
    r"第[一二三四五六七八九十百]{1,4}[章条]|附件?\s?[\d一二三四五六七八九十]{0,3}\s?[:：]|抄送|——"
)
_CELLS, _CELL = 4, 12


def unwrap(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines with those that their page broke joined; others, as table rows, as they are.

    Args:
        lines: as the pages show them, an indent in front of a paragraph still there.
    """
    full = _full_width(lines)
    whole: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and not line[0].isspace() and not _BEGINS.match(line):
            whole[-1] = _joined(whole[-1], line)
        else:
            whole.append(line.strip())
        goes_on = full is not None and _goes_on(line, full)
    return tuple(whole)


def _full_width(lines: Sequence[str]) -> float | None:
    """The width to which lines are set, or None where they end as they were written."""
    widths = sorted((_width(line) for line in lines if not _is_row(line)), reverse=True)
    for strays, width in enumerate(widths[: int(len(widths) * _STRAY) + 1]):
        full = sum(width - _SLACK <= other <= width for other in widths[strays:])
        if _NARROWEST <= width <= _WIDEST and full >= max(_LEAST, len(widths) * _SHARE):
            return width
    return None


def _goes_on(line: str, full: float) -> bool:
    width = _width(line)
    return full - _SLACK <= width <= full and not _ENDS.match(line) and not _is_row(line)


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, or of a menu: several short cells."""
    cells = line.split()
    return len(cells) >= _CELLS and max(map(len, cells)) < _CELL


def _joined(line: str, following: str) -> str:
    apart = line[-1:].isascii() and line[-1:].isalpha() and following[:1].isascii()
    return line + " " * apart + following


def _width(line: str) -> float:
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in line.rstrip())
    return wide + (len(line.rstrip()) - wide) / 2
