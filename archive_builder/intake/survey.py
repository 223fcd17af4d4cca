"""Sorting what a walk sees: to be taken now, in the record already, or left lying and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive_builder.archive import Catalogue, Lying, PassedOver
from archive_builder.intake.looks import Examiner, Looks
from archive_builder.intake.roots import Box
from archive_builder.intake.scan import Arrival, Walk, unreadable
from archive_builder.intake.settle import Waiting
from archive_builder.model import After, ReceiptState, Settling

_LEAST_PAUSE = 0.05
_SECOND = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An arrival that can be taken, and what the record holds of the file that lies there."""

    arrival: Arrival
    lying: Lying | None

    @property
    def held(self) -> bool:
        """Whether it is in the record just as it lies there."""
        return self.lying is not None and self.lying.stamp == self.arrival.stamp


class Survey:
    """One walk over a root; iterate it once for the candidates.

    Attributes:
        walk: the walk, with what it could not read.
        passed: what was left lying and is not in the record.
        waiting: those paths of it that only have to settle.
    """

    def __init__(
        self,
        box: Box,
        catalogue: Catalogue,
        rules: Settling,
        looks: Looks,
        clock: Callable[[], float],
    ) -> None:
        self.walk = Walk(box, clock)
        self.passed: list[PassedOver] = []
        self.waiting: list[str] = []
        self._root = box.root
        self._catalogue = catalogue
        self._examiner = Examiner(rules, looks, vouched=box.vouched)
        self._clock = clock
        self._rules = rules
        self._longest: float | None = None

    def __iter__(self) -> Iterator[Candidate]:
        """What can be taken; of a root that keeps its files, not what was taken before."""
        for seen in self.walk:
            if isinstance(seen, PassedOver):
                self.passed.append(seen)
                continue
            lying = self._catalogue.lying(self._root.name, seen.path)
            candidate = Candidate(seen, lying)
            if candidate.held:
                if self._root.after is After.MOVE:
                    yield candidate
            elif self._settled(seen):
                yield candidate

    @property
    def again_in(self) -> float | None:
        """Seconds after which a further look finds something settled; None when nothing waits.

        No longer than the quiet that new files need (at least a second), so that one file that has
        to wait long does not hold up the others.
        """
        if self._longest is None:
            return None
        return max(_LEAST_PAUSE, min(self._longest, max(self._rules.quiet, _SECOND)))

    def _settled(self, arrival: Arrival) -> bool:
        try:
            waiting = self._examiner.examine(arrival, self._clock())
        except FileNotFoundError:
            return False
        except OSError as error:
            self.leave(arrival, unreadable(error))
            return False
        if waiting:
            self._wait(arrival, waiting)
        return waiting is None

    def _wait(self, arrival: Arrival, waiting: Waiting) -> None:
        self.leave(arrival, waiting.reason)
        if waiting.ready_in is not None:
            self.waiting.append(arrival.path)
            self._longest = max(self._longest or 0.0, waiting.ready_in)

    def leave(self, arrival: Arrival, why: str) -> None:
        """Note that an arrival stays where it is until a later look."""
        self.passed.append(PassedOver(arrival.path, ReceiptState.PENDING, why, self._root.name))
