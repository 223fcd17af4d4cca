"""Unfolding: a container's entries into the store, nested containers after their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive_builder.archive import Arriving, PassedOver, Staged, Stamp, Store
from archive_builder.intake.settle import ignored_because
from archive_builder.intake.unpack import (
    mails,
    outlook,
    portfolios,
    rars,
    sevens,
    streams,
    tars,
    zips,
)
from archive_builder.intake.unpack.entry import BROKEN, Entry, Meter, SealedError
from archive_builder.intake.unpack.kinds import Kind, a_volume, kind_of
from archive_builder.intake.unpack.names import Places, escapes, fitting
from archive_builder.intake.unpack.shield import shielded
from archive_builder.model import OWN_ROOT, Limits, ReceiptState

UNFOLDED = (ReceiptState.UNPACKED, "已拆开，逐件登记")
"""Where an archive or mail stands whose members were taken."""

_EMPTY = "压缩包里没有文件，请核对后重报"
_ESCAPES = "压缩包内的路径越出本文件夹"

_READERS: dict[Kind, Callable[[Path, str, Meter], Iterator[Entry]]] = {
    Kind.ZIP: zips.members,
    Kind.TAR: tars.members,
    Kind.SINGLE: streams.members,
    Kind.SEVEN_ZIP: sevens.members,
    Kind.RAR: rars.members,
    Kind.MAIL: mails.members,
    Kind.OUTLOOK: outlook.members,
    Kind.PORTFOLIO: portfolios.members,
    Kind.VOLUME: a_volume,
}


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a container held, and what of it was not taken.

    Attributes:
        staged: the members' bytes, for the caller to settle with its batch or to discard.
    """

    members: tuple[Arriving, ...]
    passed_over: tuple[PassedOver, ...]
    staged: tuple[Staged, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A container of which nothing was taken: it waits for a person, or is refused."""

    state: ReceiptState
    reason: str


def opens(path: Path, name: str) -> bool:
    """Whether a file is a container to unfold: an archive, portfolio or message with attachments.

    Args:
        path: where its bytes are.
        name: what it is called; folders before it don't matter.

    Raises:
        OSError: the file can't be read.
    """
    return kind_of(path, name) is not None


def unpack(
    packed: Path, path: str, store: Store, limits: Limits, root: str = OWN_ROOT
) -> Unpacked | Sealed:
    """Stage what a container holds; each member has the container's path as its folders.

    A nested container that can't be opened waits by itself; one that breaks a limit has the whole
    refused. Of a sealed container nothing stays in the store.

    Raises:
        OSError: the store can't be written, or the disk not be read.
    """
    opening = _Opening(store, Meter(limits), root)
    try:
        opening.open(packed, path, kind_of(packed, path), depth=1)
    except SealedError as error:
        opening.take_back(_Mark())
        return Sealed(error.state, error.reason)
    except BaseException:
        opening.take_back(_Mark())
        raise
    return Unpacked(tuple(opening.members), tuple(opening.passed_over), tuple(opening.staged))


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far an unfolding had come."""

    staged: int = 0
    members: int = 0
    passed_over: int = 0


@dataclass(slots=True)
class _Opening:
    store: Store
    meter: Meter
    root: str
    staged: list[Staged] = field(default_factory=list)
    members: list[Arriving] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    def open(self, packed: Path, path: str, kind: Kind | None, depth: int) -> None:
        """Take what a container holds; `path` becomes the folder of its members."""
        if kind is None:
            raise SealedError(BROKEN)
        self.meter.descend(depth)
        before = self._mark()
        for entry in shielded(_READERS[kind](packed, path.rpartition("/")[2], self.meter)):
            self.meter.enter(folder=entry.folder)
            if not entry.folder:
                self._take(entry, path, depth)
        if self._mark() == before:
            raise SealedError(_EMPTY)

    def _take(self, entry: Entry, path: str, depth: int) -> None:
        place = self.places.claim(f"{path}/{fitting(entry.name)}")
        if why := entry.refused or (_ESCAPES if escapes(entry.name) else None):
            self._pass_over(place, ReceiptState.REFUSED, why)
        elif why := ignored_because(place):
            self._pass_over(place, ReceiptState.IGNORED, why)
        else:
            self._receive(self._stage(entry.content), place, depth)

    def _pass_over(self, place: str, state: ReceiptState, why: str) -> None:
        self.passed_over.append(PassedOver(place, state, why, self.root))

    def _stage(self, content: Iterable[bytes]) -> Staged:
        path, digest, size = self.store.new_staging_path(), hashlib.sha256(), 0
        try:
            with path.open("xb") as writer:
                for chunk in shielded(content):
                    digest.update(chunk)
                    size += writer.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        staged = Staged(path, digest.hexdigest(), size)
        self.staged.append(staged)
        return staged

    def _receive(self, staged: Staged, place: str, depth: int) -> None:
        member = Arriving(staged.sha256, place, Stamp(staged.size), self.root)
        number = len(self.members)
        self.members.append(member)
        if kind := kind_of(staged.path, place):
            aside = self._unfold(staged.path, place, kind, depth + 1)
            self.members[number] = replace(member, aside=aside)

    def _unfold(self, packed: Path, place: str, kind: Kind, depth: int) -> tuple[ReceiptState, str]:
        """Open a nested container; where that fails it waits, and nothing of it was taken."""
        before = self._mark()
        try:
            self.open(packed, place, kind, depth)
        except SealedError as error:
            if error.state is ReceiptState.REFUSED:
                raise
            self.take_back(before)
            return error.state, error.reason
        return UNFOLDED

    def _mark(self) -> _Mark:
        return _Mark(len(self.staged), len(self.members), len(self.passed_over))

    def take_back(self, mark: _Mark) -> None:
        """Forget what was taken since."""
        for staged in self.staged[mark.staged :]:
            self.store.discard(staged)
        del self.staged[mark.staged :], self.members[mark.members :]
        del self.passed_over[mark.passed_over :]
