"""Bars of several colours, as shares of a drawing's width. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_builder.model import Gap, SlotState
from archive_builder.report.overview import Tally

WIDTH = 1000.0
"""Of a drawing that holds a bar; the page stretches it."""

_LEAST = 8.0
"""One slot among thousands must still be seen."""

_WAITING = (SlotState.UNSEALED, SlotState.UNSIGNED, SlotState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a bar: what it counts, and `kind`, which names its colour."""

    word: str
    kind: str
    count: int
    x: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Pieces side by side; `words` says them to those who don't see colours."""

    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        """Every piece's word and count."""
        return "，".join(f"{piece.word} {piece.count}" for piece in self.pieces)


def state_bar(tally: Tally, gaps: Iterable[Gap]) -> Bar:
    """All slots by state, satisfied first."""
    found = Counter(gap.state for gap in gaps)
    waiting = (Piece(state, "waiting", found[state]) for state in _WAITING)
    missing = (
        Piece(state, "missing", found[state]) for state in (SlotState.RETURNED, SlotState.MISSING)
    )
    return _laid([*_satisfied(tally), *waiting, *missing], WIDTH)


def progress_bar(tally: Tally, gaps: Iterable[Gap], share: float = 1.0) -> Bar:
    """Satisfied slots, then gaps by what stands out most, on a `share` of the whole width."""
    found = Counter(_standing(gap) for gap in gaps)
    words = {"waiting": "待核、待签、待章", "missing": "缺、退回", "overdue": "逾期"}
    unmet = [Piece(word, kind, found[kind]) for kind, word in words.items()]
    return _laid([*_satisfied(tally), *unmet], WIDTH * share)


def kind_of(state: SlotState) -> str:
    """The name of a gap's colour by its state."""
    return "waiting" if state in _WAITING else "missing"


def _standing(gap: Gap) -> str:
    return "overdue" if gap.overdue else kind_of(gap.state)


def _satisfied(tally: Tally) -> list[Piece]:
    return [
        Piece(SlotState.ACCEPTED, "done", tally.accepted),
        Piece(SlotState.WAIVED, "waived", tally.waived),
    ]


def _laid(pieces: Sequence[Piece], width: float) -> Bar:
    """The pieces that count something, side by side, none too narrow to be seen."""
    shown = [piece for piece in pieces if piece.count]
    total = sum(piece.count for piece in shown)
    rooms = [max(_LEAST, width * piece.count / total) for piece in shown]
    scale = max(width, _LEAST * len(rooms)) / sum(rooms) if rooms else 1.0
    placed, x = [], 0.0
    for piece, room in zip(shown, rooms, strict=True):
        wide = round(room * scale, 1)
        placed.append(Piece(piece.word, piece.kind, piece.count, round(x, 1), wide))
        x += wide
    return Bar(tuple(placed))
