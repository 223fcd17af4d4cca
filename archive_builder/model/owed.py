"""What is still owed: states of slots, and what a review found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive_builder.model.required import Slot


class SlotState(StrEnum):
    """State of a slot, derived, never stored."""

    MISSING = "缺"
    RECEIVED = "已收待核"
    UNSIGNED = "待签字"
    UNSEALED = "待盖章"
    RETURNED = "退回"
    ACCEPTED = "已核收"
    WAIVED = "不适用"


@dataclass(frozen=True, slots=True)
class Finding:
    """审核意见: what a review found about a document in a slot; one that blocks leaves a gap."""

    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """缺项: a slot not satisfied, and why.

    Attributes:
        present: documents held, whatever their state; `needed` the slot's minimum.
        overdue: as of the list's date.
    """

    slot: Slot
    state: SlotState
    present: int
    needed: int
    reason: str
    overdue: bool
