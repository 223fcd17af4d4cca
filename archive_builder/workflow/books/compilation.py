"""政策汇编: a unit's policy documents, by the issuer's level, then by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from archive_builder.bind import Book, BookKind, Section
from archive_builder.model import CompilationRule, Level, Locality, Slot, SlotState, Unit
from archive_builder.model.privacy import mask
from archive_builder.workflow.books.stock import (
    Stock,
    about_fonts,
    about_pages,
    bound_item,
    chronological,
    full_name,
)
from archive_builder.workflow.holdings import Held

UNVERIFIED = "待核实"
"""有效性 until a person signs for it."""

_ORDER = {str(level): number for number, level in enumerate(Level)}
_TO_WRITE = "　　　　年　　月"
"""Left open for the hand that signs for the compilation."""
_LEFT_OUT = {
    SlotState.MISSING: "尚未收到",
    SlotState.RECEIVED: "未核收",
    SlotState.RETURNED: "已退回",
}
"""States of slots whose documents are not compiled, as the notes say it."""

_UNKNOWN_LEVEL = "级别待定"


@dataclass(frozen=True, slots=True)
class _Policy:
    level: str
    held: Held


def compilation(stock: Stock, unit: Unit, rule: CompilationRule) -> Book | None:
    """The 政策汇编 of a unit; None where it has filed no policy that can be shown."""
    slots = _slots(stock, unit, rule)
    policies = sorted(_policies(stock, slots), key=_rank)
    if not policies:
        return None
    localities = stock.manifests.campaign.localities
    shown = {str(place.level): place.shown for place in localities}
    sections = tuple(
        Section(
            "",
            shown.get(level, level),
            tuple(bound_item(p.held, validity=UNVERIFIED) for p in group),
        )
        for level, group in groupby(policies, key=attrgetter("level"))
    )
    return Book(
        key=f"{unit.id}/{rule.key}",
        kind=BookKind.COMPILATION,
        title=f"{full_name(stock, unit)}\n{rule.title}",
        fields=(
            ("年度", f"{stock.manifests.campaign.year}年"),
            ("编印单位", unit.name),
            ("编印年月", _TO_WRITE),
        ),
        sections=sections,
        notes=_notes(stock, [p.held for p in policies], _missing(stock, slots)),
    )


def _slots(stock: Stock, unit: Unit, rule: CompilationRule) -> list[Slot]:
    """The unit's slots whose documents are compiled."""
    own = (slot for slot in stock.slots if slot.unit.id == unit.id)
    return [slot for slot in own if slot.requirement.code in rule.codes]


def _policies(stock: Stock, slots: Iterable[Slot]) -> list[_Policy]:
    localities = stock.manifests.campaign.localities
    return [
        _Policy(_level(held, slot, localities), held)
        for slot in slots
        for held in stock.in_slot(slot)
        if held.verdict.state is not SlotState.RECEIVED
    ]


def _level(held: Held, slot: Slot, localities: Sequence[Locality]) -> str:
    if held.elements.level:
        return held.elements.level.value
    stated = (str(place.level) for place in localities if place.shown == slot.part.title)
    return next(stated, _UNKNOWN_LEVEL)


def _rank(policy: _Policy) -> tuple[int, str, tuple[str, int]]:
    place = _ORDER.get(policy.level, len(_ORDER))
    return (place, policy.level, chronological(policy.held))


def _missing(stock: Stock, slots: Sequence[Slot]) -> Iterator[str]:
    """What the manifest asks for and a reader does not find here, by why not."""
    gaps = [stock.gaps[slot.id] for slot in slots if slot.id in stock.gaps]
    for state, why in _LEFT_OUT.items():
        parts = [gap.slot.part.title for gap in gaps if gap.state is state]
        if any(parts):
            yield f"清单要求而{why}的：{'、'.join(parts)}级政策文件。"
    papers = [mask(held.paper.title) for slot in slots for held in stock.on_paper(slot)]
    if papers:
        titles = "、".join(f"《{title}》" for title in papers)
        yield f"只有纸质原件、未收入本汇编的 {len(papers)} 件：{titles}。"


def _notes(stock: Stock, documents: Sequence[Held], missing: Iterable[str]) -> tuple[str, ...]:
    return (
        f"本汇编为{stock.manifests.campaign.name}准备，收入本单位归档的政策文件 {{items}} 件。",
        "编排次序：按发文机关级别由高到低，同级按成文日期先后；原文未载明日期的排在本级最后。",
        "题名、文号、发文机关、成文日期均由原文读出，原文未载明的留空，不作推定。",
        "有效性注“待核实”的，未经人工核定，引用前请查对现行文本。",
        *missing,
        *about_pages(documents),
        *about_fonts(stock.fonts, documents),
    )
