"""Noticing that something happens in the roots. Events only wake: the walk is the truth.

Native events come from watchdog. ``.taken`` is left out: on Linux a watch is needed for every
folder, and it grows for ever; so there the root is watched flat and each of its folders in depth.

Polling is done here, not by watchdog, whose snapshots hold every file of a share twice: a sum over
names, sizes and times tells as well that something changed, in no memory to speak of.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from archive_builder import fsio
from archive_builder.intake.roots import Box
from archive_builder.intake.settle import TAKEN

# watchdog finds a new folder twice while it is being filled and then warns, naming every watch.
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)

_LINUX = sys.platform == "linux"
_WAKING: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent if _LINUX else FileModifiedEvent,
]
"""Reading wakes nobody, nor does deleting files: that the next regular walk finds. A folder that
went may be there again, its watch having died with it."""

POLL_PAUSE = 2.0
"""Seconds between two polls of a small root."""
_CPU_SHARE = 200
_TIME_SHARE = 10
_STOP_SECONDS = 5.0


class Wakers:
    """Sets an event whenever something arrives or changes in a root; use it as a context.

    Attributes:
        notes: by name of root, what a person should know of how it is watched (Chinese).
    """

    def __init__(self, wake: threading.Event, interval: float) -> None:
        """Watch nothing yet.

        Args:
            wake: is set from other threads.
            interval: seconds between two polls at most.
        """
        self._wake = wake
        self._interval = interval
        self._watches: dict[Box, _Native | _Polling] = {}
        self.notes: dict[str, str] = {}

    def __enter__(self) -> Wakers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.keep(())

    def keep(self, boxes: Iterable[Box]) -> None:
        """Watch these roots from now on and no others.

        Call it before every walk, with the roots that are online: it takes in new folders and takes
        up again what was lost. A root that the system can't watch is polled.
        """
        wanted = dict.fromkeys(boxes)
        for box in [box for box in self._watches if box not in wanted]:
            self._watches.pop(box).stop()
            self.notes.pop(box.root.name, None)
        for box in wanted:
            try:
                self._keep(box)
            except FileNotFoundError:  # a folder went just now: the next call looks again
                self._wake.set()
            except OSError as error:
                self._poll_instead(box, error)

    def _keep(self, box: Box) -> None:
        if box not in self._watches:
            self._watches[box] = self._native(box) if box.native else self._polling(box)
        self._watches[box].keep()

    def _native(self, box: Box) -> _Native:
        return _Native(box.folder, self._wake)

    def _polling(self, box: Box) -> _Polling:
        return _Polling(box.folder, self._wake, self._interval)

    def _poll_instead(self, box: Box, error: OSError) -> None:
        if box in self._watches:
            self._watches.pop(box).stop()
        self._watches[box] = self._polling(box)
        self.notes[box.root.name] = (
            f"系统不能监视来件箱“{box.root.name}”（{fsio.why_not(error)}），"
            f"改为每隔几秒到 {self._interval:.0f} 秒查看一次；收件不受影响，只是稍慢"
        )


class _Waker(FileSystemEventHandler):
    def __init__(self, folder: Path, wake: threading.Event) -> None:
        self._taken = str(folder / TAKEN)
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        where = os.fsdecode(event.dest_path or event.src_path)
        if not where.startswith(self._taken):
            self._wake.set()


class _Native:
    """Events of the system for one root."""

    def __init__(self, folder: Path, wake: threading.Event) -> None:
        self._folder = folder
        self._handler = _Waker(folder, wake)
        self._armed: dict[tuple[str, bool, int, int], ObservedWatch] = {}
        self._observer = Observer()
        self._observer.start()

    def keep(self) -> None:
        """Watch the folders that are there now, and those anew whose watch died.

        Raises:
            OSError: the system has no more watches to give, or the root is gone.
        """
        alive = {emitter.watch for emitter in self._observer.emitters if emitter.is_alive()}
        wanted = set(_places(self._folder))
        for place, watch in list(self._armed.items()):
            if place not in wanted or watch not in alive:
                self._observer.unschedule(self._armed.pop(place))
        for place in wanted - self._armed.keys():
            path, deep, *_ = place
            self._armed[place] = self._observer.schedule(
                self._handler, path, recursive=deep, event_filter=_WAKING
            )

    def stop(self) -> None:
        self._observer.stop()
        self._observer.join(_STOP_SECONDS)


def _places(folder: Path) -> Iterator[tuple[str, bool, int, int]]:
    """What to watch of a root, whether in depth, and which folder that is on its disk."""
    status = folder.stat()
    yield str(folder), not _LINUX, status.st_dev, status.st_ino
    if not _LINUX:
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name != TAKEN and entry.is_dir(follow_symlinks=False):
                yield entry.path, True, status.st_dev, entry.inode()


class _Polling:
    """Looks at one root again and again, less often the longer a look takes."""

    def __init__(self, folder: Path, wake: threading.Event, interval: float) -> None:
        self._folder = folder
        self._wake = wake
        self._interval = interval
        self._seen = _sum_of(folder)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"poll {folder}", daemon=True)
        self._thread.start()

    def keep(self) -> None:
        """Polling goes on by itself."""

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        before, pause = self._seen
        while not self._stopping.wait(min(pause, self._interval)):
            now, pause = _sum_of(self._folder)
            if now != before:
                self._wake.set()
            before = now


def _sum_of(folder: Path) -> tuple[int, float]:
    """A number that changes with the files of a root, and seconds to leave it alone after that."""
    began, worked = time.monotonic(), time.thread_time()
    total = sum(_sums(str(folder), str(folder / TAKEN)))
    cost = _CPU_SHARE * (time.thread_time() - worked), _TIME_SHARE * (time.monotonic() - began)
    return total, max(POLL_PAUSE, *cost)


def _sums(folder: str, leave_out: str) -> Iterator[int]:
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders += [entry.path] if entry.path != leave_out else []
                    else:
                        status = entry.stat(follow_symlinks=False)
                        yield hash((entry.path, status.st_size, status.st_mtime_ns))
        except OSError as error:
            yield hash((folder, error.errno))
