"""What people decided about documents and slots, and originals that exist only on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_builder.model.required import SignoffKind, SlotId


class DecisionKind(StrEnum):
    """What was decided.

    The first four are about a document in a slot, the others about the slot itself.
    """

    SIGNATURE = SignoffKind.SIGNATURE.value
    SEAL = SignoffKind.SEAL.value
    ACCEPT = "核收"
    RETURN = "退回"
    PAPER = "纸质原件"
    WAIVE = "不适用"
    CHARGE = "责任人"
    REMARK = "备注"


@dataclass(frozen=True, slots=True)
class Paper:
    """纸质原件: an original that exists only on paper, as a person entered it.

    Attributes:
        title: its 题名, as the person worded it.
        pages: how many, at least 1; a volume reserves so many numbers for them.
        place: where the original lies, as text.
    """

    title: str
    pages: int
    place: str


@dataclass(frozen=True, slots=True)
class Decision:
    """处理: what a person decided; append-only. Of those taken back only the trail tells.

    Attributes:
        id: its number; that of a `PAPER` decision names the paper (纸质 7 号).
        slot: the slot it is about, or in which the document stood that it is about.
        receipt: the document it is about, None where it is about a paper or a slot.
        paper: the number of the paper it is about.
        evidence: receipt of what proves it: the scan of the signed page.
        value: 责任人's name, 备注's words; empty words take earlier ones away.
        held: what a `PAPER` decision entered.
        placement: number of the document's newest placement when this was decided.
        undone: whether it was taken back since.
    """

    id: int
    kind: DecisionKind
    slot: SlotId
    at: datetime
    actor: str
    reason: str = ""
    receipt: int | None = None
    paper: int | None = None
    evidence: int | None = None
    value: str = ""
    held: Paper | None = None
    placement: int | None = None
    undone: bool = False
