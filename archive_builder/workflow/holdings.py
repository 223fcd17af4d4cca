"""What slots hold, reviewed and judged: with all its pages for books, or just enough for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from archive_builder.archive import Standing
from archive_builder.model import (
    DecisionKind,
    Elements,
    Filing,
    Finding,
    Receipt,
    Rendition,
    SlotId,
    Verdict,
)
from archive_builder.report.changes import Event
from archive_builder.report.gaps import Holding, Inventory
from archive_builder.review import review
from archive_builder.workflow.changes import papers_received, received, returned
from archive_builder.workflow.collecting import no_collecting
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.judging import Judgements
from archive_builder.workflow.known import Known, Name, keep, known_of, name_of
from archive_builder.workflow.reading import Reader, file_name
from archive_builder.workflow.standing import filed, quarantined
from archive_builder.workflow.workspace import Session

Filed = tuple[Receipt, Filing]


@dataclass(frozen=True, slots=True)
class Held:
    """A filed document with all that lists and volumes say of it."""

    receipt: Receipt
    filing: Filing
    size: int
    rendition: Rendition
    elements: Elements
    findings: tuple[Finding, ...]
    verdict: Verdict

    @property
    def blocked(self) -> str | None:
        """What a review found that keeps it from counting, None when nothing."""
        reasons = [f.text for f in self.findings if f.blocks]
        return "；".join(reasons) or None


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """All that lists are made of: what there is, and what came in and went back about a day."""

    inventory: Inventory
    received: tuple[Event, ...]
    returned: tuple[Event, ...]


def held(session: Session) -> dict[SlotId, list[Held]]:
    """Every slot's documents, in order of arrival; the documents are converted and read."""
    standings = session.archive.catalogue.standings()
    pairs = filed(standings, session.slot_of)
    reader = Reader(session)
    reader.prepare(receipt for receipt, _ in pairs)
    known = keep(session, reader, (receipt for receipt, _ in pairs))
    judging = _Judging(session, standings, known)
    sizes = dict(session.archive.catalogue.documents())
    by_slot: dict[SlotId, list[Held]] = defaultdict(list)
    for receipt, filing in _without_marked(session, pairs, known):
        rendition, elements = reader.rendition(receipt.sha256), reader.elements(receipt)
        findings, verdict = judging.judged(receipt, filing)
        size = sizes[receipt.sha256]
        one = Held(receipt, filing, size, rendition, elements, findings, verdict)
        by_slot[filing.slot].append(one)
    return dict(by_slot)


def inventory(session: Session, holdings: Mapping[SlotId, Sequence[Held]]) -> Inventory:
    """What `held` found, the papers and what people decided, as gaps are found from it."""
    judgements = Judgements(session.archive.catalogue.decisions(), ())
    counted = {
        slot: [Holding(one.receipt.sha256, one.verdict) for one in documents]
        for slot, documents in holdings.items()
    }
    return _inventory(session, counted, judgements)


def take_stock(session: Session, as_of: date) -> Stocktaking:
    """The same without the pages of documents: only what is new is converted and read."""
    with no_collecting():
        standings = session.archive.catalogue.standings()
        pairs = filed(standings, session.slot_of)
    known = known_of(session, (receipt for receipt, _ in pairs))
    pairs = _without_marked(session, pairs, known)
    with no_collecting():
        judging = _Judging(session, standings, known)
        return _stocktaking(session, pairs, judging, as_of)


def _stocktaking(
    session: Session, pairs: Sequence[Filed], judging: _Judging, as_of: date
) -> Stocktaking:
    counted: dict[SlotId, list[Holding]] = defaultdict(list)
    documents = []
    for receipt, filing in pairs:
        _, verdict = judging.judged(receipt, filing)
        counted[filing.slot].append(Holding(receipt.sha256, verdict))
        documents.append((filing, judging.title(receipt), verdict))
    decided, slots = judging.judgements, session.slot_of
    zone = ZoneInfo(session.manifests.campaign.zone)
    arrived = received(slots, documents, zone, as_of)
    return Stocktaking(
        _inventory(session, counted, decided),
        (*arrived, *papers_received(slots, decided, zone)),
        returned(slots, decided, documents, decided.papers(slots), zone),
    )


class _Judging:
    """Reviews and judges filed documents by what is known of them."""

    def __init__(
        self, session: Session, standings: Sequence[Standing], known: Mapping[Name, Known]
    ) -> None:
        self._session = session
        self._known = known
        self.judgements = Judgements(session.archive.catalogue.decisions(), standings)

    def title(self, receipt: Receipt) -> str:
        """What people call a document: its 题名, or the name of its file."""
        return self._known[name_of(receipt)].title or file_name(receipt)

    def judged(self, receipt: Receipt, filing: Filing) -> tuple[tuple[Finding, ...], Verdict]:
        """What a review finds about a document where it is filed, and how it stands there."""
        slot, name = self._session.slot_of[filing.slot], file_name(receipt)
        findings = review(slot.requirement, name, self._known[name_of(receipt)].facts)
        if slot.takes_roster:
            findings += self._session.rosters.roster(receipt.sha256).findings
        return findings, self.judgements.document(slot, receipt.id, name, findings)


def _inventory(
    session: Session, counted: dict[SlotId, list[Holding]], judgements: Judgements
) -> Inventory:
    for slot, found in judgements.papers(session.slot_of).items():
        on_paper = [Holding(one.name, one.verdict) for one in found]
        counted[slot] = [*counted.get(slot, ()), *on_paper]
    return Inventory(
        dict(counted),
        judgements.waivers(session.slot_of, ZoneInfo(session.manifests.campaign.zone)),
        judgements.said(DecisionKind.CHARGE),
        judgements.said(DecisionKind.REMARK),
    )


def _without_marked(
    session: Session, pairs: tuple[Filed, ...], known: Mapping[Name, Known]
) -> tuple[Filed, ...]:
    """What is filed; a marked document that could not be read when it came is put aside.

    What was filed by name and folder may turn out to carry a marking once it can be read.
    """
    marked = {r.id: marking for r, _ in pairs if (marking := known[name_of(r)].marking)}
    if not marked:
        return pairs
    reader = Reader(session)
    reader.prepare(receipt for receipt, _ in pairs if receipt.id in marked)
    for receipt, filing in pairs:
        if receipt.id in marked:
            placement = quarantined(marked[receipt.id])
            session.archive.catalogue.place_if(receipt.id, filing.id, placement)
            reader.forget(receipt)
    lay_evidence(session)
    return tuple((receipt, filing) for receipt, filing in pairs if receipt.id not in marked)
