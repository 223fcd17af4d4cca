"""What is still owed: the overview as of a day, and every list and notice made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from archive_builder.errors import UsageError
from archive_builder.fsio import why_not
from archive_builder.model import Gap, Requirement, Slot, Unit, Waiver
from archive_builder.model.privacy import mask
from archive_builder.report import (
    Overview,
    UnitList,
    find_gaps,
    write_list_pdf,
    write_list_xlsx,
    write_overview_pdf,
    write_overview_xlsx,
)
from archive_builder.report.changes import Event, changes
from archive_builder.report.html import write_overview_html
from archive_builder.report.notices import write_notice, write_overdue_notice
from archive_builder.report.word import WordTemplate
from archive_builder.workflow.evidence import safe_name, unit_folder
from archive_builder.workflow.holdings import take_stock
from archive_builder.workflow.made import fingerprint, reports_made_by
from archive_builder.workflow.masking import Hide, shown
from archive_builder.workflow.workspace import Session, Work

NOTICE, OVERDUE_NOTICE = "催办通知.docx", "逾期催办通知.docx"
"""Names of the templates, and of what is made with them."""

Write = Callable[[Path], object]
Wanted = tuple[Path, str, Write]
"""A file, the fingerprint of all that it depends on, and what writes it."""


@dataclass(frozen=True, slots=True)
class Lists:
    """How many files the lists are, and what could not be written, each with its reason."""

    files: int
    unwritten: tuple[str, ...] = ()


def overview_of(session: Session, as_of: date, hide: Hide = mask) -> Overview:
    """Where the county stands; what is new is converted and read first.

    Args:
        session: the workspace.
        as_of: the day that it speaks for.
        hide: what hides personal numbers in all that is shown.
    """
    stock = take_stock(session, as_of)
    inventory, slots = stock.inventory, session.slots
    gaps = find_gaps(slots, inventory, as_of)
    overview = Overview(
        session.manifests.campaign,
        session.manifests.units,
        slots,
        gaps,
        as_of,
        waivers=tuple(inventory.waivers[s.id] for s in slots if s.id in inventory.waivers),
        documents={slot.id: inventory.present(slot.id) for slot in slots},
        changes=changes(stock.received, stock.returned, gaps, as_of),
    )
    return shown(overview, hide)


def write_lists(session: Session, overview: Overview) -> Lists:
    """Bring every unit's 缺项清单 and 催办通知 and the county's 总览 up to date.

    Only what changed is written; what nobody is owed any more is taken away.
    """
    folder = session.workspace.output / "gaps"
    wanted = list(_lists(session, overview, folder))
    with session.alone(Work.OUTPUT):
        unwritten = _write(session, wanted, folder)
    return Lists(sum(path.is_file() for path, _, _ in wanted), unwritten)


def _write(session: Session, wanted: list[Wanted], folder: Path) -> tuple[str, ...]:
    session.progress.begin("缺项清单", len(wanted))
    unwritten = []
    for path, mark, write in wanted:
        if not session.made.is_current(path, mark):
            try:
                write(path)
            except OSError as error:
                unwritten.append(f"{path}：{why_not(error)}")
            except UsageError as error:  # a template that people edit
                unwritten.append(f"{error.message}{error.remedy}")
            else:
                session.made.record(path, mark)
        session.progress.step(path.name)
    session.progress.end()
    session.made.sweep(folder, {path for path, _, _ in wanted})
    session.made.save()
    return tuple(dict.fromkeys(unwritten))


def _lists(session: Session, overview: Overview, folder: Path) -> Iterator[Wanted]:
    fonts = session.fonts
    marks = _Marks((reports_made_by(), fonts.digest))
    notice = _Template(session.workspace.templates / NOTICE)
    for unit in overview.units:
        listed = overview.list_of(unit)
        mark = marks.of_list(listed)
        place = folder / unit_folder(unit, overview.units)
        yield place / "缺项清单.xlsx", mark, partial(write_list_xlsx, listed)
        yield place / "缺项清单.pdf", mark, partial(write_list_pdf, listed, fonts)
        if listed.gaps:
            fill = partial(_fill, partial(write_notice, listed), notice)
            yield place / NOTICE, fingerprint(mark, notice.digest), fill
    mark = marks.of_overview(overview)
    name = safe_name(f"{overview.county}总览")
    yield folder / f"{name}.xlsx", mark, partial(write_overview_xlsx, overview)
    yield folder / f"{name}.pdf", mark, partial(write_overview_pdf, overview, fonts)
    yield folder / f"{name}.html", mark, partial(write_overview_html, overview)
    if overview.total.overdue:
        overdue = _Template(session.workspace.templates / OVERDUE_NOTICE)
        fill = partial(_fill, partial(write_overdue_notice, overview), overdue)
        yield folder / OVERDUE_NOTICE, fingerprint(mark, overdue.digest), fill


class _Template:
    """A Word template, or why it is none: told when something is to be made with it."""

    def __init__(self, path: Path) -> None:
        self._found: WordTemplate | UsageError
        try:
            self._found = WordTemplate(path)
        except UsageError as error:
            self._found = error

    @property
    def digest(self) -> str:
        """Hash of the template; of none, so that what was made before counts as current never."""
        return "" if isinstance(self._found, UsageError) else self._found.digest

    def get(self) -> WordTemplate:
        """The template.

        Raises:
            UsageError: it can't be used.
        """
        if isinstance(self._found, UsageError):
            raise self._found
        return self._found


def _fill(write: Callable[[WordTemplate, Path], object], template: _Template, target: Path) -> None:
    write(template.get(), target)


class _Marks:
    """Fingerprints of all that lists say; a requirement, which many name, is hashed once."""

    def __init__(self, sources: tuple[str, ...]) -> None:
        self._sources = sources
        self._hashes: dict[str, str] = {}

    def of_list(self, listed: UnitList) -> str:
        """Of a unit's list."""
        head = (listed.unit, listed.tally, listed.campaign, listed.as_of, listed.names)
        waivers = [self._waiver(waiver) for waiver in listed.waivers]
        return fingerprint(self._sources, head, [self._gap(gap) for gap in listed.gaps], waivers)

    def of_overview(self, overview: Overview) -> str:
        """Of the county's."""
        changed = overview.changes
        return fingerprint(
            self._sources,
            (overview.campaign, overview.units, overview.as_of, changed.since),
            [(self._slot(slot), overview.documents.get(slot.id)) for slot in overview.slots],
            [self._gap(gap) for gap in overview.gaps],
            [self._waiver(waiver) for waiver in overview.waivers],
            self._events(changed.received),
            self._events(changed.returned),
            [self._gap(gap) for gap in changed.overdue],
        )

    def _slot(self, slot: Slot) -> tuple[str, ...]:
        unit: Unit = slot.unit
        return unit.id, unit.name, slot.part.key, slot.part.title, self._asked(slot.requirement)

    def _asked(self, requirement: Requirement) -> str:
        if requirement.code not in self._hashes:
            self._hashes[requirement.code] = fingerprint(requirement)
        return self._hashes[requirement.code]

    def _gap(self, gap: Gap) -> tuple[object, ...]:
        said = (gap.state.value, gap.reason, gap.urgency.value, gap.charge, gap.remark)
        return (*self._slot(gap.slot), gap.present, gap.needed, *said)

    def _waiver(self, waiver: Waiver) -> tuple[object, ...]:
        return (*self._slot(waiver.slot), waiver.reason, waiver.actor, waiver.day)

    def _events(self, events: Iterable[Event]) -> list[tuple[object, ...]]:
        return [(*self._slot(e.slot), e.what, e.at.isoformat(), e.reason) for e in events]
