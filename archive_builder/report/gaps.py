"""What each unit still owes, derived from slots, what stands in them and what was decided. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from archive_builder.model import (
    Gap,
    Requirement,
    Slot,
    SlotId,
    SlotState,
    Urgency,
    Verdict,
    Waiver,
)
from archive_builder.model.privacy import slot_key

SATISFIED = frozenset({SlotState.ACCEPTED, SlotState.WAIVED})
"""States in which a slot is no gap."""

SOON = timedelta(days=3)
"""How long before its due day something counts as due soon."""

ACCEPTED = Verdict(SlotState.ACCEPTED)

_USABLE = frozenset({SlotState.ACCEPTED, SlotState.UNSIGNED, SlotState.UNSEALED})

JsonValue = str | int | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A document in a slot, or an original on paper: what names it, and how it stands."""

    name: str
    verdict: Verdict = ACCEPTED


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that bears on which slots are satisfied.

    Attributes:
        holdings: by slot, in order of arrival.
        waivers: by slot.
        charges: 责任人 by slot; remarks: 备注 by slot.
    """

    holdings: Mapping[SlotId, Sequence[Holding]]
    waivers: Mapping[SlotId, Waiver] = field(default_factory=dict)
    charges: Mapping[SlotId, str] = field(default_factory=dict)
    remarks: Mapping[SlotId, str] = field(default_factory=dict)

    def present(self, slot: SlotId) -> int:
        """How many documents a slot holds; the same one filed twice counts once."""
        return len(_distinct(self.holdings.get(slot, ())))


def slot_state(slot: Slot, holdings: Sequence[Holding]) -> tuple[SlotState, str]:
    """The state of a slot that is not waived and, where it is a gap, the Chinese reason.

    It is satisfied by as many accepted documents as it needs, whatever else lies in it.
    """
    held = [holding.verdict for holding in _distinct(holdings)]
    needed = slot.requirement.minimum
    if sum(v.state is SlotState.ACCEPTED for v in held) >= needed:
        return SlotState.ACCEPTED, ""
    if not held:
        return SlotState.MISSING, _nothing(needed)
    usable = [v for v in held if v.state in _USABLE]
    if len(usable) >= needed:
        awaiting = [v for v in usable if v.state is not SlotState.ACCEPTED]
        return awaiting[0].state, _reasons(awaiting)
    return _incomplete(held, usable, needed)


def _incomplete(
    held: Sequence[Verdict], usable: Sequence[Verdict], needed: int
) -> tuple[SlotState, str]:
    """The state of a slot with too few usable documents; what comes first is what must be done."""
    sent_back = [v for v in held if v.state is SlotState.RETURNED]
    blocked = [v for v in held if v.state is SlotState.RECEIVED]
    short = needed - len(usable) - len(blocked)
    if short <= 0:
        return SlotState.RECEIVED, _reasons([*blocked, *usable])
    reasons = _reasons([*sent_back, *blocked, *usable])
    if sent_back:
        return SlotState.RETURNED, _more(reasons, short - len(sent_back))
    if not usable:
        return SlotState.RECEIVED, _more(reasons, short)
    return SlotState.MISSING, _too_few(needed, len(held), short, reasons)


def find_gaps(slots: Sequence[Slot], inventory: Inventory, as_of: date) -> tuple[Gap, ...]:
    """Every required slot that is neither satisfied nor waived, in the order of the slots."""
    open_slots = (slot for slot in slots if slot.required and slot.id not in inventory.waivers)
    found = (_gap(slot, inventory, as_of) for slot in open_slots)
    return tuple(gap for gap in found if gap.state not in SATISFIED)


def due_day(requirement: Requirement) -> date | None:
    """The local day it is due; None where no time is set."""
    return requirement.due.at.date() if requirement.due else None


def urgency(requirement: Requirement, as_of: date) -> Urgency:
    """How the local day it is due stands to `as_of`: before it, within `SOON` of it, or later."""
    day = due_day(requirement)
    if day is None or day > as_of + SOON:
        return Urgency.LATER
    return Urgency.OVERDUE if day < as_of else Urgency.SOON


def concerns(unit_id: str, slot: Slot) -> bool:
    """Whether the slot is the unit's own, or one the unit gathers with others."""
    return slot.unit.id == unit_id or unit_id in slot.requirement.collectors


def owed_by(unit_id: str, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps on a unit's list: its own, and the shared ones it collects."""
    return tuple(gap for gap in gaps if concerns(unit_id, gap.slot))


def as_json(gap: Gap) -> dict[str, JsonValue]:
    """A gap as one flat row with stable keys; `due` is ISO 8601 or None."""
    requirement = gap.slot.requirement
    return {
        "slot": slot_key(gap.slot.id),
        "unit": gap.slot.unit.id,
        "unit_name": gap.slot.unit.name,
        "code": requirement.code,
        "title": requirement.title,
        "part": gap.slot.part.title,
        "aspect": requirement.aspect.value,
        "state": gap.state.value,
        "reason": gap.reason,
        "needed": gap.needed,
        "present": gap.present,
        "due": requirement.due.at.isoformat() if requirement.due else None,
        "overdue": gap.overdue,
        "soon": gap.urgency is Urgency.SOON,
        "charge": gap.charge,
        "remark": gap.remark,
        "source": requirement.source,
        "collectors": list(requirement.collectors),
    }


def _gap(slot: Slot, inventory: Inventory, as_of: date) -> Gap:
    state, reason = slot_state(slot, inventory.holdings.get(slot.id, ()))
    return Gap(
        slot=slot,
        state=state,
        present=inventory.present(slot.id),
        needed=slot.requirement.minimum,
        reason=reason,
        urgency=urgency(slot.requirement, as_of),
        charge=inventory.charges.get(slot.id, ""),
        remark=inventory.remarks.get(slot.id, ""),
    )


def _distinct(holdings: Iterable[Holding]) -> list[Holding]:
    """The same document filed twice counts once: as it was accepted, else as it came last."""
    found: dict[str, Holding] = {}
    for holding in holdings:
        twin = found.get(holding.name)
        if twin is None or twin.verdict.state is not SlotState.ACCEPTED:
            found[holding.name] = holding
    return list(found.values())


def _reasons(verdicts: Iterable[Verdict]) -> str:
    clauses = (clause for verdict in verdicts for clause in verdict.reason.split("；"))
    return "；".join(dict.fromkeys(filter(None, clauses)))


def _nothing(needed: int) -> str:
    return f"应有{needed}件，未收到" if needed > 1 else "未收到"


def _more(reasons: str, short: int) -> str:
    return f"{reasons}；还差{short}件" if short > 0 else reasons


def _too_few(needed: int, present: int, short: int, reasons: str) -> str:
    said = f"应有{needed}件，现有{present}件，还差{short}件"
    return f"{said}；已收的：{reasons}" if reasons else said
