"""Where the county stands on a day: counts over slots and gaps. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from archive_builder.model import (
    Aspect,
    Campaign,
    Gap,
    Indicator,
    Requirement,
    Slot,
    SlotId,
    SlotState,
    Unit,
    UnitKind,
    Urgency,
    Waiver,
)
from archive_builder.report.changes import NOTHING, Changes
from archive_builder.report.gaps import concerns, due_day, owed_by

KIND_TITLES = {
    UnitKind.COUNTY: "县级",
    UnitKind.OFFICE: "县级综合部门",
    UnitKind.DEPARTMENT: "行业部门",
    UnitKind.TOWNSHIP: "乡镇",
    UnitKind.VILLAGE: "行政村",
    UnitKind.SITE: "安置点",
}

MATRIX_TITLES = {**KIND_TITLES, UnitKind.OFFICE: "区直部门", UnitKind.DEPARTMENT: "区直部门"}
"""Which kinds of unit share a matrix; offices and departments owe much the same."""

_WORST_FIRST = (
    SlotState.MISSING,
    SlotState.RETURNED,
    SlotState.RECEIVED,
    SlotState.UNSIGNED,
    SlotState.UNSEALED,
)

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some slots; `worst` is the state furthest from satisfied among them."""

    slots: int
    gaps: int
    overdue: int
    worst: SlotState
    soon: int = 0
    waived: int = 0

    @property
    def satisfied(self) -> int:
        """Slots that are no gap, those that do not apply among them."""
        return self.slots - self.gaps

    @property
    def accepted(self) -> int:
        """Slots that are satisfied by what they hold."""
        return self.satisfied - self.waived

    @property
    def percent(self) -> int | None:
        """Satisfied slots of all, rounded down so that 100 means all; None where none are owed."""
        return self.satisfied * 100 // self.slots if self.slots else None


@dataclass(frozen=True, slots=True)
class Group:
    """Units shown together: one kind of county body, or a township with what lies in it."""

    title: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units of one kind against all requirements that any of them owes."""

    title: str
    units: tuple[Unit, ...]
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class UnitList:
    """All that one unit's 缺项清单 says.

    Attributes:
        tally: over its own slots and the shared ones it collects; `gaps` likewise.
        names: every unit's name by its id.
        waivers: those of its own slots and of the shared ones that do not apply.
    """

    unit: Unit
    tally: Tally
    gaps: tuple[Gap, ...]
    campaign: Campaign
    as_of: date
    names: Mapping[str, str]
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is for one of the evaluation contents; without `documents` there is nothing.

    Attributes:
        tally: over the slots that name it.
        documents: how many documents those slots hold, recommended ones among them.
    """

    indicator: Indicator
    tally: Tally
    documents: int


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement over all its units."""

    requirement: Requirement
    tally: Tally
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Overview:
    """Slots and gaps of a campaign as of a day; recommended slots are not counted.

    Attributes:
        waivers: the slots that do not apply.
        documents: how many documents each slot holds.
        changes: what happened since the day before.
    """

    campaign: Campaign
    units: tuple[Unit, ...]
    slots: tuple[Slot, ...]
    gaps: tuple[Gap, ...]
    as_of: date
    waivers: tuple[Waiver, ...] = ()
    documents: Mapping[SlotId, int] = field(default_factory=dict)
    changes: Changes = NOTHING

    @cached_property
    def owed(self) -> tuple[Slot, ...]:
        """The slots that must be filled."""
        return tuple(slot for slot in self.slots if slot.required)

    @cached_property
    def names(self) -> dict[str, str]:
        """Units' names by their id."""
        return {unit.id: unit.name for unit in self.units}

    @property
    def county(self) -> str:
        """The county's name."""
        return self.names[self.campaign.county]

    @cached_property
    def asked(self) -> dict[str, Requirement]:
        """The requirements of the slots that must be filled, by code, in manifest order."""
        return {slot.requirement.code: slot.requirement for slot in self.owed}

    @cached_property
    def total(self) -> Tally:
        """The whole county; a shared item counts once."""
        return self._tally(self.owed, self.gaps)

    @cached_property
    def _waived(self) -> frozenset[SlotId]:
        return frozenset(waiver.slot.id for waiver in self.waivers)

    def _tally(self, slots: Sequence[Slot], gaps: Sequence[Gap]) -> Tally:
        tally = _tally(slots, gaps)
        waived = sum(slot.id in self._waived for slot in slots)
        worst = SlotState.WAIVED if slots and waived == len(slots) else tally.worst
        return replace(tally, waived=waived, worst=worst)

    @cached_property
    def by_indicator(self) -> tuple[Evidence, ...]:
        """What there is for each of the evaluation contents, in their order."""
        return tuple(self._evidence(indicator) for indicator in self.campaign.indicators)

    def _evidence(self, indicator: Indicator) -> Evidence:
        naming = [s for s in self.slots if indicator.code in s.requirement.indicators]
        gaps = [g for g in self.gaps if indicator.code in g.slot.requirement.indicators]
        documents = sum(self.documents.get(slot.id, 0) for slot in naming)
        return Evidence(indicator, self._tally([s for s in naming if s.required], gaps), documents)

    @cached_property
    def by_unit(self) -> dict[str, Tally]:
        """By id of the unit that holds the slots, for every unit."""
        return self._over(self.names, lambda slot: slot.unit.id)

    @cached_property
    def by_aspect(self) -> dict[Aspect, Tally]:
        """By aspect, in the plan's order."""
        return self._over(Aspect, lambda slot: slot.requirement.aspect)

    @cached_property
    def by_due_day(self) -> dict[date | None, Tally]:
        """By the local day it is due, earliest first; what has no due time comes last."""
        found = self.tallies(lambda slot: due_day(slot.requirement))
        return dict(sorted(found.items(), key=lambda pair: pair[0] or date.max))

    @cached_property
    def by_group(self) -> dict[str, Tally]:
        """By the title of the group a unit belongs to."""
        titles = {unit.id: group.title for group in groups(self.units) for unit in group.units}
        return self._over(titles.values(), lambda slot: titles[slot.unit.id])

    @cached_property
    def cells(self) -> dict[tuple[str, str], Tally]:
        """By unit id and requirement code; what a unit does not owe has no entry."""
        return self.tallies(lambda slot: (slot.unit.id, slot.requirement.code))

    def tallies(self, key: Callable[[Slot], K]) -> dict[K, Tally]:
        """Tallies by key, in the order of the slots."""
        slots: dict[K, list[Slot]] = defaultdict(list)
        gaps: dict[K, list[Gap]] = defaultdict(list)
        for slot in self.owed:
            slots[key(slot)].append(slot)
        for gap in self.gaps:
            gaps[key(gap.slot)].append(gap)
        return {k: self._tally(found, gaps.get(k, ())) for k, found in slots.items()}

    def _over(self, keys: Iterable[K], key: Callable[[Slot], K]) -> dict[K, Tally]:
        found = self.tallies(key)
        return {k: found.get(k) or _tally((), ()) for k in keys}

    def list_of(self, unit: Unit) -> UnitList:
        """A unit's list, with the shared items that it collects."""
        gaps = owed_by(unit.id, self.gaps)
        slots = [slot for slot in self.owed if concerns(unit.id, slot)]
        waivers = tuple(w for w in self.waivers if concerns(unit.id, w.slot))
        tally = self._tally(slots, gaps)
        return UnitList(unit, tally, gaps, self.campaign, self.as_of, self.names, waivers)

    def matrices(self) -> tuple[Matrix, ...]:
        """Units × requirements by kind of unit, without the units that owe nothing."""
        units: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            if self.by_unit[unit.id].slots:
                units[MATRIX_TITLES[unit.kind]].append(unit)
        return tuple(self._matrix(title, found) for title, found in units.items())

    def _matrix(self, title: str, units: Sequence[Unit]) -> Matrix:
        ids = {unit.id for unit in units}
        codes = {code for unit, code in self.cells if unit in ids}
        asked = (requirement for code, requirement in self.asked.items() if code in codes)
        return Matrix(title, tuple(units), tuple(asked))

    def open_items(self) -> tuple[Item, ...]:
        """The requirements that some unit still owes: by due day, then in manifest order."""
        gaps: dict[str, list[Gap]] = defaultdict(list)
        for gap in self.gaps:
            gaps[gap.slot.requirement.code].append(gap)
        tallies = self.tallies(lambda slot: slot.requirement.code)
        items = [Item(g[0].slot.requirement, tallies[code], tuple(g)) for code, g in gaps.items()]
        return tuple(sorted(items, key=lambda item: due_day(item.requirement) or date.max))


def groups(units: Sequence[Unit]) -> tuple[Group, ...]:
    """Units by township, county bodies by kind; groups and units keep their order."""
    townships = {unit.id: unit.name for unit in units if unit.kind is UnitKind.TOWNSHIP}
    members: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        place = unit.id if unit.id in townships else unit.parent
        members[townships.get(place or "") or KIND_TITLES[unit.kind]].append(unit)
    return tuple(Group(title, tuple(found)) for title, found in members.items())


def _tally(slots: Sequence[Slot], gaps: Sequence[Gap]) -> Tally:
    return Tally(
        slots=len(slots),
        gaps=len(gaps),
        overdue=sum(gap.overdue for gap in gaps),
        soon=sum(gap.urgency is Urgency.SOON for gap in gaps),
        worst=min((gap.state for gap in gaps), key=_WORST_FIRST.index, default=SlotState.ACCEPTED),
    )
