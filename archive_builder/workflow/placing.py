"""Where a receipt goes, decided from its match and from what is held already: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive_builder.archive import Standing
from archive_builder.identify import Match, Matched
from archive_builder.model import ReceiptState


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same bytes are filed, or wait, at another receipt already."""

    of: int


@dataclass(frozen=True, slots=True)
class Twin:
    """Another receipt of the same bytes, and the unit that sent it, where known."""

    standing: Standing
    unit: str | None


def decide(receipt: int, match: Match, twins: Iterable[Twin]) -> Match | Repeat:
    """File, wait, or recognise a repeat.

    A document may answer slots of several units, so the same bytes are a repeat only where they
    would fill the very slot that a twin fills, or where nothing says that another unit sent them.
    """
    unit = unit_of(match)
    for twin in twins:
        filing = twin.standing.filing
        if filing and isinstance(match, Matched):
            repeated = match.slot.id == filing.slot
        elif filing:
            repeated = unit in (None, filing.slot.unit)
        else:
            waits = twin.standing.state is ReceiptState.PENDING
            earlier = twin.standing.receipt.id < receipt
            repeated = waits and earlier and not isinstance(match, Matched) and unit == twin.unit
        if repeated:
            return Repeat(twin.standing.receipt.id)
    return match


def unit_of(match: Match) -> str | None:
    """The one unit that a match points to, if it points to one."""
    if isinstance(match, Matched):
        return match.slot.unit.id
    units = {guess.slot.unit.id for guess in match.guesses}
    return units.pop() if len(units) == 1 else None
