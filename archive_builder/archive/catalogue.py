"""The catalogue: who sent what when, and where it was filed. This room holds the only SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from archive_builder.archive.arrivals import Arrivals
from archive_builder.archive.decisions import Decisions
from archive_builder.model import Elements, Field


class Catalogue(Arrivals, Decisions):
    """An open catalogue, for one thread.

    Every method raises `StoreUnavailable` when the file can't be read or written now and
    `RecordError` when it is damaged.
    """

    def reading(self, sha256: str, name: str, basis: str) -> Elements | None:
        """The elements read from a document of this name, if they were read on this `basis`."""
        row = self._row(
            "SELECT elements FROM reading WHERE sha256 = ? AND name = ? AND basis = ?",
            (sha256, name, basis),
        )
        return _elements(row["elements"]) if row else None

    def last_reading(self, sha256: str, name: str) -> Elements | None:
        """The elements last read from a document of this name, on whatever basis."""
        row = self._row(
            "SELECT elements FROM reading WHERE sha256 = ? AND name = ?", (sha256, name)
        )
        return _elements(row["elements"]) if row else None

    def record_readings(self, rows: Iterable[tuple[str, str, str, Elements]]) -> None:
        """Keep elements: (sha256, name, basis, elements); `basis` names all they depend on."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?)",
                [(*key, json.dumps(asdict(said), ensure_ascii=False)) for *key, said in rows],
            )

    def forget_reading(self, sha256: str) -> None:
        """Remove the elements read from a document."""
        with self._transaction() as db:
            db.execute("DELETE FROM reading WHERE sha256 = ?", (sha256,))


def _elements(data: str) -> Elements:
    fields = json.loads(data)
    return Elements(**{name: Field(**value) if value else None for name, value in fields.items()})
