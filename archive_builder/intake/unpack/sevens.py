"""7z archives: py7zr reads the directory and builds the decoders, the reading is our own.

Its own extracting writes blocks of 128 MB, refuses a whole archive for one bad name, and
decoders other than those of lzma and bz2 return whatever a piece of input inflates to.
"""

from __future__ import annotations

import io
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from py7zr import SevenZipFile, archiveinfo
from py7zr.compressor import SevenZipDecompressor, SupportedMethods
from py7zr.properties import PROPERTY
from py7zr.py7zr import ArchiveFile

from archive_builder.fsio import CHUNK
from archive_builder.intake.unpack.entry import (
    LINK,
    LOCKED,
    MEMORY,
    RARE,
    Entry,
    Meter,
    SealedError,
)

archiveinfo.MAX_NUMFILES = archiveinfo.MAX_SUBSTREAMS = archiveinfo.MAX_NUMFOLDERS = 100_000
archiveinfo.MAX_HEADER_SIZE = 32 << 20
"""py7zr's own bounds let a directory of a few bytes take gigabytes of memory."""

_INPUT = 32 << 10
"""Bytes given to a decoder at a time: what it does not use at once it keeps in memory."""
_BOUNDED = frozenset({"LZMA", "LZMA2", "BZip2", "COPY", "DELTA", "BCJ", "PPC", "ARM", "ARMT"})
"""Methods whose decoders return no more than they are asked for."""


def members(packed: Path, _name: str, meter: Meter) -> Iterator[Entry]:
    """The entries of a 7z: empty ones first, then by the blocks that they are packed in."""
    with packed.open("rb") as file:
        archive = _listed(file)
        files = list(archive.files)
        folders = sum(f.is_directory for f in files)
        meter.expect(len(files) - folders, folders)
        yield from (_entry(f, ()) for f in files if f.emptystream)
        streams = archive.header.main_streams
        for number, folder in enumerate(streams.unpackinfo.folders if streams else ()):
            yield from _packed_together(archive, file, number, folder, meter)


def _listed(file: BinaryIO) -> SevenZipFile:
    """Read the directory, which is packed itself, once it is known by what."""
    where = archiveinfo.SignatureHeader.retrieve(file)
    file.seek(where.nextheaderofs, io.SEEK_CUR)
    directory = io.BytesIO(file.read(min(where.nextheadersize, archiveinfo.MAX_HEADER_SIZE)))
    if directory.read(1) == PROPERTY.ENCODED_HEADER:
        for folder in archiveinfo.HeaderStreamsInfo.retrieve(directory).unpackinfo.folders:
            _check(folder.coders)
    file.seek(0)
    return SevenZipFile(file)


def _packed_together(
    archive: SevenZipFile, file: BinaryIO, number: int, folder: Any, meter: Meter
) -> Iterator[Entry]:
    _check(folder.coders)
    packing = archive.header.main_streams.packinfo
    decoder = SevenZipDecompressor(
        folder.coders, packing.packsizes[number], folder.unpacksizes, None, None, _INPUT
    )
    file.seek(archive.afterheader + packing.packpos + packing.packpositions[number])
    for member in folder.files or ():
        content = _content(file, decoder, member, meter)
        yield _entry(member, content)
        for _ in content:  # what the caller left unread
            pass


def _entry(member: ArchiveFile, content: Iterator[bytes] | tuple[()]) -> Entry:
    name = member.filename
    if member.is_junction or member.st_fmt == stat.S_IFLNK:
        return Entry(name, refused=LINK)
    return Entry(name, content, folder=member.is_directory)


def _content(
    file: BinaryIO, decoder: SevenZipDecompressor, member: ArchiveFile, meter: Meter
) -> Iterator[bytes]:
    left, checksum = member.uncompressed, 0
    while left > 0:
        before = file.tell()
        chunk = bytes(decoder.decompress(file, min(left, CHUNK)))
        if not chunk and file.tell() == before:
            raise EOFError
        meter.inflate(len(chunk))
        checksum = zlib.crc32(chunk, checksum)
        left -= len(chunk)
        yield chunk
    if member.crc32 not in (None, checksum):
        raise EOFError


def _check(coders: list[dict[str, Any]]) -> None:
    names = {m["id"]: m["name"] for m in SupportedMethods.methods}
    for coder in coders:
        method = names.get(coder["method"], "")
        if method == "7zAES":
            raise SealedError(LOCKED)
        if method not in _BOUNDED:
            raise SealedError(RARE)
        if (memory := _dictionary(method, coder["properties"] or b"")) > MEMORY:
            raise SealedError(
                f"7z 压缩包要 {memory >> 20} MB 内存才能拆开，超过上限 {MEMORY >> 20} MB，"
                "请按“标准”压缩等级重新压缩后报送"
            )


def _dictionary(method: str, properties: bytes) -> int:
    """Bytes of dictionary that a coder's properties ask for, by 7-Zip's LZMA specification."""
    if method == "LZMA":
        return int.from_bytes(properties[1:5], "little")
    if method == "LZMA2":
        return (2 | properties[0] & 1) << (properties[0] // 2 + 11)
    return 0
