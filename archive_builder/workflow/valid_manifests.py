"""The manifests that are in force: manifests/, or the last valid ones while that is broken.

The last valid files are kept in the record, in a folder of their own for each digest. A marker that
is written last, at once, says which folder counts; so a copy that was cut short is never taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from archive_builder import fsio, manifest
from archive_builder.archive import Stamp
from archive_builder.errors import ManifestError
from archive_builder.model import Manifests

_MARKER, _LOCK = "valid", "lock"
_DIGITS = 16
"""Of a digest, in the name of the folder that keeps its files."""

Look = tuple[tuple[str, Stamp], ...]
"""The YAML files of a folder by name, with what tells that they are still the same."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The manifests that count now.

    Attributes:
        problems: what is wrong with manifests/, each ``file:line:column: text``; while there are
            any, `manifests` are the last valid ones.
        look: manifests/ as it was before it was read, for `changed`.
    """

    manifests: Manifests
    problems: tuple[str, ...]
    look: Look


def current_manifests(folder: Path, keep: Path) -> InForce:
    """Read and prove the manifests in `folder`; keep them in `keep`, or take what is kept there.

    Nothing is written while what is kept is what is in force. Callers in several threads and
    processes may do this at once.

    Raises:
        ManifestError: `folder` is broken and nothing valid is kept.
        OSError: `keep` can't be written.
    """
    look = _look(folder)
    try:
        manifests = manifest.load(folder)
    except ManifestError as error:
        kept = _kept(keep)
        if kept is None:
            raise
        return InForce(kept, error.problems, look)
    if _marked(keep) != manifests.digest or not _place(keep, manifests.digest).is_dir():
        _keep(folder, keep, manifests.digest)
    return InForce(manifests, (), look)


def changed(folder: Path, earlier: InForce) -> bool:
    """Whether `folder` was edited since `earlier` was read, by a look at it and no reading."""
    return _look(folder) != earlier.look


def _look(folder: Path) -> Look:
    return tuple(_stamps(sorted(folder.glob("*.y*ml"))))


def _stamps(paths: Iterable[Path]) -> Iterator[tuple[str, Stamp]]:
    for path in paths:
        with suppress(FileNotFoundError):  # just being saved anew: it differs at the next look
            yield path.name, Stamp.of(path.stat())


def _keep(folder: Path, keep: Path, digest: str) -> None:
    """Copy the files that were proved; where they were edited meanwhile, the next look does it."""
    fsio.make_folder(keep)
    with FileLock(keep / _LOCK):
        place = _place(keep, digest)
        for name in manifest.FILES:
            if (folder / name).is_file():
                fsio.write_atomic(place / name, (folder / name).read_bytes())
        if manifest.digest(place) == digest:
            fsio.write_atomic(keep / _MARKER, digest.encode())
            _sweep(keep, place)


def _sweep(keep: Path, place: Path) -> None:
    for path in keep.iterdir():
        if path.is_dir() and path != place:
            shutil.rmtree(path)


def _kept(keep: Path) -> Manifests | None:
    digest = _marked(keep)
    try:
        manifests = manifest.load(_place(keep, digest)) if digest else None
    except ManifestError:  # damaged, or kept by a version that took other manifests
        return None
    return manifests if manifests and manifests.digest == digest else None


def _place(keep: Path, digest: str) -> Path:
    return keep / digest[:_DIGITS]


def _marked(keep: Path) -> str:
    try:
        return (keep / _MARKER).read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
