"""The text of a Word document (docx) read from its parts, without setting it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{tag}") for tag in ("p", "tbl", "tr", "tc"))
_BOX, _RUN, _TEXT = (qn(f"w:{tag}") for tag in ("txbxContent", "r", "t"))
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""The same content once more, for older programs."""

BROKEN = (OpcError, zipfile.BadZipFile, AttributeError, KeyError, SyntaxError, ValueError)
"""What reading a damaged document raises: python-docx fails as it happens to."""


def lines(path: Path) -> Iterator[str]:
    """Yield a document's lines: its first headers, its body, then its first footers.

    A text box comes before the paragraph that it hangs on; a row of a table is one line, its
    cells parted by a wide blank.

    Raises:
        Exception: one of `BROKEN`.
    """
    document = docx.Document(str(path))
    heads, feet = _around(document)
    for element in (*heads, document.element.body, *feet):
        yield from _block(element)


def boxed(path: Path) -> Iterator[str]:
    """Yield the lines in the text boxes of a document's first headers and body.

    Raises:
        Exception: one of `BROKEN`.
    """
    document = docx.Document(str(path))
    for element in (*_around(document)[0], document.element.body):
        for box in _outermost(element, _BOX):
            yield from _block(box)


def _around(document: Document) -> tuple[list[BaseOxmlElement], list[BaseOxmlElement]]:
    """The headers and the footers of the first section that it states itself."""
    if not len(document.sections):
        return [], []
    first = document.sections[0]
    heads = (first.first_page_header, first.header)
    feet = (first.first_page_footer, first.footer)
    stated = [[p._element for p in parts if not p.is_linked_to_previous] for parts in (heads, feet)]
    return stated[0], stated[1]


def _block(element: BaseOxmlElement) -> Iterator[str]:
    for child in element:
        if child.tag == _PARAGRAPH:
            for box in _outermost(child, _BOX):
                yield from _block(box)
            yield "".join(_pieces(child))
        elif child.tag == _TABLE:
            for row in _outermost(child, _ROW):
                cells = (" ".join(_block(cell)).strip() for cell in _outermost(row, _CELL))
                yield "　".join(cells)
        else:
            yield from _block(child)


def _outermost(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The elements of a kind within another, but not those within them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag != _FALLBACK:
            yield from _outermost(child, tag)


def _pieces(element: Iterable[BaseOxmlElement]) -> Iterator[str]:
    """The text of a paragraph without that of its text boxes."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in (_BOX, _FALLBACK):
            yield from _pieces(child)
