"""Opens zip archives that units send, trusting nothing that they say of themselves."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from archive_builder.archive import Arriving, PassedOver, Staged, Store
from archive_builder.fsio import CHUNK, sha256_of, sync
from archive_builder.intake.settle import ignored_because
from archive_builder.model import ReceiptState

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_PACKAGE_MARKS = frozenset({"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/MANIFEST.MF"})
_BROKEN = "压缩包打不开，可能已损坏、分卷不全或压缩方式不支持"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for archives that are not what they say."""
_GIB = 1 << 30

UNFOLDED = (ReceiptState.UNPACKED, "压缩包已拆开，逐件登记")
"""Where an archive stands whose members were taken."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may unfold into, nested ones included.

    Attributes:
        entries: files at most.
        inflated: bytes really inflated at most.
        depth: archives within archives at most.
    """

    entries: int = 5000
    inflated: int = 4 * _GIB
    depth: int = 3


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive held, already in the store, and what of it was not taken."""

    members: tuple[Arriving, ...]
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """An archive that could not be opened whole; it waits for a person."""

    reason: str


class _SealedError(Exception):
    """The archive can't be taken; the text says why, in Chinese."""


def is_archive(path: Path) -> bool:
    """Whether a file is a zip of documents: not an Office, OFD or Java package."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return _PACKAGE_MARKS.isdisjoint(archive.namelist())
    except _DAMAGE:
        return False


def unpack(packed: Path, path: str, store: Store, limits: Limits) -> Unpacked | Sealed:
    """Take an archive's members into the store; each keeps the archive's path as its folders.

    A sealed archive leaves nothing of itself in the store.
    """
    opening = _Opening(store, limits)
    try:
        opening.open(packed, path, depth=1)
    except (_SealedError, *_DAMAGE) as error:
        for staged in opening.staged:
            store.discard(staged)
        return Sealed(str(error) if isinstance(error, _SealedError) else _BROKEN)
    for staged in opening.staged:
        store.keep(staged)
    return Unpacked(tuple(opening.members), tuple(opening.passed_over))


@dataclass(slots=True)
class _Opening:
    store: Store
    limits: Limits
    staged: list[Staged] = field(default_factory=list)
    members: list[Arriving] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    entries: int = 0
    inflated: int = 0

    def open(self, packed: Path, path: str, depth: int) -> None:
        if depth > self.limits.depth:
            raise _SealedError(f"压缩包套压缩包超过 {self.limits.depth} 层")
        with _opened(packed) as archive:
            infos = [i for i in archive.infolist() if not i.is_dir()]
            if any(i.flag_bits & _ENCRYPTED_FLAG for i in infos):
                raise _SealedError("压缩包有密码，请报送单位去掉密码后重报")
            for info in infos:
                self._take(archive, info, path, depth)

    def _take(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, depth: int) -> None:
        self.entries += 1
        if self.entries > self.limits.entries:
            raise _SealedError(f"压缩包内文件超过 {self.limits.entries} 个")
        name = member_name(info)
        place = f"{path}/{name}"
        if why := _unsafe(info, name):
            self.passed_over.append(PassedOver(place, ReceiptState.REFUSED, why))
        elif why := ignored_because(place):
            self.passed_over.append(PassedOver(place, ReceiptState.IGNORED, why))
        else:
            with _member(archive, info) as reader:
                self._keep(reader, place, depth)

    def _keep(self, reader: IO[bytes], place: str, depth: int) -> None:
        inflated = self.store.new_staging_path()
        try:
            size = self._inflate(reader, inflated)
        except _SealedError:
            inflated.unlink()
            raise
        staged = Staged(inflated, sha256_of(inflated), size)
        self.staged.append(staged)
        nested = is_archive(inflated)
        self.members.append(Arriving(staged.sha256, size, place, 0, UNFOLDED if nested else None))
        if nested:
            self.open(inflated, place, depth + 1)

    def _inflate(self, reader: IO[bytes], target: Path) -> int:
        size = 0
        with target.open("xb") as writer:
            while chunk := _read(reader):
                size += len(chunk)
                self.inflated += len(chunk)
                if self.inflated > self.limits.inflated:
                    raise _SealedError(f"压缩包拆开后超过 {self.limits.inflated / _GIB:g} GB")
                writer.write(chunk)
            sync(writer)
        return size


def _opened(packed: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(packed)
    except OSError as error:
        raise _SealedError(_BROKEN) from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(info)
    except OSError as error:
        raise _SealedError(_BROKEN) from error


def _read(reader: IO[bytes]) -> bytes:
    try:
        return reader.read(CHUNK)
    except (zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise _SealedError(_BROKEN) from error


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where flagged or strictly valid, else GBK as Windows writes it."""
    if info.flag_bits & _UTF8_FLAG:
        name = info.orig_filename
    else:
        raw = info.orig_filename.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    return name.replace("\\", "/").split("\0")[0]


def _unsafe(info: zipfile.ZipInfo, name: str) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "压缩包内的链接"
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
        return "压缩包内的路径越出本文件夹"
    return None
