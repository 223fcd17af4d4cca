"""The line of a form that says who filled it in, and when (填报单位：… 2021年12月14日)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive_builder.identify.dates import Stamp, is_span, stamps
from archive_builder.identify.issuers import is_bare_place, split_issuers, tidy
from archive_builder.identify.normalise import close_up, squeeze

_SEAL = r"\s*(?:[(（][盖公]*章[)）])?\s*[\]】:：]\s*"
_UNIT = re.compile(
    r"(?:发文机关|制发单位|制发机关|发文机构|发文单位|填报单位|填表单位|编制单位|制表单位|报送单位|上报单位|汇报单位)"
    + _SEAL
)
_BARE = re.compile(r"(?<![一-鿿])(?:填报|填表|编制|制表|报送|上报|单位)" + _SEAL)
_WHO = re.compile(r"([^\t|:：]*?)(?:\s{2,}|\t|\||\s+\S{2,6}[:：]|$)")
_WORD = re.compile(r"[一-鿿、（）()]+")
_NAME = re.compile(r"[一-鿿、（）()\s]{2,60}")
_LABEL = re.compile(r"\s*[一-鿿]{2,6}[:：]")
_WITHIN = 400


@dataclass(frozen=True, slots=True)
class Form:
    """Who filled a form in; `day` is empty where the line gives none."""

    names: tuple[str, ...]
    day: str
    line: str


def find_form(lines: Sequence[str]) -> Form | None:
    """The first line that names who filled the document in."""
    found = (form for line in lines if (form := _form(line[:_WITHIN])))
    return next(found, None)


def _form(line: str) -> Form | None:
    """A line's form; after 填报 or 单位 alone only a body is meant, never a person or 万元."""
    for label in (_UNIT, _BARE):
        found = label.search(line)
        if found is None:
            continue
        rest = line[found.end() :]
        for who in _candidates(rest):
            names = split_issuers(who)
            if not names and _LABEL.match(rest):
                continue
            if label is _BARE and (not names or ("单位" in found[0] and is_bare_place(names))):
                continue
            return Form(tuple(map(tidy, names or (who,))), _day_behind(rest, who), line)
    return None


def _candidates(rest: str) -> tuple[str, ...]:
    """What stands up to the next label, and the first word alone."""
    phrase, word = _WHO.match(rest), _WORD.match(rest)
    said = [close_up(phrase[1])] if phrase else []
    said += [word[0]] if word else []
    return tuple(text for text in said if _NAME.fullmatch(text))


def _day_behind(rest: str, who: str) -> str:
    """The day that follows the name at once, or stands alone at the end of the line."""
    tail = squeeze(rest)[len(squeeze(who)) :]
    found = [day for day in stamps(tail)[:1] if day.start == 0 and not is_span(tail, day)]
    return found[0].value if found else _day_alone(rest.split())


def _day_alone(words: Sequence[str]) -> str:
    last = words[-1] if words else ""
    found: tuple[Stamp, ...] = stamps(last)
    fills = found and (found[0].start, found[0].end) == (0, len(last))
    return found[0].value if fills else ""
