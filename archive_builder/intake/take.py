"""Fetching: from an arrival to bytes staged on the store's disk, checked and unpacked."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Arriving, Lying, Parcel, PassedOver, Staged, Stamp, Store
from archive_builder.errors import StoreUnavailable
from archive_builder.intake.scan import Arrival, unreadable
from archive_builder.intake.survey import Candidate
from archive_builder.intake.unpack import UNFOLDED, Sealed, opens, unpack
from archive_builder.model import Limits, ReceiptState, Root

_STORE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Fresh:
    """An arrival to be recorded, its bytes and those of its members staged."""

    arrival: Arrival
    parcel: Parcel
    staged: tuple[Staged, ...]

    @property
    def digests(self) -> set[str]:
        """SHA-256 of all that is stored for it."""
        return {arriving.sha256 for arriving in (self.parcel.arriving, *self.parcel.members)}


@dataclass(frozen=True, slots=True)
class Held:
    """An arrival that is in the record already.

    `touched` when its stamp there is another; then its bytes were read just now, else they are to
    be compared once it is moved: reading what can't be moved, look after look, would be in vain.
    """

    arrival: Arrival
    sha256: str
    touched: bool


Fetched = Fresh | Held | PassedOver | None
"""What became of an arrival; None when it is not there any more."""


class Fetcher:
    """Fetches the arrivals of one root."""

    def __init__(self, root: Root, store: Store, limits: Limits) -> None:
        self._root = root
        self._store = store
        self._limits = limits

    def fetch(self, candidate: Candidate) -> Fetched:
        """Stage an arrival, unless the record has its bytes.

        Raises:
            StoreUnavailable: the store can't be written.
        """
        arrival, lying = candidate.arrival, candidate.lying
        if lying and candidate.held:
            return Held(arrival, lying.sha256, touched=False)
        try:
            return self._stage(arrival, lying)
        except OSError as error:
            if not os.path.lexists(arrival.source):
                return None
            if _at_the_store(error, arrival):
                raise store_unavailable(error) from error
            return self._left(arrival, unreadable(error))

    def _stage(self, arrival: Arrival, lying: Lying | None) -> Fetched:
        staged = self._store.stage(Path(arrival.source))
        try:
            if stamp_of(arrival.source) != arrival.stamp:
                self._store.discard(staged)
                return self._left(arrival, "正在写入，留在原处，下次再收")
            if lying and lying.sha256 == staged.sha256:
                self._store.discard(staged)
                return Held(arrival, lying.sha256, touched=True)
            return self._open(arrival, staged)
        except OSError:
            self._store.discard(staged)
            raise

    def _open(self, arrival: Arrival, staged: Staged) -> Fresh:
        name = self._root.name
        arriving = Arriving(staged.sha256, arrival.path, arrival.stamp, name)
        if not opens(staged.path, arrival.path):
            return Fresh(arrival, Parcel(arriving), (staged,))
        content = unpack(staged.path, arrival.path, self._store, self._limits, name)
        if isinstance(content, Sealed):
            aside = (content.state, content.reason)
            return Fresh(arrival, Parcel(replace(arriving, aside=aside)), (staged,))
        parcel = Parcel(replace(arriving, aside=UNFOLDED), content.members, content.passed_over)
        return Fresh(arrival, parcel, (staged, *content.staged))

    def _left(self, arrival: Arrival, why: str) -> PassedOver:
        return PassedOver(arrival.path, ReceiptState.PENDING, why, self._root.name)


def stamp_of(source: str) -> Stamp:
    """The stamp of what lies at a path now; a link is not followed.

    Raises:
        OSError: nothing does, or it can't be told.
    """
    return Stamp.of(os.lstat(source))


def _at_the_store(error: OSError, arrival: Arrival) -> bool:
    """Whether it was the store that failed: a source read to its end is not to blame."""
    if error.errno in _STORE_ERRORS:
        return True
    if error.filename is not None:
        return str(error.filename) != arrival.source
    return error.errno == errno.EIO and _readable(arrival)


def _readable(arrival: Arrival) -> bool:
    try:
        fsio.sha256_of(Path(arrival.source))
    except OSError:
        return False
    return True


def store_unavailable(error: OSError) -> StoreUnavailable:
    """The error that ends a pass; whatever is not recorded still lies in its root."""
    return StoreUnavailable(
        f"档案库所在的磁盘现在不能读写：{fsio.why_not(error)}。",
        "请腾出空间或检查磁盘，之后会再收；没有登记的来件都还在来件箱里。",
    )
