"""The contents: 卷内文件目录 (GB/T 9705) and the 目录 of a compilation. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from archive_builder.bind.book import Book, BookKind, EntryKind, Item, PaperItem
from archive_builder.bind.layout.space import frame
from archive_builder.bind.plan import Entry, Pagination
from archive_builder.bind.style import ContentsColumn, Look
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import MM, Sheet
from archive_builder.typeset.table import Column, Row, Table, lay_out_table


def contents(book: Book, pagination: Pagination, look: Look, measure: Measure) -> tuple[Sheet, ...]:
    """The contents table; a row's Link names its entry by index.

    页号 is the entry's first page; in a volume that of the last document says from where to where.
    """
    style = look.contents[book.kind]
    table = Table(
        title=style.title,
        notes=tuple(note.replace("{title}", book.name) for note in style.notes),
        columns=tuple(Column(c.title, c.width * MM, c.align) for c in style.columns),
        rows=tuple(_rows(book, pagination, style.columns)),
        size=style.size,
    )
    return lay_out_table(table, frame(look.margins), measure)


def _rows(book: Book, pagination: Pagination, columns: tuple[ContentsColumn, ...]) -> Iterator[Row]:
    pages = _page_cells(pagination)
    ordinals = count(1)
    for entry, line in enumerate(book.lines()):
        heading = line.kind is EntryKind.SECTION
        shown = {} if heading else {"title": line.title}
        if line.item is not None:
            shown |= {"ordinal": str(next(ordinals)), **_elements(line.item)}
        elif not heading:
            state = next(iter(line.section.open_parts))
            shown |= {"remark": state, "validity": state}
        shown["page"] = pages[entry]
        cells = [shown.get(column.shows, "") for column in columns]
        if heading:
            cells = [line.title, *_apart(cells[1:])]
        yield Row(tuple(cells), heading=heading, target=str(entry))


def _apart(cells: list[str]) -> Iterator[str]:
    """Cells of a heading, with a space in those that the number before them may not span."""
    for i, cell in enumerate(cells):
        yield cell or (" " if any(cells[:i]) else "")


def _elements(item: Item | PaperItem) -> dict[str, str]:
    """What its line says beside title and page; of paper nothing was read."""
    if isinstance(item, PaperItem):
        return {"remark": item.remark}
    return {
        "number": item.number,
        "author": item.author,
        "date": item.date,
        "remark": item.remark,
        "validity": item.validity,
    }


def _page_cells(pagination: Pagination) -> dict[int, str]:
    numbers = pagination.numbers()
    cells = {entry: first for entry, (first, _) in numbers.items()}
    documents = _documents(pagination.entries)
    if documents and pagination.kind is BookKind.VOLUME:
        cells[documents[-1]] = "-".join(numbers[documents[-1]])
    return cells


def _documents(entries: tuple[Entry, ...]) -> list[int]:
    return [i for i, entry in enumerate(entries) if entry.kind is EntryKind.DOCUMENT]
