"""缺项清单.xlsx of a unit, and the rows of gaps that the county's 明细 shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from archive_builder.fsio import write_atomic
from archive_builder.model import Gap, SlotState, Urgency, Waiver
from archive_builder.model.privacy import slot_key
from archive_builder.report import palette
from archive_builder.report.filled_list import (
    CHARGE,
    CHECK,
    REASON,
    REASONS,
    REMARK,
    SLOT,
    STATE,
    subject,
)
from archive_builder.report.overview import UnitList
from archive_builder.report.row_check import exported
from archive_builder.report.wording import (
    COLUMNS,
    LEGEND,
    SIGNING,
    cells,
    dated_text,
    day_text,
    material,
    totals_text,
)
from archive_builder.report.workbook import (
    FILL,
    LATE,
    MIDDLE,
    PLAIN,
    SOON,
    TEXT,
    Book,
    Column,
    Heading,
    Look,
    Table,
)

HOW = (
    "填写：确属不适用的，“状态”改选“不适用”并选理由；责任人、备注可填可改，清空即取消；其余各栏不必动。"
    "填好保存，由资料组在工作区运行：archive-builder import 本文件。",
)
"""How a list is filled in and brought back."""

_WIDTHS = (13, 8.5, 31, 12.5, 9, 26, 9, 20.5, 16.5)
_CENTRED = {"类目编号", "应有/现有", "截止"}
_FILLED = {CHARGE: FILL, STATE: {**FILL, "align": "center"}}
_CHOICES = ("状态选项一", "状态选项二")

GAP_COLUMNS = (
    *(
        Column(title, width, _FILLED.get(title, MIDDLE if title in _CENTRED else TEXT))
        for title, width in zip(COLUMNS, _WIDTHS, strict=True)
    ),
    Column(REASON, 15, FILL),
    Column(REMARK, 15, FILL),
    Column(SLOT, 24, hidden=True),
    Column(CHECK, 30, hidden=True),
    *(Column(title, 12, hidden=True) for title in _CHOICES),
)
"""The columns of a 缺项清单; the hidden ones are for reading it back, and for a drop-down."""

_PLACE = {column.title: place for place, column in enumerate(GAP_COLUMNS)}
_WAIVERS = (
    Column("单位", 16),
    Column("类目编号", 9, MIDDLE),
    Column("应有材料", 44),
    Column("理由", 44),
    Column("谁", 12, MIDDLE),
    Column("何时", 16, MIDDLE),
)
_URGENT = {Urgency.OVERDUE: LATE, Urgency.SOON: SOON, Urgency.LATER: PLAIN}


def write_list_xlsx(listed: UnitList, target: Path) -> bool:
    """Write a unit's 缺项清单.xlsx: a row a gap, or the words that nothing is owed.

    Returns:
        False when the same bytes stood there already.
    """
    title = f"{listed.unit.name}缺项清单"
    as_of = dated_text(listed.campaign, listed.as_of)
    book = Book(title)
    heading = Heading("缺项清单", title, (as_of, totals_text(listed), LEGEND, *HOW))
    table = book.sheet(heading, GAP_COLUMNS)
    add_gaps(table, listed.gaps, listed.names)
    table.close(SIGNING)
    add_waivers(book, f"{listed.unit.name}不适用件位", as_of, listed.waivers)
    return write_atomic(target, book.data())


def add_gaps(
    table: Table,
    gaps: Iterable[Gap],
    names: Mapping[str, str],
    lead: Callable[[Gap], tuple[str, ...]] = lambda _: (),
) -> None:
    """Write a row a gap, `lead` giving the cells before those of `GAP_COLUMNS`."""
    first, before = table.next_row, 0
    formats: dict[tuple[SlotState, Urgency], tuple[Format, ...]] = {}
    for gap in gaps:
        ahead = lead(gap)
        before, kind = len(ahead), (gap.state, gap.urgency)
        if kind not in formats:
            formats[kind] = table.formats(*_looks(gap, before))
        table.write((*ahead, *_cells(gap, names)), formats[kind])
    if table.next_row > first:
        _offer(table, first, before)


def add_waivers(book: Book, title: str, as_of: str, waivers: Sequence[Waiver]) -> None:
    """A sheet of what does not apply, and who found so; none where everything does."""
    if not waivers:
        return
    heading = Heading("不适用", f"{title}（{len(waivers)} 个）", (as_of,))
    table = book.sheet(heading, _WAIVERS)
    for waiver in waivers:
        slot = waiver.slot
        said = (slot.unit.name, slot.requirement.code, material(slot))
        table.add((*said, waiver.reason, waiver.actor, day_text(waiver.day)))
    table.close(SIGNING)


def _cells(gap: Gap, names: Mapping[str, str]) -> tuple[str, ...]:
    said = cells(gap, names)
    by_title = dict(zip(COLUMNS, said, strict=True))
    check = exported(gap.state, subject(by_title), gap.charge, gap.remark)
    choices = (by_title[STATE], SlotState.WAIVED.value)
    return (*said, "", gap.remark, slot_key(gap.slot.id), str(check), *choices)


def _looks(gap: Gap, before: int) -> tuple[Look, Mapping[int, Look]]:
    """The row's ground by its urgency; what is filled in keeps its own, the state has a colour."""
    ground = palette.ROW[gap.urgency]
    state = {"bg_color": palette.STATE[gap.state], **_URGENT[gap.urgency]}
    accents = {before + _PLACE[title]: FILL for title in (CHARGE, REASON, REMARK)}
    over = {"bg_color": ground} if ground else PLAIN
    return over, {**accents, before + _PLACE[STATE]: state}


def _offer(table: Table, first: int, before: int) -> None:
    """The drop-downs; the states of a row are kept in it, so that they move with it."""
    last = table.next_row - 1
    ends = [xl_rowcol_to_cell(first, before + _PLACE[c], col_abs=True) for c in _CHOICES]
    state, reason = before + _PLACE[STATE], before + _PLACE[REASON]
    rule = {"validate": "list", "source": f"={ends[0]}:{ends[1]}"}
    wrong = {"error_title": "不在选项里", "error_message": "只能保留原状态，或改为不适用。"}
    table.sheet.data_validation(first, state, last, state, rule | wrong)
    free = {"validate": "list", "source": [*REASONS], "show_error": False}
    table.sheet.data_validation(first, reason, last, reason, free)
