"""Rar archives: rarfile reads the directory, an installed program the packed bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rarfile

from archive_builder.decoding import readable
from archive_builder.fsio import CHUNK
from archive_builder.intake.unpack.entry import (
    LINK,
    LOCKED,
    VOLUMES,
    Entry,
    Meter,
    SealedError,
)
from archive_builder.intake.unpack.unpackers import find_unpacker, unpacking

NEEDS_UNPACKER = (
    "rar 压缩包要装解压程序才能拆开（Linux：apt-get install unar；Windows：装 7-Zip 或 WinRAR）；"
    "装好后会自动再拆，也可以请报送单位改用 zip 重报"
)
"""Why a rar waits where no program can open it: once one is installed it can be opened again."""

rarfile.RAR_MAX_COMMENT = -1
"""No comment is read: for a packed one rarfile would run a program, without end if that hangs."""


def can_open_rar() -> bool:
    """Whether a program that opens rar archives is installed now."""
    return find_unpacker() is not None


def members(packed: Path, _name: str, meter: Meter) -> Iterator[Entry]:
    """The entries of a rar; one whose files are merely stored needs no program."""
    listing = _Listing(meter)
    with rarfile.RarFile(
        str(packed), info_callback=listing.see, errors="strict", part_only=True
    ) as archive:
        if archive.needs_password():
            raise SealedError(LOCKED)
        infos = [info for info in archive.infolist() if info.filename]
    if all(info.compress_type == rarfile.RAR_M0 for info in infos if _has_bytes(info)):
        yield from _stored(packed, infos, meter)
        return
    command = find_unpacker()
    if not command:
        raise SealedError(NEEDS_UNPACKER)
    yield from _unpacked(command, packed, infos, meter)


class _Listing:
    """Looks at every header as it is read, so that a long directory ends in time."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._files = self._folders = 0

    def see(self, block: Any) -> None:
        if block.type == rarfile.RAR_BLOCK_MAIN and block.flags & rarfile.RAR_MAIN_VOLUME:
            raise SealedError(VOLUMES)
        if block.type == rarfile.RAR_BLOCK_FILE:
            folder = block.is_dir()
            self._files += not folder
            self._folders += folder
            self._meter.expect(self._files, self._folders)


def _has_bytes(info: Any) -> bool:
    return bool(info.is_file() and not info.file_redir)


def _stored(packed: Path, infos: list[Any], meter: Meter) -> Iterator[Entry]:
    with packed.open("rb") as file:
        for info in infos:
            file.seek(info.data_offset)
            yield _entry(info, _sized(file.read, info, meter))


def _unpacked(
    command: tuple[str, ...], packed: Path, infos: list[Any], meter: Meter
) -> Iterator[Entry]:
    with unpacking(command, packed) as output:
        for info in infos:
            entry = _entry(info, _sized(output.read, info, meter))
            yield entry
            for _ in entry.content:  # what the caller left unread
                pass
        if output.read(1):
            raise EOFError


def _entry(info: Any, content: Iterator[bytes]) -> Entry:
    name = _name(info)
    if info.is_symlink() or info.file_redir:
        return Entry(name, refused=LINK)
    folder = bool(info.is_dir())
    return Entry(name, () if folder else content, folder=folder)


def _name(info: Any) -> str:
    """A member's name; old archives store those of Chinese Windows as plain GBK bytes."""
    if isinstance(info, rarfile.Rar3Info) and not info.flags & rarfile.RAR_FILE_UNICODE:
        return readable(info.orig_filename).replace("\\", "/")
    return str(info.filename)


def _sized(read: Callable[[int], bytes], info: Any, meter: Meter) -> Iterator[bytes]:
    """Exactly the bytes of one member, its checksum right."""
    left, checksum = info.file_size, 0
    while left:
        chunk = read(min(left, CHUNK))
        if not chunk:
            raise EOFError
        meter.inflate(len(chunk))
        checksum = zlib.crc32(chunk, checksum)
        left -= len(chunk)
        yield chunk
    if info.CRC not in (None, checksum):
        raise EOFError
