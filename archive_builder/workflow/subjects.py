"""What people decide about: a document filed or an original on paper, in its slot; its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive_builder.archive import Standing
from archive_builder.errors import UsageError
from archive_builder.model import Decision, Finding, Paper, ReceiptState, Slot, SlotId, Verdict
from archive_builder.review import ABOUT_DOCUMENTS, facts_of, review
from archive_builder.workflow.decisions import refuse_classified
from archive_builder.workflow.judging import Judgements
from archive_builder.workflow.naming import find_paper, find_receipt, paper_number
from archive_builder.workflow.reading import Reader, file_name
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Subject:
    """A document filed now, or an original on paper that is entered, in its slot."""

    slot: Slot
    standing: Standing | None = None
    paper: int | None = None
    held: Paper | None = None

    @property
    def receipt(self) -> int | None:
        """The document's receipt; None of a paper."""
        return self.standing.receipt.id if self.standing else None

    @property
    def file_name(self) -> str:
        """The document's file name; empty of a paper."""
        return file_name(self.standing.receipt) if self.standing else ""

    @property
    def name(self) -> str:
        """How people name it."""
        if self.standing:
            return f"{self.standing.receipt.id} 号来件 {self.standing.receipt.shown}"
        return f"纸质 {self.paper} 号《{self.held.title if self.held else ''}》"


def find_subject(session: Session, name: str) -> Subject:
    """The paper or the filed document that is called so.

    Raises:
        UsageError: none, or several; it is not filed now, its slot left the manifests, or it is
            marked as classified.
    """
    number = paper_number(name)
    if number is not None:
        return _paper(session, find_paper(session.archive.catalogue, number))
    standing = find_receipt(session.archive.catalogue, name)
    refuse_classified(session, standing)
    return subject_of(session, standing)


def subject_of(session: Session, standing: Standing) -> Subject:
    """A document in the slot where it is filed.

    Raises:
        UsageError: it is not filed now, or its slot left the manifests.
    """
    name = f"{standing.receipt.id} 号来件"
    if standing.state is ReceiptState.SUPERSEDED and standing.other is not None:
        raise UsageError(
            f"{name}是旧版，现由 {standing.other} 号来件代替。",
            f"请对 {standing.other} 号来件处理；要恢复旧版，先 undo {standing.receipt.id}。",
        )
    if standing.filing is None:
        raise UsageError(
            f"{name}没有归入件位，现在是“{standing.state}”。", "请先用 assign 归入件位，再处理。"
        )
    return Subject(_known_slot(session, standing.filing.slot, name), standing)


def _paper(session: Session, entered: Decision) -> Subject:
    if entered.undone:
        raise UsageError(f"纸质 {entered.id} 号已撤销。", "要重新登记：assign --paper 页数。")
    slot = _known_slot(session, entered.slot, f"纸质 {entered.id} 号")
    return Subject(slot, paper=entered.id, held=entered.held)


def _known_slot(session: Session, slot: SlotId, name: str) -> Slot:
    if slot not in session.slot_of:
        raise UsageError(f"{name}原归入的件位已不在清单里。", "请先用 assign 归入现有的件位。")
    return session.slot_of[slot]


def decisions_on(session: Session, subject: Subject) -> tuple[Decision, ...]:
    """What people decided on it in its slot and counts, oldest first."""
    catalogue = session.archive.catalogue
    if subject.receipt is not None:
        found = catalogue.decisions_on_receipt(subject.receipt)
    else:
        found = catalogue.decisions_on_paper(subject.paper or 0)
    return tuple(d for d in found if _counts(d, subject.slot.id))


def _counts(decision: Decision, slot: SlotId) -> bool:
    return not decision.undone and decision.kind in ABOUT_DOCUMENTS and decision.slot == slot


class Verdicts:
    """How what lies in slots stands now; `documents` are converted and read."""

    def __init__(self, session: Session, documents: Iterable[Standing]) -> None:
        catalogue = session.archive.catalogue
        self._session = session
        self._reader = Reader(session)
        self._reader.prepare(standing.receipt for standing in documents)
        self._judgements = Judgements(catalogue.decisions(), catalogue.standings())
        papers = self._judgements.papers(session.slot_of).values()
        self._papers = {paper.number: paper.verdict for held in papers for paper in held}

    def of(self, subject: Subject) -> Verdict:
        """How a document that was prepared stands, or a paper."""
        if subject.standing is None:
            return self._papers[subject.paper or 0]
        receipt, found = subject.standing.receipt, self._findings(subject.slot, subject.standing)
        return self._judgements.document(subject.slot, receipt.id, subject.file_name, found)

    def _findings(self, slot: Slot, standing: Standing) -> tuple[Finding, ...]:
        receipt = standing.receipt
        facts = facts_of(self._reader.rendition(receipt.sha256))
        found = review(slot.requirement, file_name(receipt), facts)
        if slot.takes_roster:
            found += self._session.rosters.roster(receipt.sha256).findings
        return found


def verdict_on(session: Session, subject: Subject) -> Verdict:
    """How one document or paper stands now."""
    return Verdicts(session, [subject.standing] if subject.standing else []).of(subject)
