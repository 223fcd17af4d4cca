"""The catalogue's account of what arrived, and of what lies in the roots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive_builder.archive.connection import Connection, now
from archive_builder.archive.values import PROGRAM, Arriving, Lying, Parcel, PassedOver, Stamp
from archive_builder.model import ReceiptState


class Arrivals(Connection):
    """Receipts of what was taken, and rows for what was not."""

    def record(self, parcels: Iterable[Parcel]) -> None:
        """Record a batch of arrivals in one transaction: the sole commit point of intake.

        Their sources count as lying in their roots from now on.
        """
        with self._transaction():
            for parcel in parcels:
                owner = self._insert_receipt(parcel.arriving, None)
                self._lie(parcel.arriving, owner)
                for member in parcel.members:
                    self._insert_receipt(member, owner)
                self._insert_passed_over(parcel.passed_over, owner)

    def _insert_receipt(self, arriving: Arriving, container: int | None) -> int:
        self._db.execute(
            "INSERT OR IGNORE INTO document VALUES (?, ?)", (arriving.sha256, arriving.stamp.size)
        )
        row = (
            arriving.sha256,
            arriving.root,
            arriving.path,
            arriving.stamp.modified_ns,
            now(),
            container,
        )
        (number,) = self._db.execute(
            "INSERT INTO receipt (sha256, root, path, modified_ns, received_at, container)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            row,
        ).fetchone()
        if arriving.aside:
            self._db.execute(
                "INSERT INTO placement (receipt, state, at, actor, rule, reason)"
                " VALUES (?, ?, ?, ?, '收件', ?)",
                (number, arriving.aside[0], now(), PROGRAM, arriving.aside[1]),
            )
        return int(number)

    def _lie(self, arriving: Arriving, receipt: int) -> None:
        stamp = arriving.stamp
        self._db.execute(
            "INSERT OR REPLACE INTO lying VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                arriving.root,
                arriving.path,
                stamp.size,
                stamp.modified_ns,
                stamp.changed_ns,
                stamp.inode,
                receipt,
            ),
        )

    def unfold(
        self,
        receipt: int,
        seen: int | None,
        members: Iterable[Arriving],
        passed_over: Iterable[PassedOver],
        reason: str,
    ) -> bool:
        """Record what an archive held that could not be opened when it came, in one transaction.

        Returns:
            False, nothing being recorded, when something was decided since placement `seen`.
        """
        with self._transaction() as db:
            placed = db.execute(
                "INSERT INTO placement (receipt, state, at, actor, rule, reason, prior)"
                " SELECT ?1, ?2, ?3, ?4, '拆包', ?5, ?6"
                " WHERE (SELECT max(id) FROM placement WHERE receipt = ?1) IS ?6",
                (receipt, ReceiptState.UNPACKED, now(), PROGRAM, reason, seen),
            )
            if not placed.rowcount:
                return False
            for member in members:
                self._insert_receipt(member, receipt)
            self._insert_passed_over(passed_over, receipt)
        return True

    def lying(self, root: str, path: str) -> Lying | None:
        """What is in the record of the file that lies at a path, None when nothing is."""
        row = self._row(
            "SELECT l.*, r.sha256 FROM lying l JOIN receipt r ON r.id = l.receipt"
            " WHERE l.root = ? AND l.path = ?",
            (root, path),
        )
        if row is None:
            return None
        stamp = Stamp(row["size"], row["modified_ns"], row["changed_ns"], row["inode"])
        return Lying(row["sha256"], stamp, row["receipt"])

    def lying_paths(self, root: str) -> Iterator[str]:
        """Paths of a root that are in the record and lay there when last looked."""
        query = "SELECT path FROM lying WHERE root = ? AND gone = 0 ORDER BY path"
        return (row["path"] for row in self._rows(query, (root,)))

    def touch(self, root: str, stamps: Iterable[tuple[str, Stamp]]) -> None:
        """Note that files that lie there have new stamps, their bytes being the same."""
        rows = [(s.size, s.modified_ns, s.changed_ns, s.inode, root, path) for path, s in stamps]
        with self._transaction() as db:
            db.executemany(
                "UPDATE lying SET size = ?, modified_ns = ?, changed_ns = ?, inode = ?, gone = 0"
                " WHERE root = ? AND path = ?",
                rows,
            )

    def no_longer_lying(self, root: str, paths: Iterable[str]) -> None:
        """Note that sources were moved aside."""
        with self._transaction() as db:
            db.executemany(
                "DELETE FROM lying WHERE root = ? AND path = ?", [(root, path) for path in paths]
            )

    def mark_gone(self, root: str, paths: Iterable[str]) -> None:
        """Note that senders deleted what was taken; the documents stay.

        What comes back there is looked at anew, whatever its stamp.
        """
        with self._transaction() as db:
            db.executemany(
                "UPDATE lying SET gone = 1, modified_ns = -1 WHERE root = ? AND path = ?",
                [(root, path) for path in paths],
            )

    def gone(self) -> int:
        """How many files senders deleted after they were taken."""
        row = self._row("SELECT count(*) AS n FROM lying WHERE gone = 1")
        return int(row["n"]) if row else 0

    def root_known(self, name: str) -> bool:
        """Whether a root was online before."""
        return self._row("SELECT 1 FROM root WHERE name = ?", (name,)) is not None

    def know_root(self, name: str) -> None:
        """Remember that a root was online."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO root VALUES (?, ?)", (name, now()))

    def replace_passed_over(self, root: str, rows: Iterable[PassedOver]) -> None:
        """Replace what the last pass left lying in a root (what archives held stays).

        Only what differs is written: most passes find what the last one found.
        """
        query = (
            "SELECT rowid, path, state, reason FROM passed_over"
            " WHERE container IS NULL AND root = ?"
        )
        old = {(r["path"], r["state"], r["reason"]): r["rowid"] for r in self._rows(query, (root,))}
        new = {(r.path, str(r.state), r.reason): r for r in rows}
        if old.keys() == new.keys():
            return
        with self._transaction() as db:
            gone = [(old[key],) for key in old.keys() - new.keys()]
            db.executemany("DELETE FROM passed_over WHERE rowid = ?", gone)
            self._insert_passed_over((new[key] for key in new if key not in old), None)

    def _insert_passed_over(self, rows: Iterable[PassedOver], container: int | None) -> None:
        self._db.executemany(
            "INSERT INTO passed_over (root, path, state, reason, container) VALUES (?, ?, ?, ?, ?)",
            [(r.root, r.path, r.state, r.reason, container) for r in rows],
        )

    def passed_over(self) -> tuple[PassedOver, ...]:
        """Every path that was not taken, by root and path."""
        rows = self._rows("SELECT root, path, state, reason FROM passed_over ORDER BY root, path")
        return tuple(
            PassedOver(r["path"], ReceiptState(r["state"]), r["reason"], r["root"]) for r in rows
        )

    def count_arrivals(self) -> int:
        """How many files came in: taken, members of archives among them, and not taken."""
        row = self._row(
            "SELECT (SELECT count(*) FROM receipt) + (SELECT count(*) FROM passed_over) AS n"
        )
        return int(row["n"]) if row else 0

    def documents(self) -> tuple[tuple[str, int], ...]:
        """SHA-256 and size of every document, by hash."""
        rows = self._rows("SELECT sha256, size FROM document ORDER BY sha256")
        return tuple((r["sha256"], r["size"]) for r in rows)

    def paths_of(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Root and path of every receipt of a document, in order of arrival."""
        rows = self._rows("SELECT root, path FROM receipt WHERE sha256 = ? ORDER BY id", (sha256,))
        return tuple((r["root"], r["path"]) for r in rows)
