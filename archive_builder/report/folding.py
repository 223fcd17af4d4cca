"""Gaps that differ in their parts only, told of in one row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from archive_builder.model import Gap, Slot, Waiver

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fold:
    """Neighbouring gaps of one unit and requirement that have everything but their parts alike."""

    gaps: tuple[Gap, ...]

    @property
    def first(self) -> Gap:
        """The gap that speaks for all."""
        return self.gaps[0]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Where the gaps are."""
        return tuple(gap.slot for gap in self.gaps)

    @property
    def needed(self) -> int:
        """应有, of all together."""
        return sum(gap.needed for gap in self.gaps)

    @property
    def present(self) -> int:
        """现有, of all together."""
        return sum(gap.present for gap in self.gaps)


def fold(gaps: Iterable[Gap]) -> tuple[Fold, ...]:
    """Gaps in rows: none is lost and none moves."""
    return tuple(Fold(found) for found in _runs(gaps, _alike))


def fold_waivers(waivers: Iterable[Waiver]) -> tuple[tuple[Waiver, ...], ...]:
    """Likewise what does not apply, by requirement, reason, who found so and when."""
    return _runs(waivers, lambda waiver: (_place(waiver.slot), *_found_by(waiver)))


def _runs(items: Iterable[T], key: Callable[[T], Hashable]) -> tuple[tuple[T, ...], ...]:
    return tuple(tuple(found) for _, found in groupby(items, key))


def _alike(gap: Gap) -> Hashable:
    return (_place(gap.slot), gap.state, gap.reason, gap.urgency, gap.charge, gap.remark)


def _place(slot: Slot) -> Hashable:
    """A roster stands apart from the households that it names."""
    return slot.unit.id, slot.requirement.code, slot.takes_roster


def _found_by(waiver: Waiver) -> tuple[Hashable, ...]:
    return waiver.reason, waiver.actor, waiver.day
