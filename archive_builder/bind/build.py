"""From a book to its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from archive_builder.bind.assemble import Printing, assemble
from archive_builder.bind.book import Book, Item, PaperItem
from archive_builder.bind.layout import lay_out
from archive_builder.bind.plan import Pagination
from archive_builder.bind.style import Look
from archive_builder.making import making
from archive_builder.model import Rendition, Text
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.measure import measurer

_LIBRARIES = ("reportlab", "pikepdf", "fonttools")
_OURS = ("bind", "typeset")


def build(
    book: Book,
    fonts: FontSet,
    look: Look,
    pdf_of: Callable[[Rendition], Path],
    target: Path,
) -> Pagination:
    """Bind a book into `target`, whole or not at all, and return its pagination.

    `pdf_of` says where the PDF of a rendition lies; it is not asked for one with a problem.

    Raises:
        ArchiveBuilderError: a document's PDF can't be read or is not what its rendition says.
    """
    pagination, own = lay_out(book, look, measurer(fonts))
    documents = {
        entry: line.item.rendition
        for entry, line in enumerate(book.lines())
        if isinstance(line.item, Item)
    }
    printing = Printing(fonts, look.page_number)
    assemble(pagination, own, printing, lambda entry: pdf_of(documents[entry]), target)
    return pagination


def fingerprint(book: Book, fonts: FontSet, look: Look) -> str:
    """Name everything that the bytes of `build` depend on; a book with the same one is current."""
    sections = tuple(
        replace(section, items=tuple(map(_without_text, section.items)))
        for section in book.sections
    )
    said = repr(
        (
            making(_OURS, _LIBRARIES),
            fonts.digest,
            look.model_dump_json(),
            replace(book, sections=sections),
        )
    )
    return sha256(said.encode()).hexdigest()


def _without_text(item: Item | PaperItem) -> Item | PaperItem:
    """The text is not printed from; the rendition's key names the pages."""
    if isinstance(item, PaperItem):
        return item
    return replace(item, rendition=replace(item.rendition, text=Text(())))
