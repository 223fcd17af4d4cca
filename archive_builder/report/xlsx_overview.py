"""全区总览.xlsx: progress, the matrix units × requirements, every gap, and what is due when.

The sheets on the evaluation contents and on what changed are in `xlsx_changes`.
"""

from __future__ import annotations

from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.model import Aspect, Gap
from archive_builder.report import palette
from archive_builder.report.gaps import due_day
from archive_builder.report.overview import KIND_TITLES, Matrix, Overview, Tally, groups
from archive_builder.report.wording import (
    LEGEND,
    MATRIX_LEGEND,
    NO_DUE,
    SHARED,
    SIGNING,
    cell_text,
    counts_text,
    dated_text,
    day_text,
    due_text,
    owing_text,
)
from archive_builder.report.workbook import (
    BAR,
    GROUP,
    HEAD,
    LATE,
    MIDDLE,
    PLAIN,
    SHARE,
    SOON,
    Book,
    Column,
    Heading,
    Look,
    Table,
)
from archive_builder.report.xlsx_changes import add_changes, add_evidence
from archive_builder.report.xlsx_list import GAP_COLUMNS, HOW, add_gaps, add_waivers

_CELL: Look = {**MIDDLE, "font_size": 9}
_HEAD: Look = {**HEAD, "font_size": 8, "rotation": 90, "align": "left"}
_COUNTS = ("应备件位", "已核收", "不适用", "缺项", "逾期", "临近")
_PROGRESS = (
    Column("所属", 16),
    Column("单位", 22),
    Column("类别", 13, MIDDLE),
    *(Column(title, 9, MIDDLE) for title in _COUNTS),
    Column("完成率", 16, SHARE),
    *(Column(aspect, 11, MIDDLE) for aspect in Aspect),
)
_OVERDUE_PLACE, _SOON_PLACE, _SHARE_PLACE = 7, 8, 9
_DUE = (
    Column("截止", 17, MIDDLE),
    Column("类目编号", 9, MIDDLE),
    Column("应有材料", 46),
    *(Column(title, 9, MIDDLE) for title in _COUNTS),
    Column("尚欠单位（件位数）", 62),
)


def write_overview_xlsx(overview: Overview, target: Path) -> bool:
    """Write 全区总览.xlsx as of the overview's day.

    Returns:
        False when the same bytes stood there already.
    """
    book = Book(f"{overview.county}全区总览")
    _progress(book, overview)
    for matrix in overview.matrices():
        _matrix(book, overview, matrix)
    _details(book, overview)
    _by_due_day(book, overview)
    add_evidence(book, overview)
    add_changes(book, overview)
    as_of = dated_text(overview.campaign, overview.as_of)
    add_waivers(book, f"{overview.county}不适用件位", as_of, overview.waivers)
    return write_atomic(target, book.data())


def _heading(overview: Overview, name: str, title: str, *notes: str, **setup: int) -> Heading:
    dated = dated_text(overview.campaign, overview.as_of)
    return Heading(name, f"{overview.county}{title}", (dated, *notes), **setup)


def _progress(book: Book, overview: Overview) -> None:
    totals = f"全区{counts_text(overview.total)}。{SHARED}"
    heading = _heading(overview, "总览", "档案资料收集总览", totals, frozen_columns=2)
    table = book.sheet(heading, _PROGRESS)
    first = table.next_row
    by_aspect = overview.tallies(lambda slot: (slot.unit.id, slot.requirement.aspect))
    for group in groups(overview.units):
        names = (group.title, "小计", f"{len(group.units)} 个单位")
        _progress_row(table, names, overview.by_group[group.title], ("",) * len(Aspect), GROUP)
        for unit in group.units:
            aspects = tuple(_part(by_aspect.get((unit.id, aspect))) for aspect in Aspect)
            names = (group.title, unit.name, KIND_TITLES[unit.kind])
            _progress_row(table, names, overview.by_unit[unit.id], aspects)
    table.sheet.conditional_format(first, _SHARE_PLACE, table.next_row - 1, _SHARE_PLACE, BAR)
    table.close(SIGNING)


def _progress_row(
    table: Table, names: tuple[str, ...], tally: Tally, aspects: tuple[str, ...], over: Look = PLAIN
) -> None:
    share = "—" if tally.percent is None else tally.percent / 100
    cells = (*names, *_counts(tally), share, *aspects)
    table.add(cells, over, _urgent(tally), level=int(over is PLAIN))


def _counts(tally: Tally) -> tuple[int, ...]:
    """Under `_COUNTS`: the slots are those accepted, those that do not apply, and the gaps."""
    return tally.slots, tally.accepted, tally.waived, tally.gaps, tally.overdue, tally.soon


def _urgent(tally: Tally) -> dict[int, Look]:
    late = {_OVERDUE_PLACE: LATE} if tally.overdue else {}
    return {**late, _SOON_PLACE: SOON} if tally.soon else late


def _part(tally: Tally | None) -> str:
    return f"{tally.satisfied}/{tally.slots}" if tally else "—"


def _matrix(book: Book, overview: Overview, matrix: Matrix) -> None:
    heading = _heading(
        overview,
        f"汇总（{matrix.title}）",
        f"{matrix.title}应备材料汇总",
        *MATRIX_LEGEND,
        frozen_columns=1,
        head_height=200,
    )
    columns = (
        Column("单位", 17),
        *(Column(f"{r.code}\n{r.title}", 6.6, _CELL, _HEAD) for r in matrix.requirements),
    )
    table = book.sheet(heading, columns)
    for unit in matrix.units:
        tallies = [overview.cells.get((unit.id, r.code)) for r in matrix.requirements]
        words = (_words(tally) if tally else "" for tally in tallies)
        accents = {place: _shade(tally) for place, tally in enumerate(tallies, 1) if tally}
        table.add((unit.name, *words), accents=accents)
    table.close(SIGNING)


def _words(tally: Tally) -> str:
    return f"逾期\n{cell_text(tally)}" if tally.overdue else cell_text(tally)


def _shade(tally: Tally) -> Look:
    if tally.overdue:
        return {"bg_color": palette.OVERDUE, "font_color": palette.PAPER, "bold": True}
    return {"bg_color": palette.STATE[tally.worst]}


def _details(book: Book, overview: Overview) -> None:
    place = {unit.id: group.title for group in groups(overview.units) for unit in group.units}

    def lead(gap: Gap) -> tuple[str, ...]:
        return place[gap.slot.unit.id], gap.slot.requirement.aspect

    totals = f"全区{counts_text(overview.total)}。"
    heading = _heading(overview, "明细", "缺项明细", totals, LEGEND, *HOW)
    table = book.sheet(heading, (Column("所属", 13), Column("方面", 10, MIDDLE), *GAP_COLUMNS))
    add_gaps(table, overview.gaps, overview.names, lead)
    table.close(SIGNING)


def _by_due_day(book: Book, overview: Overview) -> None:
    table = book.sheet(_heading(overview, "按截止日", "缺项按截止日汇总"), _DUE)
    items = overview.open_items()
    for day, tally in overview.by_due_day.items():
        title = day_text(day) if day else NO_DUE
        _due_row(table, (title, "小计", ""), tally, "", GROUP)
        for item in items:
            if due_day(item.requirement) == day:
                names = (due_text(item.requirement), item.requirement.code, item.requirement.title)
                _due_row(table, names, item.tally, owing_text(item))
    table.close(SIGNING)


def _due_row(
    table: Table, names: tuple[str, ...], tally: Tally, owing: str, over: Look = PLAIN
) -> None:
    table.add((*names, *_counts(tally), owing), over, _urgent(tally))
