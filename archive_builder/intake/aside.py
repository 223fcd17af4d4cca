"""Moving sources out of the way once they are in the record, losing no change made meanwhile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import PassedOver
from archive_builder.intake.roots import Box
from archive_builder.intake.scan import Arrival
from archive_builder.intake.settle import TAKEN
from archive_builder.intake.take import stamp_of
from archive_builder.model import ReceiptState


@dataclass(slots=True)
class Cleared:
    """What became of the sources of a batch.

    Attributes:
        gone: paths that are no longer in the root.
        unmoved: paths that can't be moved now.
        changed: written again meanwhile; a later walk takes them anew.
    """

    gone: list[str] = field(default_factory=list)
    unmoved: list[str] = field(default_factory=list)
    changed: list[PassedOver] = field(default_factory=list)


class Aside:
    """Where a root keeps what was taken on one day: ``.taken/YYYY-MM-DD/``."""

    def __init__(self, box: Box, today: date) -> None:
        self._box = box
        self._place = box.folder / TAKEN / today.isoformat()
        self._touched: set[Path] = set()

    def clear(self, arrivals: Mapping[Arrival, str | None]) -> Cleared:
        """Move sources aside, as durably as their disk allows.

        Args:
            arrivals: with the SHA-256 that each must have; None for one that was just copied.
        """
        cleared = Cleared()
        for arrival, sha256 in arrivals.items():
            try:
                changed = self._move(arrival, sha256)
            except FileNotFoundError:  # its sender took it away
                cleared.gone.append(arrival.path)
            except OSError:
                cleared.unmoved.append(arrival.path)
            else:
                if changed:
                    cleared.changed.append(changed)
                else:
                    cleared.gone.append(arrival.path)
        self._sync()
        return cleared

    def _move(self, arrival: Arrival, sha256: str | None) -> PassedOver | None:
        source = Path(arrival.source)
        if stamp_of(arrival.source) != arrival.stamp:
            return self._again(arrival, "收存后又有改动，不再变化后收作新版")
        moved = fsio.move_aside(source, self._target(arrival.path))
        self._touched |= {source.parent, moved.parent}
        try:
            if _as_taken(moved, arrival, sha256):
                return None
        except OSError:  # it can't be read
            fsio.move_aside(moved, source)
            raise
        back = fsio.move_aside(moved, source)
        return self._again(arrival, f"收存时又有改动，已放回（{back.name}），不再变化后收作新版")

    def _target(self, path: str) -> Path:
        """A folder whose name was read as GB18030 may be too long now."""
        return self._place.joinpath(*map(fsio.short_name, path.split("/")))

    def _again(self, arrival: Arrival, why: str) -> PassedOver:
        return PassedOver(arrival.path, ReceiptState.PENDING, why, self._box.root.name)

    def _sync(self) -> None:
        """Make the moves durable: one that a power cut undid would be received twice.

        Outer folders first: a file must never be durably in a folder that is not.
        """
        folders = {up for folder in self._touched for up in (folder, *folder.parents)}
        inside = {folder for folder in folders if folder.is_relative_to(self._box.folder)}
        self._touched.clear()
        with suppress(OSError):  # a share that can't do that
            fsio.durable((), sorted(inside))


def _as_taken(moved: Path, arrival: Arrival, sha256: str | None) -> bool:
    """Whether a file just moved is what was copied, and nobody goes on writing it.

    Raises:
        OSError: it can't be told.
    """
    status = os.lstat(moved)
    seen = arrival.stamp
    same = (status.st_size, status.st_mtime_ns) == (seen.size, seen.modified_ns)
    if not same or fsio.being_written(moved):
        return False
    return sha256 is None or fsio.sha256_of(moved) == sha256
