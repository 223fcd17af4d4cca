"""落款: the signature of a document, the bodies that signed and the day under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.identify.dates import Stamp, stamps
from archive_builder.identify.issuers import split_issuers
from archive_builder.identify.normalise import close_up, squeeze
from archive_builder.identify.words import ENDING

_GOES_ON = re.compile(
    r"印发|发布|公布|下发|出台|召开|举[行办]|以|之|前|起|至|到|止|的|在|第|会|为|[，,、。；;）)]|上午|下午|凌晨|[-—~～]\d|\d|修|通过|施行|实施"
)
_PRINTED = re.compile(r"(?P<who>.+?)(?:办公室)?\s*(?:\d{4}|[一二][〇○O零]).*印发$")
_BEFORE_GLUED = r"(?:^|[。；：:;》！!”）)a-zA-Z])"
_GLUED = re.compile(_BEFORE_GLUED + r"(?P<who>[一-鿿、（）()]{2,150})$")
_CLOSED = ("。", "》")
_FOLLOWS = re.compile(
    rf"$|附件|[（(]此件|[一-鿿（）]{{2,50}}?(?:{ENDING})(?:[（(].{{1,8}}[)）])?(?:第[一1][章条]|一、|总则)"
)
_SEAL_NOTE = re.compile(r"[（(].{0,20}(?:章|印)[^）)]{0,8}[)）]")
_BLANK_DAY = re.compile(
    r"(?:(?:20\d{2}|二[〇○零][一二三四五六七八九〇○零]{2}|[_×X]*)年)?[_×X]*月[_×X]*日"
)
_EDITED = re.compile(r"(?:主?编|编[印发辑])$")
_LONG = 60
_MOST = 14
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and the lines that say so. `names` is empty under a lone date."""

    names: tuple[str, ...]
    day: str
    who_line: str
    day_line: str


def find_signature(lines: Sequence[str]) -> Signature | None:
    """The first date of a document that stands directly under or behind its issuers.

    The first, because attachments and forwarded documents follow the signature. A day only
    counts where nothing runs on after it (印发, 召开, 起 …).
    """
    for index, line in enumerate(lines):
        for found in _signatures(lines, index, squeeze(line)):
            return found
    return None


def find_undated(lines: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """Who signed without a day: the bodies over a day left blank, else those on the last line."""
    for index, line in enumerate(lines):
        if _BLANK_DAY.fullmatch(squeeze(line)) and (above := _names_above(lines, index))[0]:
            return above
    names = split_issuers(close_up(lines[-1])) if len(lines) > 1 else ()
    return (names, lines[-1]) if names else None


def find_lone_day(lines: Sequence[str]) -> tuple[str, str] | None:
    """The last day, in the 年月日 form, that fills a line or closes a passage without issuers."""
    alone = lone_days(lines)
    return alone[-1] if alone else None


def lone_days(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Every such day with its line, in order."""
    return [(stamp.value, line) for line in lines for stamp in _lone(squeeze(line))]


def printed_by(lines: Sequence[str]) -> tuple[str, str] | None:
    """The 印发机关 and its line (××办公室 2021年12月20日印发)."""
    for line in reversed(lines):
        bare = squeeze(line)
        days = stamps(bare)
        if bare.endswith("印发") and days:
            names = split_issuers(bare[: days[0].start])
            if names:
                return "、".join(names), line
    return None


def _signatures(lines: Sequence[str], index: int, line: str) -> Iterator[Signature]:
    for day in stamps(line):
        if _GOES_ON.match(line, day.end) and not _bracketed(line, day):
            continue
        ahead = line[: day.start].strip("（(")
        if not ahead:
            names, source = _names_above(lines, index)
        elif len(line) > _LONG:
            names, source = _names_glued(ahead), lines[index]
        else:
            names, source = split_issuers(_EDITED.sub("", _before(lines[index], day))), lines[index]
        if names:
            yield Signature(names, day.value, source, lines[index])


def _bracketed(line: str, day: Stamp) -> bool:
    """Whether a day alone in brackets fills its line."""
    return line[: day.start] in ("（", "(") and line[day.end :] in ("）", ")")


def _before(line: str, day: Stamp) -> str:
    """What stands before a day in the line as it is, so that spaces still part names."""
    seen = 0
    for place, char in enumerate(line):
        if seen == day.start:
            return close_up(line[:place])
        seen += not char.isspace()
    return ""


def _names_above(lines: Sequence[str], index: int) -> tuple[tuple[str, ...], str]:
    names: tuple[str, ...] = ()
    top = first = index
    while top > 0 and index - top < _MOST:
        line = close_up(lines[top - 1])
        above = split_issuers(line)
        if not above and (names or not _SEAL_NOTE.fullmatch(line)):
            break
        names, top = above + names, top - 1
        first = top if above else first
    return names, lines[first]


def _names_glued(ahead: str) -> tuple[str, ...]:
    found = _GLUED.search(ahead[-_LONGEST:])
    return split_issuers(found["who"]) if found else ()


def _lone(line: str) -> Iterator[Stamp]:
    for day in stamps(line):
        if not day.written or len(day.value) < len("2021-01-01"):
            continue
        fills = day.start == 0 and day.end == len(line)
        closes = line[day.start - 1 : day.start] in _CLOSED and _FOLLOWS.match(line, day.end)
        if fills or closes:
            yield day
