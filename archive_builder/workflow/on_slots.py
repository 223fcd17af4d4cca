"""What people decide on slots: one does not apply, or is answered by an original on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive_builder.archive import Deciding, Standing
from archive_builder.errors import UsageError
from archive_builder.model import WHOLE, Decision, DecisionKind, Paper, Slot
from archive_builder.workflow.decisions import refuse_classified
from archive_builder.workflow.naming import find_receipt, find_slot
from archive_builder.workflow.signing import record
from archive_builder.workflow.workspace import Session

_MOST_PAGES = 9999


@dataclass(frozen=True, slots=True)
class Place:
    """A slot as people name it."""

    unit: str
    code: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class OnSlot:
    """What was decided on a slot.

    Attributes:
        number: the decision's; that of a paper names it.
        reason: why, as it counts now.
        fresh: False where all stood so already and nothing was recorded.
        filed: how many documents lie in the slot.
    """

    slot: Slot
    number: int
    reason: str
    fresh: bool = True
    filed: int = 0


def waive(
    session: Session, place: Place, actor: str, reason: str, evidence: str | None = None
) -> OnSlot:
    """Find that a slot does not apply, so that it is no gap; a document may prove it.

    Raises:
        UsageError: no such slot or document, the document is classified, or no reason is given.
    """
    if not reason.strip():
        raise UsageError("不适用要写明理由。", "请用 --reason 写一句为什么这一件不用备。")
    slot = find_slot(session, place.unit, place.code, place.part)
    before = next((d for d in _in_force(session, slot) if d.kind is DecisionKind.WAIVE), None)
    if before:
        return OnSlot(slot, before.id, before.reason, fresh=False)
    proof = _proof(session, evidence) if evidence else None
    row = Deciding(DecisionKind.WAIVE, slot.id, actor, reason.strip(), evidence=proof)
    filed = sum(1 for s in session.archive.catalogue.standings() if _lies_in(s, slot))
    return OnSlot(slot, record(session, row), row.reason, filed=filed)


def _lies_in(standing: Standing, slot: Slot) -> bool:
    return standing.filing is not None and standing.filing.slot == slot.id


def enter_paper(
    session: Session, place: Place, paper: Paper, actor: str, reason: str = ""
) -> OnSlot:
    """Enter an original that exists only on paper; one without a title takes the requirement's.

    Raises:
        UsageError: no such slot; the pages can't be as many; or it is not said where it lies.
    """
    if not 1 <= paper.pages <= _MOST_PAGES:
        raise UsageError(
            f"纸质原件的页数写成了 {paper.pages}。", f"请写 1 到 {_MOST_PAGES} 的整数。"
        )
    if not paper.place.strip():
        raise UsageError(
            "没有写纸质原件存放在哪里。", "请用 --place 写明，如 --place 乡档案室3号柜。"
        )
    slot = find_slot(session, place.unit, place.code, place.part)
    held = Paper(paper.title.strip() or _title(slot), paper.pages, paper.place.strip())
    before = next((d for d in _in_force(session, slot) if d.held == held), None)
    if before:
        return OnSlot(slot, before.id, before.reason, fresh=False)
    row = Deciding(DecisionKind.PAPER, slot.id, actor, reason.strip(), held=held)
    return OnSlot(slot, record(session, row), row.reason)


def _proof(session: Session, evidence: str) -> int:
    standing = find_receipt(session.archive.catalogue, evidence)
    refuse_classified(session, standing)
    return standing.receipt.id


def _in_force(session: Session, slot: Slot) -> Iterator[Decision]:
    """The decisions on a slot that count, the newest first."""
    found = session.archive.catalogue.decisions_on_slot(slot.id)
    return (d for d in reversed(found) if not d.undone)


def _title(slot: Slot) -> str:
    part = "" if slot.part.key == WHOLE else f"（{slot.part.title}）"
    return f"{slot.requirement.title}{part}"
