"""The commit: from a file in incoming/ to a document of the record, exactly once.

Write order, so that a kill between any two steps loses nothing and doubles nothing:

1. copy to staging while hashing, synced; 2. look at the source again, drop the copy if it
changed; 3. link to the content address, folder synced; 4. one transaction for the batch: the sole
commit point; 5. verify the stored bytes; 6. move the source aside. A process killed before 4
leaves the source; after 4 the next pass recognises the arrival and only repeats 5 and 6.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Archive, Arriving, Parcel, PassedOver, Staged, Store
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.intake.scan import Arrival, scan
from archive_builder.intake.settle import TAKEN
from archive_builder.intake.unpack import UNFOLDED, Limits, Sealed, Unpacked, is_archive, unpack
from archive_builder.model import ReceiptState
from archive_builder.progress import Progress

BATCH = 64
_STORE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Intake:
    """What a pass took, and what it left lying.

    `unmoved` paths are in the record, but their source can't be moved aside now; the next pass
    knows them and tries again.
    """

    received: int
    passed_over: tuple[PassedOver, ...]
    unmoved: tuple[str, ...] = ()


def receive(incoming: Path, archive: Archive, today: date, progress: Progress) -> Intake:
    """Take everything that lies in incoming/ into the record.

    Sources go to ``.taken/<today>/`` under their own path. What could not be read stays and is
    listed.

    Raises:
        RecordError: stored bytes are not what was written.
        StoreUnavailable: the catalogue can't be written.
    """
    archive.store.clear_staging()
    arrivals, passed = scan(incoming)
    progress.begin("收件", len(arrivals))
    received, unread, unmoved = 0, [], []
    for batch in _batches(arrivals, BATCH):
        taken, failed = _receive_batch(batch, archive, progress)
        place = incoming / TAKEN / today.isoformat()
        unmoved += [a.path for a in taken if not _move_aside(a, place)]
        received += len(taken)
        unread += failed
    progress.end()
    left = (*passed, *unread)
    archive.catalogue.replace_passed_over(left)
    return Intake(received, left, tuple(unmoved))


def _move_aside(arrival: Arrival, place: Path) -> bool:
    try:
        fsio.move_aside(arrival.source, place / arrival.path)
    except OSError:
        return False
    return True


def preview(incoming: Path) -> tuple[tuple[Arrival, ...], tuple[PassedOver, ...]]:
    """What a pass would take and what it would leave, touching nothing."""
    return scan(incoming)


def _batches(items: Iterable[Arrival], size: int) -> Iterator[list[Arrival]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _receive_batch(
    batch: Sequence[Arrival], archive: Archive, progress: Progress
) -> tuple[list[Arrival], list[PassedOver]]:
    parcels: list[Parcel] = []
    known: list[Parcel] = []
    taken: list[Arrival] = []
    failed: list[PassedOver] = []
    for arrival in batch:
        parcel = _fetch(arrival, archive.store)
        progress.step(arrival.path)
        if isinstance(parcel, PassedOver):
            failed.append(parcel)
            continue
        taken.append(arrival)
        (known if archive.catalogue.holds(parcel.arriving) else parcels).append(parcel)
    archive.catalogue.record(parcels)
    for parcel in (*known, *parcels):
        for arriving in (parcel.arriving, *parcel.members):
            _verify(arriving, archive.store)
    return taken, failed


def _fetch(arrival: Arrival, store: Store) -> Parcel | PassedOver:
    try:
        staged = store.stage(arrival.source)
        status = arrival.source.stat()
    except OSError as error:
        if error.errno in _STORE_ERRORS:
            raise StoreUnavailable(
                "档案库所在的磁盘已满或不能写入。", "请腾出空间后再运行；来件都还在 incoming/ 里。"
            ) from error
        why = "暂时读不出（没有权限或正被占用），留在原处，下次再收"
        return PassedOver(arrival.path, ReceiptState.PENDING, why)
    if (status.st_size, status.st_mtime_ns) != (arrival.size, arrival.modified_ns):
        store.discard(staged)
        why = "正在写入，留在原处，下次再收"
        return PassedOver(arrival.path, ReceiptState.PENDING, why)
    return _open(arrival, staged, store)


def _open(arrival: Arrival, staged: Staged, store: Store) -> Parcel:
    arriving = Arriving(staged.sha256, staged.size, arrival.path, arrival.modified_ns)
    parcel = Parcel(arriving)
    if is_archive(staged.path):
        parcel = _unfold(arriving, unpack(staged.path, arrival.path, store, Limits()))
    store.keep(staged)
    return parcel


def _unfold(arriving: Arriving, content: Unpacked | Sealed) -> Parcel:
    if isinstance(content, Sealed):
        return Parcel(replace(arriving, aside=(ReceiptState.DECISION, content.reason)))
    return Parcel(replace(arriving, aside=UNFOLDED), content.members, content.passed_over)


def _verify(arriving: Arriving, store: Store) -> None:
    if fsio.sha256_of(store.place(arriving.sha256)) != arriving.sha256:
        raise RecordError(
            f"{arriving.path} 写入档案库后读回不一致。",
            "磁盘可能有故障：请停止使用这块磁盘，来件仍在 incoming/ 里。",
        )
