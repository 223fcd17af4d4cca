"""What stands in output/, and from what it was made: what did not change is not made again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from archive_builder import fsio
from archive_builder.making import making

_LEDGER = ".cache/made.json"


def fingerprint(*parts: object) -> str:
    """A hash of everything that a file's bytes depend on; parts need a stable `repr`."""
    return hashlib.sha256("\0".join(repr(p) for p in parts).encode()).hexdigest()


def reports_made_by() -> str:
    """A hash of the code and the libraries that lists, notices and blank forms are written with."""
    return making(
        ("report", "typeset", "model"),
        ("docxtpl", "fonttools", "jinja2", "lxml", "python-docx", "reportlab", "xlsxwriter"),
    )


class Made:
    """Remembers, for each file under output/, the fingerprint of its sources and its size."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._ledger = output / _LEDGER
        self._rows = _read(self._ledger)

    def is_current(self, target: Path, mark: str) -> bool:
        """Whether `target` stands, as it was made from sources of this fingerprint."""
        row = self._rows.get(self._name(target))
        return target.is_file() and row == [mark, target.stat().st_size]

    def record(self, target: Path, mark: str) -> None:
        """Remember that `target` was just made."""
        self._rows[self._name(target)] = [mark, target.stat().st_size]

    def sweep(self, folder: Path, wanted: set[Path]) -> None:
        """Delete what an earlier run made or began in `folder` and nothing wants any more."""
        fsio.sweep_unfinished(folder)
        for name in list(self._rows):
            path = self._output / name
            if path.is_relative_to(folder) and path not in wanted:
                path.unlink(missing_ok=True)
                del self._rows[name]
                fsio.prune_empty(path.parent, self._output)

    def save(self) -> None:
        """Write down what was recorded and swept."""
        data = json.dumps(self._rows, ensure_ascii=False, indent=0, sort_keys=True)
        fsio.write_atomic(self._ledger, data.encode())

    def _name(self, target: Path) -> str:
        return target.relative_to(self._output).as_posix()


def _read(ledger: Path) -> dict[str, list[str | int]]:
    """The ledger's rows; a lost or damaged one only costs making everything again."""
    try:
        rows = json.loads(ledger.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return rows if isinstance(rows, dict) else {}
