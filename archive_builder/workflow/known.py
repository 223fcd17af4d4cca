"""The few facts of each filed document that lists need, kept so that no pages are loaded for them.

One file under output/.cache/ holds those of all that is filed. It is valid for one set of
converters, fonts, code and issuers; deleting it costs time only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from archive_builder.fsio import write_atomic
from archive_builder.model import Receipt
from archive_builder.review import Facts, facts_of
from archive_builder.workflow.collecting import no_collecting
from archive_builder.workflow.made import fingerprint
from archive_builder.workflow.reading import Reader, file_name, reading_basis
from archive_builder.workflow.workspace import Session

Name = tuple[str, str]
"""A document as its sender named it: SHA-256 and file name."""

_FILE = ".cache/known.json"
_SLICE = 2000
"""Documents read at a time, so that their pages are not all held in memory."""


@dataclass(frozen=True, slots=True)
class Known:
    """What lists need of a document: what a review goes by, its marking of secrecy, its 题名."""

    facts: Facts
    marking: str = ""
    title: str = ""


def name_of(receipt: Receipt) -> Name:
    """By what a receipt's document is known."""
    return receipt.sha256, file_name(receipt)


def known_of(session: Session, receipts: Iterable[Receipt]) -> dict[Name, Known]:
    """What is known of these documents; only those not known yet are converted and read."""
    wanted = {name_of(receipt): receipt for receipt in receipts}
    file = _File(session)
    kept = file.read()
    lasting = {name: kept[name] for name in wanted if name in kept}
    missing = [receipt for name, receipt in wanted.items() if name not in kept]
    passing: dict[Name, Known] = {}
    for start in range(0, len(missing), _SLICE):
        some = missing[start : start + _SLICE]
        reader = Reader(session)
        reader.prepare(some)
        _sort(reader, some, lasting, passing)
    if lasting != kept:
        file.write(lasting)
    return lasting | passing


def keep(session: Session, reader: Reader, receipts: Iterable[Receipt]) -> dict[Name, Known]:
    """What is known of these documents, which `reader` has prepared; kept for the lists."""
    lasting: dict[Name, Known] = {}
    passing: dict[Name, Known] = {}
    _sort(reader, receipts, lasting, passing)
    file = _File(session)
    if lasting != file.read():
        file.write(lasting)
    return lasting | passing


def _sort(
    reader: Reader,
    receipts: Iterable[Receipt],
    lasting: dict[Name, Known],
    passing: dict[Name, Known],
) -> None:
    """Add what is known of each to what may be kept, or to what may have been chance.

    Of what is marked as secret nothing is kept.
    """
    for receipt in receipts:
        known = _known(reader, receipt)
        found = lasting if reader.lasts(receipt) and not known.marking else passing
        found[name_of(receipt)] = known


def _known(reader: Reader, receipt: Receipt) -> Known:
    elements = reader.elements(receipt)
    return Known(
        facts_of(reader.rendition(receipt.sha256)),
        elements.classification.value if elements.classification else "",
        elements.title.value if elements.title else "",
    )


class _File:
    """What is kept: facts once each, and for every document's name which of them, and its title."""

    def __init__(self, session: Session) -> None:
        self._path: Path = session.workspace.output / _FILE
        self._basis = fingerprint(session.renditions.basis, reading_basis(session.manifests))

    def read(self) -> dict[Name, Known]:
        """All that is kept; nothing of another basis or where the file is damaged."""
        try:
            with no_collecting():
                return self._parsed(json.loads(self._path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError, KeyError, IndexError):
            return {}

    def _parsed(self, data: Any) -> dict[Name, Known]:
        if data["basis"] != self._basis:
            return {}
        facts = [_facts(*row) for row in data["facts"]]
        return {
            (sha256, name): Known(facts[number], title=title)
            for sha256, name, number, title in data["documents"]
        }

    def write(self, known: Mapping[Name, Known]) -> None:
        numbers: dict[Facts, int] = {}
        documents = [
            (*name, numbers.setdefault(one.facts, len(numbers)), one.title)
            for name, one in sorted(known.items(), key=itemgetter(0))
        ]
        rows = [astuple(facts) for facts in numbers]
        data = {"basis": self._basis, "facts": rows, "documents": documents}
        write_atomic(self._path, json.dumps(data, ensure_ascii=False).encode())


def _facts(problem: str | None, kind: str, suffixes: list[str], unfilled: int) -> Facts:
    return Facts(problem, kind, tuple(suffixes), unfilled)
