"""Converting many documents: what is not there yet, each on its own, none stopping the others."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_builder.convert.cache import Renditions, place, record
from archive_builder.convert.choice import NEEDS_OFFICE, NONE, choose
from archive_builder.convert.crew import MEMORY, Crew
from archive_builder.convert.office import KINDS
from archive_builder.convert.outcome import Converter, Pages, Problem
from archive_builder.convert.package import package_problem
from archive_builder.convert.panic import panics_raised
from archive_builder.convert.pdf.prepare import Prepared, prepare
from archive_builder.convert.sniff import PACKAGES, SUFFIXES, Kind, sniff
from archive_builder.fsio import atomic_path, sweep_unfinished
from archive_builder.model import Rendition, Text
from archive_builder.progress import Progress

LIMIT = 300.0
"""Seconds that a document may take in all; LibreOffice has its own, shorter limit."""

SLICE = 400
"""Documents taken at a time, so that processes stay young."""

_UNREADABLE = Problem("文件无法读取", lasting=False)
"""The store can't be reached; worth another try at once when it can."""
_DIED = Problem("转换程序异常退出或超时，请另存为 PDF 后报送")
"""Said of a document that ended its process twice, the second time alone in one."""
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""Errors that are the disk's fault and no document's."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to convert: its content's SHA-256, where it lies, and a name for messages."""

    sha256: str
    path: Path
    name: str


def convert_all(
    sources: Sequence[Source], renditions: Renditions, progress: Progress
) -> dict[str, Rendition]:
    """Return the rendition of every source by SHA-256, making those that are not there yet.

    Never raises for one document: what can't be shown has a rendition without pages that says
    why, and no PDF. Such a verdict is remembered too, also of a document that ended or hung every
    process it was given; one that may have been chance (a store out of reach) only as long as
    `renditions` lives.

    Args:
        sources: the documents; the same content twice is converted once.
        renditions: where renditions are kept.
        progress: told of every document that had to be converted.

    Raises:
        OSError: the folder of renditions can't be written.
        Exception: what `progress` raises, which is a way to stop: what was made is kept, what is
            at work ends within a fraction of a second.
    """
    unique = {source.sha256: source for source in sources}
    held = {sha256: renditions.get(sha256) for sha256 in unique}
    missing = [unique[sha256] for sha256, rendition in held.items() if rendition is None]
    if missing:
        progress.begin("转换", len(missing))
        sweep_unfinished(renditions.folder)
        for start in range(0, len(missing), SLICE):
            for source, rendition in _convert(missing[start : start + SLICE], renditions):
                held[source.sha256] = rendition
                progress.step(source.name)
        progress.end()
    return {sha256: rendition for sha256, rendition in held.items() if rendition}


@dataclass(frozen=True, slots=True)
class Job:
    """One document and where its rendition is kept; goes to worker processes and back."""

    source: Source
    renditions: Renditions


@dataclass(frozen=True, slots=True)
class Way:
    """What a document is, and who makes pages of it; `identity` is part of the rendition's key."""

    kind: Kind
    by: Converter | Problem
    identity: str

    @property
    def name(self) -> str:
        """The converter, as the 备考表 says it."""
        return self.by.name if isinstance(self.by, Converter) else "未转换"


_NO_WAY = Way(Kind.UNKNOWN, _UNREADABLE, NONE)
_DEADLY = Way(Kind.UNKNOWN, _DIED, NONE)
"""Of a document that ended its process twice: this process does not even look at it."""


def _convert(
    missing: Sequence[Source], renditions: Renditions
) -> Iterator[tuple[Source, Rendition]]:
    workers = min(os.cpu_count() or 1, len(missing))
    bare = renditions.bare()
    with Crew(workers, LIMIT) as crew:
        for job, made in crew.run(make, [Job(source, bare) for source in missing]):
            rendition = made or _refused(job, _DEADLY, _DIED)
            if rendition.problem not in (None, _UNREADABLE.reason) and not bare.holds(rendition):
                renditions.set_aside(job.source.sha256, rendition)
            yield job.source, rendition


def way_of(job: Job) -> Way:
    """Say what a document is and who converts it."""
    try:
        return _way(job)
    except OSError as error:
        return _NO_WAY if error.errno else Way(Kind.DAMAGED, _failure(error), NONE)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return Way(Kind.UNKNOWN, _failure(error), NONE)


def _way(job: Job) -> Way:
    office = job.renditions.office
    kind = sniff(job.source.path)
    harmful = package_problem(job.source.path) if kind in PACKAGES else None
    by = harmful or choose(kind, office)
    if isinstance(by, Converter):
        return Way(kind, by, by.name)
    lacks_office = office is None and kind in KINDS and not harmful
    return Way(kind, by, NEEDS_OFFICE if lacks_office else NONE)


def make(job: Job) -> Rendition:
    """Convert, prepare and read a document, and keep what came of it.

    Raises:
        OSError: the folder of renditions can't be written, which is no document's fault.
    """
    way = way_of(job)
    pdf = place(job.renditions.folder, job.renditions.key(job.source.sha256, way.identity), ".pdf")
    outcome = _outcome(job, way)
    if isinstance(outcome, Problem):
        return _refused(job, way, outcome)
    try:
        with atomic_path(pdf) as target:
            prepared = _prepared(job, outcome, target)
    except _NotShown as refusal:
        return _refused(job, way, refusal.problem)
    rendition = _rendition(job, way, outcome, prepared)
    record(job.renditions.folder, rendition)
    return rendition


def _outcome(job: Job, way: Way) -> Pages | Problem:
    if isinstance(way.by, Problem):
        return way.by
    try:
        with panics_raised():
            return way.by.convert(job.source.path, job.renditions.fonts)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return _failure(error)


class _NotShown(Exception):
    """Leaves the writing of a PDF that there is none of."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _prepared(job: Job, outcome: Pages, target: Path) -> Prepared:
    fonts = job.renditions.fonts
    try:
        prepared = prepare(
            outcome.pdf, target, fonts, tabular=outcome.tabular, worded=outcome.worded
        )
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        prepared = _failure(error)
    if isinstance(prepared, Problem):
        raise _NotShown(prepared)
    return prepared


def _rendition(job: Job, way: Way, outcome: Pages, prepared: Prepared) -> Rendition:
    return Rendition(
        key=job.renditions.key(job.source.sha256, way.identity),
        pages=prepared.pages,
        text=_with_unshown(prepared.text, outcome.unshown),
        converter=way.name,
        kind=way.kind.value,
        suffixes=SUFFIXES.get(way.kind, ()),
        draft=outcome.draft,
        notes=tuple(dict.fromkeys(outcome.notes + prepared.notes)),
        fonts=prepared.fonts,
        signatures=outcome.signatures + prepared.signatures,
        outline=prepared.outline,
        obstacles=prepared.obstacles,
    )


def _with_unshown(text: Text, unshown: str) -> Text:
    if not unshown or not text.pages:
        return text
    return Text((f"{unshown}\n{text.pages[0]}", *text.pages[1:]))


def _refused(job: Job, way: Way, problem: Problem) -> Rendition:
    """A rendition that says why there are no pages; remembered only when that lasts."""
    refused = Rendition(
        key=job.renditions.key(job.source.sha256, way.identity),
        pages=(),
        text=problem.text,
        converter=way.name,
        kind=way.kind.value,
        suffixes=SUFFIXES.get(way.kind, ()),
        problem=problem.reason,
        details=problem.details,
    )
    if problem.lasting:
        record(job.renditions.folder, refused)
    return refused


def _failure(error: Exception) -> Problem:
    """What is said when a converter fails in a way nobody foresaw.

    Raises:
        OSError: the disk is full or gone.
    """
    if isinstance(error, OSError) and error.errno in _DISK:
        raise error
    if isinstance(error, MemoryError):
        return Problem(f"转换所需内存超过 {MEMORY >> 30} GB 的上限，请拆分后报送", lasting=False)
    return Problem(f"转换时出错（{type(error).__name__}），请另存为 PDF 后报送", lasting=False)
