"""The catalogue: who sent what when, and where it was filed. The only SQL of the house.

`receipt` and `filing` are append-only: a correction is a further row, and the newest filing of a
receipt is the one that counts.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive_builder.archive.migrations import migrate
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.model import (
    Elements,
    Field,
    Filing,
    Receipt,
    ReceiptState,
    SlotId,
)

BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Arriving:
    """Bytes already in the store, about to be recorded.

    Attributes:
        path: relative to incoming/, with ``/``.
        modified_ns: the source's time of modification, which tells an arrival seen again.
        aside: where it stands from the start, and why; None when it waits to be placed.
    """

    sha256: str
    size: int
    path: str
    modified_ns: int
    aside: tuple[ReceiptState, str] | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A path that was not taken, and why."""

    path: str
    state: ReceiptState
    reason: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One arrival, and when it is an archive what was in it and what of that was not taken."""

    arriving: Arriving
    members: tuple[Arriving, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A receipt with where it stands now; `filing` when it is filed, `reason` when set aside."""

    receipt: Receipt
    state: ReceiptState
    filing: Filing | None
    reason: str


_STANDINGS = """
    SELECT r.id, r.sha256, r.path, r.received_at, r.container,
           f.id AS filing, f.unit, f.code, f.part, f.at, f.actor, f.rule, f.reason AS filed_because,
           s.state, s.reason
    FROM receipt r
    LEFT JOIN filing f ON f.id = (SELECT max(id) FROM filing WHERE receipt = r.id)
    LEFT JOIN set_aside s ON s.receipt = r.id
"""


class Catalogue:
    """An open catalogue. Times are kept in UTC, ISO 8601."""

    def __init__(self, path: Path) -> None:
        """Open or create the catalogue and bring its schema up to date.

        Raises:
            RecordError: the file is no catalogue, damaged, or of a newer version.
            StoreUnavailable: it can't be opened or stays locked.
        """
        with _translated(path):
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db)
        self._path = path

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _translated(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def record(self, parcels: Iterable[Parcel]) -> None:
        """Record a batch of arrivals in one transaction: the sole commit point of intake."""
        with self._transaction() as db:
            for parcel in parcels:
                owner = self._insert_receipt(parcel.arriving, None)
                for member in parcel.members:
                    self._insert_receipt(member, owner)
                rows = [(p.path, p.state, p.reason, owner) for p in parcel.passed_over]
                db.executemany("INSERT OR REPLACE INTO passed_over VALUES (?, ?, ?, ?)", rows)

    def _insert_receipt(self, arriving: Arriving, container: int | None) -> int | None:
        self._db.execute(
            "INSERT OR IGNORE INTO document VALUES (?, ?)", (arriving.sha256, arriving.size)
        )
        row = (arriving.sha256, arriving.path, arriving.modified_ns, _now(), container)
        cursor = self._db.execute(
            "INSERT INTO receipt (sha256, path, modified_ns, received_at, container)"
            " VALUES (?, ?, ?, ?, ?)",
            row,
        )
        if arriving.aside:
            values = (cursor.lastrowid, *arriving.aside)
            self._db.execute("INSERT INTO set_aside VALUES (?, ?, ?)", values)
        return cursor.lastrowid

    def holds(self, arriving: Arriving) -> bool:
        """Whether this very arrival was recorded, but its source not yet moved aside."""
        found = self._db.execute(
            "SELECT 1 FROM receipt WHERE path = ? AND sha256 = ? AND modified_ns = ?",
            (arriving.path, arriving.sha256, arriving.modified_ns),
        )
        return found.fetchone() is not None

    def replace_passed_over(self, rows: Iterable[PassedOver]) -> None:
        """Replace what the last pass left lying in incoming/ (what archives held stays)."""
        with self._transaction() as db:
            db.execute("DELETE FROM passed_over WHERE container IS NULL")
            db.executemany(
                "INSERT OR REPLACE INTO passed_over VALUES (?, ?, ?, NULL)",
                [(r.path, r.state, r.reason) for r in rows],
            )

    def passed_over(self) -> tuple[PassedOver, ...]:
        """Every path that was not taken, by path."""
        rows = self._db.execute("SELECT path, state, reason FROM passed_over ORDER BY path")
        return tuple(PassedOver(r["path"], ReceiptState(r["state"]), r["reason"]) for r in rows)

    def file(self, receipt: int, slot: SlotId, *, actor: str, rule: str, reason: str) -> None:
        """Append a filing; the newest of a receipt counts."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO filing (receipt, unit, code, part, at, actor, rule, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (receipt, slot.unit, slot.code, slot.part, _now(), actor, rule, reason),
            )

    def set_aside(self, receipt: int, state: ReceiptState, reason: str) -> None:
        """Say why a receipt is neither filed nor waiting for a place."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?)", (receipt, state, reason)
            )

    def standings(self) -> tuple[Standing, ...]:
        """Every receipt with where it stands, in order of arrival."""
        return tuple(_standing(row) for row in self._db.execute(f"{_STANDINGS} ORDER BY r.id"))

    def standings_of(self, sha256: str) -> tuple[Standing, ...]:
        """Every receipt of the same bytes, in order of arrival."""
        rows = self._db.execute(f"{_STANDINGS} WHERE r.sha256 = ? ORDER BY r.id", (sha256,))
        return tuple(_standing(row) for row in rows)

    def trail(self, receipt: int) -> tuple[Filing, ...]:
        """All filings of a receipt, oldest first: corrections never erase."""
        rows = self._db.execute(
            "SELECT f.*, r.sha256 FROM filing f JOIN receipt r ON r.id = f.receipt"
            " WHERE f.receipt = ? ORDER BY f.id",
            (receipt,),
        )
        return tuple(
            _filing(r, id_=r["id"], receipt=r["receipt"], reason=r["reason"]) for r in rows
        )

    def documents(self) -> tuple[tuple[str, int], ...]:
        """SHA-256 and size of every document, by hash."""
        rows = self._db.execute("SELECT sha256, size FROM document ORDER BY sha256")
        return tuple((r["sha256"], r["size"]) for r in rows)

    def reading(self, sha256: str, basis: str) -> Elements | None:
        """The elements read from a document, if they were read on the same `basis`."""
        row = self._db.execute(
            "SELECT elements FROM reading WHERE sha256 = ? AND basis = ?", (sha256, basis)
        ).fetchone()
        return _elements(row["elements"]) if row else None

    def record_reading(self, sha256: str, basis: str, elements: Elements) -> None:
        """Keep the elements read from a document; `basis` names all they depend on."""
        data = json.dumps(asdict(elements), ensure_ascii=False)
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", (sha256, basis, data))

    def forget_reading(self, sha256: str) -> None:
        """Remove the elements read from a document."""
        with self._transaction() as db:
            db.execute("DELETE FROM reading WHERE sha256 = ?", (sha256,))

    def damage(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        try:
            rows = [r[0] for r in self._db.execute("PRAGMA integrity_check")]
            broken = [str(tuple(r)) for r in self._db.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError as error:
            return (str(error),)
        return tuple(r for r in rows if r != "ok") + tuple(broken)


def count_states(standings: Iterable[Standing], passed: Iterable[PassedOver]) -> Counter[str]:
    """How many arrivals stand where; each arrival counts once (conservation)."""
    counts = Counter(str(s.state) for s in standings)
    counts.update(str(p.state) for p in passed)
    return counts


@contextmanager
def _translated(path: Path) -> Iterator[None]:
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
            "请勿继续写入，用最近的备份恢复 archive/ 文件夹。",
        ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _standing(row: sqlite3.Row) -> Standing:
    receipt = Receipt(
        row["id"],
        row["sha256"],
        row["path"],
        datetime.fromisoformat(row["received_at"]),
        row["container"],
    )
    if row["filing"] is not None:
        filing = _filing(row, id_=row["filing"], receipt=row["id"], reason=row["filed_because"])
        return Standing(receipt, ReceiptState.FILED, filing, filing.reason)
    if row["state"] is not None:
        return Standing(receipt, ReceiptState(row["state"]), None, row["reason"])
    return Standing(receipt, ReceiptState.PENDING, None, "")


def _filing(row: sqlite3.Row, *, id_: int, receipt: int, reason: str) -> Filing:
    return Filing(
        id_,
        receipt,
        row["sha256"],
        SlotId(row["unit"], row["code"], row["part"]),
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["rule"],
        reason,
    )


def _elements(data: str) -> Elements:
    fields = json.loads(data)
    return Elements(**{name: Field(**value) if value else None for name, value in fields.items()})
