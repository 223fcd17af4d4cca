"""Dates as documents write them, validated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")} | dict.fromkeys(
    "〇○OoＯ0", "0"
)
_CHINESE = re.compile(
    r"(?P<y>[一二][〇○OoＯ零0一二三四五六七八九]{3})年"
    r"(?P<m>十[一二]?|元|正|[一二三四五六七八九])月"
    r"(?:(?P<d>三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
)
_ARABIC = re.compile(
    r"(?<!\d)(?P<y>19\d{2}|2[0Oo][\dOo]{2})年(?P<m>1[0-2]|0?[1-9])月"
    r"(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号]|(?!\d))"
)
_DOTTED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[-./．])(?P<m>1[0-2]|0?[1-9])"
    r"(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
)
_SPAN_ON = re.compile(
    r"\s*(?:[-—–－~～至到、和及]+\s*(?:20\d{2}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[年月日号]"
    r"|[-—–－~～至到]+\s*20\d{2})"
)
_TEN = 10


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date at its place in a line.

    Attributes:
        value: ISO, YYYY-MM-DD, or YYYY-MM where only a month is given.
        written: in the 年月(日) form, not with dots or dashes.
    """

    value: str
    start: int
    end: int
    written: bool


def stamps(line: str) -> tuple[Stamp, ...]:
    """Every date of a line without spaces, in order; days that do not exist are left out."""
    return tuple(sorted(_all(line), key=lambda stamp: stamp.start))


def is_span(line: str, day: Stamp) -> bool:
    """Whether a day of a line only opens a span or a list (9月—12月, 20日、11月17日)."""
    return _SPAN_ON.match(line, day.end) is not None


def _all(line: str) -> Iterator[Stamp]:
    for pattern in (_CHINESE, _ARABIC, _DOTTED):
        for found in pattern.finditer(line):
            value = _iso(found["y"], found["m"], found["d"])
            if value:
                yield Stamp(value, found.start(), found.end(), pattern is not _DOTTED)


def _iso(year: str, month: str, day: str | None) -> str | None:
    y, m = int("".join(_DIGITS.get(char, char) for char in year)), _number(month)
    try:
        whole = date(y, m, _number(day) if day else 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:-3]


def _number(text: str) -> int:
    """A day or month in Arabic or Chinese figures (元 and 正 are 1)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if text in "元正":
        return 1
    tens, ten, ones = text.rpartition("十")
    units = int(_DIGITS[ones]) if ones else 0
    return (int(_DIGITS[tens]) if tens else 1) * _TEN * bool(ten) + units


_MONTH = re.compile(
    r"(?:(?P<y>20\d{2})(?:年|[-./_]))?(?<!\d)(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!\d)|"
    r"(?<!\d)(?P<y2>20\d{2})[-./_]?(?P<m2>1[0-2]|0[1-9])(?![\d年])"
)
_SPAN = re.compile(r"\d{1,2}月?份?\s*[-—~～至到、和]\s*\d{1,2}月")


def months_in(text: str) -> frozenset[tuple[int | None, int]]:
    """The months that a name speaks of, as (year or None, month); two stand for a span."""
    found = {
        (int(year) if (year := m["y"] or m["y2"]) else None, _number(m["m"] or m["m2"]))
        for m in _MONTH.finditer(text)
    }
    span = _SPAN.search(text)
    return frozenset(found | {(None, 0)}) if span else frozenset(found)
