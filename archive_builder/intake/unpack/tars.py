"""Tar archives, plain or compressed, read as a stream."""

from __future__ import annotations

import io
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive_builder.decoding import readable
from archive_builder.fsio import CHUNK
from archive_builder.intake.unpack.entry import BROKEN, DEVICE, LINK, Entry, Meter, SealedError
from archive_builder.intake.unpack.streams import Source, decompressed

_HEADER = 2 << 20
"""Bytes that stand between two members at most: tarfile holds long names and maps in memory."""
_BUFFER = 64 << 10


class _Info(tarfile.TarInfo):
    """A header; tarfile takes a damaged one for the end of the archive, which this does not."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Info:
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise SealedError(BROKEN) from error


class _Counted(io.RawIOBase):
    """The archive's bytes for tarfile: told to the meter, and few of them for one header."""

    def __init__(self, source: Source, meter: Meter) -> None:
        super().__init__()
        self._source = source
        self._meter = meter
        self.allowance = _HEADER

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self._meter.inflate(len(data))
        self.allowance -= len(data)
        if self.allowance < 0:
            raise SealedError(BROKEN)
        return data


def begins_like_tar(head: bytes) -> bool:
    """Whether a file's first bytes are a tar header, its checksum right."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def members(packed: Path, _name: str, meter: Meter) -> Iterator[Entry]:
    """The entries of a tar; all its bytes count, its headers too."""
    with closing(decompressed(packed)) as stream:
        source = _Counted(stream, meter)
        with tarfile.open(
            fileobj=source,
            mode="r|",
            bufsize=_BUFFER,
            tarinfo=_Info,
            encoding="utf-8",
            errors="surrogateescape",
        ) as archive:
            yield from _entries(archive, source, meter)
        source.allowance = sys.maxsize
        while source.read(CHUNK):  # to the end, where a compressed stream has its checksum
            pass


def _entries(archive: tarfile.TarFile, source: _Counted, meter: Meter) -> Iterator[Entry]:
    while info := archive.next():
        source.allowance = sys.maxsize
        entry = _entry(archive, info, meter)
        yield entry
        for _ in entry.content:  # what the caller left unread
            pass
        source.allowance = _HEADER


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo, meter: Meter) -> Entry:
    name = readable(info.name.encode("utf-8", "surrogateescape")).replace("\\", "/")
    if info.islnk() or info.issym():
        return Entry(name, refused=LINK)
    if info.isdev():
        return Entry(name, refused=DEVICE)
    return Entry(name, () if info.isdir() else _content(archive, info, meter), folder=info.isdir())


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, meter: Meter) -> Iterator[bytes]:
    reader = archive.extractfile(info)
    while reader and (chunk := reader.read(CHUNK)):
        if info.issparse():  # its holes come out of no stream that was counted
            meter.inflate(len(chunk))
        yield chunk
