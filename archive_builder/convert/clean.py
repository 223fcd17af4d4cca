"""From any PDF to a rendition: everything on its pages, nothing beside them, the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name

from archive_builder.convert.annotations import flatten
from archive_builder.convert.boxes import settle
from archive_builder.convert.fontcheck import missing_fonts
from archive_builder.convert.layers import flatten_layers, layers_of, paints
from archive_builder.convert.outcome import Problem
from archive_builder.model import PageSize
from archive_builder.typeset.fonts import FontSet

REVISION = 1
"""Raised when cleaning gives other bytes than before."""

MAX_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned PDF, the sizes of its pages as displayed, and what a reader must know."""

    pdf: bytes
    pages: tuple[PageSize, ...]
    notes: tuple[str, ...]


def clean(raw: bytes, fonts: FontSet) -> Clean | Problem:
    """Bring a PDF into the form that volumes are assembled from.

    Seals, signatures and fields become page content and hidden layers go; scripts, actions,
    attachments, forms, metadata, dates and encryption go; every page has one box and all it
    needs. The same PDF gives the same bytes.
    """
    try:
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            return _refusal(pdf) or _cleaned(pdf, fonts)
    except pikepdf.PasswordError:
        return Problem("PDF 设有打开口令，请报送无口令的文件")
    except pikepdf.PdfError:
        return Problem("PDF 已损坏且无法修复，请重新报送")


def _refusal(pdf: pikepdf.Pdf) -> Problem | None:
    count = len(pdf.pages)
    if Name.Collection in pdf.Root:
        return Problem("PDF 文件包只是外壳，请把其中的文件逐个报送")
    if _is_dynamic_form(pdf):
        return Problem("PDF 为动态表单（XFA），页面内容不在文件中，请打印成普通 PDF 后报送")
    if not count:
        return Problem("PDF 没有页面")
    if count > MAX_PAGES:
        return Problem(f"共 {count} 页，超过 {MAX_PAGES} 页的上限，请拆分后报送")
    return None


def _is_dynamic_form(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get(Name.AcroForm)
    has_xfa = isinstance(form, Dictionary) and Name.XFA in form
    return has_xfa and bool(pdf.Root.get(Name.NeedsRendering, False))


def _cleaned(pdf: pikepdf.Pdf, fonts: FontSet) -> Clean:
    notes = _notes(pdf)
    layers = layers_of(pdf)
    notes += flatten(pdf, layers, fonts).notes
    pages = settle(pdf)
    flatten_layers(pdf, layers)
    _strip(pdf)
    missing = missing_fonts(pdf)
    notes += (f"原件未嵌入字体（{'、'.join(missing)}），字形以原件为准",) if missing else ()
    notes += ("转换结果只有空白页，请核对原件",) if _is_blank(pdf) else ()
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        encryption=False,
    )
    if pdf.get_warnings():
        notes = ("原件结构有损，已修复后转换，请核对", *notes)
    return Clean(buffer.getvalue(), pages, notes)


def _notes(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    restricted = ("原件设有权限限制",) if pdf.is_encrypted else ()
    attached = len(pdf.attachments)
    return restricted + ((f"原件附有 {attached} 个嵌入文件，未印出",) if attached else ())


def _is_blank(pdf: pikepdf.Pdf) -> bool:
    """Whether no page paints anything: a document that a converter understood nothing of."""
    return not any(paints(page) for page in pdf.pages)


def _strip(pdf: pikepdf.Pdf) -> None:
    """Leave nothing reachable but the pages; what can't be reached is not saved."""
    for key in set(pdf.Root.keys()) - {"/Type", "/Pages"}:
        del pdf.Root[key]
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size", "/Encrypt"}:
        del pdf.trailer[key]
