"""Pictures within running text: read, and made such that they can be embedded."""

from __future__ import annotations

import base64
import binascii
import io
import re
from urllib.parse import unquote_to_bytes

from PIL import Image

from archive_builder.convert.flow.blocks import Picture
from archive_builder.convert.picture.form import printable

_DATA = re.compile(r"data:image/[\w.+-]+((?:;[^,;]*)*),", re.IGNORECASE)
_ORIENTATION = {0x0112}
_MOST_PIXELS = 60_000_000
_MOST_SIDE = 2400
"""Pixels; on the type area that is 390 dpi."""


def from_address(address: str) -> bytes | None:
    """The bytes that an address holds itself (``data:``, RFC 2397); None for any other."""
    found = _DATA.match(address.strip())
    if not found:
        return None
    content = unquote_to_bytes(address.strip()[found.end() :])
    if ";base64" not in found[1].lower():
        return content
    try:
        return base64.b64decode(content + b"==")
    except binascii.Error:
        return None


def picture(content: bytes) -> Picture | None:
    """A picture as it is embedded; None for what can't be read."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            made = printable(image)
            return Picture(_embeddable(image, made, content), *made.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _embeddable(image: Image.Image, made: Image.Image, content: bytes) -> bytes:
    """An upright JPEG in grey or colour as it is; all else as a PNG on white."""
    plain = image.format == "JPEG" and image.mode in ("L", "RGB")
    if plain and max(image.size) <= _MOST_SIDE and not _ORIENTATION & set(image.getexif()):
        return content
    flat = made.convert("RGB")
    flat.thumbnail((_MOST_SIDE, _MOST_SIDE))
    buffer = io.BytesIO()
    flat.save(buffer, "JPEG" if plain else "PNG")
    return buffer.getvalue()
