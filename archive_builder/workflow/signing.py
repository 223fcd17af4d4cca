"""What people decide on documents and papers in slots: signed, accepted, sent back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive_builder.archive import (
    SIGNED,
    TAUGHT_REVISION,
    Deciding,
    Placement,
    Row,
    Standing,
)
from archive_builder.errors import UsageError
from archive_builder.model import Decision, DecisionKind, ReceiptState, Slot, SlotState, Verdict
from archive_builder.review import counting
from archive_builder.workflow.decisions import filing, refuse_classified, show_filed
from archive_builder.workflow.naming import find_receipt, paper_number, slot_label
from archive_builder.workflow.pending import is_waiting
from archive_builder.workflow.subjects import Subject, decisions_on, find_subject, verdict_on
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a document or a paper.

    Attributes:
        name: what they call it.
        evidence: what they call the scan of the signed page, None where there is none.
    """

    name: str
    actor: str
    reason: str = ""
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did.

    Attributes:
        kind: what was decided.
        subject: what it was about.
        verdict: how that stands now or, where a signed page took its place, how that page does.
        number: the decision's; None where all stood so already and nothing was recorded.
        signed: the signed page that took the document's place.
        shown: whether the evidence folders show it, as in `decisions.Aftermath`.
    """

    kind: DecisionKind
    subject: Subject
    verdict: Verdict
    number: int | None = None
    signed: Standing | None = None
    shown: bool = True


def sign(session: Session, said: Said) -> Decided:
    """Record that a document was signed or sealed as its requirement asks.

    The scan of the signed page is filed in its place; the unsigned one is kept as its old version.

    Raises:
        UsageError: no such document, it is not filed, or classified; its requirement asks for no
            sign-off; or the evidence can't be one.
    """
    again = _signed_before(session, said)
    if again:
        return again
    subject = find_subject(session, said.name)
    kind = _kind_asked(session, subject.slot)
    if said.evidence:
        return _sign_by(session, said, subject, kind)
    return _decide(session, said, subject, kind)


def accept(session: Session, said: Said) -> Decided:
    """Let a document count despite findings, as a checked new version, or after a return.

    Raises:
        UsageError: no such document, it is not filed, or classified.
    """
    subject = find_subject(session, said.name)
    verdict = verdict_on(session, subject)
    if verdict.state is SlotState.ACCEPTED:
        return Decided(DecisionKind.ACCEPT, subject, verdict)
    return _decide(session, said, subject, DecisionKind.ACCEPT)


def send_back(session: Session, said: Said) -> Decided:
    """Send a document back: it counts no more, nor does what was decided on it before.

    Raises:
        UsageError: no such document, it is not filed, or classified; or no reason is given.
    """
    if not said.reason.strip():
        raise UsageError("退回要写明理由。", "请用 --reason 写一句哪里要改，单位会在清单上看到。")
    subject = find_subject(session, said.name)
    return _decide(session, said, subject, DecisionKind.RETURN)


def _decide(session: Session, said: Said, subject: Subject, kind: DecisionKind) -> Decided:
    reason = said.reason.strip()
    if any(_says(d, kind, reason) for d in counting(decisions_on(session, subject))):
        return Decided(kind, subject, verdict_on(session, subject))
    row = Deciding(
        kind, subject.slot.id, said.actor, reason, receipt=subject.receipt, paper=subject.paper
    )
    seen = [_seen(subject.standing)] if subject.standing else []
    number = record(session, row, seen=seen)
    return Decided(kind, subject, verdict_on(session, subject), number)


def _says(decision: Decision, kind: DecisionKind, reason: str) -> bool:
    """Whether a decision that counts says the same; of returns the reason matters."""
    return decision.kind is kind and (kind is not DecisionKind.RETURN or decision.reason == reason)


def _kind_asked(session: Session, slot: Slot) -> DecisionKind:
    signoff = slot.requirement.signoff
    if signoff is None:
        raise UsageError(
            f"{slot_label(slot, session.manifests.units)}不要求签字或盖章，不必登记。",
            "要求写在 manifests/ 里该材料的 signoff；要确认收到，用 archive-builder accept。",
        )
    return DecisionKind(signoff.kind.value)


def _sign_by(session: Session, said: Said, subject: Subject, kind: DecisionKind) -> Decided:
    if subject.standing is None:
        raise UsageError(
            "纸质原件不能再附扫描件。",
            f"有了扫描件，就用 assign 把它归入同一处再 sign，并 undo 纸质{subject.paper}。",
        )
    document, scan = subject.standing, find_receipt(session.archive.catalogue, said.evidence or "")
    _check_evidence(session, subject, scan)
    row = Deciding(
        kind,
        subject.slot.id,
        said.actor,
        said.reason.strip(),
        receipt=document.receipt.id,
        evidence=scan.receipt.id,
    )
    placing = list(_places(session, subject, scan, said.actor))
    number = record(session, row, placing, [_seen(document), _seen(scan)])
    signed = session.archive.catalogue.standing(scan.receipt.id) or scan
    verdict = verdict_on(session, Subject(subject.slot, signed))
    return Decided(kind, subject, verdict, number, signed, show_filed(session))


def _check_evidence(session: Session, subject: Subject, scan: Standing) -> None:
    """Make sure that a receipt may take a document's place.

    Raises:
        UsageError: it is the document itself, classified, filed elsewhere, or put aside.
    """
    name = f"{scan.receipt.id} 号来件"
    if scan.receipt.id == subject.receipt:
        raise UsageError(
            f"{name}不能作它自己的签批件。", "它本身已签字盖章的，不写 --evidence 就行。"
        )
    refuse_classified(session, scan)
    if is_waiting(session, scan) or (scan.filing and scan.filing.slot == subject.slot.id):
        return
    if scan.filing:
        place = slot_label(session.slot_of[scan.filing.slot], session.manifests.units)
        raise UsageError(
            f"{name}已归入“{place}”，不能作这一件的签批件。", "归错了的，先用 assign 改归到这里。"
        )
    raise UsageError(
        f"{name}现在是“{scan.state}”，不能作签批件。", f"要用它，先撤销：undo {scan.receipt.id}。"
    )


def _places(session: Session, subject: Subject, scan: Standing, actor: str) -> Iterator[Row]:
    """The signed page into the document's slot, unless it lies there; the document out of it."""
    document = subject.standing
    if document is None:
        return
    if scan.filing is None or scan.filing.slot != subject.slot.id:
        why = f"{document.receipt.id} 号来件的签批件，替换它归入同一处"
        placed = filing(session, scan, subject.slot, actor, why)
        rule = TAUGHT_REVISION if _is_taught(session, document) else SIGNED
        yield *_seen(scan), replace(placed, rule=rule, other=document.receipt.id)
    why = f"{scan.receipt.id} 号来件是它的签批件；本件仍保存，可撤销"
    gone = Placement(ReceiptState.SUPERSEDED, actor, SIGNED, why, other=scan.receipt.id)
    yield *_seen(document), gone


def _is_taught(session: Session, document: Standing) -> bool:
    """Whether the program learns from where a document lies, and must go on doing so."""
    taught = session.archive.catalogue.people_filed()
    return any(standing.receipt.id == document.receipt.id for standing in taught)


def _signed_before(session: Session, said: Said) -> Decided | None:
    """What stands already where a document gave way to this very evidence before."""
    if not said.evidence or paper_number(said.name) is not None:
        return None
    catalogue = session.archive.catalogue
    document = find_receipt(catalogue, said.name)
    scan = find_receipt(catalogue, said.evidence)
    gave_way = document.rule == SIGNED and document.other == scan.receipt.id
    if not gave_way or document.state is not ReceiptState.SUPERSEDED or not scan.filing:
        return None
    subject = find_subject(session, str(scan.receipt.id))
    kind = _kind_asked(session, subject.slot)
    if not any(d.kind is kind for d in counting(decisions_on(session, subject))):
        return None
    return Decided(kind, subject, verdict_on(session, subject), signed=scan)


def _seen(standing: Standing) -> tuple[int, int | None]:
    return standing.receipt.id, standing.placement


def record(
    session: Session,
    row: Deciding,
    placing: list[Row] | None = None,
    seen: list[tuple[int, int | None]] | None = None,
) -> int:
    """Record a decision with what it brings about; its number.

    Raises:
        UsageError: somebody else placed one of the receipts meanwhile.
    """
    numbers = session.archive.catalogue.decide([row], placing or (), seen or ())
    if not numbers:
        raise UsageError("刚刚被别人处理了，未作改动。", "请看 archive-builder trail 来件号。")
    return numbers[0]
