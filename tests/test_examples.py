"""The fictional county, end to end: what `make demo` runs, compared with `expected.tsv`."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_county import AS_OF

from archive_builder.bind import Verdict
from archive_builder.progress import Silent
from archive_builder.workflow.run import run
from archive_builder.workflow.status import status
from archive_builder.workflow.verify import verify
from archive_builder.workflow.workspace import lay_out, open_session

HOUSEHOLD = re.compile(r"户\d{3}")
"""A household's part; until rosters come all households share one slot."""
EXAMPLES = Path(__file__).parents[1] / "examples"
STATES = {"待定": "待定", "忽略": "忽略", "重复": "重复件"}


def expected_rows():
    with (EXAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    root = tmp_path_factory.mktemp("examples") / "ws"
    lay_out(root)
    make = [sys.executable, str(EXAMPLES / "make_incoming.py"), str(root / "incoming")]
    subprocess.run(make, check=True, capture_output=True)
    with open_session(root, Silent()) as opened:
        run(opened, AS_OF)
        yield opened


def places(session):
    """Where every path stands: its state, and beside it unit/code/part where it is filed."""
    found = {p.path: {str(p.state)} for p in session.archive.catalogue.passed_over()}
    for standing in session.archive.catalogue.standings():
        found[standing.receipt.path] = {str(standing.state)}
        if standing.filing:
            slot = session.slot_of[standing.filing.slot]
            where = f"{slot.unit.name}/{slot.requirement.code}"
            parts = {slot.part.key, slot.part.title}
            found[standing.receipt.path] = {f"{where}/{part}" for part in parts}
            if slot.requirement.households:
                found[standing.receipt.path].add(f"{where}/-")
    return found


def accepted(row):
    """What a careful archivist may do with a path."""
    if row["处理"] not in ("归档", "无法显示"):
        return {STATES[row["处理"]], *row["也可"].split("；")} - {""}
    part = HOUSEHOLD.sub("-", row["部分"])
    return {f"{row['单位']}/{row['编号']}/{part}", *row["也可"].split("；")} - {""}


def test_every_example_is_accounted_for(session):
    account = status(session)
    containers = sum(row["处理"] == "拆包" for row in expected_rows())
    assert account.balanced
    assert account.arrivals == len(expected_rows()) - containers + len(["README.md"])
    assert account.unpacked == containers


def test_filing_is_right_or_left_to_a_person(session):
    found = places(session)
    rows = [row for row in expected_rows() if row["处理"] != "拆包"]
    off = [row["路径"] for row in rows if not accepted(row) & found[row["路径"]]]
    assert [(path, found[path]) for path in off if found[path] != {"待定"}] == []
    assert len(off) <= 0.1 * len(rows)


def test_all_books_pass_inspection(session):
    verdict = verify(session)
    assert verdict.faults == ()
    assert len(verdict.books) > 40
    failed = [
        (b.path.name, c) for b in verdict.books for c in b.checks if c.verdict is Verdict.FAIL
    ]
    assert failed == []
