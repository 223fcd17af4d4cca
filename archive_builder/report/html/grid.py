"""Units × requirements as cells of word, colour and explanation. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from archive_builder.model import Requirement, SlotState, Unit, Urgency
from archive_builder.report.html.bars import kind_of
from archive_builder.report.overview import Matrix, Overview, Tally
from archive_builder.report.wording import cell_text, due_text

_MOST_COLUMNS = 30
"""As many as an A4 sheet's width shows readably."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a unit owes of one requirement; all empty where it owes nothing."""

    kind: str = ""
    lines: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix, or as many of its columns as fit on paper."""

    title: str
    requirements: tuple[Requirement, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def grids(overview: Overview) -> tuple[Grid, ...]:
    """The matrices by kind of unit, wide ones in parts of about the same width."""
    return tuple(grid for matrix in overview.matrices() for grid in _parts(overview, matrix))


def _parts(overview: Overview, matrix: Matrix) -> Iterator[Grid]:
    parts = list(_even(matrix.requirements))
    for number, requirements in enumerate(parts, 1):
        title = f"{matrix.title}（{number}/{len(parts)}）" if len(parts) > 1 else matrix.title
        rows = tuple((unit.name, _cells(overview, unit, requirements)) for unit in matrix.units)
        yield Grid(title, tuple(requirements), rows)


def _even(requirements: Sequence[Requirement]) -> Iterator[Sequence[Requirement]]:
    count = ceil(len(requirements) / _MOST_COLUMNS)
    size = ceil(len(requirements) / max(count, 1))
    return (requirements[i * size : (i + 1) * size] for i in range(count))


def _cells(overview: Overview, unit: Unit, requirements: Sequence[Requirement]) -> tuple[Cell, ...]:
    return tuple(
        _cell(unit, asked, overview.cells.get((unit.id, asked.code))) for asked in requirements
    )


def _cell(unit: Unit, asked: Requirement, tally: Tally | None) -> Cell:
    if tally is None:
        return Cell()
    late = (Urgency.OVERDUE,) if tally.overdue else ()
    hint = f"{unit.name} {asked.code} {asked.title}：{_explained(tally)}；截止：{due_text(asked)}"
    return Cell(_kind(tally), (*late, cell_text(tally)), hint)


def _kind(tally: Tally) -> str:
    if tally.overdue:
        return "overdue"
    if tally.gaps:
        return kind_of(tally.worst)
    return "waived" if tally.worst is SlotState.WAIVED else "accepted"


def _explained(tally: Tally) -> str:
    counts = {
        "核收": tally.accepted,
        "不适用": tally.waived,
        "缺项": tally.gaps,
        "逾期": tally.overdue,
        "临近": tally.soon,
    }
    found = (f"{word} {count}" for word, count in counts.items() if count)
    return "，".join((f"应备 {tally.slots}", *found))
