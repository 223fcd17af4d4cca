"""Arrivals as people name them, filed against the shipped manifests.

arrivals.tsv: path, title, level, genre, and the slot that a careful archivist would choose, or
``-`` where he would ask. A filing that nobody sees must be right; asking too often costs time.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive_builder.identify import Clues, Matched, Matcher
from archive_builder.manifest import load, slots

HERE = Path(__file__).parent
ASK = "-"


@dataclass(frozen=True)
class Outcome:
    path: str
    in_folder: bool
    expected: str
    filed: str


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    manifests = load(HERE.parents[1] / "manifests")
    every = slots(manifests)
    known = {str(slot.id) for slot in every}
    matcher = Matcher(every, manifests.units)
    with (HERE / "arrivals.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert not {row["slot"] for row in rows} - known - {ASK}
    return [outcome(matcher, row) for row in rows]


def outcome(matcher: Matcher, row: dict[str, str]) -> Outcome:
    *folders, name = row["path"].split("/")
    clues = Clues(tuple(folders), name, row["title"], level=row["level"], genre=row["genre"])
    match = matcher.match(clues)
    filed = str(match.slot.id) if isinstance(match, Matched) else ASK
    return Outcome(row["path"], bool(folders), row["slot"], filed)


def test_there_are_enough_arrivals_of_both_sorts(outcomes: list[Outcome]) -> None:
    assert sum(o.expected != ASK for o in outcomes) >= 150
    assert sum(o.expected == ASK for o in outcomes) >= 100


def test_what_is_filed_unseen_is_right(outcomes: list[Outcome]) -> None:
    filed = [o for o in outcomes if o.filed != ASK]
    wrong = [o for o in filed if o.filed != o.expected]
    assert len(wrong) <= 0.02 * len(filed), wrong


def test_most_of_what_comes_in_a_units_folder_is_filed(outcomes: list[Outcome]) -> None:
    due = [o for o in outcomes if o.expected != ASK and o.in_folder]
    missed = [o for o in due if o.filed == ASK]
    assert len(missed) <= 0.15 * len(due), missed
