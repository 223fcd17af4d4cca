"""What is still owed: the gaps as of a day, and every list that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from archive_builder import __version__
from archive_builder.fsio import why_not
from archive_builder.model import Gap, SlotId
from archive_builder.report import (
    Overview,
    find_gaps,
    owed_by,
    write_list_pdf,
    write_list_xlsx,
    write_overview_pdf,
    write_overview_xlsx,
)
from archive_builder.workflow.evidence import safe_name, unit_folder
from archive_builder.workflow.holdings import Held, as_holdings
from archive_builder.workflow.made import fingerprint
from archive_builder.workflow.workspace import Session, Work

Write = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists say in sum, how many files they are, and which could not be written."""

    gaps: int
    overdue: int
    as_of: date
    files: int
    unwritten: tuple[str, ...] = ()


def current_gaps(
    session: Session, holdings: dict[SlotId, list[Held]], as_of: date, unit: str | None = None
) -> tuple[Gap, ...]:
    """The open slots of the county, or those on one unit's list."""
    gaps = find_gaps(session.slots, as_holdings(holdings), as_of)
    return gaps if unit is None else owed_by(unit, gaps)


def write_lists(session: Session, holdings: dict[SlotId, list[Held]], as_of: date) -> Lists:
    """Bring every unit's 缺项清单 and the county's 总览 up to date; write only what changed."""
    gaps = current_gaps(session, holdings, as_of)
    manifests = session.manifests
    overview = Overview(manifests.campaign, manifests.units, session.slots, gaps, as_of)
    folder = session.workspace.output / "gaps"
    wanted = list(_lists(session, overview, folder))
    with session.alone(Work.OUTPUT):
        unwritten = _write(session, wanted, folder)
    return Lists(len(gaps), sum(g.overdue for g in gaps), as_of, len(wanted), unwritten)


def _write(
    session: Session, wanted: list[tuple[Path, str, Write]], folder: Path
) -> tuple[str, ...]:
    session.progress.begin("缺项清单", len(wanted))
    unwritten = []
    for path, mark, write in wanted:
        if not session.made.is_current(path, mark):
            try:
                write(path)
            except OSError as error:
                unwritten.append(f"{path}：{why_not(error)}")
            else:
                session.made.record(path, mark)
        session.progress.step(path.name)
    session.progress.end()
    session.made.sweep(folder, {path for path, _, _ in wanted})
    session.made.save()
    return tuple(unwritten)


def _lists(session: Session, overview: Overview, folder: Path) -> Iterator[tuple[Path, str, Write]]:
    fonts = session.fonts
    sources = (__version__, fonts.digest)
    for unit in overview.units:
        listed = overview.list_of(unit)
        mark = fingerprint(sources, listed)
        place = folder / unit_folder(unit, overview.units)
        yield place / "缺项清单.xlsx", mark, partial(write_list_xlsx, listed)
        yield place / "缺项清单.pdf", mark, partial(write_list_pdf, listed, fonts)
    mark = fingerprint(sources, overview)
    county = safe_name(f"{session.unit_of[overview.campaign.county].name}总览")
    yield folder / f"{county}.xlsx", mark, partial(write_overview_xlsx, overview)
    yield folder / f"{county}.pdf", mark, partial(write_overview_pdf, overview, fonts)
