"""JBIG2 files as PDF embeds them: without their head and the marks of where pages end."""

from __future__ import annotations

import struct

_SIGNATURE = b"\x97JB2\r\n\x1a\n"
_PAGE, _PAGE_ENDS, _FILE_ENDS = 48, 49, 51
_BARE = b"\0\0\0\0\x30"
"""How a file without a head begins: segment 0, the page's."""
_UNKNOWN = 0xFFFFFFFF
_LONG = 7


def is_jbig2(content: bytes) -> bool:
    """Whether a picture is a JBIG2 file."""
    return content.startswith((_SIGNATURE, _BARE))


def as_embedded(content: bytes) -> tuple[int, int, bytes]:
    """Return width and height in pixels, and the segments of a file's page.

    Raises:
        ValueError: there is no page, or the segments don't lie one after another.
        struct.error: a segment ends too early.
    """
    position = _after_head(content)
    size: tuple[int, int] | None = None
    kept = []
    while position < len(content):
        begin, kind, position, length = position, *_segment(content, position)
        if kind == _PAGE:
            size = struct.unpack_from(">II", content, position)
        position = len(content) if length == _UNKNOWN else position + length
        if kind not in (_PAGE_ENDS, _FILE_ENDS):
            kept.append(content[begin:position])
    if size is None:
        raise ValueError
    return (*size, b"".join(kept))


def _after_head(content: bytes) -> int:
    if not content.startswith(_SIGNATURE):
        return 0
    flags = content[8]
    if not flags & 1:
        raise ValueError
    return 9 if flags & 2 else 13


def _segment(content: bytes, position: int) -> tuple[int, int, int]:
    """A segment's kind, where its data begin and how long they are (ITU-T T.88, 7.2)."""
    number, flags, refers = struct.unpack_from(">IBB", content, position)
    position += 5
    count = refers >> 5
    if count == _LONG:
        count = struct.unpack_from(">I", content, position)[0] & 0x1FFFFFFF
        position += 4 + (count + 8) // 8
    else:
        position += 1
    position += count * (1 if number <= 256 else 2 if number <= 65536 else 4)  # noqa: PLR2004
    position += 4 if flags & 0x40 else 1
    (length,) = struct.unpack_from(">I", content, position)
    return flags & 0x3F, position + 4, length
