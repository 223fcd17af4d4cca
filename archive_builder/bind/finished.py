"""A finished book as readers find it: its structure by pypdf, what is seen by pdfium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from archive_builder.bind.place import Box

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link annotation and the position of its page, None where it leads nowhere in the book."""

    box: Box
    target: int | None


class Finished:
    """A finished PDF; pages are named by their position, from 0."""

    def __init__(self, reader: PdfReader, shown: Any) -> None:
        self._reader = reader
        self._shown = shown

    @cached_property
    def pages(self) -> list[PageObject]:
        """The pages in order."""
        return list(self._reader.pages)

    @cached_property
    def labels(self) -> list[str]:
        """The PDF's page labels."""
        return list(self._reader.page_labels)

    @cached_property
    def _positions(self) -> dict[int, int]:
        references = (page.indirect_reference for page in self.pages)
        return {r.idnum: i for i, r in enumerate(references) if r is not None}

    def _position(self, page: object) -> int | None:
        return self._positions.get(page.idnum) if isinstance(page, IndirectObject) else None

    def bookmarks(self) -> list[tuple[str, int | None, int]]:
        """Title, position and depth of each bookmark."""
        return list(self._bookmarks(self._reader.outline, 0))

    def _bookmarks(self, level: list[Any], depth: int) -> Iterator[tuple[str, int | None, int]]:
        for item in level:
            if isinstance(item, list):
                yield from self._bookmarks(item, depth + 1)
            else:
                yield str(item.title), self._position(item.raw_get("/Page")), depth

    def links(self, position: int) -> list[FoundLink]:
        """A page's links, in order."""
        annotations = (a.get_object() for a in self.pages[position].get("/Annots") or ())
        return [
            FoundLink(_box(a["/Rect"]), self._position(a["/Dest"][0]))
            for a in annotations
            if a.get("/Subtype") == "/Link" and "/Dest" in a
        ]

    def text(self, position: int, box: Box) -> str:
        """The text that is seen in a part of a page."""
        page = self._shown[position]
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_bounded(*box))
        finally:
            text_page.close()
            page.close()

    def runs(self, position: int) -> list[tuple[Box, str]]:
        """Each piece of text on a page with its bounds, in the order of drawing."""
        page = self._shown[position]
        text_page = page.get_textpage()
        try:
            kind = [pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
            found = page.get_objects(filter=kind, textpage=text_page)
            return [(_box(run.get_bounds()), _as_drawn(run.extract())) for run in found]
        finally:
            text_page.close()
            page.close()

    def is_empty(self, position: int) -> bool:
        """Whether a page has nothing on it."""
        contents = self.pages[position].get_contents()
        return contents is None or not contents.get_data().strip()

    def loose_fonts(self) -> Iterator[tuple[int, str]]:
        """Fonts that the file doesn't carry, each with the first page that names it."""
        seen: set[int] = set()
        for position, page in enumerate(self.pages):
            for name in _loose(page.get("/Resources"), seen):
                yield position, name


def _loose(resources: Any, seen: set[int]) -> Iterator[str]:
    for font in _unseen(resources, "/Font", seen):
        if not _is_embedded(font):
            yield str(font.get("/BaseFont", "")).removeprefix("/")
    for part in _unseen(resources, "/XObject", seen):
        yield from _loose(part.get("/Resources"), seen)


def _unseen(resources: Any, kind: str, seen: set[int]) -> Iterator[Any]:
    """What resources name of a kind, without what was met before."""
    named = resources.get(kind) if resources is not None else None
    for reference in () if named is None else named.get_object().values():
        if isinstance(reference, IndirectObject):
            if reference.idnum in seen:
                continue
            seen.add(reference.idnum)
        value = reference.get_object()
        if isinstance(value, DictionaryObject):
            yield value


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    bearer = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = bearer.get("/FontDescriptor") or {}
    return any(program in descriptor for program in _PROGRAMS)


def _as_drawn(text: str) -> str:
    """Pdfium gives a hyphen that ends a line as the control character 2."""
    return text.replace("\x02", "-")


def _box(values: Any) -> Box:
    left, bottom, right, top = (float(value) for value in values)
    return left, bottom, right, top


@contextmanager
def opened(path: Path) -> Iterator[Finished]:
    """Open a finished book.

    Raises:
        OSError, PyPdfError, PdfiumError: it can't be read as a PDF.
    """
    shown = pypdfium2.PdfDocument(path)
    try:
        with PdfReader(path) as reader:
            yield Finished(reader, shown)
    finally:
        shown.close()
