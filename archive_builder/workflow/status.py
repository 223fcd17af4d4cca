"""Where every arrival stands: the account that must balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive_builder import intake
from archive_builder.archive import PassedOver, Standing, count_states
from archive_builder.intake import Offline
from archive_builder.model import ReceiptState, shown_path
from archive_builder.workflow.file import reach_all
from archive_builder.workflow.standing import LIST_CHANGED, waiting
from archive_builder.workflow.workspace import Session

STATES = tuple(s for s in ReceiptState if s is not ReceiptState.UNPACKED)
"""The states that share the files that came in; an opened archive stands for its members."""


@dataclass(frozen=True, slots=True)
class Status:
    """The account of all arrivals.

    Attributes:
        arrivals: files that came in, by the record's own count; those in archives counted each,
            opened archives not.
        counts: how many of them stand where.
        unpacked: archives opened.
        documents: different contents among the arrivals.
        not_taken: files in online roots that no pass has listed yet, by root and path.
        gone: files that their senders deleted after they were taken; the documents are kept.
        offline: roots that can't be reached now, each with what to do.
        listed: every arrival that is not simply filed, with its reason; what waits to be placed
            has none here, its guesses are made by `pending`.
        receipts: every receipt with its number, path, state and slot.
        manifest_problems: what is wrong with manifests/ while the last valid set serves.
    """

    arrivals: int
    counts: dict[str, int]
    unpacked: int
    documents: int
    not_taken: tuple[str, ...]
    gone: int
    offline: tuple[str, ...]
    listed: tuple[PassedOver, ...]
    receipts: tuple[dict[str, int | str], ...]
    manifest_problems: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Whether every arrival stands in exactly one place."""
        return self.arrivals == sum(self.counts.values())


def status(session: Session) -> Status:
    """Draw up the account, all that is counted of one moment."""
    catalogue = session.archive.catalogue
    with catalogue.snapshot():
        standings, passed = catalogue.standings(), catalogue.passed_over()
        arrivals, gone = catalogue.count_arrivals(), catalogue.gone()
        documents = len(catalogue.documents())
    moved = {s.receipt.id for s in waiting(standings, session.slot_of) if s.filing}
    counts = count_states(standings, passed)
    counts[ReceiptState.FILED] -= len(moved)
    counts[ReceiptState.PENDING] += len(moved)
    unpacked = counts.pop(ReceiptState.UNPACKED, 0)
    unlisted, offline = _roots(session, {(p.root, p.path) for p in passed})
    return Status(
        arrivals=arrivals - unpacked,
        counts={str(state): counts[state] for state in STATES},
        unpacked=unpacked,
        documents=documents,
        not_taken=unlisted,
        gone=gone,
        offline=offline,
        listed=(*_listed(standings, moved), *passed),
        receipts=tuple(_row(standing) for standing in standings),
        manifest_problems=session.manifest_problems,
    )


def _roots(
    session: Session, listed: set[tuple[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Files in the roots that nothing lists, and the roots that can't be reached."""
    unlisted, offline = [], []
    for name, found in reach_all(session).items():
        if isinstance(found, Offline):
            offline.append(f"{found.reason}。{found.remedy}。")
            continue
        seen = intake.preview(found, session.archive, session.manifests.intake)
        paths = [*(a.path for a in seen.arrivals), *(p.path for p in seen.passed_over)]
        unlisted += [shown_path(name, path) for path in paths if (name, path) not in listed]
    return tuple(unlisted), tuple(offline)


def _row(standing: Standing) -> dict[str, int | str]:
    slot = str(standing.filing.slot) if standing.filing else ""
    receipt = standing.receipt
    return {"receipt": receipt.id, "path": receipt.shown, "state": standing.state, "slot": slot}


def _listed(standings: Iterable[Standing], moved: set[int]) -> Iterable[PassedOver]:
    for standing in standings:
        receipt = standing.receipt
        if receipt.id in moved:
            yield PassedOver(receipt.path, ReceiptState.PENDING, LIST_CHANGED, receipt.root)
        elif standing.state not in (ReceiptState.FILED, ReceiptState.UNPACKED):
            yield PassedOver(receipt.path, standing.state, standing.reason, receipt.root)
