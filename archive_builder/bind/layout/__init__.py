"""Everything that this room prints itself, as pages of marks. Pure: nothing is drawn here."""

from __future__ import annotations

from dataclasses import replace

from archive_builder.bind.book import Book, BookKind, EntryKind, Item, PaperItem
from archive_builder.bind.layout.contents import contents
from archive_builder.bind.layout.cover import cover
from archive_builder.bind.layout.inserts import divider, gap_page
from archive_builder.bind.layout.paper import paper_slip
from archive_builder.bind.layout.problem import problem_page
from archive_builder.bind.layout.prose import notes, remarks
from archive_builder.bind.plan import Lengths, PageKind, Pagination, plan
from archive_builder.bind.style import Look
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Sheet

Place = tuple[PageKind, int | None]
"""A run of a book: its kind and its entry."""

OwnSheets = dict[Place, tuple[Sheet, ...]]
"""The sheets of each run that is drawn here."""


def lay_out(book: Book, look: Look, measure: Measure) -> tuple[Pagination, OwnSheets]:
    """Plan a book and lay its own pages out.

    Printed numbers don't depend on how long contents, notes and remarks are, so the contents laid
    out for a draft of the plan are right for good. Only the count of leaves that notes and remarks
    may state does: these are laid out again until their lengths are those planned.
    """
    gaps = {
        index: gap_page(section, look, measure)
        for index, section in enumerate(book.sections)
        if section.gaps
    }
    lengths = Lengths(gaps={index: len(sheets) for index, sheets in gaps.items()})
    table = contents(book, plan(book, lengths), look, measure)
    lengths = replace(lengths, contents=len(table))
    while True:
        pagination = plan(book, lengths)
        words = _prose(book, pagination, look, measure)
        settled = replace(
            lengths, notes=len(words[PageKind.NOTES]), remarks=len(words[PageKind.REMARKS])
        )
        if settled == lengths:
            break
        lengths = settled
    own = {PageKind.COVER: (cover(book, pagination, look, measure),), PageKind.CONTENTS: table}
    sheets: OwnSheets = {(kind, None): part for kind, part in (own | words).items()}
    return pagination, sheets | _inserts(book, pagination, gaps, look, measure)


def _prose(
    book: Book, pagination: Pagination, look: Look, measure: Measure
) -> dict[PageKind, tuple[Sheet, ...]]:
    """编印说明 and 备考表. A compilation has no 备考表: its notes say it all."""
    volume = book.kind is BookKind.VOLUME
    words = book.notes if volume else (*book.notes, *book.remarks)
    return {
        PageKind.NOTES: notes(words, pagination, look, measure) if words else (),
        PageKind.REMARKS: remarks(book.remarks, pagination, look, measure) if volume else (),
    }


def _inserts(
    book: Book,
    pagination: Pagination,
    gaps: dict[int, tuple[Sheet, ...]],
    look: Look,
    measure: Measure,
) -> OwnSheets:
    """The pages among the documents, by the same entries as in the plan."""
    sheets: OwnSheets = {}
    kept = {page.entry: page.reserved for page in pagination.pages if page.reserved}
    for entry, line in enumerate(book.lines()):
        if line.kind is EntryKind.SECTION:
            sheets[PageKind.DIVIDER, entry] = (divider(book, line.index, look, measure),)
        elif line.kind is EntryKind.GAP:
            sheets[PageKind.GAP, entry] = gaps[line.index]
        elif isinstance(line.item, PaperItem):
            slip = paper_slip(line.item, kept[entry], look, measure)
            sheets[PageKind.PAPER, entry] = (slip,)
        elif isinstance(line.item, Item) and line.item.problem is not None:
            sheets[PageKind.PROBLEM, entry] = (problem_page(line.item, look, measure),)
    return sheets
