"""What came in, what went back, and what fell overdue since the day before a list's. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive_builder.model import Gap, Slot
from archive_builder.report.gaps import due_day

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a slot: a document filed in it, or sent back.

    Attributes:
        what: the document as people name it.
        at: in the campaign's zone.
        reason: why it was sent back; empty for what came in.
    """

    slot: Slot
    what: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """From the beginning of the day before the list's to the end of the list's day.

    Attributes:
        since: the day before the list's; None where changes were not looked for.
        received: what was filed, and still stands there, oldest first.
        returned: what was sent back, and still is.
        overdue: the gaps that are overdue on the list's day and were not the day before.
    """

    since: date | None = None
    received: tuple[Event, ...] = ()
    returned: tuple[Event, ...] = ()
    overdue: tuple[Gap, ...] = ()


NOTHING = Changes()


def changes(
    received: Iterable[Event], returned: Iterable[Event], gaps: Iterable[Gap], as_of: date
) -> Changes:
    """Those of the events that belong to the list of `as_of`, and what fell overdue for it."""
    since = as_of - _DAY

    def lately(events: Iterable[Event]) -> tuple[Event, ...]:
        found = (event for event in events if since <= event.at.date() <= as_of)
        return tuple(sorted(found, key=lambda event: event.at))

    late = tuple(gap for gap in gaps if due_day(gap.slot.requirement) == since)
    return Changes(since, lately(received), lately(returned), late)
