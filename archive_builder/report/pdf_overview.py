"""全区总览.pdf: totals and progress, evidence, what is due, each unit, units × requirements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from math import ceil
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.report import palette
from archive_builder.report.blocks import (
    LANDSCAPE,
    WHOLE,
    Block,
    Place,
    beside,
    blank,
    joined,
    stack,
    with_folios,
    words_block,
)
from archive_builder.report.charts import PITCH, Bar, bars_block, evidence_block, figures_block
from archive_builder.report.matrix import matrix_blocks
from archive_builder.report.overview import Evidence, Overview, groups
from archive_builder.report.tables import change_sheets, overdue_sheets, upcoming_sheets
from archive_builder.report.wording import (
    NO_DUE,
    SHARED,
    SIGNING,
    changes_text,
    dated_text,
    day_text,
    percent_text,
)
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role, Sheet, Text
from archive_builder.typeset.measure import measurer

_HEIGHT = LANDSCAPE.height - LANDSCAPE.top - LANDSCAPE.bottom
_GUTTER = 24.0
_UNIT_COLUMNS, _UNIT_SIZE = 3, 9.0
_CHARTS_HEIGHT = 240.0
"""Room for the summary's bars, so that it stays on its one sheet, pt."""
_GAP = blank(14)
_EVIDENCE_SIZE = 9.5
_BARS_NOTE = "条形为已核收（含不适用）的份额，数字为已核收（含不适用）/应备件位。"
_EVIDENCE_NOTE = (
    "条形为已核收（含不适用）的份额；“佐证”为注明该项内容的件位里已有的文件，含选报的。"
)


def write_overview_pdf(overview: Overview, fonts: FontSet, target: Path) -> bool:
    """Write 全区总览.pdf as of the overview's day.

    Returns:
        False when the same bytes stood there already.
    """
    buffer = BytesIO()
    sheets = lay_out_overview(overview, measurer(fonts))
    draw(sheets, fonts, buffer, title=_name(overview))
    return write_atomic(target, buffer.getvalue())


def lay_out_overview(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    """The overview on A4 landscape sheets with folios."""
    matrices = [
        block
        for matrix in overview.matrices()
        for block in matrix_blocks(overview, matrix, WHOLE, _HEIGHT, measure)
    ]
    sheets = (
        *stack([_summary(overview, measure)], LANDSCAPE),
        *change_sheets(overview, measure),
        *stack(_evidence(overview, measure), LANDSCAPE),
        *overdue_sheets(overview, measure),
        *upcoming_sheets(overview, measure),
        *stack(_units(overview, measure), LANDSCAPE),
        *stack(matrices, LANDSCAPE),
    )
    return tuple(with_folios(sheets, LANDSCAPE))


def _summary(overview: Overview, measure: Measure) -> Block:
    notes = (changes_text(overview.changes), SHARED, _BARS_NOTE)
    return joined(
        _title(overview),
        figures_block(_figures(overview), WHOLE),
        _charts(overview, measure),
        words_block(filter(None, notes), WHOLE),
        _GAP,
        words_block((SIGNING,), WHOLE, size=10.5),
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

    return beside(
        joined(chart("按方面", aspects, left), chart("按截止日", days, left)),
        chart("按部门类别和乡镇（含所辖村、安置点）", places, right),
    )


def _title(overview: Overview) -> Block:
    dated = dated_text(overview.campaign, overview.as_of)
    centre = LANDSCAPE.width / 2
    return Block(
        60,
        lambda y: [
            Text(centre, y + 22, _name(overview), Role.TITLE, 20, "centre"),
            Text(centre, y + 42, dated, Role.SONG, 10.5, "centre"),
        ],
    )


def _name(overview: Overview) -> str:
    return f"{overview.county}档案资料收集总览"


def _figures(overview: Overview) -> list[tuple[str, str, str]]:
    total = overview.total
    return [
        ("应备件位", str(total.slots), palette.INK),
        ("已核收", str(total.accepted), palette.INK),
        ("不适用", str(total.waived), palette.INK),
        ("缺项", str(total.gaps), palette.INK),
        ("其中逾期", str(total.overdue), palette.OVERDUE if total.overdue else palette.INK),
        ("其中临近", str(total.soon), palette.SOON if total.soon else palette.INK),
        ("完成率", percent_text(total), palette.INK),
    ]


def _evidence(overview: Overview, measure: Measure) -> Iterator[Block]:
    """What there is for each of the evaluation contents, by aspect."""
    heading = joined(
        words_block(("按评估内容的佐证情况",), WHOLE, Role.HEI, 13),
        words_block((_empty_text(overview.by_indicator), _EVIDENCE_NOTE), WHOLE, size=9),
    )
    by_aspect = groupby(overview.by_indicator, key=lambda one: one.indicator.aspect)
    for i, (aspect, found) in enumerate(by_aspect):
        title = words_block((aspect,), WHOLE, Role.HEI, 11)
        lines = evidence_block(tuple(found), WHOLE, _EVIDENCE_SIZE, measure)
        part = joined(blank(6), title, lines)
        yield part if i else joined(heading, part)


def _empty_text(found: Sequence[Evidence]) -> str:
    empty = [one.indicator.code for one in found if not one.documents]
    named = f"其中 {len(empty)} 项无佐证：{'、'.join(empty)}" if empty else "每项都有佐证"
    return f"评估内容 {len(found)} 项，{named}。"


def _units(overview: Overview, measure: Measure) -> Iterator[Block]:
    bars = [
        bar
        for group in groups(overview.units)
        for bar in (
            Bar(group.title, overview.by_group[group.title], heading=True),
            *(Bar(f"　{unit.name}", overview.by_unit[unit.id]) for unit in group.units),
        )
    ]
    heading = words_block(("各单位收集进度",), WHOLE, Role.HEI, 12)
    columns = _columns(_UNIT_COLUMNS)
    room = int((_HEIGHT - heading.height) / (_UNIT_SIZE * PITCH))
    deep = min(room, ceil(len(bars) / len(columns)))
    for start in range(0, len(bars), deep * len(columns)):
        parts = [
            bars_block(bars[start + i * deep : start + (i + 1) * deep], place, _UNIT_SIZE, measure)
            for i, place in enumerate(columns)
        ]
        yield joined(heading, beside(*parts))


def _columns(count: int) -> list[Place]:
    width = (WHOLE.width - _GUTTER * (count - 1)) / count
    return [Place(WHOLE.x + i * (width + _GUTTER), width) for i in range(count)]
