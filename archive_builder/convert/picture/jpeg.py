"""The bytes of a JPEG file that are its picture (ITU-T T.81, annex B). Pure."""

from __future__ import annotations

import re

_MARK = 0xFF
"""Begins every marker, and fills the space before one."""
_SCAN, _END = 0xDA, 0xD9
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
"""Markers without a length."""
_NEXT = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The marker that ends the coded data of a scan."""
_APP2 = 0xE2
_FURTHER = b"MPF\0"
_PROFILE = b"ICC_PROFILE\0"


def still(data: bytes, *, profile: bool = True) -> bytes:
    """Return the first picture of a JPEG file, its coded data untouched.

    What cameras append is left out: the film of a motion photo, further pictures and the table
    that names them. The colour profile too where it is not wanted. A damaged file is returned
    as it is.
    """
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == _MARK:
        marker = data[at + 1]
        if marker == _END:
            return b"".join((*kept, data[at : at + 2]))
        end = at + _length(data, at, marker)
        if marker == _SCAN:
            found = _NEXT.search(data, end)
            if not found:
                break
            end = found.start()
        if not _dropped(data[at + 4 : at + 16] if marker == _APP2 else b"", profile):
            kept.append(data[at:end])
        at = end
    complete = data[at : at + 2] == bytes((_MARK, _END))
    return b"".join((*kept, data[at : at + 2])) if complete else data


def _length(data: bytes, at: int, marker: int) -> int:
    if marker == _MARK:
        return 1
    return 2 if marker in _ALONE else 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _dropped(start: bytes, profile: bool) -> bool:
    return start.startswith(_FURTHER) or (not profile and start.startswith(_PROFILE))
