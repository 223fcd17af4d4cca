"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from archive_builder.fsio.durability import durable, make_folder

_TEMPORARY = ".part-"
_LEFT = 3600.0
"""Seconds after which a temporary file belongs to nobody any more."""


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; on success it is synced and becomes `target`.

    On an exception the temporary file is removed and `target` stays as it was.
    """
    make_folder(target.parent)
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = target.with_name(f"{_TEMPORARY}{writer}-{target.name[-60:]}")
    try:
        yield temporary
        durable([temporary], ())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    durable((), [target.parent])


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


def sweep_unfinished(folder: Path) -> None:
    """Remove what killed processes left half-written in `folder` and below, an hour ago or more."""
    for path in folder.rglob(f"{_TEMPORARY}*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time() - _LEFT:
                path.unlink()
