"""The bookmarks of a bound book, as its pagination has them: pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.bind.book import EntryKind
from archive_builder.bind.plan import PageKind, Pagination

OWN_PARTS = {
    PageKind.COVER: "封面",
    PageKind.NOTES: "编印说明",
    PageKind.CONTENTS: "目录",
    PageKind.REMARKS: "备考表",
}
"""Bookmarks of the pages that belong to no entry."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its text, the position of its page, and how deep it is nested (from 0)."""

    title: str
    position: int
    depth: int


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
