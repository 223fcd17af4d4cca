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
    for seen in _walk(root, ""):
        if isinstance(seen, Arrival):
            arrivals.append(seen)
        else:
            passed.append(seen)
    return tuple(arrivals), tuple(passed)


def _walk(folder: Path, above: str) -> Iterator[Arrival | PassedOver]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield PassedOver(above.rstrip("/"), ReceiptState.REFUSED, "文件夹打不开，请检查权限")
        return
    for entry in ordered:
        path = f"{above}{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            yield _look(entry, path)
        elif path != TAKEN:
            yield from _walk(Path(entry.path), f"{path}/")


def _look(entry: os.DirEntry[str], path: str) -> Arrival | PassedOver:
    try:
        path.encode()
        status = entry.stat(follow_symlinks=False)
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("gb18030", "replace")
        return PassedOver(shown, ReceiptState.REFUSED, "文件名不是 UTF-8 编码，请改名后重报")
    except OSError:
        return PassedOver(path, ReceiptState.PENDING, "暂时读不出，留在原处，下次再收")
    if why := ignored_because(path):
        return PassedOver(path, ReceiptState.IGNORED, why)
    if stat.S_ISLNK(status.st_mode):
        return PassedOver(path, ReceiptState.REFUSED, "是链接，不是文件；请放入原文件")
    if not stat.S_ISREG(status.st_mode):
        return PassedOver(path, ReceiptState.REFUSED, "不是普通文件（设备或管道）")
    return Arrival(Path(entry.path), path, status.st_size, status.st_mtime_ns)
