"""What waits for a person, with the best guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_builder.archive import UNDONE, Standing
from archive_builder.identify import Guess, Match, Matched, Memory
from archive_builder.model import ReceiptState, SlotId
from archive_builder.workflow.reading import Reader, recollect
from archive_builder.workflow.standing import CLASSIFIED, LIST_CHANGED, waiting
from archive_builder.workflow.workspace import Session

_SLICE = 64
"""Documents whose text is held at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt that nobody could place yet.

    Attributes:
        guesses: at most three, best first, each another slot; none while something blocks.
        title: its 题名, where one was read.
        blocked: why it can't be read, empty when it can.
    """

    standing: Standing
    reason: str
    guesses: tuple[Guess, ...] = ()
    title: str = ""
    blocked: str = ""

    def because(self, guess: Guess) -> str:
        """Why a guess is likely, empty where that is why the receipt waits."""
        return "" if guess.reason in self.reason else guess.reason


def list_waiting(session: Session) -> tuple[Waiting, ...]:
    """Every receipt that waits for a decision, in order of arrival."""
    standings = session.archive.catalogue.standings()
    waits = [s for s in standings if is_waiting(session, s)]
    parts = (waits[i : i + _SLICE] for i in range(0, len(waits), _SLICE))
    return tuple(row for part in parts for row in look_at(session, part))


def look_at(session: Session, standings: Sequence[Standing]) -> list[Waiting]:
    """What can be said of receipts that wait; their texts are held meanwhile."""
    reader = Reader(session)
    reader.prepare(s.receipt for s in standings if s.state is not ReceiptState.DECISION)
    memory = recollect(session)
    return [
        Waiting(standing, standing.reason, blocked=standing.reason)
        if standing.state is ReceiptState.DECISION
        else _look(reader, memory, standing)
        for standing in standings
    ]


def is_waiting(session: Session, standing: Standing) -> bool:
    """Whether a receipt waits for a decision."""
    placeless = bool(waiting((standing,), session.slot_of))
    return placeless or standing.state is ReceiptState.DECISION


def _look(reader: Reader, memory: Memory, standing: Standing) -> Waiting:
    receipt = standing.receipt
    elements = reader.elements(receipt)
    if elements.classification:
        reader.forget(receipt)
        why = f"{CLASSIFIED}“{elements.classification.value}”，下一次收件时转待人工处理"
        return Waiting(standing, why, blocked=why)
    match = reader.match(receipt, memory)
    return Waiting(
        standing,
        _why(standing, match),
        _guesses(match),
        elements.title.value if elements.title else "",
        reader.rendition(receipt.sha256).problem or "",
    )


def _why(standing: Standing, match: Match) -> str:
    if standing.filing:
        return LIST_CHANGED
    if standing.rule == UNDONE:
        return f"{standing.reason}；{match.reason}"
    return f"还没有处理到：{match.reason}" if isinstance(match, Matched) else match.reason


def _guesses(match: Match) -> tuple[Guess, ...]:
    if isinstance(match, Matched):
        return (Guess(match.slot, match.score, match.reason),)
    best: dict[SlotId, Guess] = {}
    for guess in match.guesses:
        best.setdefault(guess.slot.id, guess)
    return tuple(best.values())
