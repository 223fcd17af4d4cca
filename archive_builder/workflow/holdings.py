"""What slots hold: filed documents, reviewed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from archive_builder.model import Elements, Filing, Finding, Receipt, Rendition, SlotId
from archive_builder.report.gaps import Holding
from archive_builder.review import review
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.reading import Reader, file_name
from archive_builder.workflow.standing import filed, quarantined
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Held:
    """A filed document with all that lists and volumes say of it."""

    receipt: Receipt
    filing: Filing
    size: int
    rendition: Rendition
    elements: Elements
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> str | None:
        """Why it can't count, None when it can."""
        reasons = [f.text for f in self.findings if f.blocks]
        return "；".join(reasons) or None


def held(session: Session) -> dict[SlotId, list[Held]]:
    """Every slot's documents, in order of arrival; the documents are converted and read."""
    reader = Reader(session)
    pairs = _without_marked(session, reader)
    sizes = dict(session.archive.catalogue.documents())
    by_slot: dict[SlotId, list[Held]] = defaultdict(list)
    for receipt, filing in pairs:
        slot = session.slot_of[filing.slot]
        rendition = reader.rendition(receipt.sha256)
        findings = review(slot.requirement, file_name(receipt), rendition)
        if slot.takes_roster:
            findings += session.rosters.roster(receipt.sha256).findings
        by_slot[filing.slot].append(
            Held(
                receipt,
                filing,
                sizes[receipt.sha256],
                rendition,
                reader.elements(receipt),
                findings,
            )
        )
    return dict(by_slot)


def _without_marked(session: Session, reader: Reader) -> tuple[tuple[Receipt, Filing], ...]:
    """What is filed, prepared; a marked document that could not be read when it came is put aside.

    What was filed by name and folder may turn out to carry a marking once it can be read.
    """
    catalogue = session.archive.catalogue
    pairs = filed(catalogue.standings(), session.slot_of)
    reader.prepare(receipt for receipt, _ in pairs)
    marked = {r.id: m.value for r, _ in pairs if (m := reader.elements(r).classification)}
    if not marked:
        return pairs
    for receipt, filing in pairs:
        if receipt.id in marked:
            catalogue.place_if(receipt.id, filing.id, quarantined(marked[receipt.id]))
            reader.forget(receipt)
    lay_evidence(session)
    return tuple((receipt, filing) for receipt, filing in pairs if receipt.id not in marked)


def as_holdings(slots: dict[SlotId, list[Held]]) -> dict[SlotId, list[Holding]]:
    """The same, as the gap lists count it."""
    return {
        slot: [Holding(h.receipt.sha256, h.blocked) for h in documents]
        for slot, documents in slots.items()
    }
