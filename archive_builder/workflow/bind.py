"""Bind what is filed: volumes of each unit's aspects, and policy compilations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_builder import bind
from archive_builder.bind import Book
from archive_builder.fsio import why_not, write_atomic
from archive_builder.model import Aspect, SlotId, Unit
from archive_builder.report.gaps import find_gaps
from archive_builder.workflow.books import Stock, compilation, volume
from archive_builder.workflow.evidence import safe_name, unit_folder
from archive_builder.workflow.holdings import Held, inventory
from archive_builder.workflow.judging import Judgements
from archive_builder.workflow.workspace import Session, Work


@dataclass(frozen=True, slots=True)
class Bound:
    """A book; `rebuilt` is False when it stood already, from the same sources.

    `unwritten` says why the file could not be replaced (it is open in another program, the disk
    is full); then the old one stands, and the next run tries again.
    """

    path: Path
    title: str
    rebuilt: bool
    unwritten: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which books to make; None means all. `empty` adds volumes in which nothing is filed."""

    unit: str | None = None
    aspect: Aspect | None = None
    empty: bool = False

    @property
    def everything(self) -> bool:
        """Whether what is not made now may be swept away."""
        return self.unit is None and self.aspect is None

    def takes(self, unit: Unit) -> bool:
        """Whether books of this unit are wanted."""
        return self.unit in (None, unit.id)


def bind_volumes(
    session: Session, holdings: dict[SlotId, list[Held]], selection: Selection
) -> tuple[Bound, ...]:
    """Make the volumes of the selection that changed."""
    folder = session.workspace.output / "volumes"
    wanted = list(_volumes(_stock(session, holdings), selection, folder))
    return _make(session, "装订案卷", wanted, folder, sweep=selection.everything)


def compile_policies(
    session: Session, holdings: dict[SlotId, list[Held]], selection: Selection
) -> tuple[Bound, ...]:
    """Make the policy compilations of the selection that changed."""
    folder = session.workspace.output / "compilations"
    wanted = list(_compilations(_stock(session, holdings), selection, folder))
    return _make(session, "编印汇编", wanted, folder, sweep=selection.everything)


def _stock(session: Session, holdings: dict[SlotId, list[Held]]) -> Stock:
    judged = Judgements(session.archive.catalogue.decisions(), ())
    counted = inventory(session, holdings)
    gaps = find_gaps(session.slots, counted, session.today())  # no book prints what is overdue
    return Stock(
        manifests=session.manifests,
        slots=session.slots,
        holdings=holdings,
        gaps={gap.slot.id: gap for gap in gaps},
        fonts=session.fonts,
        papers=judged.papers(session.slot_of),
        entered={decision.id: decision for decision in judged.entered(session.slot_of)},
        waivers=counted.waivers,
    )


def _volumes(stock: Stock, selection: Selection, folder: Path) -> Iterator[tuple[Path, Book]]:
    for unit in filter(selection.takes, stock.manifests.units):
        for aspect in [selection.aspect] if selection.aspect else Aspect:
            book = volume(stock, unit, aspect)
            if book and (selection.empty or any(book.items())):
                name = unit_folder(unit, stock.manifests.units)
                yield folder / name / f"{name}-{aspect}.pdf", book


def _compilations(stock: Stock, selection: Selection, folder: Path) -> Iterator[tuple[Path, Book]]:
    for rule in stock.manifests.compilations:
        for unit in filter(selection.takes, stock.manifests.units):
            if unit.kind not in rule.kinds and unit.id not in rule.units:
                continue
            if book := compilation(stock, unit, rule):
                name = unit_folder(unit, stock.manifests.units)
                yield folder / f"{name}-{safe_name(rule.title)}.pdf", book


def _make(
    session: Session, stage: str, wanted: list[tuple[Path, Book]], folder: Path, *, sweep: bool
) -> tuple[Bound, ...]:
    with session.alone(Work.OUTPUT):
        return _make_alone(session, stage, wanted, folder, sweep=sweep)


def _make_alone(
    session: Session, stage: str, wanted: list[tuple[Path, Book]], folder: Path, *, sweep: bool
) -> tuple[Bound, ...]:
    look = bind.load_look(session.workspace.templates)
    session.progress.begin(stage, len(wanted))
    done = []
    for path, book in wanted:
        mark = bind.fingerprint(book, session.fonts, look)
        fresh = all(session.made.is_current(file, mark) for file in _files(path))
        unwritten = "" if fresh else _build(session, book, look, path, mark)
        done.append(Bound(path, book.name, not (fresh or unwritten), unwritten))
        session.progress.step(book.name)
    session.progress.end()
    if sweep:
        session.made.sweep(folder, {file for path, _ in wanted for file in _files(path)})
    session.made.save()
    return tuple(done)


def _build(session: Session, book: Book, look: bind.Look, path: Path, mark: str) -> str:
    volume_file, plan_file = _files(path)
    try:
        pagination = bind.build(book, session.fonts, look, session.renditions.path, path)
        write_atomic(plan_file, pagination.to_json().encode())
    except OSError as error:
        return why_not(error)
    for file in (volume_file, plan_file):
        session.made.record(file, mark)
    session.made.save()
    return ""


def _files(path: Path) -> tuple[Path, Path]:
    return path, path.with_suffix(".json")
