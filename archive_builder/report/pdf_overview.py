"""全区总览.pdf: totals and progress, what is overdue, each unit, units × requirements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import ceil
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.report import palette
from archive_builder.report.blocks import Block, Place, joined, stack, with_folios, words_block
from archive_builder.report.charts import PITCH, Bar, bars_block, figures_block
from archive_builder.report.matrix import matrix_blocks
from archive_builder.report.overview import Overview, groups
from archive_builder.report.pdf_list import LANDSCAPE
from archive_builder.report.wording import (
    NO_DUE,
    SHARED,
    SIGNING,
    dated_text,
    day_text,
    due_text,
    owing_text,
    percent_text,
)
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role, Sheet, Text
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.table import Column, Row, Table, lay_out_table

_WHOLE = Place(LANDSCAPE.left, LANDSCAPE.width - LANDSCAPE.left - LANDSCAPE.right)
_HEIGHT = LANDSCAPE.height - LANDSCAPE.top - LANDSCAPE.bottom
_GUTTER = 24.0
_UNIT_COLUMNS, _UNIT_SIZE = 3, 9.0
_CHARTS_HEIGHT = 240.0
"""Room for the summary's bars, so that it stays on its one sheet, pt."""
_GAP = Block(14, lambda _: [])


def write_overview_pdf(overview: Overview, fonts: FontSet, target: Path) -> bool:
    """Write 全区总览.pdf as of the overview's day.

    Returns:
        False when the same bytes stood there already.
    """
    buffer = BytesIO()
    draw(lay_out_overview(overview, measurer(fonts)), fonts, buffer)
    return write_atomic(target, buffer.getvalue())


def lay_out_overview(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    """The overview on A4 landscape sheets with folios."""
    matrices = [
        block
        for matrix in overview.matrices()
        for block in matrix_blocks(overview, matrix, _WHOLE, _HEIGHT, measure)
    ]
    sheets = (
        *stack([_summary(overview, measure)], LANDSCAPE),
        *_overdue(overview, measure),
        *stack(_units(overview, measure), LANDSCAPE),
        *stack(matrices, LANDSCAPE),
    )
    return tuple(with_folios(sheets, LANDSCAPE))


def _summary(overview: Overview, measure: Measure) -> Block:
    return joined(
        _title(overview),
        figures_block(_figures(overview), _WHOLE),
        _charts(overview, measure),
        words_block((SHARED, "条形为已核收的份额，数字为已核收/应备件位。"), _WHOLE),
        _GAP,
        words_block((SIGNING,), _WHOLE, size=10.5),
    )


def _charts(overview: Overview, measure: Measure) -> Block:
    """Progress by aspect and day beside that by place, smaller where many lines must fit."""
    left, right = _columns(2)
    aspects = [Bar(aspect, tally) for aspect, tally in overview.by_aspect.items()]
    due = overview.by_due_day.items()
    days = [Bar(day_text(day) if day else NO_DUE, tally) for day, tally in due]
    places = [Bar(title, tally) for title, tally in overview.by_group.items()]
    lines = max(len(aspects) + len(days), len(places))
    size = min(10.5, _CHARTS_HEIGHT / (lines * PITCH))

    def chart(title: str, bars: Sequence[Bar], place: Place) -> Block:
        heading = words_block((title,), place, Role.HEI, 13)
        return joined(heading, bars_block(bars, place, size, measure), _GAP)

    return _beside(
        joined(chart("按方面", aspects, left), chart("按截止日", days, left)),
        chart("按部门类别和乡镇（含所辖村、安置点）", places, right),
    )


def _title(overview: Overview) -> Block:
    dated = dated_text(overview.campaign, overview.as_of)
    centre = LANDSCAPE.width / 2
    title = f"{overview.county}档案资料收集总览"
    return Block(
        60,
        lambda y: [
            Text(centre, y + 22, title, Role.TITLE, 20, "centre"),
            Text(centre, y + 42, dated, Role.SONG, 10.5, "centre"),
        ],
    )


def _figures(overview: Overview) -> list[tuple[str, str, str]]:
    total = overview.total
    return [
        ("应备件位", str(total.slots), palette.INK),
        ("已核收", str(total.satisfied), palette.INK),
        ("缺项", str(total.gaps), palette.INK),
        ("其中逾期", str(total.overdue), palette.OVERDUE if total.overdue else palette.INK),
        ("完成率", percent_text(total), palette.INK),
    ]


def _overdue(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    rows = tuple(
        Row(
            (
                due_text(item.requirement),
                item.requirement.code,
                item.requirement.title,
                str(item.tally.overdue),
                owing_text(item),
            )
        )
        for item in overview.open_items()
        if item.tally.overdue
    )
    if not rows:
        return ()
    table = Table(
        title="已逾期的材料",
        notes=(
            dated_text(overview.campaign, overview.as_of),
            "括号内为单位所欠件位数，未注明的欠一个。",
        ),
        columns=_overdue_columns(),
        rows=rows,
        size=9,
    )
    return lay_out_table(table, LANDSCAPE, measure)


def _overdue_columns() -> tuple[Column, ...]:
    widths = (92.0, 50.0, 190.0, 40.0)
    return (
        Column("截止", widths[0], "center"),
        Column("类目编号", widths[1], "center"),
        Column("应有材料", widths[2]),
        Column("逾期", widths[3], "center"),
        Column("尚欠单位", _WHOLE.width - sum(widths)),
    )


def _units(overview: Overview, measure: Measure) -> Iterator[Block]:
    bars = [
        bar
        for group in groups(overview.units)
        for bar in (
            Bar(group.title, overview.by_group[group.title], heading=True),
            *(Bar(f"　{unit.name}", overview.by_unit[unit.id]) for unit in group.units),
        )
    ]
    heading = words_block(("各单位收集进度",), _WHOLE, Role.HEI, 12)
    columns = _columns(_UNIT_COLUMNS)
    room = int((_HEIGHT - heading.height) / (_UNIT_SIZE * PITCH))
    deep = min(room, ceil(len(bars) / len(columns)))
    for start in range(0, len(bars), deep * len(columns)):
        parts = [
            bars_block(bars[start + i * deep : start + (i + 1) * deep], place, _UNIT_SIZE, measure)
            for i, place in enumerate(columns)
        ]
        yield joined(heading, _beside(*parts))


def _columns(count: int) -> list[Place]:
    width = (_WHOLE.width - _GUTTER * (count - 1)) / count
    return [Place(_WHOLE.x + i * (width + _GUTTER), width) for i in range(count)]


def _beside(*blocks: Block) -> Block:
    height = max(block.height for block in blocks)
    return Block(height, lambda y: [mark for block in blocks for mark in block.marks(y)])
