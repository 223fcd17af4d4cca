"""Carrying a plan out: own pages drawn, documents copied in, numbered, linked, written."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path

from pikepdf import Dictionary, Name, Object, ObjectStreamMode, Pdf, PdfError, String

from archive_builder.bind.layout import OwnSheets
from archive_builder.bind.leaves import Copier, blank_leaf
from archive_builder.bind.links import (
    carry_links,
    link_sheet,
    page_labels,
    page_tree,
    write_outline,
)
from archive_builder.bind.plan import Page, PageKind, Pagination
from archive_builder.bind.stamp import Stamp, letters, read_stamp, specimen
from archive_builder.bind.style import PageNumber
from archive_builder.errors import ArchiveBuilderError
from archive_builder.fsio import atomic_path
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.measure import measurer

_REMEDY = "请删除这个转换件，重新运行。"

PdfOf = Callable[[int], Path]
"""Where the PDF of an entry's document lies."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What own pages and numbers are drawn with."""

    fonts: FontSet
    number: PageNumber


def assemble(
    pagination: Pagination, own: OwnSheets, printing: Printing, pdf_of: PdfOf, target: Path
) -> None:
    """Write a book as planned, whole or not at all; same input, same bytes.

    Raises:
        ArchiveBuilderError: a document's PDF can't be read or has not the pages planned.
    """
    shown = letters(pagination)
    file = io.BytesIO()
    sheets = [sheet for part in own.values() for sheet in part]
    draw([*sheets, specimen(shown, printing.number)], printing.fonts, file)
    with Pdf.new() as pdf, Pdf.open(file) as drawn:
        measure = measurer(printing.fonts)
        stamp = read_stamp(pdf, drawn, shown, printing.number, measure)
        leaves = _leaves(pagination, Copier(pdf, drawn, stamp), own, pdf_of)
        _link_contents(pdf, pagination, own, leaves)
        pdf.Root.Pages = page_tree(pdf, leaves)
        _catalogue(pdf, pagination, leaves)
        with atomic_path(target) as temporary:
            pdf.save(
                temporary,
                min_version="1.7",
                deterministic_id=True,
                object_stream_mode=ObjectStreamMode.disable,
                compress_streams=False,  # deflating them anew takes 14 times as long
            )


def _leaves(pagination: Pagination, drawn: Copier, own: OwnSheets, pdf_of: PdfOf) -> list[Object]:
    starts = dict(zip(own, accumulate(map(len, own.values()), initial=0), strict=False))
    leaves: list[Object] = []
    for place, run in groupby(pagination.pages, lambda page: (page.kind, page.entry)):
        pages = list(run)
        if place[0] is PageKind.BLANK:
            leaves += [blank_leaf(drawn.pdf) for _ in pages]
        elif place[0] is PageKind.DOCUMENT and place[1] is not None:
            leaves += _document(drawn.pdf, drawn.stamp, pdf_of(place[1]), pages)
        else:
            first = starts[place]
            leaves += [
                drawn.leaf(drawn.source.pages[first + i], page)[0] for i, page in enumerate(pages)
            ]
    return leaves


def _document(pdf: Pdf, stamp: Stamp, path: Path, planned: Sequence[Page]) -> list[Object]:
    try:
        with Pdf.open(path) as source:
            pages = list(source.pages)
            if len(pages) != len(planned):
                raise ArchiveBuilderError(
                    f"转换件 {path.name} 有 {len(pages)} 页，编页为 {len(planned)} 页。", _REMEDY
                )
            copier = Copier(pdf, source, stamp)
            made = [copier.leaf(*pair) for pair in zip(pages, planned, strict=True)]
            carry_links(pdf, pages, made)
            return [leaf for leaf, _ in made]
    except (OSError, PdfError) as error:
        raise ArchiveBuilderError(f"转换件 {path.name} 无法读取：{error}", _REMEDY) from error


def _link_contents(
    pdf: Pdf, pagination: Pagination, own: OwnSheets, leaves: Sequence[Object]
) -> None:
    targets = {str(entry): leaves[first] for entry, (first, _) in pagination.spans().items()}
    sheets = own[PageKind.CONTENTS, None]
    for leaf, page in zip(leaves, pagination.pages, strict=True):
        if page.kind is PageKind.CONTENTS and page.source is not None:
            link_sheet(pdf, leaf, sheets[page.source - 1], targets)


def _catalogue(pdf: Pdf, pagination: Pagination, leaves: Sequence[Object]) -> None:
    pdf.Root.PageLabels = page_labels(pagination.pages)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge
    )
    write_outline(pdf, pagination, leaves)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = pagination.title
