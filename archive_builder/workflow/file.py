"""One pass: take what lies in the roots, find out what each document is, file it or let it wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from archive_builder import intake
from archive_builder.archive import count_states
from archive_builder.intake import Box, Intake, Looks, Offline
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.place import place_open
from archive_builder.workflow.workspace import Session, Work


@dataclass(frozen=True, slots=True)
class Received:
    """What came of looking through every root once.

    Attributes:
        taken: arrivals received.
        waiting: paths of files that only have to settle.
        unmoved: paths in the record whose source can't be moved aside yet.
        offline: by name of the root, why it can't be reached and what to do.
        gone: files that were taken and that their senders deleted since.
        again_in: seconds after which a further look is worthwhile; None when nothing waits for
            time alone.
    """

    taken: int = 0
    waiting: tuple[str, ...] = ()
    unmoved: tuple[str, ...] = ()
    offline: tuple[tuple[str, str], ...] = ()
    gone: int = 0
    again_in: float | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass did, and how all arrivals stand after it, by state."""

    received: Received
    filed: int
    counts: Counter[str]


def file_arrivals(session: Session) -> Pass:
    """Receive, waiting a little for what settles; convert, identify and file; lay the folders."""
    received = receive_patiently(session)
    placed = place_open(session)
    lay_evidence(session)
    catalogue = session.archive.catalogue
    with catalogue.snapshot():
        counts = count_states(catalogue.standings(), catalogue.passed_over())
    return Pass(received, placed.filed, counts)


def receive_patiently(session: Session) -> Received:
    """Take what lies in the roots, waiting a few seconds for files that are still settling.

    Raises:
        RecordError: stored bytes are not what was written.
        StoreUnavailable: the record can't be written; what is not committed still lies there.
    """

    def take(box: Box) -> Intake:
        rules = session.manifests.intake
        return intake.receive_patiently(
            box, session.archive, rules, session.today(), session.progress
        )

    return _receive(session, take)


def receive_once(session: Session, looks: dict[str, Looks]) -> Received:
    """Take what lies in the roots and is settled, by what earlier looks remember of each root.

    Raises:
        RecordError: stored bytes are not what was written.
        StoreUnavailable: the record can't be written; what is not committed still lies there.
    """

    def take(box: Box) -> Intake:
        rules = session.manifests.intake
        memory = looks.setdefault(box.root.name, Looks())
        return intake.receive(
            box, session.archive, rules, session.today(), session.progress, looks=memory
        )

    return _receive(session, take)


def _receive(session: Session, take: Callable[[Box], Intake]) -> Received:
    offline: dict[str, str] = {}
    taken: list[Intake] = []
    with session.alone(Work.INTAKE):
        for name, found in reach_all(session).items():
            if isinstance(found, Offline):
                offline[name] = f"{found.reason}。{found.remedy}。"
                continue
            came = take(found)
            taken.append(came)
            if came.offline:
                offline[name] = came.offline
        intake.reopen(session.archive, session.manifests.intake.limits)
    waits = [came.again_in for came in taken if came.again_in is not None]
    return Received(
        taken=sum(came.received for came in taken),
        waiting=tuple(path for came in taken for path in came.waiting),
        unmoved=tuple(path for came in taken for path in came.unmoved),
        offline=tuple(offline.items()),
        gone=sum(came.gone for came in taken),
        again_in=min(waits, default=None),
    )


def reach_all(session: Session) -> dict[str, Box | Offline]:
    """Every root by name, found or not."""
    catalogue, place = session.archive.catalogue, session.workspace.root
    return {
        root.name: intake.reach(root, place, catalogue) for root in session.manifests.intake.roots
    }
