"""Documents that are zip packages: how large they really are, and rewriting their parts."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from archive_builder.convert.outcome import Problem

MAX_ENTRIES = 20_000
MAX_BYTES = 500 << 20
"""Bytes that a package may hold, unpacked."""
MAX_XML = 100 << 20
"""Bytes of one XML part: readers hold it whole, as a tree some ten times as large."""

_CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can state: rewritten packages depend on no clock."""


ZIP_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError)
"""What reading a damaged zip raises."""


def package_problem(path: Path) -> Problem | None:
    """Say why a package must not be given to a converter: a bomb, or damaged.

    Sizes that a package states are not believed: every member is inflated and counted, and a
    member that states less than it holds fails its checksum.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _weigh(package)
    except ZIP_DAMAGE:
        return Problem("文件已损坏，请重新报送")
    except (NotImplementedError, RuntimeError):
        return Problem("文件用了不支持的压缩或加密方式，请用 Office 或 WPS 重新保存后报送")


def _weigh(package: zipfile.ZipFile) -> Problem | None:
    members = package.infolist()
    if len(members) > MAX_ENTRIES:
        return Problem(f"文件内含 {len(members)} 个部件，超过 {MAX_ENTRIES} 个的上限")
    total = 0
    for member in members:
        limit = MAX_XML if member.filename.lower().endswith((".xml", ".rels")) else MAX_BYTES
        size = _inflated(package, member, min(limit, MAX_BYTES - total))
        if size > limit:
            return _too_large(f"文件的部件 {member.filename} ", max(size, member.file_size), limit)
        total += size
        if total > MAX_BYTES:
            stated = sum(one.file_size for one in members)
            return _too_large("文件", max(total, stated), MAX_BYTES)
    return None


def _inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> int:
    """The bytes of a member; of one that has more than `limit`, as many as were looked at."""
    size = 0
    with package.open(member) as file:
        while size <= limit and (chunk := file.read(_CHUNK)):
            size += len(chunk)
    return size


def _too_large(what: str, size: int, limit: int) -> Problem:
    megabytes = -(-size // (1 << 20))
    return Problem(f"{what}解压后有 {megabytes} MB，超过 {limit >> 20} MB 的上限")


def rewrite(source: Path, target: Path, edit: Callable[[str, bytes], bytes]) -> None:
    """Copy a package, giving every member to `edit` (name, content) for its new content."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for member in old.infolist():
            if not member.is_dir():
                entry = zipfile.ZipInfo(member.filename, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, edit(member.filename, old.read(member)))
