"""Folders for work in progress, which outlive no process for long."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from filelock import FileLock, Timeout

_PREFIX = "archive-builder-"
_LOCK = "lock"
_AGE = 3600.0
"""Seconds before a folder may be swept: one just made may not be locked yet."""


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield a new folder and remove it afterwards, with those that killed processes left."""
    _sweep(Path(tempfile.gettempdir()))
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name,
        FileLock(Path(name) / _LOCK),
    ):
        yield Path(name)


def _sweep(folder: Path) -> None:
    for lock in folder.glob(f"{_PREFIX}*/{_LOCK}"):
        with suppress(OSError, Timeout):
            if lock.stat().st_mtime < time() - _AGE:
                with FileLock(lock, timeout=0):
                    shutil.rmtree(lock.parent, ignore_errors=True)
