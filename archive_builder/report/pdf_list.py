"""缺项清单.pdf of a unit, to print and pin up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.model import Aspect, Gap, Slot, Waiver
from archive_builder.report import palette
from archive_builder.report.blocks import (
    LANDSCAPE,
    WHOLE,
    Block,
    blank,
    centred_block,
    joined,
    stack,
    with_folios,
    words_block,
)
from archive_builder.report.charts import figures_block
from archive_builder.report.folding import Fold, fold, fold_waivers
from archive_builder.report.gaps import due_day
from archive_builder.report.overview import Tally, UnitList
from archive_builder.report.wording import (
    COLUMNS,
    LEGEND,
    SIGNING,
    cells,
    dated_text,
    materials,
    states_text,
    totals_text,
    waiver_text,
)
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role, Sheet
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.table import Column, Row, Table, lay_out_table

_SIZE = 9.5
_SHARES = (11, 6.8, 26, 12.4, 7.3, 19.5, 7.6, 12.7, 12.4)
"""Widths of `COLUMNS`, in parts of their sum."""
_CENTRED = {"类目编号", "应有/现有", "责任人", "截止", "状态"}
_NOTHING = "无缺项"
_ASPECTS = list(Aspect)


def write_list_pdf(listed: UnitList, fonts: FontSet, target: Path) -> bool:
    """Write a unit's 缺项清单.pdf: its gaps by aspect, or the words that nothing is owed.

    Returns:
        False when the same bytes stood there already.
    """
    buffer = BytesIO()
    draw(lay_out_list(listed, measurer(fonts)), fonts, buffer, title=_title(listed))
    return write_atomic(target, buffer.getvalue())


def lay_out_list(listed: UnitList, measure: Measure) -> tuple[Sheet, ...]:
    """A unit's list on A4 landscape sheets.

    Within an aspect what is due first stands first, and what has no due time last.
    """
    head = _head(listed, measure)
    rows = (*_gap_rows(listed), *_waived_rows(listed.waivers))
    if not rows:
        page = joined(head, blank(40), words_block((SIGNING,), WHOLE, size=_SIZE))
        return tuple(with_folios(stack([page], LANDSCAPE), LANDSCAPE))
    table = Table("", (), _columns(), rows, _SIZE, (SIGNING,), folio=True, space=head.height)
    first, *others = lay_out_table(table, LANDSCAPE, measure)
    marks = (*head.marks(LANDSCAPE.top), *first.marks)
    return replace(first, marks=marks), *others


def _title(listed: UnitList) -> str:
    return f"{listed.unit.name}缺项清单"


def _head(listed: UnitList, measure: Measure) -> Block:
    dated = dated_text(listed.campaign, listed.as_of)
    above = (
        centred_block(_title(listed), Role.TITLE, 24, measure),
        centred_block(dated, Role.SONG, 12, measure),
        blank(6),
        figures_block(_figures(listed.tally), WHOLE),
    )
    if listed.gaps:
        notes = (f"缺项按状态：{states_text(listed.gaps)}。", LEGEND)
        return joined(*above, words_block(notes, WHOLE), blank(4))
    return joined(
        *above,
        blank(30),
        centred_block(_NOTHING, Role.HEI, 40, measure),
        centred_block(totals_text(listed), Role.SONG, 16, measure),
        blank(20),
    )


def _figures(tally: Tally) -> list[tuple[str, str, str]]:
    return [
        ("应备件位", str(tally.slots), palette.INK),
        ("已核收", str(tally.accepted), palette.INK),
        ("不适用", str(tally.waived), palette.INK),
        ("缺项", str(tally.gaps), palette.INK),
        ("其中逾期", str(tally.overdue), palette.OVERDUE if tally.overdue else palette.INK),
        ("其中临近", str(tally.soon), palette.SOON if tally.soon else palette.INK),
    ]


def _columns() -> tuple[Column, ...]:
    part = WHOLE.width / sum(_SHARES)
    return tuple(
        Column(title, share * part, "center" if title in _CENTRED else "left")
        for title, share in zip(COLUMNS, _SHARES, strict=True)
    )


def _gap_rows(listed: UnitList) -> Iterator[Row]:
    gaps = sorted(listed.gaps, key=lambda gap: _rank(gap.slot))
    for aspect, found in groupby(gaps, key=_aspect):
        folds = fold(found)
        yield Row((f"{aspect}（{_counted(folds)}）",), heading=True)
        for one in folds:
            yield Row(_cells(one, listed), fill=palette.ROW[one.first.urgency])


def _aspect(gap: Gap) -> Aspect:
    return gap.slot.requirement.aspect


def _rank(slot: Slot) -> tuple[int, int]:
    """By aspect and the day it is due; slots that are equal in these keep their order."""
    day = due_day(slot.requirement)
    return _ASPECTS.index(slot.requirement.aspect), day.toordinal() if day else 10**7


def _counted(folds: Sequence[Fold]) -> str:
    return f"缺项 {sum(len(one.gaps) for one in folds)} 个"


def _cells(one: Fold, listed: UnitList) -> tuple[str, ...]:
    unit, code, _, source, _, why, *others = cells(one.first, listed.names)
    each = "每项" if len(one.gaps) > 1 and one.first.needed > 1 else ""
    remark = f"\n备注：{one.first.remark}" if one.first.remark else ""
    counts = f"{one.needed}/{one.present}"
    return unit, code, materials(one.slots), source, counts, f"{each}{why}{remark}", *others


def _waived_rows(waivers: Sequence[Waiver]) -> Iterator[Row]:
    if waivers:
        yield Row((f"不适用（{len(waivers)} 个，不计缺项）",), heading=True)
    for alike in fold_waivers(waivers):
        yield Row(_waived_cells(alike))


def _waived_cells(alike: Sequence[Waiver]) -> tuple[str, ...]:
    first = alike[0]
    asked, material = first.slot.requirement, materials([waiver.slot for waiver in alike])
    found = (asked.source, "—", waiver_text(first), "—", "—", "不适用")
    return first.slot.unit.name, asked.code, material, *found
