"""Zip archives, trusting nothing that they say of themselves."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive_builder.decoding import readable
from archive_builder.intake.unpack.entry import (
    DEVICE,
    LINK,
    LOCKED,
    RARE,
    VOLUMES,
    Entry,
    Meter,
    SealedError,
)
from archive_builder.model import ReceiptState

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others zipfile inflates without a bound on what comes out."""
_PACKAGE_MARKS = frozenset({"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/MANIFEST.MF"})
_DIRECTORY = 8 << 20
"""Bytes of directory at most: some 100,000 entries, which zipfile holds in 100 MB."""
_DEVICES = (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK)
_END = b"PK\x05\x06"
_END_SIZE = 22
_COMMENT = 1 << 16
_WHOLE = (0, 0xFFFF)
"""Number of the last volume: of an archive in one piece, and of one whose size is told in zip64."""


class _Pieces(io.FileIO):
    """A file that is not read in pieces larger than a directory may be."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _DIRECTORY:
            reason = f"压缩包的目录有 {size >> 20} MB，超过上限 {_DIRECTORY >> 20} MB"
            raise SealedError(reason, ReceiptState.REFUSED)
        return super().read(size) or b""


@contextmanager
def _opened(packed: Path) -> Iterator[zipfile.ZipFile]:
    with _Pieces(packed) as file, zipfile.ZipFile(file) as archive:
        yield archive


def is_package(packed: Path) -> bool:
    """Whether a zip is one document: of Office, OFD, OpenDocument or EPUB, or a Java program.

    Raises:
        SealedError: its directory is too large for a document.
        zipfile.BadZipFile: or another error of zipfile: it is damaged.
    """
    with _opened(packed) as archive:
        return not _PACKAGE_MARKS.isdisjoint(archive.namelist())


def members(packed: Path, _name: str, meter: Meter) -> Iterator[Entry]:
    """The entries of a zip, in the order of its directory."""
    if _last_volume(packed) not in _WHOLE:
        raise SealedError(VOLUMES)
    with _opened(packed) as archive:
        infos = archive.infolist()
        if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
            raise SealedError(LOCKED)
        meter.expect(sum(not info.is_dir() for info in infos))
        for info in infos:
            yield _entry(archive, info, meter)


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> Entry:
    name = member_name(info)
    folder = name.endswith("/") and not info.file_size
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode == stat.S_IFLNK:
        return Entry(name, refused=LINK)
    if mode in _DEVICES:
        return Entry(name, refused=DEVICE)
    return Entry(name, () if folder else _content(archive, info, meter), folder=folder)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> Iterator[bytes]:
    if info.compress_type not in _METHODS:
        raise SealedError(RARE)
    with archive.open(info) as reader:
        yield from meter.metered(reader.read)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where flagged, else whatever its bytes read as."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        name = readable(name.encode("cp437"))
    return name.replace("\\", "/")


def _last_volume(packed: Path) -> int:
    """The number that the end record gives its own volume: 0 for an archive in one piece."""
    with packed.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _END_SIZE - _COMMENT))
        tail = file.read()
    start = tail.rfind(_END)
    return int.from_bytes(tail[start + 4 : start + 6], "little") if start >= 0 else 0
