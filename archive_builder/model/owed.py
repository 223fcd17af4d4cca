"""What is still owed: states of slots, and what a review found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_builder.model.required import Slot


class SlotState(StrEnum):
    """State of a slot, or of one document in it; derived, never stored."""

    MISSING = "缺"
    RECEIVED = "已收待核"
    UNSIGNED = "待签字"
    UNSEALED = "待盖章"
    RETURNED = "退回"
    ACCEPTED = "已核收"
    WAIVED = "不适用"


class Urgency(StrEnum):
    """How a due day stands to a list's day; empty where it is far off, or none is set."""

    OVERDUE = "逾期"
    SOON = "临近"
    LATER = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """审核意见: what a review found about a document in a slot; one that blocks leaves a gap."""

    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one document stands in its slot: a state, and where it does not count yet, why."""

    state: SlotState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """缺项: a slot not satisfied, and why.

    Attributes:
        present: documents held, whatever their state; `needed` the slot's minimum.
        urgency: as of the list's date.
        charge: 责任人, who sees to it, as people entered it.
        remark: 备注, likewise.
    """

    slot: Slot
    state: SlotState
    present: int
    needed: int
    reason: str
    urgency: Urgency = Urgency.LATER
    charge: str = ""
    remark: str = ""

    @property
    def overdue(self) -> bool:
        """Whether it was due on a day before the list's."""
        return self.urgency is Urgency.OVERDUE


@dataclass(frozen=True, slots=True)
class Waiver:
    """不适用: a slot that a person found not to apply; `day` is when, in the campaign's zone."""

    slot: Slot
    reason: str
    actor: str
    day: date
