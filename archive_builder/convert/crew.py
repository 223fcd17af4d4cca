"""Work spread over processes, so that a document that kills or hangs one costs only itself."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

if sys.platform != "win32":
    import resource

Task = TypeVar("Task")
Result = TypeVar("Result")

MEMORY = 2 << 30
"""Bytes of address space a process may have, where the system can limit it."""

_AHEAD = 4
"""Tasks a process is given at once: so many are run again when one kills its process."""


def processes(workers: int) -> ProcessPoolExecutor:
    """Start worker processes that end with this one, however it ends.

    They are fresh interpreters (forking a process that has threads is not safe), which import the
    main module: it must be a file or a module that can be imported without running the program,
    as a console script is.
    """
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_settle_in)


class Crew:
    """Workers; use as a context manager. Left by an exception, processes are killed.

    Args:
        workers: how many.
        limit: seconds after which a task's process ends itself, with no word to anybody.
        executor: makes so many workers; a `BrokenExecutor` says that one of them died.
    """

    def __init__(
        self, workers: int, limit: float, executor: Callable[[int], Executor] = processes
    ) -> None:
        self._workers = workers
        self._limit = limit
        self._executor = executor
        self._pool = executor(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error and isinstance(self._pool, ProcessPoolExecutor):
            for process in list(self._pool._processes.values()):
                process.kill()
        self._pool.shutdown(cancel_futures=True)

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | None]]:
        """Do the tasks; a task whose process died, also alone, comes back with None.

        Results come as they are ready. Tasks are drawn a few at a time. `work` is a function of a
        module.

        Raises:
            Exception: what `work` raised.
        """
        queue = iter(tasks)
        running: dict[Future[Result], Task] = {}
        while True:
            for task in islice(queue, self._workers * _AHEAD - len(running)):
                running[self._submit(work, task)] = task
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenExecutor) for future in done):
                done, _ = wait(running)
            ended = [(running.pop(future), future) for future in done]
            yield from self._results(work, ended)

    def _results(
        self, work: Callable[[Task], Result], ended: Iterable[tuple[Task, Future[Result]]]
    ) -> Iterator[tuple[Task, Result | None]]:
        lost = []
        for task, future in ended:
            if isinstance(future.exception(), BrokenExecutor):
                lost.append(task)
            else:
                yield task, future.result()
        if lost:
            self._pool.shutdown()
            self._pool = self._executor(self._workers)
            yield from self._one_by_one(work, lost)

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        try:
            return self._pool.submit(_watched, work, task, self._limit)
        except BrokenExecutor as error:
            failed: Future[Result] = Future()
            failed.set_exception(error)
            return failed

    def _one_by_one(
        self, work: Callable[[Task], Result], tasks: list[Task]
    ) -> Iterator[tuple[Task, Result | None]]:
        """Try again who was at work when a process died; who is alone then is to blame."""
        pool = self._executor(1)
        for task in tasks:
            try:
                yield task, pool.submit(_watched, work, task, self._limit).result()
            except BrokenExecutor:
                pool.shutdown()
                pool = self._executor(1)
                yield task, None
        pool.shutdown()


def _settle_in() -> None:
    """Keep what libraries write to stderr off the user's screen, memory bounded, no orphans."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A pool's processes wait for work for ever when their parent was killed."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _watched(work: Callable[[Task], Result], task: Task, limit: float) -> Result:
    """Run a task under a watchdog of the interpreter's, which works while C code hangs too."""
    faulthandler.dump_traceback_later(limit, exit=True)
    try:
        return work(task)
    finally:
        faulthandler.cancel_dump_traceback_later()
