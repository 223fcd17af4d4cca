"""The manifests that are in force: manifests/, or the last valid ones while that is broken.

The last valid files are kept in the record, in a folder of their own for each digest. A marker that
is written last, at once, says which folder counts; so a copy that was cut short is never taken.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from archive_builder import fsio, manifest
from archive_builder.errors import ManifestError
from archive_builder.model import Manifests

_MARKER, _LOCK = "valid", "lock"
_DIGITS = 16
"""Of a digest, in the name of the folder that keeps its files."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The manifests that count now.

    Attributes:
        problems: what is wrong with manifests/, each ``file:line:column: text``; while there are
            any, `manifests` are the last valid ones.
    """

    manifests: Manifests
    problems: tuple[str, ...]


def current_manifests(folder: Path, keep: Path) -> InForce:
    """Read and prove the manifests in `folder`; keep them in `keep`, or take what is kept there.

    Nothing is written while what is kept is what is in force. Callers in several threads and
    processes may do this at once.

    Raises:
        ManifestError: `folder` is broken and nothing valid is kept.
        OSError: `keep` can't be written.
    """
    try:
        manifests = manifest.load(folder)
    except ManifestError as error:
        kept = _kept(keep)
        if kept is None:
            raise
        return InForce(kept, error.problems)
    if _marked(keep) != manifests.digest or not _place(keep, manifests.digest).is_dir():
        _keep(folder, keep, manifests.digest)
    return InForce(manifests, ())


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
