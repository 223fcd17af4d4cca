"""政策汇编: a unit's policy documents, by the issuer's level, then by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from archive_builder.bind import Book, BookKind, Section
from archive_builder.model import CompilationRule, Level, Locality, Slot, Unit
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
_UNKNOWN_LEVEL = "级别待定"


@dataclass(frozen=True, slots=True)
class _Policy:
    level: str
    held: Held


def compilation(stock: Stock, unit: Unit, rule: CompilationRule) -> Book | None:
    """The 政策汇编 of a unit; None where it has filed no policy that can be shown."""
    policies = sorted(_policies(stock, unit, rule), key=_rank)
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
        notes=_notes(stock, [p.held for p in policies], _missing(stock, unit, rule)),
    )


def _policies(stock: Stock, unit: Unit, rule: CompilationRule) -> list[_Policy]:
    localities = stock.manifests.campaign.localities
    return [
        _Policy(_level(held, slot, localities), held)
        for slot in stock.slots
        if slot.unit.id == unit.id and slot.requirement.code in rule.codes
        for held in stock.in_slot(slot)
        if not held.blocked
    ]


def _level(held: Held, slot: Slot, localities: Sequence[Locality]) -> str:
    if held.elements.level:
        return held.elements.level.value
    stated = (str(place.level) for place in localities if place.shown == slot.part.title)
    return next(stated, _UNKNOWN_LEVEL)


def _rank(policy: _Policy) -> tuple[int, str, tuple[str, int]]:
    place = _ORDER.get(policy.level, len(_ORDER))
    return (place, policy.level, chronological(policy.held))


def _missing(stock: Stock, unit: Unit, rule: CompilationRule) -> list[str]:
    gaps = [g for g in stock.gaps.values() if g.slot.unit.id == unit.id]
    parts = [g.slot.part.title for g in gaps if g.slot.requirement.code in rule.codes]
    return [f"清单要求而尚未收到的：{'、'.join(parts)}级政策文件。"] if any(parts) else []


def _notes(stock: Stock, documents: Sequence[Held], missing: Sequence[str]) -> tuple[str, ...]:
    return (
        f"本汇编为{stock.manifests.campaign.name}准备，收入本单位归档的政策文件 {{items}} 件。",
        "编排次序：按发文机关级别由高到低，同级按成文日期先后；原文未载明日期的排在本级最后。",
        "题名、文号、发文机关、成文日期均由原文读出，原文未载明的留空，不作推定。",
        "有效性注“待核实”的，未经人工核定，引用前请查对现行文本。",
        *missing,
        *about_pages(documents),
        *about_fonts(stock.fonts, documents),
    )
