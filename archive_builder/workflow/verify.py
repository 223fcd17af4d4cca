"""Is all as it was recorded and planned? The store's bytes, and the finished books.

What can be made whole without guessing is: from any file with the very same bytes.
"""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archive_builder import fsio, intake
from archive_builder.archive import HARMLESS, Damage, Fault, check_fixity, mend
from archive_builder.bind import Check, Pagination, Verdict, inspect
from archive_builder.errors import UsageError
from archive_builder.intake import Box
from archive_builder.model import shown_path
from archive_builder.workflow.file import reach_all
from archive_builder.workflow.workspace import Session, Work


@dataclass(frozen=True, slots=True)
class Inspected:
    """A finished book with the verdict on each rule."""

    path: Path
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found wrong with the record, and every rule's verdict on every book.

    Attributes:
        unrecorded: files that were taken and that the record lacks, by root and path.
    """

    faults: tuple[Fault, ...]
    books: tuple[Inspected, ...]
    unrecorded: tuple[str, ...] = ()

    @property
    def damage(self) -> tuple[Fault, ...]:
        """What of the record is lost or altered and could not be made whole."""
        return tuple(f for f in self.faults if f.damage not in HARMLESS and not f.mended)


def verify(session: Session) -> Verification:
    """Rehash every original, mend what can be mended, and re-read every finished book."""
    faults = verify_record(session)
    output = session.workspace.output
    found = (p for f in ("volumes", "compilations") for p in (output / f).rglob("*.pdf"))
    files = sorted(p for p in found if not p.name.startswith("."))
    session.progress.begin("检查成品", len(files))
    books = []
    for path in files:
        books.append(Inspected(path, _inspect(path)))
        session.progress.step(path.name)
    session.progress.end()
    return Verification(faults, tuple(books), _unrecorded(session))


def _unrecorded(session: Session) -> tuple[str, ...]:
    """What the record lost of what lies taken in the roots that can be reached."""
    boxes = [box for box in reach_all(session).values() if isinstance(box, Box)]
    return tuple(
        shown_path(box.root.name, path)
        for box in boxes
        for path in intake.unrecorded(box, session.archive)
    )


def verify_record(session: Session) -> tuple[Fault, ...]:
    """What was wrong with the record; a fault that could be mended says by what it was.

    Half-copied files that a killed pass left behind are removed. Others may go on working.
    """
    archive = session.archive
    faults = check_fixity(archive.store, archive.catalogue, session.progress)
    with session.alone(Work.INTAKE):
        archive.store.clear_staging()
        copies = _copies(session, faults)
        return tuple(
            mend(fault, archive.store, _sound(copies.get(fault.where, ()), fault.where))
            for fault in faults
            if not _recorded_since(session, fault)
        )


def _recorded_since(session: Session, fault: Fault) -> bool:
    """Whether an original without a record was just being received."""
    orphan = fault.damage is Damage.ORPHAN
    return orphan and bool(session.archive.catalogue.paths_of(fault.where))


def _copies(session: Session, faults: Sequence[Fault]) -> Mapping[str, Sequence[Path]]:
    """Files of the right size for each original that is not whole, by hash.

    They are sought where originals came from and where they are shown.
    """
    broken = {fault.where for fault in faults if fault.damage not in HARMLESS}
    sizes = {h: size for h, size in session.archive.catalogue.documents() if h in broken}
    by_size: dict[int, list[Path]] = defaultdict(list)
    for path in _shown_or_sent(session) if sizes else ():
        with suppress(OSError):  # taken away meanwhile
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                by_size[status.st_size].append(path)
    return {sha256: by_size[size] for sha256, size in sizes.items()}


def _shown_or_sent(session: Session) -> Iterator[Path]:
    workspace = session.workspace
    roots = (workspace.root / root.path for root in session.manifests.intake.roots)
    for folder in (*roots, workspace.output / "evidence"):
        with suppress(OSError):  # a share that dropped out
            yield from sorted(folder.rglob("*"))


def _sound(paths: Sequence[Path], sha256: str) -> Iterator[Path]:
    for path in paths:
        with suppress(OSError):  # what can't be read mends nothing
            if fsio.sha256_of(path) == sha256:
                yield path


def _inspect(path: Path) -> tuple[Check, ...]:
    try:
        plan = Pagination.from_json(path.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError, UsageError):
        return (Check("编页文件", Verdict.FAIL, "", "缺失或损坏，请重新装订"),)
    return inspect(path, plan)
