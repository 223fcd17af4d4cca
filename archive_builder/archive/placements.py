"""The catalogue's log of where receipts were put: append-only, the newest row counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from archive_builder.archive.connection import Connection, now
from archive_builder.archive.values import PROGRAM, SIGNED, TAUGHT_REVISION, Placement, Standing
from archive_builder.model import Filing, Receipt, ReceiptState, SlotId

UNDONE = "撤销"
"""Rule of a placement by which an earlier one stands again."""

Row = tuple[int, int | None, Placement]
"""A receipt, its newest placement when it was looked at, and where to put it."""

_COLUMNS = """
    r.id, r.sha256, r.root, r.path, r.received_at, r.container,
    p.id AS placement, p.state, p.unit, p.code, p.part, p.other, p.at, p.actor, p.rule, p.reason
"""
_NOW = f"""
    SELECT {_COLUMNS} FROM receipt r
    LEFT JOIN placement p ON p.id = (SELECT max(id) FROM placement WHERE receipt = r.id)
"""
_EVER = f"SELECT {_COLUMNS} FROM receipt r JOIN placement p ON p.receipt = r.id"
_OPEN = f"""
    {_NOW} WHERE (
        p.id IS NULL
        OR p.actor = '{PROGRAM}' AND p.state = '{ReceiptState.PENDING}'
        OR p.actor = '{PROGRAM}' AND p.state = '{ReceiptState.DUPLICATE}'
           AND (SELECT max(id) FROM placement WHERE receipt = p.other) > p.id
    )
"""
_HAS_COPIES = "EXISTS (SELECT 1 FROM receipt c WHERE c.sha256 = r.sha256 AND c.id <> r.id)"


class Placements(Connection):
    """Where every receipt stands, and how it came to stand there."""

    def place(self, receipt: int, placement: Placement) -> None:
        """Put a receipt somewhere, whatever was decided before."""
        with self._transaction():
            self._append(receipt, placement, self._newest(receipt))

    def place_if(self, receipt: int, seen: int | None, placement: Placement) -> bool:
        """Put a receipt somewhere unless something was decided since placement `seen`."""
        return bool(self.place_all([[(receipt, seen, placement)]]))

    def place_all(self, groups: Iterable[Sequence[Row]]) -> list[Row]:
        """`place_if` for many in one transaction; of a group all or, for one of them, none.

        Returns:
            The rows that were placed.
        """
        placed: list[Row] = []
        with self._transaction():
            for group in groups:
                if all(self._newest(receipt) == seen for receipt, seen, _ in group):
                    for receipt, seen, placement in group:
                        self._append(receipt, placement, seen)
                    placed += group
        return placed

    def undo(self, receipt: int, *, actor: str, reason: str) -> None:
        """Let stand again what stood before the newest decision, or let the receipt wait.

        Undone once more, it goes one decision further back. A receipt that no decision is left of
        waits for a person.
        """
        with self._transaction():
            self._undo(receipt, actor, reason)

    def _undo(self, receipt: int, actor: str, reason: str) -> None:
        rows = self._db.execute(
            "SELECT b.* FROM placement p LEFT JOIN placement b ON b.id = p.prior"
            " WHERE p.id = (SELECT max(id) FROM placement WHERE receipt = ?)",
            (receipt,),
        )
        before = rows.fetchone()
        if before is None or before["id"] is None:
            again, prior = Placement(ReceiptState.PENDING, actor, UNDONE, reason), None
        else:
            again, prior = _placement(before), before["prior"]
            again = replace(again, actor=actor, rule=UNDONE, reason=reason)
        self._append(receipt, again, prior)

    def _append(self, receipt: int, placement: Placement, prior: int | None) -> None:
        slot = placement.slot
        self._db.execute(
            "INSERT INTO placement"
            " (receipt, state, unit, code, part, other, at, actor, rule, reason, prior)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                receipt,
                placement.state,
                slot.unit if slot else None,
                slot.code if slot else None,
                slot.part if slot else None,
                placement.other,
                now(),
                placement.actor,
                placement.rule,
                placement.reason,
                prior,
            ),
        )

    def _newest(self, receipt: int) -> int | None:
        query = "SELECT max(id) AS id FROM placement WHERE receipt = ?"
        row = self._db.execute(query, (receipt,)).fetchone()
        return None if row["id"] is None else int(row["id"])

    def standings(self) -> tuple[Standing, ...]:
        """Every receipt with where it stands, in order of arrival."""
        return self._standings(f"{_NOW} ORDER BY r.id")

    def standing(self, receipt: int) -> Standing | None:
        """Where one receipt stands."""
        return next(iter(self._standings(f"{_NOW} WHERE r.id = ?", (receipt,))), None)

    def standings_of(self, sha256: str) -> tuple[Standing, ...]:
        """Every receipt of the same bytes, in order of arrival."""
        return self._standings(f"{_NOW} WHERE r.sha256 = ? ORDER BY r.id", (sha256,))

    def earlier_at(self, receipt: Receipt) -> tuple[Standing, ...]:
        """What came before from the same path of the same root, the newest first."""
        query = f"{_NOW} WHERE r.root = ? AND r.path = ? AND r.id < ? ORDER BY r.id DESC"
        return self._standings(query, (receipt.root, receipt.path, receipt.id))

    def open_receipts(self, after: int, limit: int) -> tuple[Standing, ...]:
        """At most `limit` receipts numbered above `after` that the program may place.

        Those nobody placed yet, and repeats of a receipt that was placed anew since. What a person
        let wait is not among them.
        """
        query = f"{_OPEN} AND r.id > ? ORDER BY r.id LIMIT ?"
        return self._standings(query, (after, limit))

    def open_copies(self) -> tuple[Standing, ...]:
        """Receipts that the program may place and whose bytes came more than once."""
        return self._standings(f"{_OPEN} AND {_HAS_COPIES} ORDER BY r.id")

    def count_open(self, after: int) -> int:
        """How many receipts numbered above `after` the program may place."""
        row = self._row(f"SELECT count(*) AS n FROM ({_OPEN} AND r.id > ?)", (after,))
        return int(row["n"]) if row else 0

    def trail(self, receipt: int) -> tuple[Standing, ...]:
        """Where a receipt ever stood, oldest first: corrections never erase."""
        return self._standings(f"{_EVER} WHERE r.id = ? ORDER BY p.id", (receipt,))

    def trail_of_slot(self, slot: SlotId) -> tuple[Standing, ...]:
        """What was ever filed in a slot, oldest first, wherever it stands now."""
        query = f"{_EVER} WHERE p.unit = ? AND p.code = ? AND p.part = ? ORDER BY p.id"
        return self._standings(query, (slot.unit, slot.code, slot.part))

    def people_filed(self) -> tuple[Standing, ...]:
        """What stands where a person filed it or its earlier version, in order of deciding.

        To take a decision back is none for what stood before it, nor is to sign off what the
        program had filed.
        """
        query = (
            f"{_NOW} WHERE p.state = ? AND p.rule NOT IN (?, ?) AND (p.actor <> ? OR p.rule = ?)"
            " ORDER BY p.id"
        )
        values = (ReceiptState.FILED, UNDONE, SIGNED, PROGRAM, TAUGHT_REVISION)
        return self._standings(query, values)

    def deleted_by_sender(self, receipt: Receipt) -> bool:
        """Whether the file that a receipt is of was deleted, or renamed, after it was taken."""
        query = "SELECT 1 FROM lying WHERE root = ? AND path = ? AND gone = 1"
        return self._row(query, (receipt.root, receipt.path)) is not None

    def filed_in_part(self, part: str) -> tuple[Standing, ...]:
        """What is filed now in slots of this part key, in order of arrival."""
        return self._standings(
            f"{_NOW} WHERE r.id = p.receipt AND p.part = ? ORDER BY r.id", (part,)
        )

    def waiting_because(self, reason: str) -> tuple[Standing, ...]:
        """What waits for a person for this very reason, in order of arrival."""
        waits = f"p.reason = ? AND p.state = '{ReceiptState.DECISION}'"
        return self._standings(
            f"{_NOW} WHERE r.id = p.receipt AND {waits} ORDER BY r.id", (reason,)
        )

    def last_placement(self) -> int:
        """Number of the newest decision on any receipt, 0 when there is none."""
        row = self._row("SELECT max(id) AS id FROM placement")
        return int(row["id"] or 0) if row else 0

    def _standings(self, query: str, values: tuple[object, ...] = ()) -> tuple[Standing, ...]:
        return tuple(_standing(row) for row in self._rows(query, values))


def _standing(row: sqlite3.Row) -> Standing:
    receipt = Receipt(
        row["id"],
        row["sha256"],
        row["path"],
        datetime.fromisoformat(row["received_at"]),
        row["container"],
        row["root"],
    )
    if row["placement"] is None:
        return Standing(receipt, ReceiptState.PENDING)
    return Standing(
        receipt,
        ReceiptState(row["state"]),
        _filing(row),
        row["reason"],
        row["placement"],
        row["actor"],
        row["rule"],
        row["other"],
        datetime.fromisoformat(row["at"]),
    )


def _filing(row: sqlite3.Row) -> Filing | None:
    slot = _slot(row)
    if slot is None:
        return None
    return Filing(
        row["placement"],
        row["id"],
        row["sha256"],
        slot,
        datetime.fromisoformat(row["at"]),
        row["actor"],
        row["rule"],
        row["reason"],
    )


def _placement(row: sqlite3.Row) -> Placement:
    return Placement(
        ReceiptState(row["state"]),
        row["actor"],
        row["rule"],
        row["reason"],
        _slot(row),
        row["other"],
    )


def _slot(row: sqlite3.Row) -> SlotId | None:
    return SlotId(row["unit"], row["code"], row["part"]) if row["code"] else None
