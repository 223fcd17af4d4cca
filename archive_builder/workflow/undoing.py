"""Taking back what was decided last: on a receipt, an original on paper, or a slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive_builder.archive import UNDONE, Standing
from archive_builder.errors import UsageError
from archive_builder.model import Decision, DecisionKind, Slot
from archive_builder.review import ABOUT_DOCUMENTS
from archive_builder.workflow.decisions import OF_CLASSIFIED
from archive_builder.workflow.naming import find_paper, find_receipt, find_slot, slot_label
from archive_builder.workflow.on_slots import Place
from archive_builder.workflow.standing import CLASSIFIED
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back of a receipt: a decision on it, or else where it had been put.

    Attributes:
        was: where it stood before.
        now: where it stands since.
        decision: the decision that counts no more; None where it was a placement.
        restored: number of the document that stands again where its signed page had replaced it.
    """

    was: Standing
    now: Standing
    decision: Decision | None = None
    restored: int | None = None


def undo(session: Session, document: str, actor: str, reason: str) -> Undone:
    """Take back the newest thing decided on a document that still counts.

    Raises:
        UsageError: no such document, or nothing on it that may be taken back.
    """
    catalogue = session.archive.catalogue
    was = find_receipt(catalogue, document)
    number = was.receipt.id
    placed = in_force(catalogue.trail(number))
    decision = _newest_on(catalogue.decisions_on_receipt(number), placed)
    restored = None
    if decision:
        restored = _take_back(session, decision, actor, reason)
    else:
        _check(was, placed)
        catalogue.undo(number, actor=actor, reason=_why_again(placed, actor, reason))
    return Undone(was, catalogue.standing(number) or was, decision, restored)


def undo_paper(session: Session, number: int, actor: str, reason: str) -> Decision:
    """Take back the newest decision on an original on paper; the last is its entering.

    Raises:
        UsageError: there is no such paper, or it was taken back already.
    """
    catalogue = session.archive.catalogue
    entered = find_paper(catalogue, number)
    counting = [d for d in catalogue.decisions_on_paper(number) if not d.undone]
    if entered.undone or not counting:
        raise UsageError(f"纸质 {number} 号已撤销。", f"它的经过见 trail 纸质{number}。")
    _take_back(session, counting[-1], actor, reason)
    return counting[-1]


_ABOUT_SLOTS = (
    DecisionKind.WAIVE,
    DecisionKind.CHARGE,
    DecisionKind.REMARK,
    DecisionKind.PAPER,
)


def undo_on_slot(session: Session, place: Place, actor: str, reason: str) -> tuple[Slot, Decision]:
    """Take back the newest decision on a slot itself that counts.

    Raises:
        UsageError: no such slot, or nothing on it to take back.
    """
    slot = find_slot(session, place.unit, place.code, place.part)
    found = session.archive.catalogue.decisions_on_slot(slot.id)
    counting = [d for d in found if d.kind in _ABOUT_SLOTS and not d.undone]
    if not counting:
        raise UsageError(
            f"{slot_label(slot, session.manifests.units)}没有可撤销的处理。",
            "对来件的处理，用 archive-builder undo 来件号 撤销。",
        )
    _take_back(session, counting[-1], actor, reason)
    return slot, counting[-1]


def in_force(trail: Iterable[Standing]) -> list[Standing]:
    """The placements that were not taken back, oldest first; the last is the one that counts."""
    placed: list[Standing] = []
    for row in trail:
        if row.rule != UNDONE:
            placed.append(row)
        elif placed:
            placed.pop()
    return placed


def _newest_on(decisions: Iterable[Decision], placed: list[Standing]) -> Decision | None:
    """The newest decision on a document that counts, if it is newer than its placements."""
    last = (placed[-1].placement or 0) if placed else 0
    on = [d for d in decisions if d.kind in ABOUT_DOCUMENTS and not d.undone]
    return on[-1] if on and (on[-1].placement or 0) >= last else None


def _check(standing: Standing, placed: list[Standing]) -> None:
    """Make sure that there is a placement that may be taken back.

    Raises:
        UsageError: there is none, or it put a classified document aside.
    """
    receipt = standing.receipt
    if not placed:
        raise UsageError(
            f"{receipt.id} 号来件没有可撤销的处理。", "它的经过见 archive-builder trail 来件号。"
        )
    if placed[-1].reason.startswith(CLASSIFIED):
        raise UsageError(f"{receipt.shown} {placed[-1].reason}，不能撤销。", OF_CLASSIFIED)


def _take_back(session: Session, decision: Decision, actor: str, reason: str) -> int | None:
    """Let a decision count no more; the document that stands again by that, if one does.

    Raises:
        UsageError: somebody else took it back meanwhile.
    """
    catalogue = session.archive.catalogue
    before = catalogue.standing(decision.receipt) if decision.receipt else None
    again = ""
    if decision.receipt and decision.evidence:
        again = _why_again(in_force(catalogue.trail(decision.receipt)), actor, reason)
    if not catalogue.take_back(decision.id, actor=actor, reason=reason.strip(), again=again):
        raise UsageError("刚刚已被别人撤销。", "请看 archive-builder trail 来件号。")
    after = catalogue.standing(decision.receipt) if decision.receipt else None
    return after.receipt.id if after and after != before else None


def _why_again(placed: list[Standing], actor: str, reason: str) -> str:
    """Why what stood before stands again; its own reason comes first, for it counts again."""
    said = f"{actor}撤销了“{placed[-1].rule}”" + (f"：{reason}" if reason else "")
    return f"{placed[-2].reason}（{said}）" if placed[1:] else said
