"""What was taken and the record does not hold: the record was restored from an older backup."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Archive
from archive_builder.intake.roots import Box
from archive_builder.intake.settle import TAKEN, ignored_because


def unrecorded(box: Box, archive: Archive) -> tuple[str, ...]:
    """Paths under a root's ``.taken`` whose bytes the record lacks, relative to the root.

    They came after the backup that the record was restored from; moved out of ``.taken`` they are
    received again. Reads every file there of a size that the record knows; one that can't be read
    counts as lacking.
    """
    files = list(_files(box.folder / TAKEN))  # first: what lies there is in the record by then
    documents = archive.catalogue.documents()
    digests = {sha256 for sha256, _ in documents}
    sizes = {size for _, size in documents}
    return tuple(
        _as_text(path.relative_to(box.folder))
        for path, size in files
        if size not in sizes or _digest(path) not in digests
    )


def _files(taken: Path) -> Iterator[tuple[Path, int]]:
    for folder, folders, names in os.walk(taken):
        folders.sort()
        for path in (Path(folder, name) for name in sorted(names)):
            if ignored_because(path.relative_to(taken).as_posix()):
                continue
            try:
                status = path.lstat()
            except FileNotFoundError:  # taken away meanwhile
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, status.st_size


def _digest(path: Path) -> str | None:
    try:
        return fsio.sha256_of(path)
    except OSError:  # it can't be shown to be in the record
        return None


def _as_text(path: Path) -> str:
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")
