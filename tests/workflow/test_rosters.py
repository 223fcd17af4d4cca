"""A roster that is filed gives each household its slot. All persons are fictional."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive_builder import manifest
from archive_builder.model import Filing, Household, SlotId
from archive_builder.report.gaps import Holding, Inventory, find_gaps
from archive_builder.workflow.rosters import Rosters

FOLDER = Path(__file__).parents[2] / "manifests"
AT = datetime(2021, 12, 1, tzinfo=UTC)
HEADER = ("户编号", "户主姓名")


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[tuple[str, ...], ...]


BOOKS = {
    "a": (Sheet("一排", (HEADER, ("001", "示例户甲"), ("002", "示例户乙"))),),
    "b": (Sheet("二排", (HEADER, ("002", "示例户乙"), ("003", "示例户丙"))),),
    "locked": (),
    "persons": (Sheet("名单", (("序号", "姓名"), ("1", "示例某"))),),
}


class Reading:
    """Stands for the store and the workbooks in it; counts what is read."""

    def __init__(self, cache: Path | None = None) -> None:
        self.read: list[str] = []
        self.rosters = Rosters(Path, self._sheets, cache)

    def _sheets(self, path):
        self.read.append(path.name)
        return BOOKS[path.name]


@pytest.fixture
def reading():
    return Reading()


@pytest.fixture(scope="module")
def manifests():
    return manifest.load(FOLDER)


def filed(sha256, slot="xinchuang/ZP-06/households"):
    return Filing(1, 1, sha256, SlotId(*slot.split("/")), AT, "某", "编号", "")


def parts(manifests, households, unit="xinchuang", code="ZP-06"):
    found = manifest.slots(manifests, households)
    return [
        (slot.part.key, slot.part.title)
        for slot in found
        if (slot.unit.id, slot.requirement.code) == (unit, code)
    ]


def test_the_filed_rosters_households_have_a_slot_each(reading, manifests):
    households = reading.rosters.households([filed("a")])

    assert parts(manifests, households) == [
        ("households", "花名册"),
        ("001", "示例户甲（001）"),
        ("002", "示例户乙（002）"),
    ]
    assert parts(manifests, households, "binhe") == [("households", "花名册未报")]
    assert parts(manifests, households, code="ZP-07") == [("households", "花名册未报")]


def test_several_rosters_of_one_place_add_up(reading, manifests):
    households = reading.rosters.households([filed("a"), filed("b")])

    assert [key for key, _ in parts(manifests, households)] == ["households", "001", "002", "003"]


def test_what_is_filed_elsewhere_is_not_read(reading):
    assert reading.rosters.households([filed("a", "xinchuang/ZP-06/001")]) == {}
    assert reading.read == []


def test_a_roster_that_cannot_be_read_names_nobody_and_says_so(reading, manifests):
    households = reading.rosters.households([filed("locked")])

    assert households == {}
    assert parts(manifests, households) == [("households", "花名册未报")]
    assert [finding.blocks for finding in reading.rosters.roster("locked").findings] == [True]


def test_each_document_is_read_once(reading):
    for _ in range(3):
        reading.rosters.households([filed("a"), filed("a", "binhe/ZP-07/households")])

    assert reading.read == ["a"]


def test_what_was_read_is_remembered_but_not_that_reading_failed(tmp_path):
    filings = [filed("a"), filed("persons"), filed("locked")]
    first, second = Reading(tmp_path), Reading(tmp_path)
    found = first.rosters.households(filings)

    assert second.rosters.households(filings) == found == Reading().rosters.households(filings)
    assert (first.read, second.read) == (["a", "persons", "locked"], ["locked"])
    assert len(second.rosters.roster("persons").findings) == 1


@pytest.mark.parametrize("damage", [b"", b"[[1]]", b"{", b"[3]", b"3", b"\xff"])
def test_what_is_remembered_wrongly_is_read_again(tmp_path, damage):
    found = Reading(tmp_path).rosters.roster("a")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    again = Reading(tmp_path)

    assert (again.rosters.roster("a"), again.read) == (found, ["a"])


def test_each_household_is_a_gap_until_its_document_is_there(reading, manifests):
    found = manifest.slots(manifests, reading.rosters.households([filed("a")]))
    slots = [s for s in found if (s.unit.id, s.requirement.code) == ("xinchuang", "ZP-06")]
    held = {
        SlotId("xinchuang", "ZP-06", "households"): [Holding("a")],
        SlotId("xinchuang", "ZP-06", "002"): [Holding("c")],
    }

    assert [slot.takes_roster for slot in slots] == [True, False, False]
    gaps = find_gaps(slots, Inventory(held), date(2021, 12, 22))
    assert [str(gap.slot.id) for gap in gaps] == ["xinchuang/ZP-06/001"]


def test_a_requirement_without_households_takes_no_roster(manifests):
    rosters = {("daxin", "ZP-08"): (Household("1", "示例户甲"),)}

    assert manifest.slots(manifests, rosters) == manifest.slots(manifests)


def test_keys_are_numbers_else_names_and_never_two_alike(manifests):
    households = (
        Household("1", "示例户甲"),
        Household("1", "示例户乙"),
        Household("", "示例户丙"),
        Household("", "示例户丙"),
        Household("一/2", "示例户丁"),
        Household("households", "示例户戊"),
    )

    assert parts(manifests, {("xinchuang", "ZP-06"): households})[1:] == [
        ("1", "示例户甲（1）"),
        ("1-2", "示例户乙（1）"),
        ("示例户丙", "示例户丙"),
        ("示例户丙-2", "示例户丙（第2户）"),
        ("一_2", "示例户丁（一/2）"),
        ("households-2", "示例户戊（households）"),
    ]


def test_fifteen_thousand_households_have_as_many_slots(manifests):
    """50 rosters of 300 households, half of them namesakes without a number."""
    households = tuple(Household(f"{n}" if n % 2 else "", f"示例户{n % 40}") for n in range(300))
    units = [unit.id for unit in manifests.units][:50]
    requirement = next(r for r in manifests.requirements if r.code == "ZP-06")
    owned = replace(requirement, owners=tuple(units))
    county = replace(manifests, requirements=(owned,))
    slots = manifest.slots(county, {(unit, "ZP-06"): households for unit in units})

    assert len({slot.id for slot in slots}) == len(slots) == 50 * 301
    assert len(find_gaps(slots, Inventory({}), date(2021, 12, 22))) == 50 * 301
