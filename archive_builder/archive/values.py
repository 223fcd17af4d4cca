"""What goes into the record and what comes out of it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive_builder.model import (
    OWN_ROOT,
    DecisionKind,
    Filing,
    Paper,
    Receipt,
    ReceiptState,
    SlotId,
    shown_path,
)

PROGRAM = "archive-builder"
"""Who decides when no person does."""

REVISION, TAUGHT_REVISION = "新版", "人工归档的新版"
"""Rules of a filing that follows what came before from the same path: where the program had put
that, or where a person had."""

SIGNED = "签批件"
"""Rule by which a signed page is filed where its unsigned document was, and that becomes old."""

EMPTY = hashlib.sha256().hexdigest()
"""The content of all empty files, which says nothing of any of them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells, without reading it, that a file at a path is still the one seen there.

    Members of archives have only a size.
    """

    size: int
    modified_ns: int = 0
    changed_ns: int = 0
    inode: int = 0

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """The stamp of a file just looked at."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class Arriving:
    """Bytes already in the store, about to be recorded.

    Attributes:
        path: relative to its root, with ``/``.
        aside: where it stands from the start, and why; None when it waits to be placed.
    """

    sha256: str
    path: str
    stamp: Stamp
    root: str = OWN_ROOT
    aside: tuple[ReceiptState, str] | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A path that was not taken, and why."""

    path: str
    state: ReceiptState
    reason: str
    root: str = OWN_ROOT

    @property
    def shown(self) -> str:
        """The path as people read it."""
        return shown_path(self.root, self.path)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One arrival, and when it is an archive what was in it and what of that was not taken."""

    arriving: Arriving
    members: tuple[Arriving, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies in a root and is in the record already: as it was when it was taken."""

    sha256: str
    stamp: Stamp
    receipt: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a receipt is put, by whom and why; `slot` when it is filed.

    Attributes:
        rule: what decided, one or two words that are the same every time.
        other: the receipt that it repeats, or that replaced it.
    """

    state: ReceiptState
    actor: str
    rule: str
    reason: str
    slot: SlotId | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision about to be recorded; what its fields say is told in `model.Decision`."""

    kind: DecisionKind
    slot: SlotId
    actor: str
    reason: str = ""
    receipt: int | None = None
    paper: int | None = None
    evidence: int | None = None
    value: str = ""
    held: Paper | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A receipt with where it stands, now or at one time.

    Attributes:
        filing: where it is filed, when it is.
        placement: number of the decision that put it there; None when there was none yet.
        at: when that was decided.
        rule: what decided; empty when there was no decision yet, and so are actor and reason.
    """

    receipt: Receipt
    state: ReceiptState
    filing: Filing | None = None
    reason: str = ""
    placement: int | None = None
    actor: str = ""
    rule: str = ""
    other: int | None = None
    at: datetime | None = None


def count_states(standings: Iterable[Standing], passed: Iterable[PassedOver]) -> Counter[str]:
    """How many arrivals stand where; each arrival counts once (conservation)."""
    counts = Counter(str(s.state) for s in standings)
    counts.update(str(p.state) for p in passed)
    return counts
