"""One pass: take what lies in incoming/, find out what each document is, file it or let it wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive_builder import intake
from archive_builder.archive import Standing, count_states
from archive_builder.identify import Ambiguous, Match, Matched, Unmatched
from archive_builder.model import ReceiptState
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.placing import Repeat, Twin, decide, unit_of
from archive_builder.workflow.reading import Reader
from archive_builder.workflow.standing import CLASSIFIED, never_placed
from archive_builder.workflow.workspace import Session

ACTOR = "archive-builder"
"""Who files when no person does."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass did: arrivals taken, and how all arrivals stand after it, by state.

    `unmoved` are in the record, but their source could not be moved aside yet.
    """

    received: int
    filed: int
    counts: Counter[str]
    unmoved: tuple[str, ...]


def file_arrivals(session: Session) -> Pass:
    """Receive, convert, identify and file; lay the evidence folders."""
    taken = intake.receive(
        session.workspace.incoming, session.archive, session.today(), session.progress
    )
    catalogue = session.archive.catalogue
    reader = Reader(session)
    standings = catalogue.standings()
    open_ones = never_placed(standings)
    reader.prepare(standing.receipt for standing in open_ones)
    filed = _place_all(session, reader, open_ones)
    after = catalogue.standings()
    lay_evidence(session, after)
    return Pass(taken.received, filed, count_states(after, catalogue.passed_over()), taken.unmoved)


def _place_all(session: Session, reader: Reader, open_ones: tuple[Standing, ...]) -> int:
    """Place what waits; the sure ones first, so that an unsure copy of them is a repeat at once."""
    session.progress.begin("归档", len(open_ones))
    matches: dict[int, Match] = {}
    for standing in open_ones:
        receipt = standing.receipt
        marking = reader.elements(receipt).classification
        if marking:
            why = f"{CLASSIFIED}“{marking.value}”，不得在本系统处理，请专人按保密规定取走"
            session.archive.catalogue.set_aside(receipt.id, ReceiptState.DECISION, why)
            reader.forget(receipt)
        else:
            matches[receipt.id] = session.matcher.match(reader.clues(receipt))
        session.progress.step(receipt.path)
    session.progress.end()
    sure_first = sorted(
        (s for s in open_ones if s.receipt.id in matches),
        key=lambda s: not isinstance(matches[s.receipt.id], Matched),
    )
    return sum(_place(session, standing, matches) for standing in sure_first)


def _place(session: Session, standing: Standing, matches: dict[int, Match]) -> bool:
    catalogue = session.archive.catalogue
    receipt = standing.receipt
    placing = decide(receipt.id, matches[receipt.id], _twins(session, standing, matches))
    match placing:
        case Repeat(of):
            why = f"与 {of} 号来件内容完全相同"
            catalogue.set_aside(receipt.id, ReceiptState.DUPLICATE, why)
        case Matched(slot, rule, reason):
            catalogue.file(receipt.id, slot.id, actor=ACTOR, rule=rule, reason=reason)
            return True
        case Ambiguous() | Unmatched():
            pass
    return False


def _twins(session: Session, standing: Standing, matches: dict[int, Match]) -> list[Twin]:
    same = session.archive.catalogue.standings_of(standing.receipt.sha256)
    return [
        Twin(s, unit_of(matches[s.receipt.id]) if s.receipt.id in matches else None)
        for s in same
        if s.receipt.id != standing.receipt.id
    ]
