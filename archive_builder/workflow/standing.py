"""Receipts as the manifests of today see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from archive_builder.archive import PROGRAM, Placement, Standing
from archive_builder.model import Filing, Receipt, ReceiptState, SlotId

CLASSIFIED = "标有密级"
"""How the reason begins why a marked document waits for a person."""

LIST_CHANGED = "清单已改，原归入的件位已不存在"
"""Why a filed receipt waits again."""


def quarantined(marking: str) -> Placement:
    """How a document is put aside that carries a marking of secrecy."""
    why = f"{CLASSIFIED}“{marking}”，不得在本系统处理，请专人按保密规定取走"
    return Placement(ReceiptState.DECISION, PROGRAM, "密级", why)


def filed(
    standings: Iterable[Standing], known: Collection[SlotId]
) -> tuple[tuple[Receipt, Filing], ...]:
    """Receipts filed in a slot that the manifests still have, in order of arrival."""
    return tuple((s.receipt, s.filing) for s in standings if s.filing and s.filing.slot in known)


def waiting(standings: Iterable[Standing], known: Collection[SlotId]) -> tuple[Standing, ...]:
    """Receipts that wait for a place: never filed, or their slot left the manifests."""
    return tuple(s for s in standings if _waits(s, known))


def _waits(standing: Standing, known: Collection[SlotId]) -> bool:
    if standing.filing:
        return standing.filing.slot not in known
    return standing.state is ReceiptState.PENDING
