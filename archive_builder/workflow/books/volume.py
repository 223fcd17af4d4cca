"""案卷: all that a unit was asked for under one aspect, there or missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from archive_builder.bind import Book, BookKind, GapLine, Section
from archive_builder.model import WHOLE, Aspect, Gap, Requirement, Slot, SlotState, Unit
from archive_builder.workflow.books.stock import (
    Stock,
    about_fonts,
    about_pages,
    bound_item,
    chronological,
    compact_date,
    full_name,
)
from archive_builder.workflow.holdings import Held

_UNSIGNED = (SlotState.UNSIGNED, SlotState.UNSEALED)
_MONTH = 6


def volume(stock: Stock, unit: Unit, aspect: Aspect) -> Book | None:
    """The 案卷 of a unit's aspect; None where nothing is asked of it there."""
    slots = [s for s in stock.slots if s.unit.id == unit.id and s.requirement.aspect == aspect]
    sections = tuple(
        section
        for requirement, group in groupby(slots, key=attrgetter("requirement"))
        if (section := _section(stock, requirement, list(group)))
    )
    if not sections:
        return None
    title = f"{full_name(stock, unit)}\n{stock.manifests.campaign.name}\n{aspect}档案"
    return Book(
        key=f"{unit.id}/{aspect}",
        kind=BookKind.VOLUME,
        title=title,
        fields=_cover(stock, unit, aspect, title, slots),
        sections=sections,
        remarks=_remarks(stock, slots),
    )


def _section(stock: Stock, requirement: Requirement, slots: list[Slot]) -> Section | None:
    items = tuple(
        bound_item(held, remark=_remark(held, requirement, is_open=slot.id in stock.gaps))
        for slot in slots
        for held in sorted(stock.in_slot(slot), key=chronological)
    )
    gaps = tuple(_gap_line(stock.gaps[s.id]) for s in slots if s.id in stock.gaps)
    if not items and not gaps:
        return None
    return Section(requirement.code, requirement.title, items, gaps)


def _remark(held: Held, requirement: Requirement, *, is_open: bool) -> str:
    said = []
    if held.rendition.problem:
        said.append("无法显示")
    elif held.blocked:
        said.append("未核收")
    elif requirement.signoff and is_open:
        said.append(f"待{requirement.signoff.kind}")
    if held.rendition.draft:
        said.append("草样")
    return "；".join(said)


def _gap_line(gap: Gap) -> GapLine:
    requirement, part = gap.slot.requirement, gap.slot.part
    due = "；".join(d.text for d in (requirement.due, requirement.rectify) if d)
    title = "" if part.key == WHOLE else part.title
    return GapLine(title, gap.state, gap.reason, due)


def _cover(
    stock: Stock, unit: Unit, aspect: Aspect, title: str, slots: Sequence[Slot]
) -> tuple[tuple[str, str], ...]:
    manifests = stock.manifests
    rule = next((r for r in manifests.volumes if r.aspect == aspect), None)
    documents = [h for s in slots for h in stock.in_slot(s)]
    return (
        ("全宗名称", (unit.fonds or manifests.campaign.fonds).name),
        ("类目名称", rule.category if rule else ""),
        ("案卷题名", title.replace("\n", "")),
        ("时间", _span(documents)),
        ("保管期限", rule.retention if rule else ""),
        ("件（页）数", "{items} 件 {pages} 页"),
        ("归档号", ""),
        ("档号", ""),
    )


def _span(documents: Sequence[Held]) -> str:
    months = sorted({d[:_MONTH] for h in documents if (d := compact_date(h.elements))})
    if not months:
        return ""
    first, last = (f"{m[:4]}年{int(m[4:])}月" for m in (months[0], months[-1]))
    return first if first == last else f"{first}至{last}"


def _remarks(stock: Stock, slots: Sequence[Slot]) -> tuple[str, ...]:
    gaps = [stock.gaps[s.id] for s in slots if s.id in stock.gaps]
    unsigned = sum(g.state in _UNSIGNED for g in gaps)
    lines = ["本卷收文件 {items} 件，编 {pages} 页，用纸 {sheets} 张。"]
    if gaps:
        lines.append(f"本类应备材料 {len(slots)} 项，未核收 {len(gaps)} 项，见各缺项页。")
    if unsigned:
        lines.append(f"其中待签字、待盖章 {unsigned} 项，已在目录备注栏注明。")
    documents = [h for s in slots for h in stock.in_slot(s)]
    return (*lines, *about_pages(documents), *about_fonts(stock.fonts, documents))
