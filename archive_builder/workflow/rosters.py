"""花名册: which households the filed rosters name, so that each gets its slot."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from archive_builder.fsio import write_atomic
from archive_builder.model import ROSTER, Filing, Household
from archive_builder.review import ROSTER_RULES, Roster, Rows, merged, read_roster


class Cells(Protocol):
    """One sheet of a workbook."""

    @property
    def rows(self) -> Rows:
        """Its cells as text, line by line."""


class Rosters:
    """Reads rosters out of the store, each once; what it names is remembered for the next time.

    Args:
        place: SHA-256 → where the document's bytes lie.
        read_sheets: a workbook's sheets; none for what is no workbook, or can't be read now.
        cache: folder to remember in, or None to remember only for as long as this lives.
    """

    def __init__(
        self,
        place: Callable[[str], Path],
        read_sheets: Callable[[Path], Sequence[Cells]],
        cache: Path | None = None,
    ) -> None:
        self._place = place
        self._read_sheets = read_sheets
        self._cache = cache
        self._known: dict[str, Roster] = {}

    def roster(self, sha256: str) -> Roster:
        """What one document names; its findings say why it names nobody."""
        if sha256 not in self._known:
            self._known[sha256] = self._remembered(sha256) or self._read(sha256)
        return self._known[sha256]

    def _remembered(self, sha256: str) -> Roster | None:
        if self._cache is None:
            return None
        try:
            rows = json.loads((self._cache / _file_name(sha256)).read_bytes())
            return Roster(tuple(Household(number, head) for number, head in rows))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _read(self, sha256: str) -> Roster:
        sheets = self._read_sheets(self._place(sha256))
        roster = read_roster(sheet.rows for sheet in sheets)
        if sheets and self._cache is not None:
            rows = [(household.number, household.head) for household in roster.households]
            data = json.dumps(rows, ensure_ascii=False).encode()
            write_atomic(self._cache / _file_name(sha256), data)
        return roster

    def households(self, filings: Iterable[Filing]) -> dict[tuple[str, str], tuple[Household, ...]]:
        """(unit id, code) → the households of all rosters filed there, for `manifest.slots`.

        Filings elsewhere than in a roster's slot say nothing; a roster that names nobody neither.
        """
        found: dict[tuple[str, str], list[tuple[Household, ...]]] = defaultdict(list)
        for filing in filings:
            if filing.slot.part == ROSTER:
                place = filing.slot.unit, filing.slot.code
                found[place].append(self.roster(filing.sha256).households)
        joined = ((place, merged(lists)) for place, lists in found.items())
        return {place: households for place, households in joined if households}


def _file_name(sha256: str) -> str:
    return f"{sha256}-{ROSTER_RULES}.json"
