"""Giving files their places: linking, moving, removing, never replacing another's bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from archive_builder.fsio.copying import sha256_of

READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_NAME_BYTES = 240
_HASH_DIGITS = 8


def publish(staging: Path, final: Path, sha256: str) -> None:
    """Give a staged file, durable already, its final name in a store named by content, read-only.

    A sound file at `final` keeps its place; one whose bytes are not those of its name (a power cut
    before it was durable) is replaced. The staging name is gone afterwards. The entry is durable
    only once its folder is.
    """
    if not final.parent.is_dir():
        final.parent.mkdir(parents=True, exist_ok=True)
    if staging.stat().st_mode & stat.S_IWUSR:
        staging.chmod(READ_ONLY)
    try:
        os.link(staging, final)
    except FileExistsError:
        if sha256_of(final) != sha256:
            staging.replace(final)
    except OSError:  # a file system without hard links
        if not final.exists():
            staging.rename(final)
    with suppress(FileNotFoundError):
        remove(staging)


def remove(path: Path) -> None:
    """Delete a file, also a read-only one (Windows refuses those otherwise)."""
    if os.name == "nt":
        path.chmod(stat.S_IWRITE)
    path.unlink()


def move_aside(source: Path, target: Path) -> Path:
    """Move a file, never replacing another: a taken name gets ``-2``, ``-3`` ….

    A folder whose name a file has is numbered alike. Names too long for a disk are shortened, with
    a hash of the whole name.

    Returns:
        Where the file is now.

    Raises:
        OSError: it can't be moved.
    """
    folder = _folder_for(target.parent)
    place, number = folder / short_name(target.name), 1
    while os.path.lexists(place):
        number += 1
        place = folder / short_name(f"{target.stem}-{number}{target.suffix}")
    try:
        os.rename(source, place)  # noqa: PTH104  a Path would be made for nothing, file by file
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.move(source, place)
    return place


def _folder_for(wanted: Path) -> Path:
    """Make a folder and those above it; where a file has the name, it gets ``-2``, ``-3`` …."""
    if wanted.is_dir():
        return wanted
    folder = place = _folder_for(wanted.parent) / wanted.name
    number = 1
    while os.path.lexists(place) and not place.is_dir():
        number += 1
        place = folder.with_name(f"{folder.name}-{number}")
    place.mkdir(exist_ok=True)
    return place


def short_name(name: str) -> str:
    """A file name of at most 240 bytes in UTF-8: its beginning, a hash of all of it, its suffix."""
    data = os.fsencode(name)
    if len(data) <= _NAME_BYTES:
        return name
    suffix = Path(name).suffix if len(os.fsencode(Path(name).suffix)) <= _HASH_DIGITS else ""
    tail = f"…{hashlib.sha256(data).hexdigest()[:_HASH_DIGITS]}{suffix}"
    kept = data[: _NAME_BYTES - len(tail.encode())]
    return kept.decode("utf-8", "ignore") + tail


def link_or_copy(original: Path, place: Path) -> None:
    """Show a stored original at `place`, read-only: a hard link, or a copy where none can be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(original, place)
    except OSError:
        shutil.copyfile(original, place)
        place.chmod(READ_ONLY)


def prune_empty(folder: Path, root: Path) -> None:
    """Remove `folder` and its parents while they are empty, stopping at `root`."""
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
