"""The names inside an OLE2 compound file (doc, xls, ppt, wps, encrypted OOXML), by [MS-CFB].

Only the entries of the root folder count: a Word file that embeds a workbook holds the
workbook's names too, deeper down.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = {9: 512, 12: 4096}
"""Sector size by the header's power of two."""
_ENTRY = 128
_NONE = 0xFFFFFFF0
"""Sector numbers from here up are marks."""
_MAX_SECTORS = 4096
"""Of the directory: no office document comes near, a damaged one may go round in circles."""


def root_entries(path: Path) -> frozenset[str]:
    """Return the names in the root folder of a compound file; empty when it is damaged."""
    data = path.read_bytes()
    try:
        return frozenset(_names(data))
    except (struct.error, KeyError):
        return frozenset()


def _names(data: bytes) -> Iterator[str]:
    size = _SECTOR[struct.unpack_from("<H", data, 30)[0]]
    directory = b"".join(_chain(data, size, struct.unpack_from("<I", data, 48)[0]))
    child = struct.unpack_from("<I", directory, 76)[0]
    pending, seen = [child], set[int]()
    while pending:
        number = pending.pop()
        if number in seen or number * _ENTRY >= len(directory):
            continue
        seen.add(number)
        entry = directory[number * _ENTRY : (number + 1) * _ENTRY]
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        yield entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        pending += struct.unpack_from("<II", entry, 68)


def _chain(data: bytes, size: int, first: int) -> Iterator[bytes]:
    """The sectors of a stream, in order."""
    table = list(struct.unpack_from("<109I", data, 76))
    sector = first
    for _ in range(_MAX_SECTORS):
        if sector >= len(data) // size:
            return
        yield data[(sector + 1) * size : (sector + 2) * size]
        block, place = divmod(sector, size // 4)
        at = (_allocation(data, size, table, block) + 1) * size + place * 4
        sector = struct.unpack_from("<I", data, at)[0]


def _allocation(data: bytes, size: int, table: list[int], block: int) -> int:
    """Where a block of the allocation table lies, reading further lists of blocks as needed."""
    following = struct.unpack_from("<I", data, 68)[0]
    while block >= len(table) and following < _NONE:
        numbers = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        table += numbers[:-1]
        following = numbers[-1]
    return next(islice(table, block, None), _NONE)
