"""The watcher's log: Chinese lines of time, grade and text, personal numbers masked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from archive_builder.model.privacy import mask

_SIZE, _KEPT = 1_000_000, 5
_GRADES = {logging.INFO: "信息", logging.WARNING: "注意", logging.ERROR: "错误"}

NAMED = 10
"""Names that a line says at most."""

Log = logging.Logger


@contextmanager
def watch_log(file: Path, others: Iterable[logging.Handler] = ()) -> Iterator[Log]:
    """Open the log: 1 MB a file, five older ones kept.

    Args:
        file: where it lies; it may be deleted at any time and begins anew.
        others: further places that get the same lines.
    """
    log = logging.Logger("archive_builder.watch", logging.INFO)
    for handler in (_File(file), *others):
        handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    try:
        yield log
    finally:
        for handler in log.handlers:
            handler.close()


class _Lines(logging.Formatter):
    default_msec_format = ""

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(vars(record))
        record.levelname = _GRADES.get(record.levelno, record.levelname)
        return mask(super().format(record))


class _File(RotatingFileHandler):
    """Open only while a line is written, so that the file can be deleted on Windows too."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
            self._release()
        except OSError:
            self.handleError(record)

    def _release(self) -> None:
        if self.stream:
            self.stream.close()
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  as in logging
        """A log that can't be written, on a full disk, must not stop the work."""
        self.stream = None


def some(names: Sequence[str], count: int) -> str:
    """How many files, and the first of them."""
    return f"{count} 件：{named(names, count)}" if names else f"{count} 件"


def named(names: Sequence[str], count: int) -> str:
    """The first of `count` names."""
    more = "……" if count > len(names[:NAMED]) else ""
    return "；".join(names[:NAMED]) + more
