"""From any PDF to a rendition: everything on its pages, nothing beside them, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Pdf, Stream

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf.annotations import flatten
from archive_builder.convert.pdf.archival import settle_for_archive
from archive_builder.convert.pdf.boxes import settle
from archive_builder.convert.pdf.content import balance, weight
from archive_builder.convert.pdf.embed import embed_stand_ins
from archive_builder.convert.pdf.goals import Goals
from archive_builder.convert.pdf.layers import flatten_layers, layers_of
from archive_builder.convert.pdf.links import links_of
from archive_builder.convert.pdf.outline import outline_of
from archive_builder.convert.pdf.repair import (
    DAMAGE,
    MENDED,
    Opened,
    as_it_is,
    as_mended,
    as_pictures,
)
from archive_builder.convert.pdf.subset import subset_large_fonts
from archive_builder.convert.pdf.values import entry, items
from archive_builder.model import Bookmark, PageFacts
from archive_builder.typeset.fonts import FontSet

MAX_PAGES = 5_000
MAX_CONTENT = 100 << 20
"""Bytes of drawing instructions of one page; a dense map has 20 MB."""

_LOCKED = Problem("PDF 设有打开口令，请报送无口令的文件")
_DAMAGED = Problem("PDF 已损坏且无法修复，请重新报送")
_EMPTY = Problem("PDF 没有页面")
_NOT_OPENED = (_LOCKED, _DAMAGED, _EMPTY)
"""Verdicts after which another way of opening may still find pages."""

_WAYS: tuple[Callable[[bytes | Path], AbstractContextManager[Opened]], ...] = (
    as_it_is,
    as_mended,
    as_pictures,
)

_DYNAMIC = re.compile(rb"<dynamicRender>\s*required")
_PRIVATE = frozenset(
    {"/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents"}
)
"""Entries of pictures and forms that show nothing."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What is known of a cleaned PDF.

    Attributes:
        pages: their sizes as displayed, and how they are turned.
        notes: what a reader must know, Chinese.
        signatures: how many signed fields the original has.
        outline: the document's own bookmarks.
    """

    pages: tuple[PageFacts, ...]
    notes: tuple[str, ...]
    signatures: int = 0
    outline: tuple[Bookmark, ...] = ()


def clean(raw: bytes | Path, target: Path, fonts: FontSet) -> Clean | Problem:
    """Bring a PDF into the form that volumes are assembled from.

    Seals, signatures and fields become page content and hidden layers go; scripts, actions,
    attachments, forms, metadata, dates and encryption go; every page has one box and all it
    needs. The same PDF gives the same bytes.

    Args:
        raw: the PDF, or where it lies.
        target: where the cleaned one is written, unless there is a problem.
        fonts: what fields without a look of their own are written in.

    Raises:
        OSError: `target` can't be written.
    """
    first = None
    for way in _WAYS:
        try:
            with way(raw) as opened:
                made = _refusal(opened[0]) or _cleaned(opened, target, fonts)
        except pikepdf.PasswordError:
            made = _LOCKED
        except DAMAGE:
            made = _DAMAGED
        if made not in _NOT_OPENED:
            return made
        first = first or made
    return first or _DAMAGED


def _refusal(pdf: Pdf) -> Problem | None:
    count = len(pdf.pages)
    if Name.Collection in pdf.Root and len(pdf.attachments):
        return Problem("PDF 文件包只是外壳，内装文件逐个另行收件")
    if _is_dynamic_form(pdf):
        return Problem("PDF 为动态表单（XFA），页面内容不在文件中，请打印成普通 PDF 后报送")
    if not count:
        return _EMPTY
    if count > MAX_PAGES:
        return Problem(f"共 {count} 页，超过 {MAX_PAGES} 页的上限，请拆分后报送")
    if any(weight(page.obj, MAX_CONTENT) >= MAX_CONTENT for page in pdf.pages):
        return Problem(f"有一页的内容超过 {MAX_CONTENT >> 20} MB，请打印成图像 PDF 后报送")
    return None


def _is_dynamic_form(pdf: Pdf) -> bool:
    """Whether its one page only asks to wait, and a program would draw the true ones."""
    packets = entry(pdf.Root, Name.AcroForm, Name.XFA)
    if packets is None:
        return False
    streams = [one for one in items(packets) or [packets] if isinstance(one, Stream)]
    required = any(_DYNAMIC.search(one.read_bytes()) for one in streams)
    fields = items(entry(pdf.Root, Name.AcroForm, Name.Fields))
    return bool(pdf.Root.get(Name.NeedsRendering, False)) or (required and not fields)


def _cleaned(opened: Opened, target: Path, fonts: FontSet) -> Clean:
    pdf, note = opened
    restricted = ("原件设有权限限制",) if pdf.is_encrypted else ()
    attached = len(pdf.attachments)
    pages = [page.obj for page in pdf.pages]
    goals = Goals(pdf, pages)
    outline, links = outline_of(pdf, goals), links_of(pdf, pages, goals)
    layers = layers_of(pdf)
    for page in pages:
        balance(pdf, page)
    seen = flatten(pdf, pages, layers, fonts)
    sizes = settle(pdf, pages)
    flatten_layers(pdf, pages, layers)
    for page, own in zip(pages, links, strict=True):
        if own:
            page.Annots = Array(own)
    settle_for_archive(pdf)
    _strip(pdf)
    notes = (
        *restricted,
        *_attached(attached + seen.attached),
        *seen.notes,
        *embed_stand_ins(pdf, fonts),
    )
    subset_large_fonts(pdf)
    _save(pdf, target)
    said = note or (MENDED if pdf.get_warnings() else "")
    return Clean(sizes, (said, *notes) if said else notes, seen.signatures, outline)


def _attached(count: int) -> tuple[str, ...]:
    return (f"原件附有 {count} 个嵌入文件，未印出",) if count else ()


def _strip(pdf: Pdf) -> None:
    """Leave nothing reachable but what pages show; what can't be reached is not saved."""
    for key in set(pdf.Root.keys()) - {"/Type", "/Pages"}:
        del pdf.Root[key]
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size", "/Encrypt"}:
        del pdf.trailer[key]
    for one in pdf.objects:
        for key in _PRIVATE.intersection(one.keys()) if isinstance(one, Stream) else ():
            del one[key]


def _save(pdf: Pdf, target: Path) -> None:
    """Write a PDF; unbuffered, for a full disk found out while flushing ends the process."""
    with target.open("wb", buffering=0) as file:
        pdf.save(
            file,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            encryption=False,
        )
