"""What lies in incoming/ now: a full walk, never trusting events."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_builder.archive import PassedOver
from archive_builder.intake.settle import TAKEN, ignored_because
from archive_builder.model import ReceiptState


@dataclass(frozen=True, slots=True)
class Arrival:
    """来件: a regular file seen in incoming/, not yet trusted. `path` is relative, with ``/``."""

    source: Path
    path: str
    size: int
    modified_ns: int


def scan(root: Path) -> tuple[tuple[Arrival, ...], tuple[PassedOver, ...]]:
    """Walk incoming/ and tell arrivals from what is passed over, both by path.

    Links and special files are refused, never followed.
    """
    arrivals: list[Arrival] = []
    passed: list[PassedOver] = []
    for entry in _walk(root):
        path = Path(entry.path).relative_to(root).as_posix()
        seen = _look(entry, path)
        if isinstance(seen, Arrival):
            arrivals.append(seen)
        else:
            passed.append(seen)
    return tuple(arrivals), tuple(passed)


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda e: e.name)
    for entry in ordered:
        if not entry.is_dir(follow_symlinks=False):
            yield entry
        elif entry.name != TAKEN:
            yield from _walk(Path(entry.path))


def _look(entry: os.DirEntry[str], path: str) -> Arrival | PassedOver:
    status = entry.stat(follow_symlinks=False)
    if why := ignored_because(path):
        return PassedOver(path, ReceiptState.IGNORED, why)
    if stat.S_ISLNK(status.st_mode):
        return PassedOver(path, ReceiptState.REFUSED, "是链接，不是文件；请放入原文件")
    if not stat.S_ISREG(status.st_mode):
        return PassedOver(path, ReceiptState.REFUSED, "不是普通文件（设备或管道）")
    return Arrival(Path(entry.path), path, status.st_size, status.st_mtime_ns)
