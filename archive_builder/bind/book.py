"""What is to be bound, as values: a volume of a unit or a compilation of policies.

The caller decides what goes in and in which order; nothing here knows of manifests or archives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive_builder.model import WHOLE, Rendition, SlotState

_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")


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
    items: tuple[Item, ...] = ()
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
        return "；".join(f"{state}：{listed(parts)}" for state, parts in self.open_parts.items())

    @property
    def tally(self) -> str:
        """How many parts are open: 「缺 1 项、待盖章 2 项」."""
        return "、".join(f"{state} {len(parts)} 项" for state, parts in self.open_parts.items())


_NAMED = 12
"""Parts or runs of months that a line names; of more it tells how many there are."""


def listed(parts: Sequence[str]) -> str:
    """Name each part once, months in a row as 「2021年1月至12月」; many only begun and counted."""
    runs: list[list[str]] = []
    for part in dict.fromkeys(parts):
        if runs and _follows(runs[-1][-1], part):
            runs[-1].append(part)
        else:
            runs.append([part])
    named = "、".join(_span(run) for run in runs[:_NAMED])
    return named if len(runs) <= _NAMED else f"{named}等 {len(runs)} 项"


def _follows(before: str, part: str) -> bool:
    first, second = _MONTH.fullmatch(before), _MONTH.fullmatch(part)
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def _span(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}至{run[-1].partition('年')[2]}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents. `index` is its section's place; `item` is there for documents."""

    kind: EntryKind
    index: int
    section: Section
    item: Item | None = None

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

    def items(self) -> Iterator[Item]:
        """Its documents in the order in which they are bound."""
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
