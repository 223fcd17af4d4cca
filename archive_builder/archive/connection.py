"""An open catalogue file: transactions, and SQLite's errors in our own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from archive_builder.archive.migrations import migrate
from archive_builder.errors import RecordError, StoreUnavailable

BUSY_SECONDS = 30

Values = Sequence[object] | Mapping[str, object]


class Connection:
    """A connection to the catalogue, for one thread. Times are kept in UTC, ISO 8601."""

    def __init__(self, path: Path) -> None:
        """Open or create the catalogue and bring its schema up to date.

        Raises:
            RecordError: the file is no catalogue, damaged, or of a newer version.
            StoreUnavailable: it can't be opened or stays locked.
        """
        self._path = path
        with translated(path):
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the whole catalogue, while others go on writing it."""
        with translated(self._path):
            copy = sqlite3.connect(target)
            try:
                self._db.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable anywhere
            finally:
                copy.close()

    def damage(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        try:
            rows = [r[0] for r in self._db.execute("PRAGMA integrity_check")]
            broken = [str(tuple(r)) for r in self._db.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError as error:
            return (str(error),)
        return tuple(r for r in rows if r != "ok") + tuple(broken)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything read within be of one moment, whatever others write; for reading only."""
        with translated(self._path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with translated(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # what went wrong first is what is told
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        with translated(self._path):
            yield from self._db.execute(query, values)

    def _row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        return next(self._rows(query, values), None)


def documents_in(path: Path) -> tuple[tuple[str, int], ...]:
    """SHA-256 and size of every document that a catalogue at rest names, leaving it untouched.

    Raises:
        RecordError: the file is no catalogue, or damaged.
    """
    with translated(path):
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            return tuple(database.execute("SELECT sha256, size FROM document ORDER BY sha256"))
        finally:
            database.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors with a remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(
            f"目录数据库 {path.name} 现在不能读写：{error}。",
            "请确认磁盘未满、没有别的程序占用，稍后再运行；来件都还在 incoming/ 里。",
        ) from error
    except sqlite3.DatabaseError as error:
        raise RecordError(
            f"目录数据库 {path.name} 已损坏：{error}。",
            "请勿继续写入，用最近的备份恢复：archive-builder restore 备份文件夹。",
        ) from error


def now() -> str:
    """This moment, as the catalogue keeps it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
