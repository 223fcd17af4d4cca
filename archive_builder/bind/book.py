"""What is to be bound, as values: a volume of a unit or a compilation of policies.

The caller decides what goes in and in which order; nothing here knows of manifests or archives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_builder.model import WHOLE, Rendition, SlotState, listed


class EntryKind(StrEnum):
    """What a line of the contents stands for."""

    SECTION = "section"
    DOCUMENT = "document"
    GAP = "gap"


class BookKind(StrEnum):
    """The two recipes. They differ in their pages' look, contents columns and numbering."""

    VOLUME = "volume"
    COMPILATION = "compilation"


@dataclass(frozen=True, slots=True)
class Item:
    """件: one document, with what its line of the contents says.

    Attributes:
        name: the file's name as it was sent.
        date: 8 digits, or '' where the document states none.
        remark: 备注, such as 待签字 or 草样.
        validity: 有效性 of a policy; only compilations show it.
        origin: where the original bytes lie, as text (archive/…).
        rendition: with a `problem` it is bound as one page that says why.
    """

    sha256: str
    name: str
    size: int
    title: str
    number: str
    author: str
    date: str
    rendition: Rendition
    origin: str
    remark: str = ""
    validity: str = ""

    @property
    def problem(self) -> str | None:
        """Why it can't be shown, None when it can; a rendition without pages can't."""
        if self.rendition.problem is None and not self.rendition.pages:
            return "转换后没有页面"
        return self.rendition.problem


@dataclass(frozen=True, slots=True)
class PaperItem:
    """件: an original that exists only on paper; a slip marks its place in a volume.

    Attributes:
        number: names it: 纸质7号.
        pages: how many 页号 are kept for it, at least 1.
        place: where it lies, as text.
        actor: who entered it, `day` when.
    """

    number: int
    title: str
    pages: int
    place: str
    actor: str
    day: date
    remark: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """An open slot: which part, its state, why, and by when, all as readers see them."""

    part: str
    state: str
    reason: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What answers one requirement (or one level of a compilation): a divider stands before it."""

    code: str
    title: str
    items: tuple[Item | PaperItem, ...] = ()
    gaps: tuple[GapLine, ...] = ()

    @property
    def heading(self) -> str:
        """Code and title, as the contents and the bookmarks name it."""
        return f"{self.code} {self.title}".strip()

    @property
    def open_parts(self) -> dict[str, list[str]]:
        """What is open by state, 缺 first, since only that was never received."""
        parts: dict[str, list[str]] = {}
        for gap in sorted(self.gaps, key=lambda gap: gap.state != SlotState.MISSING):
            title = self.title if gap.part in ("", WHOLE) else gap.part
            parts.setdefault(gap.state, []).append(title)
        return parts

    @property
    def missing(self) -> str:
        """The index line of its gap page: 「缺：…；待盖章：…」 with the parts that are open."""
        return "；".join(
            f"{state}：{listed(parts, _NAMED)}" for state, parts in self.open_parts.items()
        )

    @property
    def tally(self) -> str:
        """How many parts are open: 「缺 1 项、待盖章 2 项」."""
        return "、".join(f"{state} {len(parts)} 项" for state, parts in self.open_parts.items())


_NAMED = 12
"""Parts or runs of months that a line names; of more it tells how many there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents. `index` is its section's place; `item` is there for documents."""

    kind: EntryKind
    index: int
    section: Section
    item: Item | PaperItem | None = None

    @property
    def title(self) -> str:
        """Its text in the contents and in the bookmarks, alike."""
        if self.item is not None:
            return self.item.title
        return self.section.missing if self.kind is EntryKind.GAP else self.section.heading


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that one bound book says.

    Attributes:
        key: names it among the books of a run.
        title: 案卷题名, or the compilation's name; the cover breaks it at line feeds.
        fields: the cover's fields in order, (label, value); '' is a blank line for handwriting.
            A value may hold {items}, {pages} and {sheets}, which the pagination fills.
        remarks: lines of the 备考表; a compilation has none and shows them after its notes.
            They may hold the same three.
        notes: lines of the 编印说明, likewise; without any there is no such page.
    """

    key: str
    kind: BookKind
    title: str
    fields: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title on one line."""
        return self.title.replace("\n", "")

    def items(self) -> Iterator[Item | PaperItem]:
        """Its documents, also those on paper, in the order in which they are bound."""
        for section in self.sections:
            yield from section.items

    def lines(self) -> Iterator[Line]:
        """The contents in order: each section, its documents, then its gaps in one line."""
        for index, section in enumerate(self.sections):
            yield Line(EntryKind.SECTION, index, section)
            for item in section.items:
                yield Line(EntryKind.DOCUMENT, index, section, item)
            if section.gaps:
                yield Line(EntryKind.GAP, index, section)
