"""缺项清单.xlsx of a unit, and the rows of gaps that the county's 明细 shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.model import Gap
from archive_builder.report import palette
from archive_builder.report.overview import UnitList
from archive_builder.report.wording import (
    COLUMNS,
    LEGEND,
    SIGNING,
    cells,
    dated_text,
    totals_text,
)
from archive_builder.report.workbook import LATE, MIDDLE, PLAIN, TEXT, Book, Column, Heading, Table

_WIDTHS = (16.5, 8.5, 36, 14, 9.5, 28, 9, 19, 14.5)
_CENTRED = {"类目编号", "应有/现有", "截止", "状态"}

GAP_COLUMNS = (
    *(
        Column(title, width, MIDDLE if title in _CENTRED else TEXT)
        for title, width in zip(COLUMNS, _WIDTHS, strict=True)
    ),
    Column("件位", 24, hidden=True),
)
"""The columns of a 缺项清单; the last, hidden, names the slot so that a row can be matched."""


def write_list_xlsx(listed: UnitList, target: Path) -> bool:
    """Write a unit's 缺项清单.xlsx: a row a gap, or the words that nothing is owed.

    Returns:
        False when the same bytes stood there already.
    """
    title = f"{listed.unit.name}缺项清单"
    as_of = dated_text(listed.campaign, listed.as_of)
    book = Book(title)
    heading = Heading("缺项清单", title, (as_of, totals_text(listed), LEGEND))
    table = book.sheet(heading, GAP_COLUMNS)
    add_gaps(table, listed.gaps, listed.names)
    table.close(SIGNING)
    return write_atomic(target, book.data())


def add_gaps(
    table: Table,
    gaps: Iterable[Gap],
    names: Mapping[str, str],
    lead: Callable[[Gap], tuple[str, ...]] = lambda _: (),
) -> None:
    """Write a row a gap, `lead` giving the cells before those of `GAP_COLUMNS`."""
    for gap in gaps:
        row = (*lead(gap), *cells(gap, names), str(gap.slot.id))
        over = {"bg_color": palette.OVERDUE_ROW} if gap.overdue else PLAIN
        state = LATE if gap.overdue else {"bg_color": palette.STATE[gap.state]}
        table.add(row, over, {len(row) - 2: state})
