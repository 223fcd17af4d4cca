"""What a power cut may leave of a folder: a model of a disk that forgets all that was not synced.

Names and bytes are kept apart, as disks do. A change of names (create, link, rename, unlink, mkdir,
rmdir) is for good once every folder that it touches was synced after it; until then the worst case
undoes it, a rename as a whole. Bytes are for good once their file was synced; until then the worst
case has lost them. A file system sync makes everything durable at once.
"""

# Names are compared as text and files told by inode, hundreds of times a test.
# ruff: noqa: PTH101, PTH103, PTH104, PTH112, PTH113, PTH114, PTH118, PTH119, PTH120

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = -1
"""Stands for the inode of a folder: the program under test never moves one."""

Names = dict[str, dict[str, int]]
"""By folder, its names with what they stand for."""


@dataclass(slots=True)
class Change:
    """A change of names: (folder, name, inode or FOLDER, None when the name is gone)."""

    edits: tuple[tuple[str, str, int | None], ...]
    unsynced: set[str]


@dataclass(slots=True)
class Disk:
    """A folder tree as it is, and as it would be found after a power cut.

    Attributes:
        top: the folder; what is outside of it is of no interest.
        morgue: a folder outside, on the same disk, that keeps a name for every file ever seen.
        foreign: names that others make and sync by themselves (the database).
    """

    top: str
    morgue: str
    foreign: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    unsynced_bytes: set[int] = field(default_factory=set)

    def holds(self, path: str) -> bool:
        return path.startswith(self.top) and not os.path.basename(path).startswith(self.foreign)

    def take_as_durable(self) -> None:
        """Whatever changed unseen (a sender's work) is for good."""
        known, found = self.names(durable=False), self.found()
        for folder in known.keys() | found.keys():
            old, new = known.get(folder, {}), found.get(folder, {})
            for name in (n for n in old.keys() | new.keys() if old.get(n) != new.get(n)):
                self.changes.append(Change(((folder, name, new.get(name)),), set()))
        self._keep_all()

    def found(self) -> Names:
        """What is there, by the system's own account."""
        names: Names = {}
        for folder, folders, files in os.walk(self.top):
            names[folder] = dict.fromkeys((f for f in folders if not _link(folder, f)), FOLDER)
            for name in (*files, *(f for f in folders if _link(folder, f))):
                if not name.startswith(self.foreign):
                    names[folder][name] = os.lstat(os.path.join(folder, name)).st_ino
        return names

    def change(self, *edits: tuple[str, int | None]) -> None:
        """Note a change of names, path by path."""
        split = tuple((*os.path.split(path), inode) for path, inode in edits)
        self.changes.append(Change(split, {folder for folder, _, _ in split}))

    def sync_folder(self, folder: str) -> None:
        for change in self.changes:
            change.unsynced.discard(folder)

    def sync_all(self) -> None:
        self.unsynced_bytes.clear()
        for change in self.changes:
            change.unsynced.clear()

    def keep(self, path: str) -> None:
        """Keep the bytes of a name that is about to go."""
        place = os.path.join(self.morgue, str(os.lstat(path).st_ino))
        if not os.path.lexists(place):
            _link_raw(path, place, follow_symlinks=False)

    def _keep_all(self) -> None:
        for folder, names in self.found().items():
            for name, inode in names.items():
                if inode != FOLDER:
                    self.keep(os.path.join(folder, name))

    def names(self, *, durable: bool) -> Names:
        """Every folder that is reached from the top, with its names."""
        entries: Names = {}
        kept = self._for_good() if durable else range(len(self.changes))
        for number in kept:
            for folder, name, inode in self.changes[number].edits:
                if inode is None:
                    entries.setdefault(folder, {}).pop(name, None)
                else:
                    entries.setdefault(folder, {})[name] = inode
        return _reached(entries, self.top)

    def _for_good(self) -> list[int]:
        """Changes that last; one that a later lasting change of the same name builds on does."""
        later: set[tuple[str, str]] = set()
        kept = []
        for number in range(len(self.changes) - 1, -1, -1):
            change = self.changes[number]
            touched = {(folder, name) for folder, name, _ in change.edits}
            if not change.unsynced or touched & later:
                later |= touched
                kept.append(number)
        return kept[::-1]

    def cut_power(self) -> None:
        """Rewrite the tree as the worst case leaves it."""
        self._keep_all()
        names = self.names(durable=True)
        foreign = self._set_foreign_aside()
        _clear(self.top)
        for folder in sorted(names):
            os.makedirs(folder, exist_ok=True)
            for name, inode in names[folder].items():
                if inode != FOLDER:
                    place = os.path.join(folder, name)
                    _link_raw(os.path.join(self.morgue, str(inode)), place, follow_symlinks=False)
        for path, kept in foreign:
            if os.path.isdir(os.path.dirname(path)):
                os.rename(kept, path)
        for inode in self.unsynced_bytes:
            _lose_bytes(os.path.join(self.morgue, str(inode)))

    def _set_foreign_aside(self) -> list[tuple[str, str]]:
        aside = []
        for folder, _, files in os.walk(self.top):
            for name in (f for f in files if f.startswith(self.foreign)):
                path, kept = os.path.join(folder, name), os.path.join(self.morgue, name)
                os.rename(path, kept)
                aside.append((path, kept))
        return aside


_link_raw = os.link


def _link(folder: str, name: str) -> bool:
    return os.path.islink(os.path.join(folder, name))


def _reached(entries: Names, top: str) -> Names:
    reached: Names = {}
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        reached[folder] = entries.get(folder, {})
        waiting += [
            os.path.join(folder, name) for name, i in reached[folder].items() if i == FOLDER
        ]
    return reached


def _clear(top: str) -> None:
    for entry in list(os.scandir(top)):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            Path(entry.path).unlink()


def _lose_bytes(path: str) -> None:
    if os.path.isfile(path):
        os.chmod(path, 0o644)
        os.truncate(path, 0)
        os.chmod(path, 0o444)
