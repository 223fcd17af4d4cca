"""Everything that ever happened to a receipt, an original on paper or a slot, in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive_builder.archive import Standing
from archive_builder.model import Decision, ReceiptState, SlotId
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class TakenBack:
    """When a decision was taken back, by whom, and why."""

    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a receipt was placed, or people decided something.

    Attributes:
        rule: what placed it, or the kind of the decision.
        state: where the receipt stood since; None of a decision.
        slot: where it was filed, or what the decision is about.
        receipt: what was placed, or what the decision is about, if a receipt.
        detail: what a decision says beside its reason, Chinese.
    """

    at: datetime | None
    actor: str
    rule: str
    reason: str
    state: ReceiptState | None = None
    slot: SlotId | None = None
    receipt: int | None = None
    detail: str = ""
    taken_back: TakenBack | None = None


def trail_of_receipt(session: Session, receipt: int) -> tuple[Step, ...]:
    """Where a receipt ever stood, and all that was decided on it or proved by it."""
    catalogue = session.archive.catalogue
    return _merged(
        session, catalogue.trail(receipt), catalogue.decisions_on_receipt(receipt), receipt
    )


def trail_of_paper(session: Session, paper: int) -> tuple[Step, ...]:
    """The entering of an original on paper, and all that was decided on it."""
    return _merged(session, (), session.archive.catalogue.decisions_on_paper(paper), paper)


def trail_of_slot(session: Session, slot: SlotId) -> tuple[Step, ...]:
    """What was ever filed in a slot, and all that was decided on it and on that."""
    catalogue = session.archive.catalogue
    return _merged(session, catalogue.trail_of_slot(slot), catalogue.decisions_on_slot(slot))


def _merged(
    session: Session, placed: Iterable[Standing], decisions: Iterable[Decision], of: int = 0
) -> tuple[Step, ...]:
    """In order of time; what a decision brought about in the same moment comes before it.

    That a decision is on receipt or paper `of` goes without saying.
    """
    undoings = session.archive.catalogue.undoings()
    steps = [_placed(row) for row in placed]
    steps += [_decided(row, undoings, of) for row in decisions]
    return tuple(sorted(steps, key=lambda step: step.at.timestamp() if step.at else 0.0))


def _placed(row: Standing) -> Step:
    slot = row.filing.slot if row.filing else None
    return Step(row.at, row.actor, row.rule, row.reason, row.state, slot, row.receipt.id)


def _decided(row: Decision, undoings: dict[int, tuple[datetime, str, str]], of: int) -> Step:
    back = undoings.get(row.id)
    return Step(
        row.at,
        row.actor,
        row.kind,
        row.reason,
        slot=row.slot,
        receipt=row.receipt,
        detail=_detail(row, of),
        taken_back=TakenBack(*back) if back else None,
    )


def _detail(row: Decision, of: int) -> str:
    if row.held:
        held = row.held
        return f"纸质 {row.id} 号《{held.title}》，{held.pages} 页，存放处：{held.place}"
    about = "" if of in (row.receipt, row.paper) else _about(row)
    proof = f"依据 {row.evidence} 号来件" if row.evidence else ""
    return "，".join(filter(None, (about, proof, row.value)))


def _about(row: Decision) -> str:
    if row.receipt:
        return f"{row.receipt} 号来件"
    return f"纸质 {row.paper} 号" if row.paper else ""
