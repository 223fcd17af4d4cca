"""Documents that are zip packages: how large they really are, and rewriting their parts."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from archive_builder.convert.outcome import Problem

MAX_ENTRIES = 20_000
MAX_BYTES = 500 << 20
"""Bytes that a package may hold, unpacked."""

_CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can state: rewritten packages depend on no clock."""


def package_problem(path: Path) -> Problem | None:
    """Say why a package must not be given to a converter: a bomb, or damaged.

    Sizes that a package states are not believed: every member is inflated and counted, and a
    member that states less than it holds fails its checksum.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _weigh(package)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return Problem("文件已损坏，请重新报送")
    except (NotImplementedError, RuntimeError):
        return Problem("文件用了不支持的压缩或加密方式")


def _weigh(package: zipfile.ZipFile) -> Problem | None:
    members = package.infolist()
    if len(members) > MAX_ENTRIES:
        return Problem(f"文件内含 {len(members)} 个部件，超过 {MAX_ENTRIES} 个的上限")
    total = 0
    for member in members:
        with package.open(member) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MAX_BYTES:
                    return Problem(f"文件解压后超过 {MAX_BYTES >> 20} MB 的上限")
    return None


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
