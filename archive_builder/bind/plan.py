"""The pagination (编页): which page of a bound book is what. It decides every number; pure.

A book is a row of runs. Each run starts on a front side, blanks fill. Contents, bookmarks, links,
stamps, page labels and counts all read from the pagination; none computes its own. An original
that exists only on paper is put in by hand behind its slip: the slip bears no number, since it only
marks a place (GB/T 9705), and the numbers that follow are kept for the original's pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from archive_builder.bind.book import Book, BookKind, EntryKind, Item, Line, PaperItem
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
    PAPER = "paper"
    REMARKS = "remarks"
    BLANK = "blank"


NUMBERED = frozenset((PageKind.DIVIDER, PageKind.DOCUMENT, PageKind.GAP, PageKind.PROBLEM))
"""What carries a 页号 (GB/T 9705): not cover, contents, 备考表, blanks and slips for paper."""


@dataclass(frozen=True, slots=True)
class Entry:
    """件: a line of the contents as it is kept; `sha256` names a document's bytes."""

    kind: EntryKind
    title: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Reserved:
    """页号 kept for an original on paper, whose pages are put in behind a slip."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many they are."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """As slips print them: 13 至 24."""
        return str(self.first) if self.first == self.last else f"{self.first} 至 {self.last}"


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a leaf.

    Attributes:
        sheet: the leaf, from 1.
        entry: index of the entry it belongs to, None for the book's own pages.
        source: which page of its run it is, from 1; None for blanks.
        label: the printed 页号, '' where none is printed.
        reserved: the numbers kept for what is put in behind this page; only slips have any.
    """

    sheet: int
    side: Side
    kind: PageKind
    entry: int | None
    source: int | None
    label: str
    reserved: Reserved | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Pages that belong together and start on a front side; with 0 pages it is left out.

    So many numbers as `reserved` are kept behind it.
    """

    kind: PageKind
    pages: int
    entry: int | None = None
    reserved: int = 0


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
        """件数: documents only, with those on paper."""
        return sum(entry.kind is EntryKind.DOCUMENT for entry in self.entries)

    @property
    def numbered(self) -> int:
        """页数: pages with a printed number, and those of originals on paper."""
        printed = sum(page.label != "" for page in self.pages)
        return printed + sum(page.reserved.count for page in self.pages if page.reserved)

    @property
    def sheets(self) -> int:
        """Leaves to print; those of originals on paper are not among them."""
        return self.pages[-1].sheet if self.pages else 0

    def spans(self) -> dict[int, tuple[int, int]]:
        """Position (from 0) of each entry's first and last page."""
        spans: dict[int, tuple[int, int]] = {}
        for position, page in enumerate(self.pages):
            if page.entry is not None:
                spans[page.entry] = (spans.get(page.entry, (position,))[0], position)
        return spans

    def numbers(self) -> dict[int, tuple[str, str]]:
        """First and last 页号 of each entry; of an original on paper those kept for it."""
        numbers: dict[int, tuple[str, str]] = {}
        for page in self.pages:
            if page.entry is not None:
                first, last = page.label, page.label
                if page.reserved:
                    first, last = str(page.reserved.first), str(page.reserved.last)
                numbers[page.entry] = (numbers.get(page.entry, (first,))[0], last)
        return numbers

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
    pages = tuple(map(_page_read, data["pages"]))
    return data | {"kind": BookKind(data["kind"]), "entries": tuple(entries), "pages": pages}


def _page_read(data: dict[str, Any]) -> Page:
    kept = data["reserved"]
    read = {
        "side": Side(data["side"]),
        "kind": PageKind(data["kind"]),
        "reserved": kept and Reserved(**kept),
    }
    return Page(**(data | read))


def plan(book: Book, lengths: Lengths) -> Pagination:
    """Number a book's pages.

    The labels do not depend on the lengths of notes, contents and remarks: those bear no number.
    """
    return paginate(book, entries(book), runs(book, lengths))


def entries(book: Book) -> tuple[Entry, ...]:
    """The lines of the contents."""
    return tuple(
        Entry(line.kind, line.title, line.item.sha256 if isinstance(line.item, Item) else "")
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
    if isinstance(line.item, PaperItem):
        return Run(PageKind.PAPER, 1, entry, line.item.pages)
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
            pages.append(_page(len(pages), _BLANK, None, 0))
            number += book.kind is BookKind.COMPILATION and number > 0
        for source in range(1, run.pages + 1):
            number += run.kind in NUMBERED
            pages.append(_page(len(pages), run, source, number))
        number += run.reserved
    if len(pages) % 2:
        pages.append(_page(len(pages), _BLANK, None, 0))
    return Pagination(book.key, book.kind, book.name, lines, tuple(pages))


def _page(position: int, run: Run, source: int | None, number: int) -> Page:
    """A page of a run; `number` is the newest one given out, its own if it bears one."""
    return Page(
        sheet=position // 2 + 1,
        side=Side.BACK if position % 2 else Side.FRONT,
        kind=run.kind,
        entry=run.entry,
        source=source,
        label=str(number) if run.kind in NUMBERED else "",
        reserved=Reserved(number + 1, number + run.reserved) if run.reserved else None,
    )
