"""Films and recordings: no page can show them, but it says how long they are.

Lengths are read by tinytag, sizes of pictures and what AVI says here (ISO/IEC 14496-12, 8.3.2).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from tinytag import TinyTag, TinyTagException

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Problem
from archive_builder.typeset.fonts import FontSet

_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    TinyTagException,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading a damaged film raises: it is then said to be a film, and no more."""


def convert_film(path: Path, _fonts: FontSet) -> Outcome:
    """Say that a film can't be printed, how long it is and how large its picture."""
    return Problem("视频不能印成纸页，以原件为准", details=_details(path))


def convert_recording(path: Path, _fonts: FontSet) -> Outcome:
    """Say that a recording can't be printed, and how long it is."""
    return Problem("录音不能印成纸页，以原件为准", details=_details(path))


def _details(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        length, size = _avi(file) or (_length(file), _size(file))
    said = (f"时长 {spoken(length)}" if length else "", _picture(size))
    return tuple(filter(None, said))


def spoken(seconds: float) -> str:
    """A length of time as it is said: 「1 小时 3 分 20 秒」, whole seconds, one at least."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分"), (rest, "秒"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _picture(size: tuple[int, int]) -> str:
    return f"画面 {size[0]}×{size[1]} 像素" if all(size) else ""


def _length(file: BinaryIO) -> float:
    file.seek(0)
    try:
        return TinyTag.get(file_obj=file, tags=False).duration or 0.0
    except _DAMAGE:
        return 0.0


_AVI_HEADER = struct.Struct("<4s4x4s12x4s4xI12xI12xII")
"""RIFF, AVI, avih; microseconds a frame, frames, width, height of the main header."""


def _avi(file: BinaryIO) -> tuple[float, tuple[int, int]] | None:
    file.seek(0)
    head = file.read(_AVI_HEADER.size)
    if len(head) < _AVI_HEADER.size or not head.startswith(b"RIFF") or head[8:12] != b"AVI ":
        return None
    _, _, _, pause, frames, width, height = _AVI_HEADER.unpack(head)
    return pause * frames / 1e6, (width, height)


def _size(file: BinaryIO) -> tuple[int, int]:
    """The largest picture of the tracks of an MP4 or QuickTime film, as it is shown."""
    end = file.seek(0, io.SEEK_END)
    try:
        return max(_sizes(file, end), default=(0, 0))
    except _DAMAGE:
        return 0, 0


_MOST = 10_000
"""Boxes looked at: a film has a few hundred, in whatever order."""
_TRACK = struct.Struct(">36x4i20xII")
"""From version and flags on: the upper left of the matrix, then width and height in 1/65536."""
_LATER = 12
"""Bytes by which version 1 is longer, for its times are."""


def _sizes(file: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    for film in _boxes(file, b"moov", 0, end):
        for track in _boxes(file, b"trak", *film):
            for start, _ in _boxes(file, b"tkhd", *track):
                file.seek(start)
                data = file.read(_TRACK.size + _LATER + 4)
                yield _shown(data[4 + _LATER * (data[0] == 1) :])


def _shown(track: bytes) -> tuple[int, int]:
    across, down, _, _, width, height = _TRACK.unpack_from(track)
    turned = across == 0 and down != 0
    size = width >> 16, height >> 16
    return size[::-1] if turned else size


def _boxes(file: BinaryIO, wanted: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Begin and end of what is inside each box of a name, one after the other."""
    for _ in range(_MOST):
        if start + 8 > end:
            return
        file.seek(start)
        size, name, large = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        inner = start + (16 if size == 1 else 8)
        stop = end if size == 0 else start + (large if size == 1 else size)
        if not inner <= stop <= end:
            return
        if name == wanted:
            yield inner, stop
        start = stop


_NAME = f"tinytag {version('tinytag')}"

FILMS = Converter(name=_NAME, kinds=frozenset({Kind.VIDEO}), convert=convert_film)
RECORDINGS = Converter(name=_NAME, kinds=frozenset({Kind.AUDIO}), convert=convert_recording)
