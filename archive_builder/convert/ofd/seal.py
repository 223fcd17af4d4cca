"""The picture in an electronic seal (GB/T 38540-2020, and GM/T 0031-2014 before it)."""

from __future__ import annotations

from collections.abc import Iterator

MAX_DEPTH = 24
"""Levels of values in values; seals have eight."""

_CONSTRUCTED = 0x20
_SEQUENCE = 0x30
_NAMES = (0x16, 0x0C, 0x13)
"""IA5String as it must be, UTF8String and PrintableString as some write it."""
_OCTETS, _INTEGER = 0x04, 0x02
_LONG = 0x80

Value = tuple[int, bytes]
"""A tag and its content."""


def seal_picture(der: bytes) -> bytes | None:
    """Return the picture that a seal, or a signature with a seal in it, bears; None without one.

    Both norms describe it as a sequence of its format's name, its bytes, width and height
    (SES_ESPictrueInfo), and nothing else in a seal is such a sequence.
    """
    return _picture(der, 0)


def _picture(content: bytes, depth: int) -> bytes | None:
    if depth > MAX_DEPTH:
        return None
    values = list(_values(content))
    for tag, inner in values:
        if tag == _SEQUENCE and (picture := _as_picture(list(_values(inner)))):
            return picture
        if tag & _CONSTRUCTED and (picture := _picture(inner, depth + 1)):
            return picture
    return None


def _as_picture(values: list[Value]) -> bytes | None:
    tags = [tag for tag, _ in values[:4]]
    shaped = len(tags) == len(values[:4]) and tags[1:] == [_OCTETS, _INTEGER, _INTEGER]
    return values[1][1] if shaped and tags[0] in _NAMES else None


def _values(content: bytes) -> Iterator[Value]:
    """The values of DER one after another, up to the first thing that is none."""
    position = 0
    while position + 2 <= len(content):
        tag, length = content[position], content[position + 1]
        position += 2
        if length & _LONG:
            count = length - _LONG
            length = int.from_bytes(content[position : position + count], "big")
            position += count
        if position + length > len(content):
            return
        yield tag, content[position : position + length]
        position += length
