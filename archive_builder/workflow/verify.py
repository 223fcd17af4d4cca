"""Is all as it was recorded and planned? The store's bytes, and the finished books."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive_builder.archive import Fault, check_fixity
from archive_builder.bind import Check, Pagination, inspect
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Inspected:
    """A finished book with the verdict on each rule."""

    path: Path
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found wrong with the record, and every rule's verdict on every book."""

    faults: tuple[Fault, ...]
    books: tuple[Inspected, ...]


def verify(session: Session) -> Verdict:
    """Rehash every original and re-read every finished book."""
    archive = session.archive
    faults = check_fixity(archive.store, archive.catalogue, session.progress)
    output = session.workspace.output
    files = sorted(p for f in ("volumes", "compilations") for p in (output / f).rglob("*.pdf"))
    session.progress.begin("检查成品", len(files))
    books = []
    for path in files:
        books.append(Inspected(path, _inspect(path)))
        session.progress.step(path.name)
    session.progress.end()
    return Verdict(faults, tuple(books))


def _inspect(path: Path) -> tuple[Check, ...]:
    plan = Pagination.from_json(path.with_suffix(".json").read_text("utf-8"))
    return inspect(path, plan)
