"""Gaps, waivers and events as the lines that the page lists. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive_builder.model import Gap, SlotState, Urgency, Waiver
from archive_builder.report.changes import Changes, Event
from archive_builder.report.folding import Fold, fold, fold_waivers
from archive_builder.report.gaps import due_day
from archive_builder.report.html.bars import kind_of
from archive_builder.report.wording import cells, day_text, due_text, materials, owners_text

_MOST_NAMES = 6
"""Documents that one line of what came in names."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Slots of one requirement of a unit that are open in the same way."""

    code: str
    material: str
    count: int
    state: SlotState
    kind: str
    urgency: Urgency
    why: str
    notes: tuple[str, ...]
    due: str


@dataclass(frozen=True, slots=True)
class WaivedItem:
    """Slots of one requirement of a unit that a person found not to apply."""

    unit: str
    code: str
    material: str
    count: int
    reason: str
    actor: str
    day: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what happened; `head` is the unit, or the material where several owe it."""

    head: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One sort of change with its number, and its lines; `grave` ones stand out."""

    title: str
    count: int
    measure: str
    grave: bool
    lines: tuple[Happening, ...]


def open_items(gaps: Iterable[Gap], names: Mapping[str, str]) -> tuple[OpenItem, ...]:
    """What is due first stands first, what has no due time last."""
    by_day = sorted(gaps, key=lambda gap: due_day(gap.slot.requirement) or date.max)
    return tuple(_item(one, names) for one in fold(by_day))


def _item(one: Fold, names: Mapping[str, str]) -> OpenItem:
    first = one.first
    charge = f"责任人：{first.charge}" if first.charge else ""
    remark = f"备注：{first.remark}" if first.remark else ""
    each = "每项" if len(one.gaps) > 1 and first.needed > 1 else ""
    _, code, _, _, _, why, *_ = cells(first, names)
    return OpenItem(
        code=code,
        material=materials(one.slots),
        count=len(one.gaps),
        state=first.state,
        kind=kind_of(first.state),
        urgency=first.urgency,
        why=f"{each}{why}",
        notes=tuple(filter(None, (charge, remark))),
        due=due_text(first.slot.requirement),
    )


def waived_items(waivers: Iterable[Waiver]) -> tuple[WaivedItem, ...]:
    """In the order given, neighbours alike in one line."""
    return tuple(_waived(alike) for alike in fold_waivers(waivers))


def _waived(alike: Sequence[Waiver]) -> WaivedItem:
    first = alike[0]
    return WaivedItem(
        unit=first.slot.unit.name,
        code=first.slot.requirement.code,
        material=materials([waiver.slot for waiver in alike]),
        count=len(alike),
        reason=first.reason,
        actor=first.actor,
        day=day_text(first.day),
    )


def since_text(changes: Changes) -> str:
    """From when the changes are told; empty where they were not looked for."""
    return f"自{day_text(changes.since)}零时起" if changes.since else ""


def happened(changes: Changes) -> tuple[Happened, ...]:
    """What came in, what was sent back and why, and what fell overdue."""
    returned = tuple(_returned(event) for event in changes.returned)
    return (
        Happened("收到", len(changes.received), "件", False, _received(changes.received)),
        Happened("退回", len(returned), "件", True, returned),
        Happened("新逾期", len(changes.overdue), "个件位", True, _overdue(changes.overdue)),
    )


def _received(events: Iterable[Event]) -> tuple[Happening, ...]:
    """A line for each requirement of each unit."""
    found: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        found[event.slot.unit.id, event.slot.requirement.code].append(event)
    return tuple(_came_in(alike) for alike in found.values())


def _came_in(events: Sequence[Event]) -> Happening:
    named = "、".join(f"“{event.what}”" for event in events[:_MOST_NAMES])
    more = f"等 {len(events)} 件" if len(events) > _MOST_NAMES else ""
    slots = list(dict.fromkeys(event.slot for event in events))
    return _line(events[0], f"{materials(slots)}，收到{named}{more}")


def _returned(event: Event) -> Happening:
    return _line(event, f"{materials((event.slot,))}，退回“{event.what}”，理由：{event.reason}")


def _line(event: Event, words: str) -> Happening:
    return Happening(event.slot.unit.name, event.slot.requirement.code, words)


def _overdue(gaps: Iterable[Gap]) -> tuple[Happening, ...]:
    """A line for each requirement, with all units that owe it."""
    found: dict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[gap.slot.requirement.code].append(gap)
    return tuple(
        Happening(alike[0].slot.requirement.title, code, owners_text(alike))
        for code, alike in found.items()
    )
