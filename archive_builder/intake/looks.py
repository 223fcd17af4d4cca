"""Looking at an arrival, as often as it takes to tell that it is wholly there."""

from __future__ import annotations

import os
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Stamp
from archive_builder.intake.scan import Arrival
from archive_builder.intake.settle import (
    HEAD,
    TAIL,
    Signs,
    Waiting,
    at_rest,
    ends_whole,
    verdict,
)
from archive_builder.model import Settling

_NANO = 1e-9


class Looks:
    """When the files that wait in a root were first seen as they are now, from walk to walk.

    At most `limit` are remembered; the others wait until those are taken.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._earlier: dict[str, tuple[Stamp, float]] = {}
        self._now: dict[str, tuple[Stamp, float]] = {}

    def begin_walk(self) -> None:
        """Forget what the last walk did not see again."""
        self._earlier, self._now = self._now, {}

    def since(self, arrival: Arrival) -> float | None:
        """Since when a file was seen as it is now; None when it was not."""
        stamp, moment = self._earlier.get(arrival.path, (None, None))
        return moment if stamp == arrival.stamp else None

    def remember(self, arrival: Arrival, since: float) -> None:
        """Note that a file waits."""
        if len(self._now) < self._limit:
            self._now[arrival.path] = (arrival.stamp, since)


class Examiner:
    """Tells whether arrivals of one root are settled."""

    def __init__(self, rules: Settling, looks: Looks, *, vouched: bool) -> None:
        """Take what is known of the root.

        Args:
            rules: how long to wait.
            looks: of earlier walks over the same root.
            vouched: whether the time of change is by our own clock and can't be set back; then it
                says itself for how long a file has been as it is.
        """
        self._rules = rules
        self._looks = looks
        self._vouched = vouched

    def examine(self, arrival: Arrival, now: float) -> Waiting | None:
        """Why an arrival must wait; None when it is settled.

        Raises:
            OSError: it can't be read.
        """
        changed = arrival.stamp.changed_ns * _NANO if self._vouched else None
        since = self._looks.since(arrival)
        rest = at_rest(now, changed, since)
        waiting = verdict(rest, self._signs(arrival, rest), self._rules)
        if waiting and (changed is None or changed > now):
            self._looks.remember(arrival, now - rest)
        return waiting

    def _signs(self, arrival: Arrival, rest: float) -> Signs:
        """Open a file only when its times would let it pass, and read it only when it matters."""
        if arrival.lock or rest < self._rules.quiet:
            return Signs(arrival.lock)
        whole = rest >= self._rules.patience or _ends_whole(arrival)
        return Signs(None, fsio.being_written(Path(arrival.source)), whole)


def _ends_whole(arrival: Arrival) -> bool:
    with Path(arrival.source).open("rb", buffering=0) as file:
        head = file.read(HEAD)
        file.seek(max(0, arrival.stamp.size - TAIL), os.SEEK_SET)
        return ends_whole(head, file.read(TAIL), arrival.stamp.size)
