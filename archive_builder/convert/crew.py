"""Work spread over processes, so that a document that kills or hangs one costs only itself."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
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


class Crew:
    """Worker processes; use as a context manager. Left by an exception, they are killed.

    They are fresh interpreters that import the main module: it must be a file or a module that
    can be imported without running the program, as a console script is.

    Args:
        workers: how many processes.
        limit: seconds after which a task's process ends itself, with no word to anybody.
    """

    def __init__(self, workers: int, limit: float) -> None:
        self._workers = workers
        self._limit = limit
        self._pool = _pool(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in list(self._pool._processes.values()) if error else ():
            process.kill()
        self._pool.shutdown(cancel_futures=True)

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | None]]:
        """Do the tasks; a task whose process died, also alone, comes back with None.

        Tasks are drawn a few at a time. `work` is a function of a module.

        Raises:
            Exception: what `work` raised.
        """
        queue = iter(tasks)
        while some := list(islice(queue, self._workers * _AHEAD)):
            yield from self._some(work, some)

    def _some(
        self, work: Callable[[Task], Result], tasks: list[Task]
    ) -> Iterator[tuple[Task, Result | None]]:
        futures = [self._submit(work, task) for task in tasks]
        lost = []
        for task, future in zip(tasks, futures, strict=True):
            try:
                result = future.result()
            except BrokenProcessPool:
                lost.append(task)
            else:
                yield task, result
        if lost:
            self._pool.shutdown()
            self._pool = _pool(self._workers)
        for task in lost:
            yield task, self._alone(work, task)

    def _submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        try:
            return self._pool.submit(_watched, work, task, self._limit)
        except BrokenProcessPool as error:
            failed: Future[Result] = Future()
            failed.set_exception(error)
            return failed

    def _alone(self, work: Callable[[Task], Result], task: Task) -> Result | None:
        with _pool(1) as pool:
            try:
                return pool.submit(_watched, work, task, self._limit).result()
            except BrokenProcessPool:
                return None


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh interpreters: forking a process that has threads is not safe."""
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_settle_in)


def _settle_in() -> None:
    """Keep what libraries write to stderr off the user's screen, and memory bounded."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _watched(work: Callable[[Task], Result], task: Task, limit: float) -> Result:
    """Run a task under a watchdog of the interpreter's, which works while C code hangs too."""
    faulthandler.dump_traceback_later(limit, exit=True)
    try:
        return work(task)
    finally:
        faulthandler.cancel_dump_traceback_later()
