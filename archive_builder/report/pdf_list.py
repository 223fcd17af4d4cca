"""缺项清单.pdf of a unit, to print and pin up."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.model import Aspect
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
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Sheet
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.table import Column, Frame, Row, Table, lay_out_table

LANDSCAPE = Frame(
    width=A4[1], height=A4[0], top=14 * MM, right=12 * MM, bottom=14 * MM, left=12 * MM
)
"""A4 landscape with 12 mm beside and 14 mm above and below the print."""

_SIZE = 9.5
_SHARES = (11, 7, 26, 12.7, 7.5, 19.5, 7.8, 12.5, 10)
"""Widths of `COLUMNS`, in parts of their sum."""
_CENTRED = {"类目编号", "应有/现有", "截止", "状态"}


def write_list_pdf(listed: UnitList, fonts: FontSet, target: Path) -> bool:
    """Write a unit's 缺项清单.pdf: its gaps by aspect, or the words that nothing is owed.

    Returns:
        False when the same bytes stood there already.
    """
    buffer = BytesIO()
    draw(lay_out_list(listed, measurer(fonts)), fonts, buffer)
    return write_atomic(target, buffer.getvalue())


def lay_out_list(listed: UnitList, measure: Measure) -> tuple[Sheet, ...]:
    """A unit's list on A4 landscape sheets."""
    table = Table(
        title=f"{listed.unit.name}缺项清单",
        notes=(dated_text(listed.campaign, listed.as_of), totals_text(listed), LEGEND),
        columns=_columns(),
        rows=tuple(_rows(listed)),
        size=_SIZE,
        closing=(SIGNING,),
        folio=True,
    )
    return lay_out_table(table, LANDSCAPE, measure)


def _columns() -> tuple[Column, ...]:
    part = (LANDSCAPE.width - LANDSCAPE.left - LANDSCAPE.right) / sum(_SHARES)
    return tuple(
        Column(title, share * part, "center" if title in _CENTRED else "left")
        for title, share in zip(COLUMNS, _SHARES, strict=True)
    )


def _rows(listed: UnitList) -> Iterator[Row]:
    order = list(Aspect)
    gaps = sorted(listed.gaps, key=lambda gap: order.index(gap.slot.requirement.aspect))
    for aspect, found in groupby(gaps, key=lambda gap: gap.slot.requirement.aspect):
        rows = [
            Row(cells(gap, listed.names), fill=palette.OVERDUE_ROW if gap.overdue else None)
            for gap in found
        ]
        yield Row((f"{aspect}（{len(rows)} 项）", *[""] * (len(COLUMNS) - 1)), heading=True)
        yield from rows
    if not gaps:
        yield Row(("无缺项", *[""] * (len(COLUMNS) - 1)), heading=True)
