"""The overview's tables: what changed, what is overdue, what is due next. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from archive_builder.model import Gap
from archive_builder.report import palette
from archive_builder.report.blocks import LANDSCAPE, WHOLE
from archive_builder.report.changes import Changes, Event
from archive_builder.report.gaps import due_day
from archive_builder.report.overview import Item, Overview
from archive_builder.report.wording import (
    changes_text,
    dated_text,
    day_text,
    due_text,
    material,
    owing_text,
    owners_text,
)
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Sheet
from archive_builder.typeset.table import Column, Row, Table, lay_out_table

_SIZE = 9.0
_MOST = 20
"""Rows of a kind of change; what is more stands in the workbook."""

_OWING_NOTE = "冒号前为每个单位所欠的件位数，未注明的欠一个。"


def change_sheets(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    """What came in, was sent back and fell overdue; none where nothing did."""
    changes = overview.changes
    rows = tuple(_change_rows(changes))
    if not rows:
        return ()
    notes = (dated_text(overview.campaign, overview.as_of), changes_text(changes))
    table = Table("新近变化", notes, _change_columns(), rows, _SIZE)
    return lay_out_table(table, LANDSCAPE, measure)


def overdue_sheets(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    """The items that are overdue, with who owes them; none where none is."""
    rows = [_item_row(item, item.tally.overdue) for item in overview.open_items() if _late(item)]
    return _items("已逾期的材料", "逾期", rows, overview, measure)


def upcoming_sheets(overview: Overview, measure: Measure) -> tuple[Sheet, ...]:
    """The items that are due on the overview's day or later, by day; none where none is."""
    ahead = [
        item for item in overview.open_items() if due_day(item.requirement) and not _late(item)
    ]
    rows = [
        row
        for day, items in groupby(ahead, key=lambda item: due_day(item.requirement))
        if day
        for row in _day_rows(day, tuple(items), overview.as_of)
    ]
    return _items("即将到期的材料", "缺项", rows, overview, measure)


def _late(item: Item) -> bool:
    return item.tally.overdue > 0


def _items(
    title: str, counted: str, rows: Sequence[Row], overview: Overview, measure: Measure
) -> tuple[Sheet, ...]:
    if not rows:
        return ()
    notes = (dated_text(overview.campaign, overview.as_of), _OWING_NOTE)
    table = Table(title, notes, _item_columns(counted), tuple(rows), _SIZE)
    return lay_out_table(table, LANDSCAPE, measure)


def _item_columns(counted: str) -> tuple[Column, ...]:
    widths = (92.0, 50.0, 190.0, 40.0)
    return (
        Column("截止", widths[0], "center"),
        Column("类目编号", widths[1], "center"),
        Column("应有材料", widths[2]),
        Column(counted, widths[3], "center"),
        Column("尚欠单位", WHOLE.width - sum(widths)),
    )


def _item_row(item: Item, count: int) -> Row:
    asked = item.requirement
    return Row((due_text(asked), asked.code, asked.title, str(count), owing_text(item)))


def _day_rows(day: date, items: Sequence[Item], as_of: date) -> Iterator[Row]:
    left = (day - as_of).days
    when = f"还有 {left} 天" if left else "当天截止"
    gaps = sum(len(item.gaps) for item in items)
    yield Row((f"{day_text(day)}（{when}）：{len(items)} 种材料，缺项 {gaps} 个",), heading=True)
    for item in items:
        fill = palette.ROW[item.gaps[0].urgency]
        yield Row(_item_row(item, len(item.gaps)).cells, fill=fill)


def _change_columns() -> tuple[Column, ...]:
    widths = (80.0, 100.0, 50.0, 190.0)
    rest = WHOLE.width - sum(widths)
    return (
        Column("时间", widths[0], "center"),
        Column("单位", widths[1]),
        Column("类目编号", widths[2], "center"),
        Column("应有材料", widths[3]),
        Column("文件／尚欠单位", rest * 0.6),
        Column("退回理由／件数", rest * 0.4),
    )


def _change_rows(changes: Changes) -> Iterator[Row]:
    late = list(_late_rows(changes.overdue))
    units = len({gap.slot.unit.id for gap in changes.overdue})
    yield from _part(f"收到（{len(changes.received)} 件）", _event_rows(changes.received))
    yield from _part(f"退回（{len(changes.returned)} 件）", _event_rows(changes.returned))
    yield from _part(f"新逾期（{units} 个单位 {len(changes.overdue)} 件）", late, "种材料")


def _part(title: str, rows: Iterable[Row], counted: str = "件") -> Iterator[Row]:
    found = list(rows)
    if found:
        yield Row((title,), heading=True)
        yield from found[:_MOST]
    if len(found) > _MOST:
        yield Row((f"另有 {len(found) - _MOST} {counted}，见总览.xlsx",), heading=True)


def _event_rows(events: Iterable[Event]) -> Iterator[Row]:
    for event in events:
        slot, at = event.slot, f"{event.at:%m-%d %H:%M}"
        code = slot.requirement.code
        yield Row((at, slot.unit.name, code, material(slot), event.what, event.reason))


def _late_rows(gaps: Iterable[Gap]) -> Iterator[Row]:
    """A row a requirement: on the day after a due day hundreds of slots fall overdue at once."""
    asked: dict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        asked[gap.slot.requirement.code].append(gap)
    for code, found in asked.items():
        requirement = found[0].slot.requirement
        units = len({gap.slot.unit.id for gap in found})
        words = (f"{units} 个单位", code, requirement.title, owners_text(found))
        count = f"逾期 {len(found)} 件"
        yield Row((due_text(requirement), *words, count), fill=palette.OVERDUE_ROW)
