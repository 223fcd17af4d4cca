"""What the watcher last said of itself, kept in a small file for `status` and for the next one.

Whether it is still at work tells its lock, never the file: a process that was killed leaves that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock, Timeout

from archive_builder import fsio
from archive_builder.errors import UsageError

_STATE, _LOCK = "watch.json", "watch.lock"
_LOOKED, _COUNTED = 60.0, 5.0
"""Seconds after which the file is written though only the time of the last look, or only a count,
changed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a part of the work can't go on; tried again at `retry_at`. Times are ISO 8601, UTC."""

    work: str
    text: str
    since: str
    retry_at: str


@dataclass(frozen=True, slots=True)
class WatchState:
    """How the watcher is getting on. Times are ISO 8601, UTC; empty is never.

    Attributes:
        running: whether it holds its lock now.
        looked: when the roots were last looked through to the end.
        roots: what is watched: name, folder, how.
        waiting: files that still have to settle.
        unmoved: files in the record that could not be moved aside yet.
        offline: roots that can't be reached: name and why.
        troubles: what can't go on at the moment.
        manifest_problems: what is wrong with manifests/ while the last valid set serves.
    """

    pid: int
    since: str
    running: bool = True
    looked: str = ""
    roots: tuple[tuple[str, str, str], ...] = ()
    waiting: int = 0
    unmoved: int = 0
    offline: tuple[tuple[str, str], ...] = ()
    troubles: tuple[Trouble, ...] = ()
    manifest_problems: tuple[str, ...] = ()


def read_state(archive: Path) -> WatchState | None:
    """What the watcher of a record last said; None when there never was one, or it can't be read.

    Args:
        archive: the folder of the record.
    """
    try:
        said = json.loads((archive / _STATE).read_bytes())
        troubles = tuple(Trouble(**row) for row in said.pop("troubles"))
        state = WatchState(**{name: _frozen(value) for name, value in said.items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return replace(state, troubles=troubles, running=_is_held(archive / _LOCK))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


@contextmanager
def only_watcher(archive: Path, patience: float = 2.0) -> Iterator[None]:
    """Be the one watcher of a record.

    Args:
        archive: the folder of the record.
        patience: seconds to wait for the lock, which `status` holds for an instant.

    Raises:
        UsageError: another one is; named are its process and since when.
    """
    try:
        held = FileLock(archive / _LOCK, timeout=patience).acquire()
    except Timeout as error:
        other = read_state(archive)
        who = f"（进程 {other.pid}，自 {local_time(other.since)}）" if other else ""
        raise UsageError(
            f"这个工作区已经在值守{who}，不能再开一个。",
            "其他命令可以照常使用；要换一个，请先在原窗口按 Ctrl-C，或停掉值守服务。",
        ) from error
    with held:
        yield


class Board:
    """Where the watcher's threads say how they are getting on; written down when that changes.

    Args:
        archive: the folder of the record.
        clock: tells the time.
    """

    def __init__(self, archive: Path, clock: Callable[[], datetime]) -> None:
        self._file = archive / _STATE
        self._clock = clock
        self._lock = Lock()
        self._state = WatchState(os.getpid(), stamp(clock()))
        self._written: tuple[WatchState, datetime] | None = None

    @property
    def state(self) -> WatchState:
        """What was said last."""
        return self._state

    def say(self, **changes: object) -> None:
        """Change some of the state; attributes as in `WatchState`."""
        with self._lock:
            self._change(**changes)

    def trouble(self, work: str, trouble: Trouble | None) -> None:
        """Say that a part of the work can't go on, or that it can again."""
        with self._lock:
            others = tuple(t for t in self._state.troubles if t.work != work)
            self._change(troubles=(*others, trouble) if trouble else others)

    def _change(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._write_if_due()

    def beat(self) -> None:
        """Write down what was held back or could not be written."""
        with self._lock:
            self._write_if_due()

    def _write_if_due(self) -> None:
        now = self._clock()
        if self._written and not self._due((now - self._written[1]).total_seconds()):
            return
        try:
            fsio.write_atomic(self._file, _as_json(self._state))
        except OSError:  # a full disk is told by the pass that met it; the next beat tries again
            return
        self._written = (self._state, now)

    def _due(self, age: float) -> bool:
        """Whether what was written so many seconds ago must be replaced by what was said since."""
        if not self._written or self._state == self._written[0]:
            return not self._written
        kept = self._written[0]
        said = replace(self._state, looked=kept.looked)
        if said == kept:
            return not kept.looked or age >= _LOOKED
        counted = replace(said, waiting=kept.waiting, unmoved=kept.unmoved) == kept
        return age >= _COUNTED if counted else True


def _as_json(state: WatchState) -> bytes:
    return json.dumps(asdict(state), ensure_ascii=False, indent=1).encode()


def stamp(moment: datetime) -> str:
    """A moment as the state keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def local_time(text: str) -> str:
    """A kept moment as people read it, by this machine's clock."""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")
