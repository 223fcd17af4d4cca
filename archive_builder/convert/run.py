"""Converting many documents: what is not there yet, each on its own, none stopping the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from archive_builder.convert import pdf
from archive_builder.convert.batches import Printed, office_at_work
from archive_builder.convert.cache import Renditions, keep
from archive_builder.convert.choice import NEEDS_OFFICE, NONE, choose
from archive_builder.convert.clean import clean
from archive_builder.convert.crew import MEMORY, Crew
from archive_builder.convert.office import KINDS, WORKBOOKS, Office
from archive_builder.convert.outcome import Converter, Outcome, Problem
from archive_builder.convert.package import package_problem
from archive_builder.convert.pagetext import page_texts
from archive_builder.convert.panic import panics_raised
from archive_builder.convert.sniff import PACKAGES, sniff
from archive_builder.convert.staging import stage
from archive_builder.convert.workfolder import work_folder
from archive_builder.model import Rendition, Text
from archive_builder.progress import Progress
from archive_builder.typeset.fonts import FontSet

LIMIT = 300.0
"""Seconds that a document may take here; LibreOffice has its own limit."""

SLICE = 200
"""Documents taken at a time: so many have copies on the disk, and processes stay young."""

_UNREADABLE = Problem("文件无法读取", lasting=False)
"""The store can't be reached; worth another try at once when it can."""
_DIED = Problem("转换程序异常退出或超时，请另存为 PDF 后报送", lasting=False)


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
    why, and no PDF. Such a verdict is remembered too; one that may have been chance (a time
    limit, a crash) only as long as `renditions` lives.

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
        for start in range(0, len(missing), SLICE):
            for source, rendition in _convert(missing[start : start + SLICE], renditions):
                held[source.sha256] = rendition
                progress.step(source.name)
        progress.end()
    return {sha256: rendition for sha256, rendition in held.items() if rendition}


@dataclass(frozen=True, slots=True)
class Job:
    """One document on its way; goes to worker processes and back.

    Attributes:
        source: what is converted.
        renditions: where the result is kept, and what it is set in.
        staging: a folder for copies that LibreOffice is given.
        how: a way to pages that takes `path`; or such a copy, to be printed first; or why there
            are no pages.
        path: what to read.
        converter: as the rendition names it; `identity` likewise in its key.
    """

    source: Source
    renditions: Renditions
    staging: Path
    how: Callable[[Path, FontSet], Outcome] | Path | Problem
    path: Path
    converter: str = "未转换"
    identity: str = NONE


def _convert(
    missing: Sequence[Source], renditions: Renditions
) -> Iterator[tuple[Source, Rendition]]:
    workers = min(os.cpu_count() or 1, len(missing))
    with work_folder() as work, Crew(workers, LIMIT) as crew:
        new = [Job(source, renditions, work, _DIED, source.path) for source in missing]
        jobs = [done or job for job, done in crew.run(look, new)]
        copies = {job.how: job for job in jobs if isinstance(job.how, Path)}
        direct = [job for job in jobs if not isinstance(job.how, Path)]
        with _printing(renditions, list(copies), work) as results:
            printed = (_printed(copies[copy], result) for copy, result in results)
            for job, made in crew.run(make, chain(direct, printed)):
                rendition = made or _refusal(job, _DIED)
                if rendition.problem and job.how != _UNREADABLE:
                    renditions.set_aside(job.source.sha256, rendition)
                yield job.source, rendition


def _printing(
    renditions: Renditions, copies: Sequence[Path], work: Path
) -> AbstractContextManager[Iterator[Printed]]:
    if renditions.office is None or not copies:
        return nullcontext(iter(()))
    return office_at_work(renditions.office, copies, work, renditions.fonts)


def _printed(job: Job, result: Path | Problem) -> Job:
    """Go on with what LibreOffice made, as with any PDF."""
    if isinstance(result, Problem):
        return replace(job, how=result)
    copy = job.how
    is_workbook = isinstance(copy, Path) and copy.suffix in WORKBOOKS
    return replace(job, how=pdf.convert_sheets if is_workbook else pdf.convert, path=result)


def look(job: Job) -> Job:
    """Say how a document is to be converted, and make LibreOffice's copy of it."""
    try:
        return _look(job)
    except OSError:
        return replace(job, how=_UNREADABLE)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        return replace(job, how=_failure(error))


def _look(job: Job) -> Job:
    kind = sniff(job.path)
    harmful = package_problem(job.path) if kind in PACKAGES else None
    if harmful:
        return replace(job, how=harmful)
    office = job.renditions.office
    chosen = choose(kind, office)
    if isinstance(chosen, Converter):
        return replace(job, how=chosen.convert, converter=chosen.name, identity=chosen.identity)
    if isinstance(chosen, Office):
        copy = stage(job.path, kind, job.staging, job.source.sha256[:24])
        return replace(job, how=copy, converter=chosen.name, identity=chosen.identity)
    return replace(job, how=chosen, identity=NONE if office or kind not in KINDS else NEEDS_OFFICE)


def make(job: Job) -> Rendition:
    """Convert, clean and read a document, and keep what came of it.

    Raises:
        OSError: the folder of renditions can't be written, which is no document's fault.
    """
    try:
        made = _made(job)
    except Exception as error:  # noqa: BLE001 - one document never stops the others
        made = _failure(error)
    if isinstance(made, Problem):
        return _refusal(job, made)
    rendition, content = made
    keep(job.renditions.folder, rendition, content)
    return rendition


def _made(job: Job) -> tuple[Rendition, bytes] | Problem:
    if not callable(job.how):
        return job.how if isinstance(job.how, Problem) else _DIED
    fonts = job.renditions.fonts
    with panics_raised():
        outcome = job.how(job.path, fonts)
    if isinstance(outcome, Problem):
        return outcome
    cleaned = clean(outcome.pdf, fonts)
    if isinstance(cleaned, Problem):
        return cleaned
    notes = tuple(dict.fromkeys(outcome.notes + cleaned.notes))
    text = _with_unshown(page_texts(cleaned.pdf, outcome.tabular), outcome.unshown)
    key = job.renditions.key(job.source.sha256, job.identity)
    made = Rendition(key, cleaned.pages, text, job.converter, outcome.draft, notes)
    return made, cleaned.pdf


def _with_unshown(text: Text, unshown: str) -> Text:
    if not unshown or not text.pages:
        return text
    return Text((f"{unshown}\n{text.pages[0]}", *text.pages[1:]))


def _refusal(job: Job, problem: Problem) -> Rendition:
    """A rendition that says why there are no pages; remembered only when that lasts."""
    key = job.renditions.key(job.source.sha256, job.identity)
    refused = Rendition(key, (), problem.text, job.converter, problem=problem.reason)
    if problem.lasting:
        keep(job.renditions.folder, refused, None)
    return refused


def _failure(error: Exception) -> Problem:
    """What is said when a converter fails in a way nobody foresaw."""
    if isinstance(error, MemoryError):
        return Problem(f"转换所需内存超过 {MEMORY >> 30} GB 的上限，请拆分后报送", lasting=False)
    return Problem(f"转换时出错（{type(error).__name__}），请另存为 PDF 后报送", lasting=False)
