"""The watcher's filing: documents find their slot as soon as their text is ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from archive_builder.archive import Standing
from archive_builder.workflow.evidence import evidence_folder, lay_evidence
from archive_builder.workflow.place import place_open
from archive_builder.workflow.watch_log import NAMED, Log, some
from archive_builder.workflow.watch_worker import Desk
from archive_builder.workflow.workspace import Session

_SHARE = 20
"""How many times as long as it took a work is let be, so that it takes 5 % of the time at most."""
_SHOWN_EVERY = 10.0


class Filer:
    """Places what is new; all that is open when something else than arrivals changed.

    What is open may find its place when the manifests were edited or anything was decided: people
    teach, and rosters make slots.

    Args:
        log: told of what was placed and of what waits.
        clock: seconds that never go back.
    """

    def __init__(self, log: Log, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._last = 0
        self._decisions = -1
        self._again_at = 0.0

    def step(self, desk: Desk) -> float:
        """Place what can be placed; the seconds until the next look."""
        session, fresh = desk.session()
        decisions = session.archive.catalogue.last_placement()
        if fresh or (decisions != self._decisions and self._clock() >= self._again_at):
            self._place_all(session, decisions)
        else:
            self._place(session, self._last)
        return session.manifests.intake.interval

    def _place_all(self, session: Session, decisions: int) -> None:
        began = self._clock()
        session.read_rosters()
        self._place(session, 0)
        self._decisions = decisions
        rest = max(session.manifests.intake.interval, _SHARE * (self._clock() - began))
        self._again_at = self._clock() + rest

    def _place(self, session: Session, after: int) -> None:
        catalogue = session.archive.catalogue
        first = catalogue.open_receipts(after, NAMED)
        placed = place_open(session, after)
        if placed.filed:
            now = (catalogue.standing(standing.receipt.id) for standing in first)
            self._log.info("归档 %s", some(_filed(session, now), placed.filed))
        self._tell_waiting(session)
        self._last = max(self._last, placed.last)

    def _tell_waiting(self, session: Session) -> None:
        catalogue = session.archive.catalogue
        count = catalogue.count_open(self._last)
        if count:
            waiting = [s.receipt.shown for s in catalogue.open_receipts(self._last, NAMED)]
            self._log.warning("等人决定 %s；见 archive-builder pending", some(waiting, count))


def _filed(session: Session, standings: Iterable[Standing | None]) -> list[str]:
    found = [(s.receipt, session.slot_of.get(s.filing.slot)) for s in standings if s and s.filing]
    return [
        f"{receipt.shown} → {slot.unit.name} {slot.requirement.code}"
        for receipt, slot in found
        if slot
    ]


class Shower:
    """Lays the evidence folders when anything was decided since, by whomever, or they are gone.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown = -1
        self._laid = False

    def step(self, desk: Desk) -> float:
        """Lay them if need be; the seconds until the next look."""
        session, fresh = desk.session()
        decisions = session.archive.catalogue.last_placement()
        began = self._clock()
        folder = evidence_folder(session)
        gone = self._laid and not folder.is_dir()
        if fresh or gone or decisions != self._shown:
            session.read_rosters()
            lay_evidence(session)
            self._shown, self._laid = decisions, folder.is_dir()
        return max(_SHOWN_EVERY, _SHARE * (self._clock() - began))
