"""Hashing, atomic writing, syncing: the only place that renames, links or syncs files."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_TEMPORARY = ".part-"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync(file: IO[bytes]) -> None:
    """Make what was written to an open file durable."""
    file.flush()
    os.fsync(file.fileno())


def copy_hashing(source: Path, staging: Path) -> tuple[str, int]:
    """Copy a file to `staging`, synced, and return the SHA-256 and size of what was copied.

    Raises:
        OSError: the source can't be read or the staging file can't be written.
    """
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, staging.open("xb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            writer.write(chunk)
            size += len(chunk)
        sync(writer)
    return digest.hexdigest(), size


def publish(staging: Path, final: Path) -> None:
    """Give a staged file its final name, read-only, never replacing what stands there.

    A file already at `final` keeps its place: names in a content store say what the bytes are.
    The staging name is gone afterwards and the folder is synced.
    """
    if not final.parent.is_dir():
        final.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(final.parent.parent)
    staging.chmod(READ_ONLY)
    try:
        os.link(staging, final)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not final.exists():
            staging.rename(final)
    with suppress(FileNotFoundError):
        remove(staging)
    final.chmod(READ_ONLY)
    sync_folder(final.parent)


def remove(path: Path) -> None:
    """Delete a file, also a read-only one (Windows refuses those otherwise)."""
    if os.name == "nt":
        path.chmod(stat.S_IWRITE)
    path.unlink()


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; on success it is synced and becomes `target`.

    On an exception the temporary file is removed and `target` stays as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{_TEMPORARY}{os.getpid()}-{target.name[-60:]}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            sync(file)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def write_atomic(path: Path, data: bytes) -> bool:
    """Write a whole file at once or not at all.

    Returns:
        False when the file held the same bytes already and was left alone.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)
    return True


def move_aside(source: Path, target: Path) -> Path:
    """Move a file, never replacing another: a taken name gets ``-2``, ``-3`` ….

    Returns:
        Where the file is now.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    place, number = target, 1
    while place.exists():
        number += 1
        place = target.with_stem(f"{target.stem}-{number}")
    shutil.move(source, place)
    return place


def link_or_copy(original: Path, place: Path) -> None:
    """Show a stored original at `place`, read-only: a hard link, or a copy where none can be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(original, place)
    except OSError:
        shutil.copyfile(original, place)
        place.chmod(READ_ONLY)


_REASONS = {
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限，或正被别的程序打开",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
}


def why_not(error: OSError) -> str:
    """Why a file could not be read or written, in Chinese where the reason is a known one."""
    return _REASONS.get(error.errno or 0, str(error.strerror or error))


def prune_empty(folder: Path, root: Path) -> None:
    """Remove `folder` and its parents while they are empty, stopping at `root`."""
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "davfs", "9p"})


def is_network_mount(path: Path) -> bool:
    """Whether a path lies on a network mount, where SQLite's locks can't be trusted."""
    if os.name == "nt":
        import ctypes  # noqa: PLC0415  Windows only

        remote = 4
        drive_type = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
        return str(path).startswith("\\\\") or drive_type(path.anchor) == remote
    mounts = Path("/proc/self/mounts")
    if not mounts.is_file():
        return False
    rows = (line.split() for line in mounts.read_text().splitlines())
    places = [(row[1].replace("\\040", " "), row[2]) for row in rows]
    under = [(place, kind) for place, kind in places if path.resolve().is_relative_to(place)]
    return max(under, key=lambda row: len(row[0]), default=("", ""))[1] in _NETWORK_TYPES
