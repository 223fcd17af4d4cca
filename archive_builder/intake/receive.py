"""The commit: from a file in a root to a document of the record, exactly once.

Write order for a batch, so that a kill between any two steps loses nothing and doubles nothing:

1. copy each to staging while hashing; 2. look at the source again, drop the copy if it changed;
3. make the copies durable, link each to its content address, make the links durable; 4. one
transaction: the sole commit point; 5. verify the stored bytes; 6. move the sources aside, durably;
7. forget that they lay there. A process killed before 4 leaves the sources; after 4 the next walk
knows them as lying in the root and only moves them, compares their bytes and the stored ones with
the record, and forgets that they lay there.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive_builder import fsio
from archive_builder.archive import Archive, Catalogue, PassedOver, Stamp
from archive_builder.errors import RecordError
from archive_builder.intake.aside import Aside
from archive_builder.intake.looks import Looks
from archive_builder.intake.roots import Box, gone_offline, is_online
from archive_builder.intake.scan import Arrival, Walk
from archive_builder.intake.survey import Candidate, Survey
from archive_builder.intake.take import Fetched, Fetcher, Fresh, Held, store_unavailable
from archive_builder.model import After, IntakeRules, Limits
from archive_builder.progress import Progress

BATCH_FILES = 256
BATCH_BYTES = 64 << 20

_ANEW = Stamp(0, -1, 0, 0)
"""No file's stamp: what has it is read anew."""

Clock = Callable[[], float]
"""Seconds since 1970 on this machine's clock."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of looking through a root.

    Attributes:
        received: arrivals taken into the record.
        passed_over: files left lying and not in the record, each with its reason.
        unmoved: paths in the record whose source can't be moved aside now; tried again next time.
        waiting: paths, among those passed over, that only have to settle.
        gone: files that were taken and that their senders deleted since.
        again_in: seconds after which a further look is worthwhile; None when nothing waits for
            time alone.
        offline: why the root was lost on the way and what to do; None when it was not. What was
            taken before is in the record.
    """

    received: int = 0
    passed_over: tuple[PassedOver, ...] = ()
    unmoved: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    gone: int = 0
    again_in: float | None = None
    offline: str | None = None


def receive(
    box: Box,
    archive: Archive,
    rules: IntakeRules,
    today: date,
    progress: Progress,
    *,
    looks: Looks,
    clock: Clock = time.time,
) -> Intake:
    """Look through a root once and take into the record all that is settled.

    With `After.MOVE` sources go to ``.taken/<today>/`` of their root, under their own path.

    Args:
        box: the root.
        archive: the record.
        rules: how arrivals settle, and what one may unfold into.
        today: names the folder of what is taken.
        progress: told of each batch.
        looks: what earlier calls for this root remember of files that wait.
        clock: tells the time.

    Raises:
        RecordError: stored bytes are not what was written.
        StoreUnavailable: the store or the catalogue can't be written; what is not committed still
            lies in the root.
    """
    looks.begin_walk()
    survey = Survey(box, archive.catalogue, rules.settling, looks, clock)
    return _Pass(box, archive, rules.limits, today, progress).run(survey)


def receive_patiently(
    box: Box,
    archive: Archive,
    rules: IntakeRules,
    today: date,
    progress: Progress,
    *,
    pause: Callable[[float], None] = time.sleep,
    clock: Clock = time.time,
) -> Intake:
    """Like `receive`, looking again while files wait for time alone, for quiet + patience at most.

    Raises:
        RecordError: as `receive`.
        StoreUnavailable: as `receive`.
    """
    looks = Looks()
    intake = receive(box, archive, rules, today, progress, looks=looks, clock=clock)
    left = rules.settling.quiet + rules.settling.patience
    while intake.again_in is not None and left > 0:
        seconds = min(intake.again_in, left)
        left -= seconds
        pause(seconds)
        before = intake
        intake = receive(box, archive, rules, today, progress, looks=looks, clock=clock)
        intake = replace(
            intake, received=before.received + intake.received, gone=before.gone + intake.gone
        )
    return intake


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pass would take now, and what it would leave, why."""

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[PassedOver, ...]


def preview(box: Box, archive: Archive, rules: IntakeRules, *, clock: Clock = time.time) -> Preview:
    """Look through a root and change nothing; what is in the record already is in neither list."""
    survey = Survey(box, archive.catalogue, rules.settling, Looks(), clock)
    fresh = tuple(candidate.arrival for candidate in survey if not candidate.held)
    return Preview(fresh, tuple(survey.passed))


class _Pass:
    """One look through one root, a batch at a time."""

    def __init__(
        self, box: Box, archive: Archive, limits: Limits, today: date, progress: Progress
    ) -> None:
        self._box = box
        self._archive = archive
        self._fetcher = Fetcher(box.root, archive.store, limits)
        self._aside = Aside(box, today)
        self._progress = progress
        self._received = 0
        self._unmoved: list[str] = []
        self._left: list[PassedOver] = []

    def run(self, survey: Survey) -> Intake:
        self._archive.store.clear_staging()
        for batch in _batches(survey):
            self._progress.begin("收件", len(batch))
            self._take(batch)
            self._progress.end()
        return self._conclude(survey)

    def _take(self, batch: Sequence[Candidate]) -> None:
        """Take a batch, in smaller ones when its archives turn out to hold much."""
        fetched: list[Fetched] = []
        files = size = 0
        for candidate in batch:
            fetched.append(one := self._fetch(candidate))
            if isinstance(one, Fresh):
                files += len(one.staged)
                size += sum(staged.size for staged in one.staged)
            if files >= BATCH_FILES or size >= BATCH_BYTES:
                self._finish(fetched)
                fetched, files, size = [], 0, 0
        self._finish(fetched)

    def _finish(self, fetched: Sequence[Fetched]) -> None:
        fresh = [f for f in fetched if isinstance(f, Fresh)]
        held = [f for f in fetched if isinstance(f, Held)]
        self._left += [f for f in fetched if isinstance(f, PassedOver)]
        self._commit(fresh)
        self._verify(set().union(*(f.digests for f in fresh)))
        self._touch([f for f in held if f.touched])
        if self._box.root.after is After.MOVE:
            self._clear(fresh, held)

    def _fetch(self, candidate: Candidate) -> Fetched:
        fetched = self._fetcher.fetch(candidate)
        self._progress.step(candidate.arrival.path)
        return fetched

    def _commit(self, fresh: Sequence[Fresh]) -> None:
        if not fresh:
            return
        try:
            self._archive.store.settle([staged for f in fresh for staged in f.staged])
        except OSError as error:
            raise store_unavailable(error) from error
        self._archive.catalogue.record(f.parcel for f in fresh)
        self._received += len(fresh)

    def _verify(self, digests: Iterable[str]) -> None:
        for sha256 in digests:
            try:
                sound = fsio.sha256_of(self._archive.store.place(sha256)) == sha256
            except FileNotFoundError as error:
                raise _unsound(sha256) from error
            except OSError as error:
                raise store_unavailable(error) from error
            if not sound:
                raise _unsound(sha256)

    def _touch(self, touched: Sequence[Held]) -> None:
        if touched:
            self._verify({f.sha256 for f in touched})
            stamps = [(f.arrival.path, f.arrival.stamp) for f in touched]
            self._archive.catalogue.touch(self._box.root.name, stamps)

    def _clear(self, fresh: Sequence[Fresh], held: Sequence[Held]) -> None:
        """Move sources aside; what was received earlier is verified only if it could be moved."""
        catalogue, name = self._archive.catalogue, self._box.root.name
        cleared = self._aside.clear(
            {f.arrival: None for f in fresh} | {f.arrival: f.sha256 for f in held}
        )
        gone = set(cleared.gone)
        self._verify({f.sha256 for f in held if f.arrival.path in gone})
        catalogue.no_longer_lying(name, gone)
        catalogue.touch(name, [(p.path, _ANEW) for p in cleared.changed])
        self._unmoved += cleared.unmoved
        self._left += cleared.changed

    def _conclude(self, survey: Survey) -> Intake:
        """Settle the root's account; when the root was lost on the way, the old one stands."""
        vanished = _vanished(self._box, self._archive.catalogue, survey.walk)
        if not is_online(self._box):
            lost = gone_offline(self._box)
            return Intake(self._received, offline=f"{lost.reason}。{lost.remedy}。")
        catalogue, root = self._archive.catalogue, self._box.root
        gone = vanished if root.after is After.KEEP else []
        if gone:
            catalogue.mark_gone(root.name, gone)
        elif vanished:
            catalogue.no_longer_lying(root.name, vanished)
        left = (*survey.passed, *self._left)
        catalogue.replace_passed_over(root.name, left)
        return Intake(
            self._received,
            left,
            tuple(self._unmoved),
            tuple(survey.waiting),
            len(gone),
            survey.again_in,
        )


def _batches(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    size = 0
    for candidate in candidates:
        batch.append(candidate)
        size += candidate.arrival.stamp.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _vanished(box: Box, catalogue: Catalogue, walk: Walk) -> list[str]:
    """Paths that lay in a root and do not any more; what could not be walked is not judged."""
    unread = tuple(walk.unread)
    return [
        path
        for path in catalogue.lying_paths(box.root.name)
        if path not in walk.renamed
        and not path.startswith(unread)
        and not _is_file(f"{box.folder}{os.sep}{path}")
    ]


def _is_file(place: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(place).st_mode)
    except OSError:
        return False


def _unsound(sha256: str) -> RecordError:
    return RecordError(
        f"档案库里的原件 {sha256[:12]}… 读回来与写入的不一致。",
        "磁盘可能有故障：请停止使用这块磁盘；来件仍在来件箱或其中的 .taken 里。",
    )
