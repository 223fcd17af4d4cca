"""What each unit still owes, derived from slots and what is filed in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive_builder.model import Gap, Requirement, SignoffKind, Slot, SlotId, SlotState

SATISFIED = frozenset({SlotState.ACCEPTED, SlotState.WAIVED})
"""States in which a slot is no gap."""

_AWAITING = {
    SignoffKind.SIGNATURE: SlotState.UNSIGNED,
    SignoffKind.SEAL: SlotState.UNSEALED,
}

JsonValue = str | int | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A document filed in a slot; `blocked` says in Chinese why it can't count, if it can't."""

    sha256: str
    blocked: str | None = None


def slot_state(slot: Slot, holdings: Sequence[Holding]) -> tuple[SlotState, str]:
    """The state of a slot and, where it is a gap, the Chinese reason.

    The same document filed twice counts once.
    """
    held = _distinct(holdings)
    blocked = list(dict.fromkeys(holding.blocked for holding in held if holding.blocked))
    usable = sum(1 for holding in held if not holding.blocked)
    needed = slot.requirement.minimum
    signoff = slot.requirement.signoff
    if not held:
        return SlotState.MISSING, _nothing(slot)
    if not usable:
        return SlotState.RECEIVED, "；".join(blocked + _more(needed - len(held)))
    if usable < needed:
        return SlotState.MISSING, _too_few(needed, usable, blocked)
    if signoff:
        return _AWAITING[signoff.kind], f"待{signoff.by}{signoff.kind}"
    return SlotState.ACCEPTED, ""


def find_gaps(
    slots: Sequence[Slot], holdings: Mapping[SlotId, Sequence[Holding]], as_of: date
) -> tuple[Gap, ...]:
    """Every required slot that is not satisfied, in the order of the slots."""
    found = (_gap(slot, holdings.get(slot.id, ()), as_of) for slot in slots if slot.required)
    return tuple(gap for gap in found if gap.state not in SATISFIED)


def due_day(requirement: Requirement) -> date | None:
    """The local day it is due; None where no time is set."""
    return requirement.due.at.date() if requirement.due else None


def is_overdue(requirement: Requirement, as_of: date) -> bool:
    """Whether the local day it was due lies before `as_of`."""
    day = due_day(requirement)
    return day is not None and day < as_of


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
        "slot": str(gap.slot.id),
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
        "source": requirement.source,
        "collectors": list(requirement.collectors),
    }


def _gap(slot: Slot, holdings: Sequence[Holding], as_of: date) -> Gap:
    state, reason = slot_state(slot, holdings)
    return Gap(
        slot=slot,
        state=state,
        present=len(_distinct(holdings)),
        needed=slot.requirement.minimum,
        reason=reason,
        overdue=is_overdue(slot.requirement, as_of),
    )


def _distinct(holdings: Sequence[Holding]) -> list[Holding]:
    return list({holding.sha256: holding for holding in holdings}.values())


def _nothing(slot: Slot) -> str:
    needed = slot.requirement.minimum
    return f"应有{needed}件，未收到" if needed > 1 else "未收到"


def _more(count: int) -> list[str]:
    return [f"还差{count}件"] if count > 0 else []


def _too_few(needed: int, usable: int, blocked: Sequence[str]) -> str:
    short = f"应有{needed}件，现有{usable}件，还差{needed - usable}件"
    return f"{short}（另有不能用的：{'；'.join(blocked)}）" if blocked else short
