"""Two sheets of the county's workbook: what proves each evaluation content, and what changed."""

from __future__ import annotations

from archive_builder.model import Gap
from archive_builder.report import palette
from archive_builder.report.changes import Event
from archive_builder.report.overview import Evidence, Overview
from archive_builder.report.wording import (
    SIGNING,
    changes_text,
    dated_text,
    due_text,
    evidence_text,
    material,
)
from archive_builder.report.workbook import (
    BAR,
    GROUP,
    LATE,
    MIDDLE,
    PLAIN,
    SHARE,
    Book,
    Column,
    Heading,
    Table,
)

_EVIDENCE = (
    Column("编号", 7, MIDDLE),
    Column("方面", 11, MIDDLE),
    Column("评估内容", 48),
    *(Column(title, 9, MIDDLE) for title in ("应备件位", "已核收", "不适用", "缺项", "逾期")),
    Column("完成率", 16, SHARE),
    Column("佐证", 13, MIDDLE),
)
_SHARE_PLACE, _PROOF_PLACE = 8, 9
_CHANGES = (
    Column("变化", 11, MIDDLE),
    Column("单位", 16),
    Column("类目编号", 9, MIDDLE),
    Column("应有材料", 40),
    Column("文件或缺项说明", 46),
    Column("时间", 18, MIDDLE),
)


def add_evidence(book: Book, overview: Overview) -> None:
    """A row an evaluation content; one without any document says so in red."""
    dated = dated_text(overview.campaign, overview.as_of)
    proofs = overview.by_indicator
    bare = sum(not proof.documents for proof in proofs)
    counts = f"评估内容 {len(proofs)} 项，其中尚无一件佐证的 {bare} 项。同一件位可佐证多项内容。"
    heading = Heading("按评估内容", f"{overview.county}评估内容佐证情况", (dated, counts))
    table = book.sheet(heading, _EVIDENCE)
    first = table.next_row
    for proof in proofs:
        _proof_row(table, proof)
    if proofs:
        table.sheet.conditional_format(first, _SHARE_PLACE, table.next_row - 1, _SHARE_PLACE, BAR)
    table.close(SIGNING)


def _proof_row(table: Table, proof: Evidence) -> None:
    tally, indicator = proof.tally, proof.indicator
    share = "—" if tally.percent is None else tally.percent / 100
    counts = (tally.slots, tally.accepted, tally.waived, tally.gaps, tally.overdue)
    names = (indicator.code, str(indicator.aspect), indicator.title)
    accents = {} if proof.documents else {_PROOF_PLACE: {**LATE, "bg_color": palette.MISSING}}
    table.add((*names, *counts, share, evidence_text(proof)), PLAIN, accents)


def add_changes(book: Book, overview: Overview) -> None:
    """What came in, what went back and what fell overdue; none where it was not looked for."""
    if not overview.changes.since:
        return
    dated = dated_text(overview.campaign, overview.as_of)
    notes = (dated, changes_text(overview.changes))
    table = book.sheet(Heading("昨日以来", f"{overview.county}昨日以来的变化", notes), _CHANGES)
    _events(table, "收到", overview.changes.received)
    _events(table, "退回", overview.changes.returned)
    _fallen_due(table, overview.changes.overdue)
    table.close(SIGNING)


def _events(table: Table, title: str, events: tuple[Event, ...]) -> None:
    _count(table, title, len(events))
    for event in events:
        slot = event.slot
        what = f"{event.what}\n{event.reason}" if event.reason else event.what
        names = (title, slot.unit.name, slot.requirement.code, material(slot))
        at = event.at
        table.add((*names, what, f"{at.month}月{at.day}日 {at:%H:%M}"))


def _fallen_due(table: Table, gaps: tuple[Gap, ...]) -> None:
    _count(table, "新逾期", len(gaps))
    for gap in gaps:
        slot = gap.slot
        names = ("新逾期", slot.unit.name, slot.requirement.code, material(slot))
        table.add(
            (*names, f"{gap.state}：{gap.reason}", due_text(slot.requirement)), PLAIN, {0: LATE}
        )


def _count(table: Table, title: str, count: int) -> None:
    table.add((title, f"{count} 件" if count else "无", "", "", "", ""), GROUP)
