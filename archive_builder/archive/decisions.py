"""The catalogue's log of what people decided on documents and slots: append-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from archive_builder.archive.connection import now
from archive_builder.archive.placements import Placements, Row
from archive_builder.archive.values import SIGNED, Deciding
from archive_builder.model import Decision, DecisionKind, Paper, SlotId

_ALL = """
    SELECT d.*, EXISTS (SELECT 1 FROM undoing u WHERE u.decision = d.id) AS undone FROM decision d
"""
_IN_FORCE = f"{_ALL} WHERE NOT EXISTS (SELECT 1 FROM undoing u WHERE u.decision = d.id)"
_GAVE_WAY = """
    SELECT d.receipt FROM decision d JOIN placement p ON p.id = d.placement
    WHERE d.id = ? AND p.rule = ? AND p.other = d.evidence
        AND p.id = (SELECT max(id) FROM placement WHERE receipt = d.receipt)
"""


class Decisions(Placements):
    """What people decided, in order; what was taken back stays and is marked so."""

    def decide(
        self,
        rows: Iterable[Deciding],
        placing: Iterable[Row] = (),
        seen: Iterable[tuple[int, int | None]] = (),
    ) -> tuple[int, ...]:
        """Record decisions, and the placements that go with them, in one transaction.

        Placements come first, so that a decision is newer than those it brought about.

        Args:
            rows: what was decided.
            placing: placements that it brings about.
            seen: other receipts that it rests on, each with its newest placement when looked at.

        Returns:
            The decisions' numbers; none, nothing being recorded, when a receipt of `placing` or
            `seen` was placed since.
        """
        placing = list(placing)
        with self._transaction():
            looked_at = [*seen, *((receipt, last) for receipt, last, _ in placing)]
            if any(self._newest(receipt) != last for receipt, last in looked_at):
                return ()
            for receipt, last, placement in placing:
                self._append(receipt, placement, last)
            return tuple(self._record(row) for row in rows)

    def _record(self, row: Deciding) -> int:
        held = row.held or Paper("", 0, "")
        (number,) = self._db.execute(
            "INSERT INTO decision (kind, unit, code, part, receipt, paper, evidence, value,"
            " title, pages, place, placement, at, actor, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                row.kind,
                row.slot.unit,
                row.slot.code,
                row.slot.part,
                row.receipt,
                row.paper,
                row.evidence,
                row.value,
                held.title,
                held.pages,
                held.place,
                None if row.receipt is None else self._newest(row.receipt),
                now(),
                row.actor,
                row.reason,
            ),
        ).fetchone()
        return int(number)

    def take_back(self, decision: int, *, actor: str, reason: str, again: str = "") -> bool:
        """Let a decision count no more; False when it was taken back already.

        The document that gave way to its signed page stands again where it was, unless it was
        placed since; the signed page stays.

        Args:
            decision: its number.
            actor: who takes it back.
            reason: why.
            again: why that document stands again.
        """
        with self._transaction() as db:
            done = db.execute(
                "INSERT OR IGNORE INTO undoing VALUES (?, ?, ?, ?)",
                (decision, now(), actor, reason),
            )
            if done.rowcount:
                for (receipt,) in db.execute(_GAVE_WAY, (decision, SIGNED)).fetchall():
                    self._undo(receipt, actor, again)
            return bool(done.rowcount)

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision that counts, oldest first."""
        return self._decisions(f"{_IN_FORCE} ORDER BY d.id")

    def decisions_on_receipt(self, receipt: int) -> tuple[Decision, ...]:
        """Every decision on a receipt or proved by it, oldest first, undone ones too."""
        query = f"{_ALL} WHERE d.receipt = ?1 OR d.evidence = ?1 ORDER BY d.id"
        return self._decisions(query, (receipt,))

    def decisions_on_paper(self, paper: int) -> tuple[Decision, ...]:
        """The entering of a paper and every decision on it, oldest first, undone ones too."""
        query = f"{_ALL} WHERE d.paper = ?1 OR d.id = ?1 AND d.kind = ?2 ORDER BY d.id"
        return self._decisions(query, (paper, DecisionKind.PAPER))

    def decisions_on_slot(self, slot: SlotId) -> tuple[Decision, ...]:
        """Every decision on a slot and on what stood in it, oldest first, undone ones too."""
        query = f"{_ALL} WHERE d.unit = ? AND d.code = ? AND d.part = ? ORDER BY d.id"
        return self._decisions(query, (slot.unit, slot.code, slot.part))

    def undoings(self) -> dict[int, tuple[datetime, str, str]]:
        """Decisions taken back: number → when, by whom, why."""
        return {
            row["decision"]: (datetime.fromisoformat(row["at"]), row["actor"], row["reason"])
            for row in self._rows("SELECT * FROM undoing ORDER BY decision")
        }

    def _decisions(self, query: str, values: tuple[object, ...] = ()) -> tuple[Decision, ...]:
        return tuple(_decision(row) for row in self._rows(query, values))


def _decision(row: sqlite3.Row) -> Decision:
    kind = DecisionKind(row["kind"])
    return Decision(
        id=row["id"],
        kind=kind,
        slot=SlotId(row["unit"], row["code"], row["part"]),
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        reason=row["reason"],
        receipt=row["receipt"],
        paper=row["paper"],
        evidence=row["evidence"],
        value=row["value"],
        held=Paper(row["title"], row["pages"], row["place"])
        if kind is DecisionKind.PAPER
        else None,
        placement=row["placement"],
        undone=bool(row["undone"]),
    )
