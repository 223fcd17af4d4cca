"""Which 责任单位 a path or a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive_builder.model import Unit, UnitKind

PLACES = (UnitKind.TOWNSHIP, UnitKind.VILLAGE, UnitKind.SITE)
"""The kinds of unit that are places; the others are offices of the county."""

_HIGHER = re.compile(r"(?:国家|中央|自治|回族|宁夏|银川市?|[省市厅部]|全[省市])区?$")
_NO_NAME = "(?<![全我本各县市该辖地社城山园小灾治置民范困贫度级])"
_COUNTY_PLACE = re.compile(rf"[一-鿿]{{1,2}}{_NO_NAME}[县区旗]$")
"""A county or district by its name: what stands before 住建局 in 贺兰县住建局."""
_ELSEWHERE = re.compile(
    rf"(?<![一-鿿])[一-鿿]{{2,3}}{_NO_NAME}[县区旗](?![长委政级领直属域划内外人])|"
    r"(?:外|某|兄弟|邻近|周边)(?:[省市县区镇乡村]|街道)"
)
"""A county by its name at the beginning of a run of hanzi, or one that is left unnamed."""
_RECIPIENT = re.compile(
    r"(?:^|[（(_\-—\s/、，,。；])(?:[待拟已应]|需要?)?(?:[上呈申汇]?报送?|抄送|呈|[上提移]?交|送)给?至?$"
)
_OWN_OFFICE = re.compile(r"(?:人民|党)?")
_NEAR = re.compile(r"[\s_—\-·.、]{0,2}")
_VILLAGE = re.compile(
    r"(?<![一-鿿])[一-鿿]{2,5}村(?!民|委|部|组|级|卫|情|容|两|内|史|规|集|支|口|庄)"
)
"""What may be a village's name: what stands at the beginning of a run of hanzi."""
_ANY_VILLAGE = re.compile(
    r".*(?:乡|农|[各全本我该每某驻进入到下包联]|行政|自然|移民|搬迁|示范|帮扶|脱贫|贫困|出列|重点|"
    r"[数几多两\d]个?|所有|其他|有关|美丽|文明|先进|城中)村|新村"
)
"""What ends in 村 and is no village's name."""
_SHORTEST_NAME = 2
_USUAL_HANZI = "大小新老上下前后中东西南北永家"
"""Hanzi that villages anywhere are called by."""
_SHORT_OF = re.compile(r"(?P<stem>[一-鿿]{2,})(?:局|联合会|村)")
_TOKENS = re.compile(r"[一-鿿]+")
_OFFICE_TAIL = re.compile(r"(?:部门|系统|口)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its place in a text, and the units that bear it (villages repeat names)."""

    units: tuple[Unit, ...]
    start: int
    end: int


class UnitNames:
    """Finds units by name and alias: the longest at each place, scoped by the parent."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._parents = {unit.id: unit.parent for unit in units}
        self._bearers: dict[str, tuple[Unit, ...]] = {}
        for unit in units:
            for name in dict.fromkeys((unit.name, *unit.aliases)):
                self._bearers[name] = (*self._bearers.get(name, ()), unit)
        self._short: dict[str, tuple[Unit, ...]] = {}
        for name, bearers in self._bearers.items():
            stem = _SHORT_OF.fullmatch(name)
            if stem and stem["stem"] not in self._bearers:
                known = self._short.get(stem["stem"], ())
                self._short[stem["stem"]] = tuple(dict.fromkeys((*known, *bearers)))
        sectors = "|".join(sorted(map(re.escape, self._short), key=len, reverse=True))
        self._sectors = re.compile(rf"(?:{sectors})(?:部门|系统)" if sectors else r"(?!)")
        counties = (unit for unit in units if unit.kind is UnitKind.COUNTY)
        self._counties = tuple(name for unit in counties for name in (unit.name, *unit.aliases))
        self._villages = {u.name: u for u in units if u.kind is UnitKind.VILLAGE}
        longest_first = sorted(self._bearers, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every unit's name in a text, without higher bodies, places' own offices and recipients.

        自治区财政局 and 月牙湖乡人民政府办公室 name neither our 财政局 nor our 政府办公室, and
        （报乡村振兴局） only says who receives.
        """
        found = [mention for mention, other in self._hits(text) if not other]
        return tuple(sorted((*found, *self._misspelt(text, found)), key=lambda m: m.start))

    def elsewhere(self, text: str) -> str:
        """What a text calls a place that is not the campaign's county, or nothing."""
        places = (found[0] for found in _ELSEWHERE.finditer(text))
        return next((place for place in places if not place.endswith(self._counties)), "")

    def names_another(self, text: str) -> bool:
        """Whether a text names a village that is not ours, or a body that only shares a name."""
        return bool(self.unclear_villages(text)) or any(other for _, other in self._hits(text))

    def _hits(self, text: str) -> Iterator[tuple[Mention, bool]]:
        """Every name that is no recipient, and whether it is another body's."""
        found: list[Mention] = []
        for hit in self._pattern.finditer(text):
            mention = Mention(self._bearers[hit[0]], hit.start(), hit.end())
            if not _RECIPIENT.search(text[: hit.start()]):
                other = self._is_other_body(text, mention, found)
                yield mention, other
                if not other:
                    found.append(mention)

    def _misspelt(self, text: str, found: Sequence[Mention]) -> Iterator[Mention]:
        """Villages written with one character wrong, missing or too many, where one alone fits."""
        for start, name in _like_villages(_without(text, found)):
            near = self._near(name)
            if len(near) == 1 and self._tells(name, near[0]):
                yield Mention(near, start, start + len(name))

    def unclear_villages(self, text: str) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
        """What a text calls a village that is none or could be several, and which those are."""
        rest = _without(text, self.mentions(text))
        unlisted = ((name, self._near(name)) for _, name in _like_villages(rest))
        begun = ((word, self._beginning(word)) for word in _TOKENS.findall(rest))
        return (*unlisted, *((word, several) for word, several in begun if len(several) > 1))

    def _beginning(self, word: str) -> tuple[Unit, ...]:
        """The villages that a whole word may stand for, by the beginning of their names."""
        if len(word) < _SHORTEST_NAME:
            return ()
        return tuple(unit for name, unit in self._villages.items() if name.startswith(word))

    def _near(self, name: str) -> tuple[Unit, ...]:
        return tuple(unit for known, unit in self._villages.items() if _is_slip(name, known))

    def _tells(self, written: str, unit: Unit) -> bool:
        """Whether enough of a misspelt name is right: of a short one, a rare hanzi no other has."""
        right = "".join(char for char in unit.name[:-1] if char in written)
        others = "".join(name for name in self._villages if name != unit.name)
        return len(right) > 1 or (right not in _USUAL_HANZI and right not in others)

    def short(self, text: str) -> tuple[Unit, ...]:
        """The units that a whole word of a text names without 局 or 村 (人社, 医保部门, 孔雀)."""
        words = (_OFFICE_TAIL.sub("", word) or word for word in _TOKENS.findall(text))
        named = [unit for word in words for unit in self._short.get(word, ())]
        return tuple(dict.fromkeys(named))

    def _is_other_body(self, text: str, mention: Mention, before: Sequence[Mention]) -> bool:
        if mention.units[0].kind in (*PLACES, UnitKind.COUNTY):
            return False
        before_it = text[: mention.start]
        place = _COUNTY_PLACE.search(before_it)
        if _HIGHER.search(before_it) or (place and not before_it.endswith(self._counties)):
            return True
        last = before[-1] if before else None
        return (
            last is not None
            and last.units[0].kind in PLACES
            and _OWN_OFFICE.fullmatch(text[last.end : mention.start]) is not None
        )

    def named(self, text: str, context: Iterable[Unit] = ()) -> tuple[Unit, ...]:
        """The units that a text names, in order.

        A township that merely leads to its village (月牙湖乡小塘村), and the county beside any
        other unit, are left out. `context` are units known already, by which a name that several
        villages bear is told apart; all of them are given when it can't be.
        """
        mentions = self.mentions(text)
        known = {unit.id for unit in context}
        known |= {
            unit.id for mention in mentions for unit in mention.units if len(mention.units) == 1
        }
        units: dict[str, Unit] = {}
        for index, mention in enumerate(mentions):
            following = mentions[index + 1] if index + 1 < len(mentions) else None
            if following and self._leads_to(text, mention, following):
                continue
            units |= {unit.id: unit for unit in self._scoped(mention.units, known)}
        return _without_county(tuple(units.values()))

    def in_path(self, path: str) -> tuple[Unit, ...]:
        """The units that a path of folders names, outermost first, without their ancestors."""
        units = self.named(path)
        above = {ancestor for unit in units for ancestor in self.ancestors(unit)}
        return tuple(unit for unit in units if unit.id not in above)

    def strip(self, text: str) -> str:
        """The text without units' names, so that 帮扶碱富桥村工作总结 reads 帮扶工作总结.

        What the county is called beside its name stays: 县级 tells requirements apart.
        """
        text = self._sectors.sub("", text)
        for mention in reversed(self.mentions(text)):
            unit = mention.units[0]
            if unit.kind is UnitKind.COUNTY and text[mention.start : mention.end] != unit.name:
                continue
            text = text[: mention.start] + text[mention.end :]
        return text

    def ancestors(self, unit: Unit) -> tuple[str, ...]:
        """Ids of a unit's parents, nearest first."""
        chain: list[str] = []
        parent = unit.parent
        while parent is not None and parent not in chain:
            chain.append(parent)
            parent = self._parents.get(parent)
        return tuple(chain)

    def _leads_to(self, text: str, mention: Mention, following: Mention) -> bool:
        adjacent = _NEAR.fullmatch(text[mention.end : following.start]) is not None
        inside = any(
            unit.id in self.ancestors(child) for unit in mention.units for child in following.units
        )
        return adjacent and inside

    def _scoped(self, bearers: tuple[Unit, ...], known: set[str]) -> tuple[Unit, ...]:
        if len(bearers) == 1:
            return bearers
        inside = tuple(unit for unit in bearers if known.intersection(self.ancestors(unit)))
        return inside or bearers


def _without(text: str, mentions: Iterable[Mention]) -> str:
    """The text with the mentioned names blanked out, all else at its place."""
    masked = list(text)
    for mention in mentions:
        masked[mention.start : mention.end] = "\0" * (mention.end - mention.start)
    return "".join(masked)


def _like_villages(text: str) -> Iterator[tuple[int, str]]:
    """What stands like a village's name in a text without known names."""
    for hit in _VILLAGE.finditer(text):
        if not _ANY_VILLAGE.fullmatch(hit[0]):
            yield hit.start(), hit[0]


def _is_slip(written: str, name: str) -> bool:
    """Whether two different names are one wrong, missing or extra character apart."""
    if len(written) < len(name):
        written, name = name, written
    if len(written) - len(name) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(written, name, strict=False)) if a != b), len(name)
    )
    return written[same + 1 :] == name[same + (len(written) == len(name)) :]


def _without_county(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    others = tuple(unit for unit in units if unit.kind is not UnitKind.COUNTY)
    return others or units
