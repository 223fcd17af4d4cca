"""Everything the overview's page shows, ready to be put in its places. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from archive_builder.model import Gap, Unit
from archive_builder.report.gaps import due_day
from archive_builder.report.html.bars import Bar, progress_bar, state_bar
from archive_builder.report.html.grid import Grid, grids
from archive_builder.report.html.items import (
    Happened,
    OpenItem,
    WaivedItem,
    happened,
    open_items,
    since_text,
    waived_items,
)
from archive_builder.report.overview import Evidence, Group, Overview, Tally, groups
from archive_builder.report.wording import NO_DUE, NO_EVIDENCE, SHARED, day_text, percent_text

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number under its word; an `alarm` stands out."""

    word: str
    number: str
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of progress; `mark` says what must not be overlooked."""

    label: str
    tally: Tally
    percent: str
    bar: Bar
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines of progress under a title."""

    title: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's line, its open items, and the shared items that it gathers for the county."""

    id: str
    line: Line
    items: tuple[OpenItem, ...]
    shared: tuple[OpenItem, ...]


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units shown together, under a line for all of them."""

    line: Line
    units: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page, in the order in which it is read."""

    title: str
    campaign: str
    as_of: str
    figures: tuple[Figure, ...]
    states: Bar
    since: str
    happened: tuple[Happened, ...]
    charts: tuple[Chart, ...]
    groups: tuple[UnitGroup, ...]
    shared_note: str
    grids: tuple[Grid, ...]
    waived: tuple[WaivedItem, ...]


def page_of(overview: Overview) -> Page:
    """All that the page says of the county."""
    return Page(
        title=f"{overview.county}档案资料收集总览",
        campaign=overview.campaign.name,
        as_of=f"截至 {day_text(overview.as_of)}",
        figures=_figures(overview.total),
        states=state_bar(overview.total, overview.gaps),
        since=since_text(overview.changes),
        happened=happened(overview.changes),
        charts=(
            _by_due_day(overview),
            _by_aspect(overview),
            _by_content(overview),
            _by_group(overview),
        ),
        groups=_groups(overview),
        shared_note=SHARED,
        grids=grids(overview),
        waived=waived_items(overview.waivers),
    )


def _figures(total: Tally) -> tuple[Figure, ...]:
    return (
        Figure("应备件位", str(total.slots)),
        Figure("已核收", str(total.accepted)),
        Figure("缺项", str(total.gaps)),
        Figure("逾期", str(total.overdue), "overdue" if total.overdue else ""),
        Figure("临近", str(total.soon), "soon" if total.soon else ""),
        Figure("不适用", str(total.waived)),
        Figure("完成率", percent_text(total)),
    )


def _by_due_day(overview: Overview) -> Chart:
    found = _gathered(overview.gaps, lambda gap: due_day(gap.slot.requirement))
    tallies = overview.by_due_day
    most = max((tally.slots for day, tally in tallies.items() if day), default=1)
    lines = tuple(
        _line(
            day_text(day) if day else NO_DUE,
            tally,
            found.get(day, ()),
            tally.slots / most if day else 1.0,
        )
        for day, tally in tallies.items()
    )
    return Chart("按截止日", "条形长短为当日应交件位多少，未定时限的不按比例", lines)


def _by_aspect(overview: Overview) -> Chart:
    found = _gathered(overview.gaps, lambda gap: gap.slot.requirement.aspect)
    tallies = overview.by_aspect
    return Chart("按方面", "", _lines(tallies, found))


def _by_group(overview: Overview) -> Chart:
    lines = tuple(_group_line(overview, group) for group in groups(overview.units))
    return Chart("按乡镇、部门类别", "乡镇含所辖村、安置点", lines)


def _by_content(overview: Overview) -> Chart:
    contents = overview.by_indicator
    without = sum(not evidence.documents for evidence in contents)
    note = f"{len(contents)} 项中 {without} 项{NO_EVIDENCE}" if without else "每项都有佐证"
    return Chart("按评估内容", note, tuple(_content(overview, found) for found in contents))


def _content(overview: Overview, evidence: Evidence) -> Line:
    code = evidence.indicator.code
    gaps = [gap for gap in overview.gaps if code in gap.slot.requirement.indicators]
    mark = "" if evidence.documents else NO_EVIDENCE
    return _line(f"{code} {evidence.indicator.title}", evidence.tally, gaps, mark=mark)


def _groups(overview: Overview) -> tuple[UnitGroup, ...]:
    return tuple(
        UnitGroup(
            _group_line(overview, group),
            tuple(_unit(overview, unit) for unit in group.units),
        )
        for group in groups(overview.units)
    )


def _group_line(overview: Overview, group: Group) -> Line:
    ids = {unit.id for unit in group.units}
    gaps = [gap for gap in overview.gaps if gap.slot.unit.id in ids]
    return _line(group.title, overview.by_group[group.title], gaps)


def _unit(overview: Overview, unit: Unit) -> UnitRow:
    gaps = overview.list_of(unit).gaps
    own = [gap for gap in gaps if gap.slot.unit.id == unit.id]
    shared = [gap for gap in gaps if gap.slot.unit.id != unit.id]
    line = _line(unit.name, overview.by_unit[unit.id], own)
    return UnitRow(
        unit.id, line, open_items(own, overview.names), open_items(shared, overview.names)
    )


def _gathered(gaps: Iterable[Gap], key: Callable[[Gap], K]) -> Mapping[K, list[Gap]]:
    found: dict[K, list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[key(gap)].append(gap)
    return found


def _lines(tallies: Mapping[K, Tally], gaps: Mapping[K, list[Gap]]) -> tuple[Line, ...]:
    return tuple(_line(str(key), tally, gaps.get(key, ())) for key, tally in tallies.items())


def _line(
    label: str, tally: Tally, gaps: Iterable[Gap], share: float = 1.0, mark: str = ""
) -> Line:
    return Line(label, tally, percent_text(tally), progress_bar(tally, gaps, share), mark)
