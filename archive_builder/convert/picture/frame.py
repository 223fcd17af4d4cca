"""One frame of an opened image, made into a file that img2pdf embeds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFile

from archive_builder.convert.picture.form import (
    coarser,
    encoded,
    is_deep,
    printable,
    profile_of,
    transparent,
)
from archive_builder.convert.picture.jpeg import still
from archive_builder.convert.picture.place import FINEST, TOLERANCE, Placed, strips

_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
_MIRRORED = (2, 4, 5, 7)
_LOSSY = ("JPEG", "MPO", "HEIF", "AVIF", "JPEG2000", "WEBP")
_SPARE = 2
"""A JPEG is decoded with twice the dots that are kept, so that resampling has enough to go by."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture to embed.

    Attributes:
        data: a PNG, JPEG or TIFF.
        placed: where it stands.
        reduced: it has fewer dots than the original.
        shallow: it has fewer bits a channel.
        empty: it is of one colour all over.
    """

    data: bytes
    placed: Placed
    reduced: bool = False
    shallow: bool = False
    empty: bool = False


def framed(image: Image.Image, placed: Placed, path: Path, *, lossless: bool) -> Frame:
    """Make a frame ready, as it is where its file allows that.

    Args:
        image: opened from `path`, at the frame, not yet decoded.
        placed: where it will stand, as its dots lie in the file.
        path: the file; its own bytes are taken where they show the same picture.
        lossless: nothing that its file has is given up but the dots that print can't show.

    Raises:
        OSError: or another error of Pillow: it is damaged.
    """
    own, deep = _own_bytes(image, path), is_deep(image)
    if own and not placed.too_fine:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
        return Frame(own, placed)
    wide, across = image.width > image.height, image.width
    if placed.too_fine:
        share = _SPARE * FINEST / placed.dpi
        image.draft(None, (round(image.width * share), round(image.height * share)))
    dpi = placed.dpi * image.width / across
    made = printable(image)
    if (made.width > made.height) != wide:
        placed = placed.turned
    data, reduced = _fewest_bytes(made, own, dpi, exact=_exactly(image, lossless))
    return Frame(data, placed, reduced, deep, _is_empty(made))


def is_turned(image: Image.Image) -> bool:
    """Whether what lies in the file stands when it is shown, or the other way round."""
    return image.getexif().get(_ORIENTATION) in _TURNED


def framed_strips(
    image: Image.Image, claimed: tuple[float, float], *, lossless: bool
) -> tuple[Frame, ...]:
    """Make the strips of a long image ready, in reading order.

    Args:
        image: opened at the frame, not yet decoded.
        claimed: the dpi that it states, as its dots lie in the file.
        lossless: as for `framed`.

    Raises:
        OSError: or another error of Pillow: it is damaged.
    """
    deep, exact, wide = is_deep(image), _exactly(image, lossless), image.width > image.height
    made = printable(image)
    if (made.width > made.height) != wide:
        claimed = claimed[::-1]
    frames = []
    for strip in strips(*made.size, claimed):
        part = made.crop(strip.box)
        data, reduced = _fewest_bytes(part, None, strip.placed.dpi, exact=exact)
        frames.append(Frame(data, strip.placed, reduced, deep, _is_empty(part)))
    return tuple(frames)


def _exactly(image: Image.Image, lossless: bool) -> bool:
    """Whether a copy is to be lossless: a file that was not is not worth it."""
    kept = image.format not in _LOSSY and image.info.get("compression") != "jpeg"
    return lossless and kept


def _fewest_bytes(
    made: Image.Image, own: bytes | None, dpi: float, *, exact: bool
) -> tuple[bytes, bool]:
    """A frame encoded, with no more dots than print needs where that saves any bytes."""
    if dpi <= FINEST * (1 + TOLERANCE):
        return encoded(made, lossless=exact), False
    drawing = made.mode in ("1", "P")
    fewer = encoded(coarser(made, dpi), lossless=drawing)
    all_dots = own or (encoded(made, lossless=True) if drawing else None)
    return (all_dots, False) if all_dots and len(all_dots) <= len(fewer) else (fewer, True)


def _is_empty(image: Image.Image) -> bool:
    found = image.getextrema()  # of the only channel, or a pair for each
    return all(one[0] == one[1] if isinstance(one, tuple) else one == found[0] for one in found)


def _own_bytes(image: Image.Image, path: Path) -> bytes | None:
    """What of the file can go into a PDF as it is; None where it would show another picture."""
    if ImageFile.LOAD_TRUNCATED_IMAGES or transparent(image) or is_deep(image):
        return None
    fits = "icc_profile" not in image.info or profile_of(image) is not None
    if image.format == "PNG":
        return path.read_bytes() if fits else None
    if image.format not in ("JPEG", "MPO") or image.getexif().get(_ORIENTATION) in _MIRRORED:
        return None
    return still(path.read_bytes(), profile=fits)
