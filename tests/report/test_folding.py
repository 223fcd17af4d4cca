from dataclasses import replace
from datetime import date
from itertools import groupby

from county_sample import EAST, REQUIREMENTS, SITE, WEST
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import Gap, Part, Slot, SlotState, Urgency, Waiver
from archive_builder.report.folding import fold, fold_waivers
from archive_builder.report.wording import materials

LEDGER = replace(
    REQUIREMENTS[4],
    code="ZW-06",
    title="台账",
    parts=tuple(Part(f"2021-{i:02}", f"2021年{i}月") for i in range(1, 13)),
)
ROSTER = replace(REQUIREMENTS[4], code="ZP-06", title="一户一档", households=True)


def gap(slot, state=SlotState.MISSING, reason="未收到", needed=1, present=0, **more):
    return Gap(slot, state, present, needed, reason, **more)


def months(*numbers, unit=EAST):
    return [Slot(unit, LEDGER, LEDGER.parts[i - 1]) for i in numbers]


def households(count):
    titles = (Part(f"{i:03}", f"示例户{i}（{i:03}）") for i in range(1, count + 1))
    return [Slot(SITE, ROSTER, part) for part in titles]


SOME_GAPS = st.lists(
    st.builds(
        gap,
        st.sampled_from([*months(1, 2, 3), *months(1, 2, unit=WEST), *households(2)]),
        st.sampled_from([SlotState.MISSING, SlotState.RETURNED]),
        st.sampled_from(["未收到", "第3页看不清"]),
        st.integers(1, 3),
        st.integers(0, 2),
        urgency=st.sampled_from(list(Urgency)),
        charge=st.sampled_from(["", "示例甲"]),
        remark=st.sampled_from(["", "明日送达"]),
    )
)


def told(found):
    """What a row says beside parts and counts."""
    slot = found.slot
    place = (slot.unit.id, slot.requirement.code)
    return (*place, found.state, found.reason, found.urgency, found.charge, found.remark)


@given(SOME_GAPS)
def test_no_gap_is_lost_and_none_moves(gaps):
    assert [found for one in fold(gaps) for found in one.gaps] == gaps


@given(SOME_GAPS)
def test_counts_are_those_of_all_gaps(gaps):
    folds = fold(gaps)
    assert sum(one.needed for one in folds) == sum(found.needed for found in gaps)
    assert sum(one.present for one in folds) == sum(found.present for found in gaps)


@given(SOME_GAPS)
def test_a_row_says_the_same_of_all_its_gaps_and_its_neighbour_something_else(gaps):
    rows = [{told(found) for found in one.gaps} for one in fold(gaps)]
    assert all(len(row) == 1 for row in rows)
    assert rows == [{key} for key, _ in groupby(gaps, told)]


def test_a_year_of_months_is_one_row():
    (one,) = fold([gap(slot) for slot in months(*range(1, 13))])
    assert (one.needed, one.present) == (12, 0)
    assert materials(one.slots) == "台账：2021年1月至12月"


def test_months_that_stand_apart_are_runs():
    (one,) = fold([gap(slot) for slot in months(1, 2, 3, 7)])
    assert materials(one.slots) == "台账：2021年1月至3月、2021年7月"


def test_of_many_households_forty_are_named_and_all_are_counted():
    (one,) = fold([gap(slot) for slot in households(360)])
    words = materials(one.slots)
    assert words.startswith("一户一档：示例户1（001）、示例户2（002）、")
    assert words.endswith("、示例户40（040）等 360 户，逐户见缺项清单.xlsx")


def test_forty_households_are_all_named():
    assert materials(households(40)).endswith("、示例户40（040）")


def test_a_roster_stands_apart_from_its_households():
    roster = Slot(SITE, ROSTER, Part("households", "花名册"))
    assert [len(one.gaps) for one in fold([gap(slot) for slot in (roster, *households(3))])] == [
        1,
        3,
    ]


def test_what_does_not_apply_folds_by_reason_person_and_day():
    first, second, third = months(1, 2, 3)
    waivers = [
        Waiver(first, "无此类户", "示例员", date(2021, 12, 20)),
        Waiver(second, "无此类户", "示例员", date(2021, 12, 20)),
        Waiver(third, "无此类户", "示例员", date(2021, 12, 21)),
    ]
    assert fold_waivers(waivers) == ((waivers[0], waivers[1]), (waivers[2],))
