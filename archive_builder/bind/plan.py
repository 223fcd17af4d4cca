"""The pagination (编页): which page of a bound book is what. It decides every number; pure.

A book is a row of runs. Each run starts on a front side, blanks fill. Contents, bookmarks, links,
stamps, page labels and counts all read from the pagination; none computes its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from archive_builder.bind.book import Book, BookKind, EntryKind, Line
from archive_builder.errors import UsageError


class Side(StrEnum):
    """The physical side of a leaf."""

    FRONT = "front"
    BACK = "back"


class PageKind(StrEnum):
    """What a page is."""

    COVER = "cover"
    NOTES = "notes"
    CONTENTS = "contents"
    DIVIDER = "divider"
    DOCUMENT = "document"
    GAP = "gap"
    PROBLEM = "problem"
    REMARKS = "remarks"
    BLANK = "blank"


NUMBERED = frozenset((PageKind.DIVIDER, PageKind.DOCUMENT, PageKind.GAP, PageKind.PROBLEM))
"""What carries a 页号 (GB/T 9705): everything but cover, contents, 备考表 and blanks."""


OWN_PARTS = {
    PageKind.COVER: "封面",
    PageKind.NOTES: "编印说明",
    PageKind.CONTENTS: "目录",
    PageKind.REMARKS: "备考表",
}
"""Bookmarks of the pages that belong to no entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """件: a line of the contents as it is kept; `sha256` names a document's bytes."""

    kind: EntryKind
    title: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a leaf.

    Attributes:
        sheet: the leaf, from 1.
        entry: index of the entry it belongs to, None for the book's own pages.
        source: which page of its run it is, from 1; None for blanks.
        label: the printed 页号, '' where none is printed.
    """

    sheet: int
    side: Side
    kind: PageKind
    entry: int | None
    source: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Run:
    """Pages that belong together and start on a front side; with 0 pages it is left out."""

    kind: PageKind
    pages: int
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many sides the pages take that are laid out here; `gaps` by index of the section."""

    contents: int = 1
    notes: int = 0
    remarks: int = 0
    gaps: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pagination:
    """编页: the page-by-page plan of a book."""

    key: str
    kind: BookKind
    title: str
    entries: tuple[Entry, ...]
    pages: tuple[Page, ...]

    @property
    def items(self) -> int:
        """件数: documents only."""
        return sum(entry.kind is EntryKind.DOCUMENT for entry in self.entries)

    @property
    def numbered(self) -> int:
        """页数: pages with a printed number."""
        return sum(page.label != "" for page in self.pages)

    @property
    def sheets(self) -> int:
        """Leaves of paper."""
        return self.pages[-1].sheet if self.pages else 0

    def spans(self) -> dict[int, tuple[int, int]]:
        """Position (from 0) of each entry's first and last page."""
        spans: dict[int, tuple[int, int]] = {}
        for position, page in enumerate(self.pages):
            if page.entry is not None:
                spans[page.entry] = (spans.get(page.entry, (position,))[0], position)
        return spans

    def fill(self, text: str) -> str:
        """Put the counts where a text holds {items}, {pages} or {sheets}."""
        counts = {"{items}": self.items, "{pages}": self.numbered, "{sheets}": self.sheets}
        for name, count in counts.items():
            text = text.replace(name, str(count))
        return text

    def to_json(self) -> str:
        """Write it as JSON, always the same text for the same plan."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Pagination:
        """Read what `to_json` wrote.

        Raises:
            UsageError: the text is no pagination.
        """
        try:
            return cls(**_read(json.loads(text)))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError("编页文件已损坏。", "请删除这一卷，重新装订。") from error


def _read(data: dict[str, Any]) -> dict[str, Any]:
    entries = (Entry(EntryKind(e["kind"]), e["title"], e["sha256"]) for e in data["entries"])
    pages = (
        Page(p["sheet"], Side(p["side"]), PageKind(p["kind"]), p["entry"], p["source"], p["label"])
        for p in data["pages"]
    )
    kind = BookKind(data["kind"])
    return data | {"kind": kind, "entries": tuple(entries), "pages": tuple(pages)}


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its text, the position of its page, and how deep it is nested (from 0)."""

    title: str
    position: int
    depth: int


def plan(book: Book, lengths: Lengths) -> Pagination:
    """Number a book's pages.

    The labels do not depend on the lengths of notes, contents and remarks: those bear no number.
    """
    return paginate(book, entries(book), runs(book, lengths))


def entries(book: Book) -> tuple[Entry, ...]:
    """The lines of the contents."""
    return tuple(
        Entry(line.kind, line.title, "" if line.item is None else line.item.sha256)
        for line in book.lines()
    )


def runs(book: Book, lengths: Lengths) -> tuple[Run, ...]:
    """The order of a book: 封面, 编印说明, 目录, the sections, 备考表."""
    return (
        Run(PageKind.COVER, 1),
        Run(PageKind.NOTES, lengths.notes),
        Run(PageKind.CONTENTS, lengths.contents),
        *(_run(line, entry, lengths) for entry, line in enumerate(book.lines())),
        Run(PageKind.REMARKS, lengths.remarks),
    )


def _run(line: Line, entry: int, lengths: Lengths) -> Run:
    if line.kind is EntryKind.GAP:
        return Run(PageKind.GAP, lengths.gaps[line.index], entry)
    if line.item is None:
        return Run(PageKind.DIVIDER, 1, entry)
    if line.item.problem is not None:
        return Run(PageKind.PROBLEM, 1, entry)
    return Run(PageKind.DOCUMENT, len(line.item.rendition.pages), entry)


_BLANK = Run(PageKind.BLANK, 1)


def paginate(book: Book, lines: tuple[Entry, ...], row: Iterable[Run]) -> Pagination:
    """Lay runs on leaves and number them; the last leaf has a back too, for the next print job.

    In a volume a blank uses no number; in a compilation it does (none is printed on it), so that
    every text starts on an odd page.
    """
    pages: list[Page] = []
    number = 0
    for run in row:
        if len(pages) % 2 and run.pages:
            pages.append(_page(len(pages), _BLANK, None, ""))
            number += book.kind is BookKind.COMPILATION and number > 0
        for source in range(1, run.pages + 1):
            number += run.kind in NUMBERED
            label = str(number) if run.kind in NUMBERED else ""
            pages.append(_page(len(pages), run, source, label))
    if len(pages) % 2:
        pages.append(_page(len(pages), _BLANK, None, ""))
    return Pagination(book.key, book.kind, book.name, lines, tuple(pages))


def _page(position: int, run: Run, source: int | None, label: str) -> Page:
    side = Side.BACK if position % 2 else Side.FRONT
    return Page(position // 2 + 1, side, run.kind, run.entry, source, label)


def bookmarks(pagination: Pagination) -> tuple[Bookmark, ...]:
    """The outline in page order: the book's own parts and the sections, entries below these."""
    marks: list[Bookmark] = []
    for position, page in enumerate(pagination.pages):
        if page.source == 1:
            entry = None if page.entry is None else pagination.entries[page.entry]
            title = OWN_PARTS[page.kind] if entry is None else entry.title
            nested = entry is not None and entry.kind is not EntryKind.SECTION
            marks.append(Bookmark(title, position, int(nested)))
    return tuple(marks)
