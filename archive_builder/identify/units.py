"""Which 责任单位 a path or a text names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_builder.model import Unit, UnitKind

_PLACES = (UnitKind.TOWNSHIP, UnitKind.VILLAGE, UnitKind.SITE)
_HIGHER = re.compile(r"(?:国家|中央|自治|回族|宁夏|银川市?|[省市厅部]|全[省市])区?$")
_RECIPIENT = re.compile(r"[（(_\-—\s](?:上?报送?|抄送|呈报?|送)$")
_OWN_OFFICE = re.compile(r"(?:人民|党)?")
_NEAR = re.compile(r"[\s_—\-·.、]{0,2}")


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
        longest_first = sorted(self._bearers, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every unit's name in a text, without higher bodies, places' own offices and recipients.

        自治区财政局 and 月牙湖乡人民政府办公室 name neither our 财政局 nor our 政府办公室, and
        （报乡村振兴局） only says who receives.
        """
        found: list[Mention] = []
        for hit in self._pattern.finditer(text):
            mention = Mention(self._bearers[hit[0]], hit.start(), hit.end())
            if not _RECIPIENT.search(text[: hit.start()]) and not self._is_other_body(
                text, mention, found
            ):
                found.append(mention)
        return tuple(found)

    def _is_other_body(self, text: str, mention: Mention, before: Sequence[Mention]) -> bool:
        if mention.units[0].kind in (*_PLACES, UnitKind.COUNTY):
            return False
        if _HIGHER.search(text[: mention.start]):
            return True
        last = before[-1] if before else None
        return (
            last is not None
            and last.units[0].kind in _PLACES
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


def _without_county(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    others = tuple(unit for unit in units if unit.kind is not UnitKind.COUNTY)
    return others or units
