"""The overview as it may be shown: personal numbers hidden once, in all that lists print. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from archive_builder.model import Gap, Slot, SlotId, Waiver
from archive_builder.report import Overview
from archive_builder.report.changes import Changes, Event

Hide = Callable[[str], str]
"""From a text to the text that is shown: `mask`, or `str` for those who may see all."""


def shown(overview: Overview, hide: Hide) -> Overview:
    """What people and rosters entered, through `hide`; what the manifests say stays."""
    slots = tuple(_slot(slot, hide) for slot in overview.slots)
    by_id = {slot.id: slot for slot in slots}
    return replace(
        overview,
        slots=slots,
        gaps=tuple(_gap(gap, by_id, hide) for gap in overview.gaps),
        waivers=tuple(_waiver(waiver, by_id, hide) for waiver in overview.waivers),
        changes=_changes(overview.changes, by_id, hide),
    )


def _slot(slot: Slot, hide: Hide) -> Slot:
    title = hide(slot.part.title)
    if title == slot.part.title:
        return slot
    return replace(slot, part=replace(slot.part, title=title))


def _gap(gap: Gap, slots: Mapping[SlotId, Slot], hide: Hide) -> Gap:
    return replace(
        gap,
        slot=slots[gap.slot.id],
        reason=hide(gap.reason),
        charge=hide(gap.charge),
        remark=hide(gap.remark),
    )


def _waiver(waiver: Waiver, slots: Mapping[SlotId, Slot], hide: Hide) -> Waiver:
    slot = slots[waiver.slot.id]
    return replace(waiver, slot=slot, reason=hide(waiver.reason), actor=hide(waiver.actor))


def _changes(changes: Changes, slots: Mapping[SlotId, Slot], hide: Hide) -> Changes:
    def event(one: Event) -> Event:
        slot = slots[one.slot.id]
        return replace(one, slot=slot, what=hide(one.what), reason=hide(one.reason))

    return replace(
        changes,
        received=tuple(map(event, changes.received)),
        returned=tuple(map(event, changes.returned)),
        overdue=tuple(_gap(gap, slots, hide) for gap in changes.overdue),
    )
