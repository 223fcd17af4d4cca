"""Compressed streams (gz, bz2, xz) read in bounded memory, and single files packed that way."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

from archive_builder.intake.unpack.entry import BROKEN, MEMORY, Entry, Meter, SealedError

_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
COMPRESSED = (_GZIP, _BZIP2, _XZ)
"""How compressed streams begin."""

_INPUT = 1 << 16
_MOST = MEMORY + (16 << 20)
"""Bytes of memory for liblzma: the dictionary and some room beside it."""


class Source(Protocol):
    """What can be read in pieces and closed."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""

    def close(self) -> None:
        """Let go of the file."""


def decompressed(packed: Path) -> Source:
    """A file's bytes, decompressed where it begins like a compressed stream.

    Raises:
        OSError: the file can't be opened.
    """
    head = _head(packed)
    if head.startswith(_GZIP):
        return gzip.open(packed, "rb")
    if head.startswith(_BZIP2):
        return bz2.open(packed, "rb")
    if head.startswith(_XZ):
        return io.BufferedReader(_Xz(packed))
    return packed.open("rb")


def members(packed: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The one file of a gz, bz2 or xz, under the archive's own name without its suffix."""
    if not _head(packed).startswith(COMPRESSED):
        raise SealedError(BROKEN)
    with closing(decompressed(packed)) as stream:
        yield Entry(name.rpartition(".")[0] or name, meter.metered(stream.read))


def _head(packed: Path) -> bytes:
    with packed.open("rb") as file:
        return file.read(len(_XZ))


class _Xz(io.RawIOBase):
    """The file object that lzma does not offer: one with a limit on the decoder's memory."""

    def __init__(self, packed: Path) -> None:
        super().__init__()
        self._file = packed.open("rb")
        self._decoder = lzma.LZMADecompressor(memlimit=_MOST)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = b""
        while not data and not self._decoder.eof:
            data = self._decoder.decompress(self._more(), len(buffer))
        if not data:
            self._end()
        buffer[: len(data)] = data
        return len(data)

    def _more(self) -> bytes:
        if not self._decoder.needs_input:
            return b""
        if packed := self._file.read(_INPUT):
            return packed
        raise EOFError

    def _end(self) -> None:
        rest = self._decoder.unused_data or self._file.read(_INPUT)
        if rest.strip(b"\0"):
            raise lzma.LZMAError("a second stream")

    def close(self) -> None:
        self._file.close()
        super().close()
