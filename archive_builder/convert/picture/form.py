"""The form in which a picture goes into a PDF: upright, opaque, 8 bits a channel, its own colour.

A picture stays lossless unless its file was not, and is made coarser only where print can't show
what is lost.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from archive_builder.convert.picture.place import FINEST

QUALITY = 92
"""Of a JPEG made here; its colour is not subsampled, so red seals and small type stay sharp."""
_WORTH = 2
"""A JPEG is taken for a picture of a file that was lossy where it has half the bytes or less."""

_SPACES = {"1": b"GRAY", "L": b"GRAY", "P": b"RGB ", "RGB": b"RGB ", "CMYK": b"CMYK"}
"""The modes that a PDF takes, and what a colour profile must be for to go with each."""
_DEEP = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_16_BIT = 65535


def transparent(image: Image.Image) -> bool:
    """Whether paper shows through."""
    return "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa")


def profile_of(image: Image.Image) -> bytes | None:
    """The colour profile that an image brings, where it is for colours of its kind."""
    profile: bytes | None = image.info.get("icc_profile")
    return profile if profile and profile[16:20] == _SPACES.get(image.mode) else None


def printable(image: Image.Image) -> Image.Image:
    """Return a copy upright and opaque, in a mode that a PDF takes."""
    profile = image.info.get("icc_profile")
    upright = _opaque(shallow(ImageOps.exif_transpose(image)))
    if upright.mode not in _SPACES:
        upright = upright.convert("RGB")
    upright.info = {"icc_profile": profile} if profile else {}
    return upright


def is_deep(image: Image.Image) -> bool:
    """Whether its file holds more than 8 bits a channel."""
    return image.mode in _DEEP or ";16" in str(getattr(image, "tile", ""))


def shallow(image: Image.Image) -> Image.Image:
    """16 bits as 8; values that no picture has (of measuring instruments) by their range."""
    if image.mode not in _DEEP:
        return image
    values = image.convert("F")
    low, high = values.getextrema()
    if not isinstance(low, float) or not isinstance(high, float):
        return image
    if low >= 0 and _is_16_bit(image, high):
        low, high = 0.0, float(_16_BIT)
    scale = 255 / (high - low) if high > low else 0.0
    return values.point(lambda value: value * scale - low * scale).convert("L")


def _is_16_bit(image: Image.Image, high: float) -> bool:
    return image.mode.startswith("I") and high <= _16_BIT


def _opaque(image: Image.Image) -> Image.Image:
    if not transparent(image):
        return image
    ink = image.convert("RGBA")
    paper = Image.new("RGB", ink.size, "white")
    paper.paste(ink, mask=ink.getchannel("A"))
    return paper


def coarser(image: Image.Image, dpi: float) -> Image.Image:
    """Return a printable image with the dots that print needs, of one that has `dpi`."""
    size = tuple(max(1, round(side * FINEST / dpi)) for side in image.size)
    smooth = image.convert({"1": "L", "P": "RGB"}.get(image.mode, image.mode))
    made = smooth.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    made.info = dict(image.info)
    return made


def encoded(image: Image.Image, *, lossless: bool) -> bytes:
    """Return a printable image as a file that img2pdf embeds: flate, CCITT G4 or JPEG."""
    exact = _exact(image)
    if lossless or image.mode in ("1", "P"):
        return exact
    buffer = io.BytesIO()
    image.save(
        buffer, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile_of(image), optimize=True
    )
    return buffer.getvalue() if buffer.tell() * _WORTH <= len(exact) else exact


_TIFF = {"1": "group4", "CMYK": "tiff_adobe_deflate"}
"""Modes that are handed on as TIFF, and how packed: PNG can't hold CMYK and is larger for 1 bit."""


def _exact(image: Image.Image) -> bytes:
    buffer, packing = io.BytesIO(), _TIFF.get(image.mode)
    if packing:
        image.save(buffer, "TIFF", compression=packing, icc_profile=profile_of(image))
    else:
        image.save(buffer, "PNG", icc_profile=profile_of(image))
    return buffer.getvalue()
