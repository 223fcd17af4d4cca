"""What all books of a run are made from, and how a document stands in any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from archive_builder.bind import Item, PaperItem
from archive_builder.convert import stand_ins
from archive_builder.identify import standard_number
from archive_builder.model import (
    Decision,
    Elements,
    Gap,
    Manifests,
    Slot,
    SlotId,
    SlotState,
    Text,
    Unit,
    Waiver,
)
from archive_builder.model.privacy import mask
from archive_builder.typeset.fonts import FontSet
from archive_builder.workflow.holdings import Held
from archive_builder.workflow.judging import PaperHeld
from archive_builder.workflow.reading import file_name

SURE = 0.5
"""A title at least this sure was read in the document; below it the archivist's brackets stand."""

UNDATED = "9"
"""Sorts after every date."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that books are composed of.

    Attributes:
        slots: every slot of the manifests, in their order.
        gaps: the open ones.
        fonts: what documents and books are set in.
        papers: originals that exist only on paper, by slot.
        entered: the decisions that entered these, by their numbers.
        waivers: slots that don't apply.
    """

    manifests: Manifests
    slots: tuple[Slot, ...]
    holdings: Mapping[SlotId, Sequence[Held]]
    gaps: Mapping[SlotId, Gap]
    fonts: FontSet
    papers: Mapping[SlotId, Sequence[PaperHeld]] = field(default_factory=dict)
    entered: Mapping[int, Decision] = field(default_factory=dict)
    waivers: Mapping[SlotId, Waiver] = field(default_factory=dict)

    def in_slot(self, slot: Slot) -> Sequence[Held]:
        """The slot's documents, without those that were returned: these are to be replaced."""
        return [h for h in self.holdings.get(slot.id, ()) if not _is_returned(h)]

    def on_paper(self, slot: Slot) -> Sequence[PaperHeld]:
        """The slot's originals on paper, likewise."""
        return [p for p in self.papers.get(slot.id, ()) if not _is_returned(p)]

    def returned(self, slot: Slot) -> int:
        """How many documents and papers of the slot were returned."""
        documents, papers = self.holdings.get(slot.id, ()), self.papers.get(slot.id, ())
        return sum(map(_is_returned, documents)) + sum(map(_is_returned, papers))


def _is_returned(held: Held | PaperHeld) -> bool:
    return held.verdict.state is SlotState.RETURNED


def full_name(stock: Stock, unit: Unit) -> str:
    """A unit's name under its county and township: 兴庆区月牙湖乡小塘村."""
    by_id = {u.id: u for u in stock.manifests.units}
    county = by_id[stock.manifests.campaign.county]

    def lineage(current: Unit) -> Iterator[str]:
        if current.parent in by_id:
            yield from lineage(by_id[current.parent])
        yield current.name

    names = list(lineage(unit))
    return "".join(names if county.name in names else [county.name, *names])


def bound_item(held: Held, *, remark: str = "", validity: str = "") -> Item:
    """A document as a book binds it; what it does not state stays empty."""
    elements, sha256 = held.elements, held.receipt.sha256
    return Item(
        sha256=sha256,
        name=file_name(held.receipt),
        size=held.size,
        title=_title(held),
        number=standard_number(elements.document_number.value) if elements.document_number else "",
        author=elements.author.value if elements.author else "",
        date=compact_date(elements),
        rendition=held.rendition,
        origin=f"archive/objects/{sha256[:2]}/{sha256}",
        remark=remark,
        validity=validity,
    )


def bound_paper(stock: Stock, held: PaperHeld, *, remark: str) -> PaperItem:
    """An original on paper as a book lists it; numbers of persons in people's words are masked."""
    entered = stock.entered[held.number]
    return PaperItem(
        number=held.number,
        title=mask(held.paper.title),
        pages=held.paper.pages,
        place=mask(held.paper.place),
        actor=entered.actor,
        day=entered.at.astimezone(ZoneInfo(stock.manifests.campaign.zone)).date(),
        remark=remark,
    )


def compact_date(elements: Elements) -> str:
    """成文日期 in 8 digits, 6 where only the month is stated, '' where nothing is."""
    return elements.date.value.replace("-", "") if elements.date else ""


def chronological(held: Held) -> tuple[str, int]:
    """Sorts by date, undated last, then by arrival."""
    return (compact_date(held.elements) or UNDATED, held.receipt.id)


def about_pages(documents: Sequence[Held]) -> list[str]:
    """Lines on what a reader must know of the documents' pages."""
    lines = []
    if broken := sum(bool(h.rendition.problem or not h.rendition.pages) for h in documents):
        lines.append(f"有 {broken} 件无法显示，以说明页代替，原件存档案库。")
    for note in sorted({note for h in documents for note in h.rendition.notes}):
        count = sum(note in h.rendition.notes for h in documents)
        lines.append(f"{note.rstrip('。')}（{count} 件）。")
    return lines


def about_fonts(fonts: FontSet, documents: Sequence[Held]) -> list[str]:
    """Lines on substituted faces (GB/T 9704: substitution is reported, never silent)."""
    if not fonts.substitutions:
        return []
    count = sum(bool(stand_ins(h.rendition.fonts, fonts)) for h in documents)
    used = [f"有 {count} 件的页面用了代替字体，字形以原件为准。"] if count else []
    return [f"字体：{'；'.join(fonts.substitutions)}。", *used]


def _title(held: Held) -> str:
    title = held.elements.title
    if title and (title.confidence >= SURE or _is_printed(title.value, held.rendition.text)):
        return title.value
    return f"[{title.value if title else file_name(held.receipt).rpartition('.')[0]}]"


def _is_printed(title: str, text: Text) -> bool:
    return bool(text.pages) and "".join(title.split()) in "".join(text.pages[0].split())
