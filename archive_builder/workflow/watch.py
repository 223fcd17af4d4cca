"""值守: receive, identify and file whatever comes, for weeks, until asked to stop.

Three threads, so that none waits for another: receiving, filing (LibreOffice may take a minute),
and laying the evidence folders. Each has a session of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event

from archive_builder.errors import RecordError
from archive_builder.progress import Silent
from archive_builder.workflow.watch_filer import Filer, Shower
from archive_builder.workflow.watch_log import Log, watch_log
from archive_builder.workflow.watch_receiver import Receiver
from archive_builder.workflow.watch_state import Board, only_watcher
from archive_builder.workflow.watch_worker import Desk, Stoppable, Voice, Worker
from archive_builder.workflow.workspace import Workspace, open_session, require_workspace

LOG = "logs/watch.log"
"""Where the log lies under output/."""

_BEAT = 1.0
"""Seconds between two looks at the bell; on Windows a signal is only seen then."""

Bell = SimpleQueue[str]
"""Whatever is put on it ends the watch and is told; safe for signal handlers."""


def watch(root: Path, bell: Bell, hearers: Iterable[logging.Handler] = ()) -> None:
    """Watch the roots of a workspace until the bell rings; what was begun is finished.

    Args:
        root: the workspace.
        bell: rung to end it.
        hearers: get the same lines as the log.

    Raises:
        UsageError: no workspace, or it is watched already.
        ManifestError: the manifests are broken and no valid set was ever known.
        RecordError: the record is damaged.
    """
    workspace = require_workspace(root)
    with open_session(root, Silent(), strict=False):
        pass  # what stops every session is said at once
    with only_watcher(workspace.archive), watch_log(workspace.output / LOG, hearers) as log:
        log.info("开始值守 %s；按 Ctrl-C 停止", workspace.root)
        voice = Voice(Board(workspace.archive, _now), log, _now)
        stop = Event()
        jobs = _jobs(workspace, voice, stop)
        with ThreadPoolExecutor(len(jobs)) as threads:
            working = [threads.submit(worker.run, stop, wake) for worker, wake in jobs]
            try:
                for work in working:
                    work.add_done_callback(lambda _: bell.put("有一项工作做不下去"))
                log.info("准备停止（%s）：手上的做完就停", _heard(bell, voice.board))
            finally:
                for event in (stop, *(wake for _, wake in jobs)):
                    event.set()
        _conclude(working, log)


def _jobs(workspace: Workspace, voice: Voice, stop: Event) -> list[tuple[Worker, Event]]:
    """Each worker with what wakes it."""
    came, arrived = Event(), Event()
    calm, hasty = Stoppable(stop), Stoppable(stop, between_steps=True)
    receive = Receiver(came, arrived, voice).step
    file, show = Filer(voice.log).step, Shower().step
    return [
        (Worker("收件", receive, Desk(workspace, calm), voice), came),
        (Worker("归档", file, Desk(workspace, hasty), voice), arrived),
        (Worker("摆放原件", show, Desk(workspace, hasty), voice), Event()),
    ]


def _heard(bell: Bell, board: Board) -> str:
    while True:
        try:
            return bell.get(timeout=_BEAT)
        except Empty:
            board.beat()


def _conclude(working: Iterable[Future[None]], log: Log) -> None:
    try:
        for work in working:
            work.result()
    except RecordError as error:
        log.error("值守中断：%s%s", error.message, error.remedy)  # noqa: TRY400  it is told whole
        raise
    log.info("值守已停止")


def _now() -> datetime:
    return datetime.now(UTC)
