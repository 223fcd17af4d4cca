"""RTF as Outlook compresses it ([MS-OXRTFCP]). Pure."""

from __future__ import annotations

import struct

_HEADER = struct.Struct("<IIII")
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_BEGUN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the window holds at first."""


def decompressed(data: bytes) -> bytes:
    """Return the RTF; as far as it goes where the data is cut off, nothing where it is no RTF."""
    if len(data) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEADER.size : _HEADER.size + size]
    return _unfolded(data[_HEADER.size :])[:size] if kind == _COMPRESSED else b""


def _unfolded(data: bytes) -> bytes:
    """Eight steps a control byte: a literal, or a reference of 12 bits place and 4 bits length."""
    made = bytearray(_BEGUN)
    at = 0
    while at < len(data):
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                made += data[at : at + 1]
                at += 1
            elif at + 2 > len(data) or not _repeat(made, int.from_bytes(data[at : at + 2])):
                return bytes(made[len(_BEGUN) :])
            else:
                at += 2
    return bytes(made[len(_BEGUN) :])


def _repeat(made: bytearray, reference: int) -> bool:
    """Write what a reference means; False at the end, which is a reference to what comes next."""
    place, length = reference >> 4, (reference & 15) + 2
    back = (len(made) - place) % _WINDOW
    if not back:
        return False
    for _ in range(length):
        made.append(made[-back] if back <= len(made) else 32)
    return True
