"""What people decide about receipts: file them, leave them out."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.archive import Placement, Standing
from archive_builder.errors import UsageError
from archive_builder.identify import Guess
from archive_builder.identify.memory import PRECEDENT
from archive_builder.model import ReceiptState, Slot
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.naming import (
    choose_part,
    find_receipt,
    find_slots,
    find_unit,
    slot_label,
)
from archive_builder.workflow.pending import is_waiting, look_at
from archive_builder.workflow.reading import Reader
from archive_builder.workflow.standing import CLASSIFIED
from archive_builder.workflow.workspace import BusyError, Session, Work

BY_PERSON, DISMISSAL = "人工指定", "不归档"
"""Rules of what people decide."""
_PATIENCE = 2.0
"""Seconds that a person who decided waits for the evidence folders."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a person says: this document answers that slot."""

    document: str
    unit: str
    code: str
    part: str | None
    actor: str


def assign(session: Session, said: Assignment) -> tuple[Standing, Slot]:
    """File a document where a person says; the trail keeps where it was before.

    Returns:
        Where it stood before, and where it is now.

    Raises:
        UsageError: no such document, unit, requirement or part, or several of that name; or the
            document must not be filed there.
    """
    standing = find_receipt(session.archive.catalogue, said.document)
    slots = find_slots(session, find_unit(session, said.unit), said.code)
    slot = choose_part(slots, said.part)
    placement = filing(session, standing, slot, said.actor, _was(session, standing))
    session.archive.catalogue.place(standing.receipt.id, placement)
    return standing, slot


def assign_guess(session: Session, document: str, number: int, actor: str) -> tuple[Standing, Slot]:
    """File a document by one of the guesses that `pending` shows for it, counted from 1.

    Raises:
        UsageError: the document does not wait, has no such guess, or must not be filed there.
    """
    standing = find_receipt(session.archive.catalogue, document)
    refuse_classified(session, standing)
    guess = _guess(session, standing, number)
    reason = f"采用第 {number} 条建议：{guess.reason}"
    placement = filing(session, standing, guess.slot, actor, reason)
    session.archive.catalogue.place(standing.receipt.id, placement)
    return standing, guess.slot


def _guess(session: Session, standing: Standing, number: int) -> Guess:
    name = f"{standing.receipt.id} 号来件"
    if not is_waiting(session, standing):
        raise UsageError(
            f"{name}不在待定清单里，现在是“{standing.state}”。",
            "要改归别处，请写明 --unit 和 --requirement。",
        )
    (waiting,) = look_at(session, [standing])
    guesses = waiting.guesses
    if not 1 <= number <= len(guesses):
        why = f"：{waiting.blocked}" if waiting.blocked else ""
        raise UsageError(
            f"{name}没有第 {number} 条建议（共 {len(guesses)} 条）{why}。",
            "建议见 archive-builder pending；也可以写明 --unit 和 --requirement。",
        )
    return guesses[number - 1]


def dismiss(session: Session, document: str, actor: str, reason: str) -> Standing:
    """Leave a document out of the archive's volumes; its bytes and its trail stay.

    Returns:
        Where it stood before.

    Raises:
        UsageError: no such document, or no reason given.
    """
    standing = find_receipt(session.archive.catalogue, document)
    session.archive.catalogue.place(standing.receipt.id, dismissal(actor, reason))
    return standing


def filing(session: Session, standing: Standing, slot: Slot, actor: str, reason: str) -> Placement:
    """How a person files a receipt.

    Raises:
        UsageError: it is marked as classified, or its very bytes are in that slot already.
    """
    refuse_classified(session, standing)
    for twin in session.archive.catalogue.standings_of(standing.receipt.sha256):
        if twin.filing and twin.filing.slot == slot.id and twin.receipt.id != standing.receipt.id:
            raise UsageError(
                f"{slot_label(slot, session.manifests.units)}里已有内容完全相同的"
                f" {twin.receipt.id} 号来件。",
                "不必再归；若这一件多余，用 archive-builder dismiss 来件号 --reason 理由。",
            )
    return Placement(ReceiptState.FILED, actor, BY_PERSON, reason, slot.id)


def dismissal(actor: str, reason: str) -> Placement:
    """How a person leaves a receipt out.

    Raises:
        UsageError: no reason is given.
    """
    if not reason.strip():
        raise UsageError("不归档要写明理由。", "请用 --reason 写一句为什么不归。")
    return Placement(ReceiptState.DISMISSED, actor, DISMISSAL, reason.strip())


OF_CLASSIFIED = "涉密文件不能归档，请专人按保密规定取走；误标的请报送单位更正后重报。"
"""What to do with a document that bears a mark of secrecy."""


def refuse_classified(session: Session, standing: Standing) -> None:
    """Make sure that a document bears no mark of secrecy, now or at any time before.

    Raises:
        UsageError: it does.
    """
    receipt = standing.receipt
    trail = session.archive.catalogue.trail(receipt.id)
    why = next((row.reason for row in trail if row.reason.startswith(CLASSIFIED)), "")
    if not why:
        reader = Reader(session)
        reader.prepare([receipt])
        marking = reader.elements(receipt).classification
        if marking is None:
            return
        reader.forget(receipt)
        why = f"{CLASSIFIED}“{marking.value}”"
    raise UsageError(f"{receipt.shown} {why}。", OF_CLASSIFIED)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a decision brought with it.

    Attributes:
        shown: whether the evidence folders show it; else another process was writing there, and
            whoever lays them next shows it.
        replaced: numbers of receipts that are still old versions of one that was left out.
        followers: numbers of receipts that the program filed after the example of one that moved.
    """

    shown: bool
    replaced: tuple[int, ...] = ()
    followers: tuple[int, ...] = ()


def conclude(session: Session, was: Standing) -> Aftermath:
    """Show a decision just made in the evidence folders, and find what else may need one.

    Args:
        session: where it was made.
        was: where the receipt stood before.
    """
    now = session.archive.catalogue.standing(was.receipt.id) or was
    return Aftermath(show_filed(session), _replaced(session, now), _followers(session, was, now))


def show_filed(session: Session) -> bool:
    """Bring the evidence folders up to date; False when another process keeps writing there."""
    try:
        with session.alone(Work.OUTPUT, _PATIENCE):
            lay_evidence(session)
    except BusyError:
        return False
    return True


def _replaced(session: Session, now: Standing) -> tuple[int, ...]:
    if now.filing:
        return ()
    catalogue = session.archive.catalogue
    proved = (d.receipt for d in catalogue.decisions_on_receipt(now.receipt.id) if not d.undone)
    signed = (catalogue.standing(receipt) for receipt in dict.fromkeys(proved) if receipt)
    earlier = (*catalogue.earlier_at(now.receipt), *signed)
    gone = (s for s in earlier if s and s.state is ReceiptState.SUPERSEDED)
    return tuple(dict.fromkeys(s.receipt.id for s in gone if s.other == now.receipt.id))


def _followers(session: Session, was: Standing, now: Standing) -> tuple[int, ...]:
    if was.filing is None or (now.filing and now.filing.slot == was.filing.slot):
        return ()
    cites = f"与 {was.receipt.id} 号来件"
    return tuple(
        standing.receipt.id
        for standing in session.archive.catalogue.standings()
        if standing.rule == PRECEDENT and standing.reason.startswith(cites)
    )


def _was(session: Session, standing: Standing) -> str:
    """Why a person's filing differs from what stood: where from, or what it was."""
    slot = session.slot_of.get(standing.filing.slot) if standing.filing else None
    if slot:
        return f"改自“{slot_label(slot, session.manifests.units)}”"
    return BY_PERSON if standing.state is ReceiptState.PENDING else f"原为{standing.state}"
