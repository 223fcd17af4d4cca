"""Where every arrival stands: the account that must balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive_builder import intake
from archive_builder.archive import PassedOver, Standing, count_states
from archive_builder.model import ReceiptState
from archive_builder.workflow.standing import waiting
from archive_builder.workflow.workspace import Session

STATES = tuple(s for s in ReceiptState if s is not ReceiptState.UNPACKED)
"""The states that share the files that came in; an opened archive stands for its members."""


@dataclass(frozen=True, slots=True)
class Status:
    """The account of all arrivals.

    Attributes:
        arrivals: files that came in; those in archives counted each, opened archives not.
        counts: how many of them stand where.
        unpacked: archives opened.
        documents: different contents among the arrivals.
        not_taken: files in incoming/ that no pass has seen yet.
        listed: every arrival that is not simply filed, with its reason; what waits to be placed
            has none here, its guesses are made by `pending`.
        receipts: every receipt with its number, path, state and slot.
    """

    arrivals: int
    counts: dict[str, int]
    unpacked: int
    documents: int
    not_taken: int
    listed: tuple[PassedOver, ...]
    receipts: tuple[dict[str, int | str], ...]

    @property
    def balanced(self) -> bool:
        """Whether every arrival stands in exactly one place."""
        return self.arrivals == sum(self.counts.values())


def status(session: Session) -> Status:
    """Draw up the account."""
    catalogue = session.archive.catalogue
    standings, passed = catalogue.standings(), catalogue.passed_over()
    moved = {s.receipt.id for s in waiting(standings, session.slot_of) if s.filing}
    counts = count_states(standings, passed)
    counts[ReceiptState.FILED] -= len(moved)
    counts[ReceiptState.PENDING] += len(moved)
    unpacked = counts.pop(ReceiptState.UNPACKED, 0)
    fresh, _ = intake.preview(session.workspace.incoming)
    known = {p.path for p in passed}
    return Status(
        arrivals=len(standings) + len(passed) - unpacked,
        counts={str(state): counts[state] for state in STATES},
        unpacked=unpacked,
        documents=len(catalogue.documents()),
        not_taken=sum(a.path not in known for a in fresh),
        listed=(*_listed(standings), *passed),
        receipts=tuple(_row(standing) for standing in standings),
    )


def _row(standing: Standing) -> dict[str, int | str]:
    slot = str(standing.filing.slot) if standing.filing else ""
    receipt = standing.receipt
    return {"receipt": receipt.id, "path": receipt.path, "state": standing.state, "slot": slot}


def _listed(standings: Iterable[Standing]) -> Iterable[PassedOver]:
    for standing in standings:
        if standing.state not in (ReceiptState.FILED, ReceiptState.UNPACKED):
            yield PassedOver(standing.receipt.path, standing.state, standing.reason)
