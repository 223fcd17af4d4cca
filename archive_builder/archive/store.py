"""The store: received bytes, immutable, each under the name of its SHA-256."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from archive_builder import fsio

_HEX = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes copied onto the store's disk, not yet part of it."""

    path: Path
    sha256: str
    size: int


class Store:
    """Content-addressed files under one folder: ``objects/ab/abcd…`` and ``staging/``."""

    def __init__(self, folder: Path) -> None:
        self._objects = folder / "objects"
        self._staging = folder / "staging"
        fsio.make_folder(self._objects)
        fsio.make_folder(self._staging)

    def place(self, sha256: str) -> Path:
        """Where a document's bytes lie, or would lie."""
        return self._objects / sha256[:2] / sha256

    def stage(self, source: Path) -> Staged:
        """Copy a file onto the store's disk, hashed while copied; not durable before `settle`.

        Raises:
            OSError: the source can't be read, or the store can't be written.
        """
        path = self.new_staging_path()
        try:
            sha256, size = fsio.copy_hashing(source, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Staged(path, sha256, size)

    def new_staging_path(self) -> Path:
        """A fresh name in the staging folder."""
        return self._staging / uuid4().hex

    def settle(self, batch: Sequence[Staged]) -> None:
        """Make staged bytes part of the store, for good; bytes already held are kept once.

        They are durable before they get their names, and the names are when this returns.

        Raises:
            OSError: the disk could not keep them.
        """
        if not batch:
            return
        fsio.durable([staged.path for staged in batch], ())
        folders = {self.place(staged.sha256).parent for staged in batch}
        for staged in batch:
            fsio.publish(staged.path, self.place(staged.sha256), staged.sha256)
        fsio.durable((), [self._objects, *sorted(folders)])

    def discard(self, staged: Staged) -> None:
        """Forget staged bytes."""
        if staged.path.exists():
            fsio.remove(staged.path)

    def clear_staging(self) -> None:
        """Remove what a killed process left half-copied; its source is still in incoming/."""
        for leftover in self._staging.iterdir():
            fsio.remove(leftover)

    def objects(self) -> Iterator[Path]:
        """Every file under objects/, by name; strays too."""
        return (p for p in sorted(self._objects.rglob("*")) if p.is_file())


def is_object_name(name: str) -> bool:
    """Whether a file name is one that the store gives."""
    return len(name) == _DIGEST_LENGTH and _HEX.issuperset(name)
