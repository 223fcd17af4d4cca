"""Chinese line breaking: pure, given how wide a string is.

A line never starts with a closing mark nor ends with an opening one (避头尾), Latin words, numbers
and 发文字号 stay whole, and a paragraph does not end in a line of one character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from archive_builder.typeset.marks import Role

Measure = Callable[[str, Role, float], float]
"""Width in pt of a text set in a role at a size (pt); additive over characters."""

NO_START = frozenset("，。、；：！？）》」』”’…—%‰℃〉】〕〗］｝·～,.;:!?)]}")
"""Marks that no line starts with (避头)."""

NO_END = frozenset("（《「『“‘〈【〔〖［｛([{")
"""Marks that no line ends with (避尾)."""

SLACK = 0.001
"""pt that a line may be over, so that rounding never breaks a line that fits exactly."""

_LOOKED_BACK = 20
"""Lines at the end of a paragraph that may give way to its last one."""

_MARKS = r"[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
_ANY = rf"\S{_MARKS}"
_RUNS = "—+|…+"
_WORD = "[!-~\u00c0-\u024f]+(?:’[!-~\u00c0-\u024f]+)*"
_LEVELS = tuple(
    re.compile(rf"\s*(?:{pattern})\s*")
    for pattern in (
        rf"〔\d{{4}}〕第?\d+号|{_WORD}|{_RUNS}|{_ANY}",
        rf"{_WORD}|{_RUNS}|{_ANY}",
        rf"[!-~]*?[-/_.@]|{_WORD}|{_RUNS}|{_ANY}",
        _ANY,
    )
)
"""What stays together, from what is wished to what is left when a line is narrow."""


def break_lines(text: str, width: float, role: Role, size: float, measure: Measure) -> list[str]:
    r"""Break a text into lines no wider than `width` pt; "\n" always breaks.

    Spaces at the end of a line are dropped, nothing else is. Only a character that alone is wider
    than `width` makes a line wider, and only marks that have no room beside what they belong to
    start or end one.
    """

    def fits(line: str) -> bool:
        return measure(line.rstrip(), role, size) <= width + SLACK

    return [line for paragraph in text.split("\n") for line in _break(paragraph, fits)]


def break_balanced(text: str, width: float, role: Role, size: float, measure: Measure) -> list[str]:
    """Break a title into lines no wider than `width` pt, as few as can be and of like length."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        widest = break_lines(paragraph, width, role, size, measure)
        narrow = measure(paragraph, role, size) / len(widest)
        while narrow < width:
            tried = break_lines(paragraph, narrow, role, size, measure)
            if len(tried) <= len(widest):
                widest = tried
                break
            narrow += size / 2
        lines += widest
    return lines


def _break(paragraph: str, fits: Callable[[str], bool]) -> list[str]:
    if fits(paragraph):
        return [paragraph.rstrip()]
    lines: list[list[str]] = [[]]
    for piece in _pieces(paragraph, fits, 0):
        if lines[-1] and not fits("".join([*lines[-1], piece])):
            lines.append([])
        lines[-1].append(piece)
    end = _without_orphan(lines[-_LOOKED_BACK:], fits)
    first, *others = ("".join(line).rstrip() for line in [*lines[:-_LOOKED_BACK], *end])
    return [line for line in (first, *map(str.strip, others)) if line]


def _pieces(text: str, fits: Callable[[str], bool], level: int) -> Iterator[str]:
    """What can't be broken; a piece wider than a line is cut by ever looser rules."""
    if level == len(_LEVELS):
        yield from text
        return
    for piece in _glue(_LEVELS[level].findall(text)):
        if fits(piece):
            yield piece
        else:
            yield from _pieces(piece, fits, level + 1)


def _glue(tokens: list[str]) -> Iterator[str]:
    """Join tokens between which a line may not break."""
    start = 0
    for i, (before, after) in enumerate(pairwise(tokens), 1):
        if before.rstrip()[-1] not in NO_END and after.lstrip()[0] not in NO_START:
            yield "".join(tokens[start:i])
            start = i
    yield "".join(tokens[start:])


def _without_orphan(lines: list[list[str]], fits: Callable[[str], bool]) -> list[list[str]]:
    """Give a last line of one character the last piece of the line before, and so on upwards."""
    if len(lines) < 2 or len(lines[-2]) < 2 or not _is_orphan(lines[-1]):  # noqa: PLR2004
        return lines
    pulled = [lines[-2][-1], *lines[-1]]
    others = _without_orphan([*lines[:-2], lines[-2][:-1]], fits)
    return lines if _is_orphan(others[-1]) or not fits("".join(pulled)) else [*others, pulled]


def _is_orphan(line: list[str]) -> bool:
    return sum(c.isalnum() for c in "".join(line)) <= 1
