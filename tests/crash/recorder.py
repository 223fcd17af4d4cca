"""Sees every change that this process makes to a folder, and can die at any one of them."""

# It takes the place of what pathlib itself calls, and must not call it.
# ruff: noqa: PTH100, PTH112, PTH115, PTH118, PTH120, PTH208

from __future__ import annotations

import builtins
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from disk_model import FOLDER, Disk
from tiny_county import HastyDatabase

from archive_builder.fsio import durability

KILLED = 137
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Recorder:
    """Counts moments, two for every change: just before it and just after.

    Attributes:
        labels: what was done, one for each change tried.
        moment: how many moments there were; a change that fails has only the one before it.
    """

    def __init__(self, disk: Disk, kill_at: int | None, last_words: Callable[[], None]) -> None:
        self.disk = disk
        self.labels: list[str] = []
        self.moment = 0
        self._kill_at = kill_at
        self._last_words = last_words
        self._places = [(os, name, getattr(self, f"_os_{name}")) for name in _OF_OS]
        self._places += [(io, "open", self._io_open), (builtins, "open", self._io_open)]
        self._places.append((durability, "_sync_file_system", self._syncfs))
        self._places.append((sqlite3, "connect", self._connect))
        self._real = {(module, name): getattr(module, name) for module, name, _ in self._places}

    def begin(self) -> None:
        for module, name, ours in self._places:
            setattr(module, name, ours)

    def end(self) -> None:
        for (module, name), real in self._real.items():
            setattr(module, name, real)

    @contextmanager
    def step(self, label: str, path: str) -> Iterator[None]:
        self.labels.append(f"{label} {path.removeprefix(self.disk.top)}")
        self._tick()
        yield
        self._tick()

    def _tick(self) -> None:
        self.moment += 1
        if self.moment == self._kill_at:
            self.end()
            self._last_words()
            os._exit(KILLED)

    def _mine(self, path: object, dir_fd: int | None = None) -> str | None:
        """A path as the model names it; None when it is outside."""
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if dir_fd is not None:
            text = os.path.join(os.readlink(f"/proc/self/fd/{dir_fd}"), text)
        text = os.path.abspath(text)
        return text if self.disk.holds(text) else None

    def _opened(self, handle: int) -> str | None:
        return self._mine(os.readlink(f"/proc/self/fd/{handle}"))

    # names

    def _os_link(self, source, target, **kwargs):
        with self._changing("link", target):
            self._real[os, "link"](source, target, **kwargs)
            self._now_there(target)

    def _os_symlink(self, *_, **__):
        raise AssertionError("the program makes no links of this kind")

    def _os_rename(self, source, target):
        self._move("rename", source, target)

    def _os_replace(self, source, target):
        self._move("replace", source, target)

    def _move(self, how, source, target):
        old, new = self._mine(source), self._mine(target)
        assert (old is None) == (new is None), (source, target)
        with self._changing(how, source):
            if new and os.path.lexists(new):
                self.disk.keep(new)
            inode = os.lstat(source).st_ino
            self._real[os, how](source, target)
            if old and new:
                self.disk.change((old, None), (new, inode))

    def _os_unlink(self, path, *, dir_fd=None):
        with self._changing("unlink", path, dir_fd) as mine:
            if mine and os.path.lexists(mine):
                self.disk.keep(mine)
            self._real[os, "unlink"](path, dir_fd=dir_fd)
            if mine:
                self.disk.change((mine, None))

    _os_remove = _os_unlink

    def _os_mkdir(self, path, mode=0o777, *, dir_fd=None):
        can = not os.path.lexists(path) and os.path.isdir(os.path.dirname(path))
        with self._changing("mkdir", path if can else 0, dir_fd) as mine:
            self._real[os, "mkdir"](path, mode, dir_fd=dir_fd)
            if mine:
                self.disk.change((mine, FOLDER))

    def _os_rmdir(self, path, *, dir_fd=None):
        can = dir_fd is not None or not os.listdir(path)
        with self._changing("rmdir", path if can else 0, dir_fd) as mine:
            self._real[os, "rmdir"](path, dir_fd=dir_fd)
            if mine:
                self.disk.change((mine, None))

    @contextmanager
    def _changing(self, label, path, dir_fd=None):
        mine = self._mine(path, dir_fd)
        if mine is None:
            yield None
        else:
            with self.step(label, mine):
                yield mine

    def _now_there(self, path) -> None:
        mine = self._mine(path)
        if mine:
            self.disk.change((mine, os.lstat(mine).st_ino))

    # bytes

    def _os_open(self, path, flags, mode=0o777, *, dir_fd=None):
        mine = self._mine(path, dir_fd) if flags & _WRITES else None
        if mine is None:
            return self._real[os, "open"](path, flags, mode, dir_fd=dir_fd)
        new = not os.path.lexists(mine)
        with self.step("open", mine):
            handle = self._real[os, "open"](path, flags, mode, dir_fd=dir_fd)
            if new:
                self._now_there(mine)
            if new or flags & os.O_TRUNC:
                self.disk.unsynced_bytes.add(os.fstat(handle).st_ino)
        return handle

    def _io_open(self, file, mode="r", buffering=-1, *text, **more):
        if self._mine(file) is None or not set(mode) & set("wxa+"):
            return self._real[io, "open"](file, mode, buffering, *text, **more)
        raw = _File(file, mode.replace("b", "").replace("t", ""), opener=os.open)
        raw.recorder = self
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *text, **more)

    def _os_write(self, handle, data):
        return self.writing(handle, lambda: self._real[os, "write"](handle, data))

    def _os_sendfile(self, handle, *rest):
        return self.writing(handle, lambda: self._real[os, "sendfile"](handle, *rest))

    def writing(self, handle: int, write: Callable[[], int | None]) -> int | None:
        path = self._opened(handle)
        if path is None:
            return write()
        with self.step("write", path):
            self.disk.unsynced_bytes.add(os.fstat(handle).st_ino)
            return write()

    # syncs

    def _os_fsync(self, handle):
        path = self._opened(handle)
        if path is None:
            self._real[os, "fsync"](handle)
            return
        with self.step("fsync", path):
            self._real[os, "fsync"](handle)
            if os.path.isdir(path):
                self.disk.sync_folder(path)
            else:
                self.disk.unsynced_bytes.discard(os.fstat(handle).st_ino)

    def _syncfs(self, folder):
        with self.step("syncfs", str(folder)):
            self.disk.sync_all()

    # the database

    def _connect(self, path, *args, **kwargs):
        made = self._real[sqlite3, "connect"](path, *args, factory=_Database, **kwargs)
        made.recorder, made.folder = self, os.path.dirname(os.path.abspath(path))
        return made


_OF_OS = (
    "fsync",
    "link",
    "mkdir",
    "open",
    "remove",
    "rename",
    "replace",
    "rmdir",
    "sendfile",
    "symlink",
    "unlink",
    "write",
)


class _File(io.FileIO):
    recorder: Recorder

    def write(self, data):
        return self.recorder.writing(self.fileno(), lambda: io.FileIO.write(self, data))


class _Database(HastyDatabase):
    """Keeps its own promises: what it committed is durable, and nothing else.

    It syncs its folder when it makes its write-ahead log, which is at the first commit.
    """

    recorder: Recorder
    folder: str
    log_made = False

    def execute(self, sql, *args):
        if not sql.startswith(("COMMIT", "PRAGMA journal_mode")):
            return super().execute(sql, *args)
        with self.recorder.step(sql, self.folder):
            result = super().execute(sql, *args)
            if sql == "COMMIT" and not self.log_made:
                self.recorder.disk.sync_folder(self.folder)
                self.log_made = True
        return result
