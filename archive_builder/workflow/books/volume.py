"""案卷: all that a unit was asked for under one aspect, there or missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from archive_builder.bind import Book, BookKind, GapLine, Item, PaperItem, Section
from archive_builder.model import (
    WHOLE,
    Aspect,
    Gap,
    Requirement,
    Slot,
    SlotState,
    Unit,
    Verdict,
    listed,
)
from archive_builder.model.privacy import mask
from archive_builder.workflow.books.stock import (
    Stock,
    about_fonts,
    about_pages,
    bound_item,
    bound_paper,
    chronological,
    compact_date,
    full_name,
)
from archive_builder.workflow.holdings import Held

_UNSIGNED = (SlotState.UNSIGNED, SlotState.UNSEALED)
_OPEN = {
    SlotState.RECEIVED: "未核收",
    SlotState.UNSIGNED: "待签字",
    SlotState.UNSEALED: "待盖章",
}
"""What 备注 says of a document that does not count yet."""

_NAMED = 12
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
    items = tuple(item for slot in slots for item in _items(stock, slot))
    gaps = tuple(_gap_line(stock.gaps[s.id]) for s in slots if s.id in stock.gaps)
    if not items and not gaps:
        return None
    return Section(requirement.code, requirement.title, items, gaps)


def _items(stock: Stock, slot: Slot) -> Iterator[Item | PaperItem]:
    """What is bound of a slot: its documents by date, then its papers as they were entered."""
    for held in sorted(stock.in_slot(slot), key=chronological):
        yield bound_item(held, remark=_remark(held))
    for paper in stock.on_paper(slot):
        said = ("纸质原件", f"{paper.paper.pages} 页", *_awaited(paper.verdict))
        yield bound_paper(stock, paper, remark="\n".join(said))  # a narrow column breaks badly


def _remark(held: Held) -> str:
    said = ["无法显示"] if held.rendition.problem else []
    if not said or held.verdict.state is not SlotState.RECEIVED:
        said += _awaited(held.verdict)
    if held.rendition.draft:
        said.append("草样")
    return "；".join(said)


def _awaited(verdict: Verdict) -> list[str]:
    return [_OPEN[verdict.state]] if verdict.state in _OPEN else []


def _gap_line(gap: Gap) -> GapLine:
    requirement, part = gap.slot.requirement, gap.slot.part
    due = "；".join(d.text for d in (requirement.due, requirement.rectify) if d)
    title = "" if part.key == WHOLE else part.title
    return GapLine(mask(title), gap.state, mask(gap.reason), due)


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
    lines = ["本卷收文件 {items} 件，编 {pages} 页，用纸 {sheets} 张。", *_on_paper(stock, slots)]
    if gaps:
        lines.append(f"本类应备材料 {len(slots)} 项，未核收 {len(gaps)} 项，见各缺项页。")
    if unsigned:
        lines.append(f"其中待签字、待盖章 {unsigned} 项，已在目录备注栏注明。")
    if returned := sum(map(stock.returned, slots)):
        lines.append(f"退回重办的 {returned} 件未装入本卷。")
    lines += _waived(stock, slots)
    documents = [h for s in slots for h in stock.in_slot(s)]
    return (*lines, *about_pages(documents), *about_fonts(stock.fonts, documents))


def _on_paper(stock: Stock, slots: Sequence[Slot]) -> Iterator[str]:
    papers = [held.paper for slot in slots for held in stock.on_paper(slot)]
    if papers:
        pages = sum(paper.pages for paper in papers)
        yield f"其中纸质原件 {len(papers)} 件 {pages} 页，装订时插入，不计入用纸张数。"


def _waived(stock: Stock, slots: Sequence[Slot]) -> Iterator[str]:
    """One line for all that doesn't apply, the parts of a requirement together by their reason."""
    waivers = [stock.waivers[slot.id] for slot in slots if slot.id in stock.waivers]
    parts: dict[tuple[str, str], list[str]] = {}
    for waiver in waivers:
        key = waiver.slot.requirement.title, waiver.reason
        parts.setdefault(key, []).append(waiver.slot.part.title)
    named = "；".join(
        f"{title}{_of(named)}（{reason}）" for (title, reason), named in parts.items()
    )
    if waivers:
        yield mask(f"不适用 {len(waivers)} 项：{named}。")


def _of(parts: Sequence[str]) -> str:
    """The parts of a requirement behind its title; a whole one has none."""
    named = [part for part in parts if part not in ("", WHOLE)]
    return f"的{listed(named, _NAMED)}" if named else ""
