"""What was written survives a power cut only once it is synced."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

_FEW = 8
"""Up to so many files, syncing each is cheaper than syncing the file system."""


def durable(files: Sequence[Path], folders: Collection[Path]) -> None:
    """Make the bytes of `files` and the entries of `folders`, all on one disk, durable.

    Many at once are made so by one call for their whole file system, where there is such a call
    (Linux: syncfs, which since 5.8 also reports lost writes).

    Raises:
        OSError: the disk could not keep what was written.
    """
    if len(files) + len(folders) > _FEW and sys.platform == "linux":
        _sync_file_system(files[0].parent if files else next(iter(folders)))
        return
    for path in files:
        _sync(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    if os.name != "nt":  # Windows has no such call and needs none
        for folder in folders:
            _sync(folder, os.O_RDONLY)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each entry durable, so that nothing in it can vanish."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    durable((), [folder.parent])


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file_system(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(handle)
