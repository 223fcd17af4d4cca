"""Requirements ranked by the evidence for them, and what forbids taking the best unseen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

from archive_builder.identify.evidence import Evidence, aspect_of
from archive_builder.identify.units import PLACES
from archive_builder.identify.verdict import Clues, Guess
from archive_builder.model import Slot, SlotId

Group = tuple[Slot, ...]
"""All slots of one unit and one requirement."""

MOST_GUESSES = 3
ENOUGH = 0.65
"""The least score of a filing that no person sees."""

FOLDER_DECIDES = 1.8
"""The least weight of a folder that states a requirement."""

_STEEPNESS = 1.3
_MARGIN, _LIKELY = 0.35, 0.25
_CONTRADICTS, _UPHOLDS = 0.9, 0.5
_OTHER_ASPECT = 0.85


@dataclass(frozen=True, slots=True)
class Ranked:
    """A requirement that a document may answer, with what speaks for it."""

    group: Group
    weight: float
    evidence: Evidence

    @property
    def score(self) -> float:
        """The weight as 0 to 1."""
        return 1 - exp(-_STEEPNESS * self.weight)

    @property
    def code(self) -> str:
        """The requirement's code."""
        return self.group[0].requirement.code

    @property
    def title(self) -> str:
        """The requirement's title."""
        return self.group[0].requirement.title

    @property
    def is_of_places(self) -> bool:
        """Whether townships, villages or sites owe it, not offices of the county."""
        return self.group[0].unit.kind in PLACES


def rank(clues: Clues, weighed: Iterable[tuple[Group, float, Evidence]]) -> list[Ranked]:
    """Groups best first, each with a factor for how surely its unit is the holder.

    A requirement of another aspect than the folder states counts a little less.
    """
    aspect = aspect_of(clues.folders)
    ranked = []
    for group, factor, evidence in weighed:
        other = aspect not in (None, group[0].requirement.aspect)
        weight = evidence.weight * factor * (_OTHER_ASPECT if other else 1.0)
        ranked.append(Ranked(group, weight, evidence))
    return sorted(ranked, key=lambda r: (-r.weight, r.group[0].id))


def is_likely(ranked: Sequence[Ranked]) -> bool:
    """Whether anything speaks for the best requirement."""
    return bool(ranked) and ranked[0].score >= _LIKELY


def best_of(offered: Iterable[Guess]) -> tuple[Guess, ...]:
    """The best guesses, one a slot."""
    best: dict[SlotId, Guess] = {}
    for guess in sorted(offered, key=lambda g: -g.score):
        best.setdefault(guess.slot.id, guess)
    return tuple(best.values())[:MOST_GUESSES]


def doubt(ranked: Sequence[Ranked], score: float) -> str:
    """Why the best requirement is not taken without a person, or nothing."""
    best = ranked[0]
    if score < ENOUGH:
        return f"与“{best.title}”只是略像"
    loudest = max(ranked, key=lambda r: r.evidence.spoken)
    said = loudest.evidence.spoken
    declared = best.evidence.folder >= FOLDER_DECIDES and loudest.evidence.only_paper
    if not declared and said >= _CONTRADICTS and best.evidence.spoken < _UPHOLDS * said:
        return f"文件夹像“{best.title}”，名称像“{loudest.title}”"
    if len(ranked) > 1 and ranked[1].weight > (1 - _MARGIN) * best.weight:
        return f"与“{best.title}”“{ranked[1].title}”都像"
    return ""


def aspect_note(clues: Clues, best: Ranked) -> tuple[str, ...]:
    """Says so when a document lies in another aspect's folder."""
    stated, own = aspect_of(clues.folders), best.group[0].requirement.aspect
    return () if stated in (None, own) else (f"放在“{stated}”文件夹，按名称归“{own}”",)
