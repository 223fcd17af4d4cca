"""Photographs and scans: one A4 page a frame, the image data kept as it is where PDF can."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import img2pdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, MM

MAX_PIXELS = 120_000_000
"""Of one frame: A3 at 600 dpi has 70 million. Each costs up to eight bytes of memory."""
MARGIN = 25 * MM
"""On every side, so that the spine has room for its thread whichever side it is on."""
DPI = (96, 1200)
"""What an image may claim to have: never printed larger than at 96 dpi, also where it is silent."""
FULL_PAGE = 0.03
"""A scan whose own size is within 3 % of A4 fills its page."""

_ORIENTATION = 0x0112
_MIRRORED = (2, 4, 5, 7)


def layout(width: int, height: int, dpi: tuple[float, float]) -> tuple[float, float, float, float]:
    """Decide page width and height, image width and height (pt) for an image in pixels."""
    natural = [
        72 * pixels / min(max(claimed, DPI[0]), DPI[1])
        for pixels, claimed in zip((width, height), dpi, strict=True)
    ]
    page = A4 if height >= width else (A4[1], A4[0])
    full = all(abs(a / b - 1) <= FULL_PAGE for a, b in zip(natural, page, strict=True))
    margin = 0 if full else MARGIN
    shrink = min((side - 2 * margin) / own for side, own in zip(page, natural, strict=True))
    scale = shrink if full else min(1.0, shrink)
    return (*page, natural[0] * scale, natural[1] * scale)


def convert(path: Path, _fonts: FontSet) -> Outcome:
    """Put every frame of an image on an A4 page, upright, portrait or landscape as it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _convert(path)
    except Image.DecompressionBombError:
        return Problem(f"图片超过 {MAX_PIXELS // 10_000} 万像素的上限")
    except (UnidentifiedImageError, OSError, SyntaxError):
        return Problem("图片已损坏或不完整，请重新报送")


def _convert(path: Path) -> Outcome:
    with Image.open(path) as image:
        if image.width * image.height > MAX_PIXELS:
            size = f"{image.width}×{image.height}"
            return Problem(f"图片为 {size} 像素，超过 {MAX_PIXELS // 10_000} 万像素的上限")
        if _embeddable(image):
            image.draft("L", (image.width // 8, image.height // 8))
            image.load()
            return Pages(_pdf([path.read_bytes()]))
        return Pages(_pdf([_plain(frame) for frame in _frames(image)]))


def _embeddable(image: Image.Image) -> bool:
    """Whether the file's own bytes can go into a PDF and show the same picture."""
    mirrored = image.getexif().get(_ORIENTATION) in _MIRRORED
    return image.format in ("JPEG", "MPO", "PNG") and not mirrored and not _transparent(image)


def _transparent(image: Image.Image) -> bool:
    return "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa")


def _frames(image: Image.Image) -> Iterable[Image.Image]:
    """Every page of a TIFF, one at a time; of an animation the first picture."""
    return ImageSequence.Iterator(image) if image.format == "TIFF" else [image]


def _plain(image: Image.Image) -> bytes:
    """An upright opaque copy, lossless."""
    dpi = image.info.get("dpi")
    upright = ImageOps.exif_transpose(image)
    if _transparent(upright):
        ink = upright.convert("RGBA")
        upright = Image.new("RGB", ink.size, "white")
        upright.paste(ink, mask=ink.getchannel("A"))
    elif upright.mode not in ("1", "L", "P", "RGB", "I;16"):
        upright = upright.convert("RGB")
    buffer = io.BytesIO()
    upright.save(buffer, "PNG", icc_profile=None, **({"dpi": dpi} if dpi else {}))
    return buffer.getvalue()


def _pdf(images: list[bytes]) -> bytes:
    pdf: bytes = img2pdf.convert(
        images,
        layout_fun=layout,
        rotation=img2pdf.Rotation.ifvalid,
        first_frame_only=True,
        nodate=True,
        engine=img2pdf.Engine.pikepdf,
    )
    return pdf


CONVERTER = Converter(
    name=f"img2pdf {version('img2pdf')}",
    revision=1,
    kinds=frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.BMP, Kind.GIF, Kind.WEBP}),
    convert=convert,
)
