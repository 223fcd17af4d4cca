from dataclasses import replace
from datetime import date

import pytest
from county_sample import (
    AS_OF,
    CAMPAIGN,
    EAST,
    HEALTH,
    HOLDINGS,
    OFFICE,
    SLOTS,
    UNITS,
    WATER,
    WEST,
    overview,
    settled,
)
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import Aspect, Indicator, SlotState, Waiver
from archive_builder.report.gaps import Holding, Inventory, find_gaps
from archive_builder.report.overview import Overview, Tally, groups


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.slots, tally.satisfied, tally.gaps, tally.overdue


def test_totals_leave_recommended_slots_out():
    assert counts(overview().total) == (10, 2, 8, 4)
    assert overview().total.percent == 20


@given(st.sets(st.sampled_from([slot.id for slot in SLOTS])), st.integers(18, 28))
def test_every_breakdown_sums_up_to_the_total(held, day):
    county = overview({i: [Holding(f"{i}1"), Holding(f"{i}2")] for i in held}, date(2021, 12, day))
    breakdowns = (
        county.by_unit,
        county.by_aspect,
        county.by_group,
        county.by_due_day,
        county.cells,
    )
    for found in breakdowns:
        columns = zip(*(counts(tally) for tally in found.values()), strict=True)
        assert tuple(map(sum, columns)) == counts(county.total)


def test_by_unit_shows_units_that_owe_nothing():
    by_unit = overview().by_unit
    assert list(by_unit) == [unit.id for unit in UNITS]
    assert counts(by_unit[OFFICE.id]) == (0, 0, 0, 0)
    assert by_unit[OFFICE.id].percent is None
    assert counts(by_unit[EAST.id]) == (4, 1, 3, 2)


def test_a_units_own_list_counts_what_it_collects():
    county = overview()
    assert counts(county.list_of(OFFICE).tally) == (1, 0, 1, 0)
    assert counts(county.list_of(HEALTH).tally) == (2, 0, 2, 0)
    assert counts(county.list_of(WATER).tally) == (0, 0, 0, 0)


def test_percent_is_whole_only_when_all_is_there():
    assert Tally(1000, 1, 0, SlotState.MISSING).percent == 99
    assert settled().total.percent == 100


def test_worst_state_of_a_cell():
    cells = overview().cells
    assert cells["east", "ZR-05"].worst is SlotState.MISSING
    assert cells["east", "ZW-01"].worst is SlotState.RECEIVED
    assert cells["east", "ZP-01"].worst is SlotState.ACCEPTED
    assert ("office", "ZP-01") not in cells
    assert ("water", "BM-11") not in cells


def test_aspects_stand_in_the_plans_order():
    assert list(overview().by_aspect) == list(Aspect)


def test_due_days_ascend_and_what_has_none_comes_last():
    found = overview().by_due_day
    assert list(found) == [date(2021, 12, 20), date(2021, 12, 22), date(2021, 12, 25), None]
    assert counts(found[date(2021, 12, 20)]) == (4, 0, 4, 4)


def test_groups_put_villages_and_sites_with_their_township():
    found = {group.title: [unit.id for unit in group.units] for group in groups(UNITS)}
    assert found == {
        "县级": ["county"],
        "县级综合部门": ["office"],
        "行业部门": ["health", "water"],
        "东镇": ["town", "east", "west", "site"],
    }


def test_matrices_hold_units_of_a_kind_and_what_they_owe():
    found = {
        matrix.title: ([u.id for u in matrix.units], [r.code for r in matrix.requirements])
        for matrix in overview().matrices()
    }
    assert found == {
        "县级": (["county"], ["XJ-01"]),
        "区直部门": (["health"], ["BM-11"]),
        "乡镇": (["town"], ["ZP-01"]),
        "行政村": (["east", "west"], ["ZR-05", "ZP-01", "ZW-01"]),
    }


def test_open_items_come_by_due_day_with_their_gaps():
    items = overview().open_items()
    codes = [item.requirement.code for item in items]
    assert codes == [
        "ZR-05",
        "BM-11",
        "ZW-01",
        "XJ-01",
        "ZP-01",
    ]
    assert [gap.slot.unit.id for gap in items[0].gaps] == ["east", "east", "west", "west"]
    assert sum(len(item.gaps) for item in items) == len(overview().gaps)
    assert settled().open_items() == ()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.id)
def test_a_list_and_its_tally_agree(unit):
    listed = overview().list_of(unit)
    assert listed.tally.gaps == len(listed.gaps)
    assert listed.tally.overdue == sum(gap.overdue for gap in listed.gaps)


def with_waived(*places):
    """The sample county where the slots of these units and codes do not apply."""
    waived = [s for s in SLOTS if (s.unit.id, s.requirement.code) in places]
    found = {s.id: Waiver(s, "不涉及", "示例员", date(2021, 12, 20)) for s in waived}
    gaps = find_gaps(SLOTS, Inventory(HOLDINGS, found), AS_OF)
    return Overview(CAMPAIGN, UNITS, SLOTS, gaps, AS_OF, tuple(found.values()))


def test_what_does_not_apply_is_satisfied_but_not_accepted():
    total = with_waived(("west", "ZR-05")).total
    assert counts(total) == (10, 4, 6, 2)
    assert (total.waived, total.accepted) == (2, 2)


def test_a_cell_is_waived_only_where_all_its_slots_are():
    cells = with_waived(("west", "ZR-05")).cells
    assert cells["west", "ZR-05"].worst is SlotState.WAIVED
    assert cells["east", "ZR-05"].worst is SlotState.MISSING


def test_a_recommended_slot_that_does_not_apply_is_counted_nowhere():
    assert with_waived(("west", "ZW-02")).total.waived == 0


def test_waivers_stand_on_the_lists_of_those_they_concern():
    county = with_waived(("county", "XJ-01"), ("west", "ZR-05"))
    found = {unit.id: len(county.list_of(unit).waivers) for unit in UNITS}
    assert {unit: n for unit, n in found.items() if n} == {
        "county": 1,
        "office": 1,
        "health": 1,
        "west": 2,
    }
    assert county.list_of(WEST).tally.waived == 2


def test_due_soon_is_counted_apart_from_overdue():
    assert (overview().total.overdue, overview().total.soon) == (4, 2)
    assert overview().by_unit["east"].soon == 1


INDICATORS = (
    Indicator("1.4", "驻村责任", Aspect.RESPONSIBILITY),
    Indicator("3.5", "乡村建设", Aspect.WORK),
    Indicator("4.1", "收入增速", Aspect.RESULTS),
)
NAMED = {"ZR-05": ("1.4",), "ZW-01": ("1.4", "3.5"), "ZW-02": ("3.5",)}


def evidence(holdings):
    slots = tuple(
        replace(s, requirement=replace(s.requirement, indicators=NAMED.get(s.requirement.code, ())))
        for s in SLOTS
    )
    county = overview(holdings, slots=slots)
    found = replace(county, campaign=replace(CAMPAIGN, indicators=INDICATORS)).by_indicator
    return [(one.indicator.code, counts(one.tally)[:3], one.documents) for one in found]


def test_evidence_by_evaluation_content_counts_documents_whatever_their_state():
    assert evidence(HOLDINGS) == [
        ("1.4", (5, 0, 5), 2),
        ("3.5", (1, 0, 1), 1),
        ("4.1", (0,) * 3, 0),
    ]


def test_recommended_documents_are_evidence_but_owe_nothing():
    photo = next(s.id for s in SLOTS if s.requirement.code == "ZW-02")
    assert evidence({photo: [Holding("照片")]})[1] == ("3.5", (1, 0, 1), 1)
