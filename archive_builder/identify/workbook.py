"""题名 of a workbook, whose sheets may bear different headings or be told apart by the month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from archive_builder.identify.filename import clean_stem
from archive_builder.identify.normalise import close_up, lines_of, squeeze
from archive_builder.identify.opening import may_open
from archive_builder.identify.words import genre_of
from archive_builder.model import Field, Text

_WORKBOOK = re.compile(r"\.(?:xlsx?|xlsm|et|ett|ods|csv)$", re.IGNORECASE)
_MONTH = r"(?:20\d{2}年)?(?<!\d)\d{1,2}"
_PERIOD = re.compile(rf"{_MONTH}(?:(?:月份?)?[-—~～至到、和]+{_MONTH})?月份?(?!\d)")
_YEAR = re.compile(r"20\d{2}年")
_NOTE = re.compile(r"[（(][^（）()]*[)）]?$")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_SHORTEST, _LONGEST, _FULL = 5, 60, 8
_HEAD = 3
_SHARED, _COMPLETED, _NAMED = 0.8, 0.6, 0.4


def title_of_workbook(title: Field, text: Text, name: str) -> Field:
    """The title that holds for all sheets of a workbook; any other file's is left alone.

    Sheets with several headings have what all begin with for a title, else the file's name. A
    month that the name gives and the head prints is added: the ledgers of two months differ.
    """
    if not _WORKBOOK.search(name):
        return title
    stem = clean_stem(name)
    whole = _for_all(title, _headings(text), stem, name)
    return _with_period(whole, stem, lines_of(text)[:_HEAD])


def _headings(text: Text) -> tuple[str, ...]:
    """The different headings that open pages, in order."""
    openings = (close_up(lines[0]) for page in text.pages if (lines := lines_of(Text((page,)))))
    fit = (o for o in openings if _SHORTEST <= len(o) <= _LONGEST and may_open(o) and genre_of(o))
    return tuple(dict.fromkeys(fit))


def _for_all(title: Field, headings: Sequence[str], stem: str, name: str) -> Field:
    if len(headings) < 2 or title.value != headings[0]:  # noqa: PLR2004
        return title
    shared = _NOTE.sub("", _common_opening(headings))
    if genre_of(shared):
        return Field(shared, title.source, _SHARED)
    return Field(stem, name, _NAMED) if genre_of(stem) and len(stem) >= _FULL else title


def _common_opening(headings: Sequence[str]) -> str:
    alike = takewhile(lambda chars: len(set(chars)) == 1, zip(*headings, strict=False))
    return "".join(chars[0] for chars in alike)


def _with_period(title: Field, stem: str, head: Sequence[str]) -> Field:
    named = _PERIOD.search(_BRACKETS.sub("", stem))
    if named is None or _PERIOD.search(title.value) or title.confidence <= _NAMED:
        return title
    printed = (found[0] for line in head for found in _PERIOD.finditer(squeeze(line)))
    for period in printed:
        if _months(period) == _months(named[0]):
            return Field(f"{title.value}（{period}）", title.source, _COMPLETED)
    return title


def _months(period: str) -> list[str]:
    return re.findall(r"\d+", _YEAR.sub("", period))
