"""A part of the watcher's work, done again and again; no failure but a damaged record ends it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import TypeVar

from archive_builder import fsio, manifest
from archive_builder.errors import ArchiveBuilderError, RecordError
from archive_builder.progress import Progress
from archive_builder.workflow.watch_log import Log
from archive_builder.workflow.watch_state import Board, Trouble, stamp
from archive_builder.workflow.workspace import Session, Workspace, open_session

_FIRST_RETRY, _LAST_RETRY = 5.0, 300.0
_STORM = 0.5
"""Seconds between being woken and the step, so that a storm of events costs one step."""


def back_off(failures: int) -> float:
    """Seconds until the next attempt after so many failures in a row: 5, 10, 20 … 300."""
    return min(_FIRST_RETRY * 2.0 ** min(failures - 1, 10), _LAST_RETRY)


Held = TypeVar("Held")


class StoppedError(Exception):
    """The watcher was asked to stop; what was begun is given up and loses nothing."""


class Stoppable:
    """Progress that nobody watches, and that gives up between two stages once asked to stop.

    Args:
        stop: set when asked.
        between_steps: whether to give up between two steps of a stage too.
    """

    def __init__(self, stop: Event, *, between_steps: bool = False) -> None:
        self._stop = stop
        self._between_steps = between_steps

    def begin(self, stage: str, total: int) -> None:  # noqa: ARG002  what `Progress` is told
        """Give up instead of beginning."""
        if self._stop.is_set():
            raise StoppedError

    def step(self, what: str) -> None:  # noqa: ARG002  what `Progress` is told
        """Give up here too, if so."""
        if self._between_steps and self._stop.is_set():
            raise StoppedError

    def end(self) -> None:
        """A stage that was finished counts."""


class Desk:
    """A session kept open from step to step, and opened anew when the manifests were edited."""

    def __init__(self, workspace: Workspace, progress: Progress) -> None:
        self._workspace = workspace
        self._progress = progress
        self._held = ExitStack()
        self._session: Session | None = None
        self._digest = ""

    def session(self) -> tuple[Session, bool]:
        """The session, and whether it was opened just now.

        Raises:
            ArchiveBuilderError: as `open_session`.
        """
        digest = manifest.digest(self._workspace.manifests)
        if self._session and digest == self._digest:
            return self._session, False
        self.clear()
        opening = open_session(self._workspace.root, self._progress, strict=False)
        self._session = self._held.enter_context(opening)
        self._digest = digest
        return self._session, True

    def hold(self, context: AbstractContextManager[Held]) -> Held:
        """Enter a context that is left together with the session."""
        return self._held.enter_context(context)

    def clear(self) -> None:
        """Close the session; the next one starts afresh."""
        self._session = None
        self._held.close()


@dataclass(frozen=True, slots=True)
class Voice:
    """How the workers tell what happens: the board for `status`, the log, and the time."""

    board: Board
    log: Log
    clock: Callable[[], datetime]


class Worker:
    """Takes one step after another, in a thread of its own.

    Args:
        name: the work in Chinese, for the log.
        step: does what there is to do and returns the seconds until the next look.
        desk: cleared after a failure.
        voice: told once of each trouble.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[Desk], float],
        desk: Desk,
        voice: Voice,
    ) -> None:
        self._name = name
        self._step = step
        self._desk = desk
        self._voice = voice
        self._failures = 0
        self._trouble: Trouble | None = None

    def run(self, stop: Event, wake: Event) -> None:
        """Work until `stop` is set; `wake` cuts a pause short, unless there is trouble.

        Raises:
            RecordError: the record is damaged.
        """
        try:
            while not stop.is_set():
                wake.clear()
                delay = self.attempt()
                if self._trouble:
                    stop.wait(delay)
                elif wake.wait(delay):
                    stop.wait(_STORM)
        finally:
            self._desk.clear()

    def attempt(self) -> float:
        """Take a step; the seconds until the next.

        Raises:
            RecordError: the record is damaged.
        """
        try:
            delay = self._step(self._desk)
        except RecordError:
            raise
        except StoppedError:
            return 0.0
        except ArchiveBuilderError as error:
            return self._failed(f"{error.message}{error.remedy}")
        except OSError as error:
            return self._failed(f"不能读写 {error.filename or '文件'}：{fsio.why_not(error)}。")
        except Exception as error:  # noqa: BLE001  a bug that one document lays bare must not end it
            return self._failed(f"程序出错：{error!r}。", error)
        self._recovered()
        return delay

    def _failed(self, text: str, bug: Exception | None = None) -> float:
        self._desk.clear()
        self._failures += 1
        delay = back_off(self._failures)
        now = self._voice.clock()
        known = self._trouble if self._trouble and self._trouble.text == text else None
        since = known.since if known else stamp(now)
        self._trouble = Trouble(self._name, text, since, stamp(now + timedelta(seconds=delay)))
        self._voice.board.trouble(self._name, self._trouble)
        if not known:
            grade = logging.ERROR if bug else logging.WARNING
            said = "%s暂停：%s自动重试，间隔逐次加长到 5 分钟"
            self._voice.log.log(grade, said, self._name, text, exc_info=bug)
        return delay

    def _recovered(self) -> None:
        if self._trouble:
            self._voice.log.info("%s恢复", self._name)
            self._voice.board.trouble(self._name, None)
        self._failures, self._trouble = 0, None
