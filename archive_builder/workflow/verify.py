"""Is all as it was recorded and planned? The store's bytes, and the finished books."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive_builder.archive import Fault, check_fixity
from archive_builder.bind import Check, Pagination, Verdict, inspect
from archive_builder.errors import UsageError
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Inspected:
    """A finished book with the verdict on each rule."""

    path: Path
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found wrong with the record, and every rule's verdict on every book."""

    faults: tuple[Fault, ...]
    books: tuple[Inspected, ...]


def verify(session: Session) -> Verification:
    """Rehash every original and re-read every finished book."""
    archive = session.archive
    faults = check_fixity(archive.store, archive.catalogue, session.progress)
    output = session.workspace.output
    found = (p for f in ("volumes", "compilations") for p in (output / f).rglob("*.pdf"))
    files = sorted(p for p in found if not p.name.startswith("."))
    session.progress.begin("检查成品", len(files))
    books = []
    for path in files:
        books.append(Inspected(path, _inspect(path)))
        session.progress.step(path.name)
    session.progress.end()
    return Verification(faults, tuple(books))


def _inspect(path: Path) -> tuple[Check, ...]:
    try:
        plan = Pagination.from_json(path.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError, UsageError):
        return (Check("编页文件", Verdict.FAIL, "", "缺失或损坏，请重新装订"),)
    return inspect(path, plan)
