"""Opening a PDF: as it is, as Chromium's reader mends it, or as pictures that this reader shows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Name, Pdf
from PIL import Image
from pypdfium2.raw import FPDF_REMOVE_SECURITY

DAMAGE = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What work on a PDF raises that holds something else than it should."""

_DPI, _LARGEST, _QUALITY = 200, 5_000, 88
"""Of the pictures: dots per inch, pixels of the longer side at most, and JPEG's."""
_SIDES = (3.0, 14_400.0)
"""The least and the greatest side of a page, pt."""

Opened = tuple[Pdf, str]
"""A PDF, and what is to be said of the way it was opened: '' for nothing."""

MENDED = "原件结构有损，已修复后转换，请核对"
_PICTURED = "原件已损坏，各页已按图像转换，请核对"


@contextmanager
def as_it_is(raw: bytes | Path) -> Iterator[Opened]:
    """Open a PDF, mended by qpdf where its table is damaged.

    Raises:
        pikepdf.PasswordError: it needs a password.
        pikepdf.PdfError: it is beyond mending, or pages were lost in it.
    """
    with pikepdf.open(raw if isinstance(raw, Path) else io.BytesIO(raw)) as pdf:
        found = len(pdf.pages)
        damaged = bool(pdf.get_warnings())
        if damaged and _pages_in_reader(raw) > found:
            raise pikepdf.PdfError("pages were lost")
        yield pdf, MENDED if damaged else ""


def _pages_in_reader(raw: bytes | Path) -> int:
    try:
        with pypdfium2.PdfDocument(raw) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


@contextmanager
def as_mended(raw: bytes | Path) -> Iterator[Opened]:
    """Open what Chromium's reader makes of a PDF.

    Raises:
        pypdfium2.PdfiumError: it can't open it.
        pikepdf.PdfError: what it saves has other pages than it shows.
    """
    file = io.BytesIO()
    with pypdfium2.PdfDocument(raw) as document:
        shown = len(document)
        document.save(file, flags=FPDF_REMOVE_SECURITY)
    with pikepdf.open(file) as pdf:
        if not shown or len(pdf.pages) != shown:
            raise pikepdf.PdfError("pages were lost")
        yield pdf, MENDED


@contextmanager
def as_pictures(raw: bytes | Path) -> Iterator[Opened]:
    """Make a PDF of the pages that Chromium's reader shows; one that it can't show is blank.

    Raises:
        pypdfium2.PdfiumError: it can't open it.
        pikepdf.PdfError: it shows no page.
    """
    with pypdfium2.PdfDocument(raw) as document, Pdf.new() as pdf:
        document.init_forms()
        shown = [_add_picture(pdf, document, number) for number in range(len(document))]
        if not any(shown):
            raise pikepdf.PdfError("no page can be shown")
        yield pdf, _PICTURED


def _add_picture(pdf: Pdf, document: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        page = document[number]
        size = page.get_size()
        scale = min(_DPI / 72, _LARGEST / max(*size, 1))
        picture = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError):
        pdf.add_blank_page()
        return False
    fit = min(1.0, _SIDES[1] / max(size))
    width, height = (max(side * fit, _SIDES[0]) for side in size)
    added = pdf.add_blank_page(page_size=(width, height))
    added.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=_jpeg(pdf, picture)))
    added.obj.Contents = pdf.make_stream(f"q {width:g} 0 0 {height:g} 0 0 cm /P Do Q".encode())
    return True


def _jpeg(pdf: Pdf, picture: Image.Image) -> pikepdf.Object:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return pdf.make_stream(
        file.getvalue(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
