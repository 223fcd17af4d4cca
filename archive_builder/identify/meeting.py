"""The meeting that minutes without a heading tell of: its name, and the body that met."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive_builder.identify.issuers import is_issuer
from archive_builder.identify.normalise import squeeze

_CONVENED = re.compile(
    r"(?:(?:主持)?(?:召开|举行)|主持)了?(?P<who>[一-鿿]{2,30}?)"
    r"(?P<which>(?:20\d{2}年)?(?:第?\d{1,3}|第[一二三四五六七八九十百]{1,5})次[一-鿿（）]{0,16}?会议)"
)
_TERM = re.compile(r"第?[一二三四五六七八九十\d]{1,3}届")
_RELATIVE = re.compile(r"(?P<rank>[省市县区镇乡])(?P<office>(?:人民)?政府|党委|委)")
_OPENING = 12
_FAR_ENOUGH = 600
_CITED_OFTEN = 2


@dataclass(frozen=True, slots=True)
class Meeting:
    """A numbered meeting by its name, the body that held it, and the line that says so."""

    name: str
    body: str
    line: str


def find_meeting(lines: Sequence[str]) -> Meeting | None:
    """The meeting that the opening lines say was held.

    A body named only by its rank (区政府) gets the place of that rank that the text names most:
    minutes of 区政府 that weigh 《甲市乙区政府工作报告》 are 甲市乙区人民政府's. With no such place
    it stays as it is.
    """
    for line in lines[:_OPENING]:
        found = _CONVENED.search(squeeze(line[:_FAR_ENOUGH]))
        if found and is_issuer(found["who"]):
            return _named(found["who"], found["which"], line, lines)
    return None


def _named(who: str, which: str, line: str, lines: Sequence[str]) -> Meeting:
    body = _TERM.sub("", who)
    relative = _RELATIVE.fullmatch(body)
    place = _place(relative["rank"], lines) if relative else None
    if relative is None or place is None:
        return Meeting(who + which, body, line)
    short, full = place
    office = "人民政府" if relative["office"] == "政府" else relative["office"]
    return Meeting(short + who[1:] + which, full + office, line)


def _place(rank: str, lines: Sequence[str]) -> tuple[str, str] | None:
    """The place of a rank that a text names clearly most often, short and as fully as it does."""
    cited = re.compile(
        rf"(?:[《“（]|\d年度?)(?:20\d{{2}}年度?)?(?P<full>(?:[一-鿿]{{2,4}}省)?(?:[一-鿿]{{2,5}}[市州盟])?"
        rf"(?P<short>(?![各全我本该两有年])[一-鿿]{{1,5}}?{rank}))(?![域块级直])"
    )
    found = [match for line in lines for match in cited.finditer(squeeze(line))]
    counted = Counter(match["short"] for match in found).most_common(2)
    if not counted or (len(counted) > 1 and counted[0][1] < counted[1][1] * 2):
        return None
    short = counted[0][0]
    if sum(squeeze(line).count(short) for line in lines) < _CITED_OFTEN:
        return None
    return short, max((match["full"] for match in found if match["short"] == short), key=len)
