import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from county_sample import (
    AS_OF,
    HOLDINGS,
    SEALED,
    SIGNED,
    SLOTS,
    UNITS,
    due,
    overview,
)
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import Aspect, Due, Part, Requirement, Slot, SlotId, SlotState
from archive_builder.report.gaps import (
    Holding,
    as_json,
    find_gaps,
    is_overdue,
    owed_by,
    slot_state,
)

PLAIN = Requirement("ZP-01", Aspect.POLICY, "花名册", ("east",))
UNIT = UNITS[5]


def slot(**changes) -> Slot:
    return Slot(UNIT, replace(PLAIN, **changes), Part("-", ""))


@pytest.mark.parametrize(
    ("changes", "holdings", "state", "reason"),
    [
        ({}, [], "缺", "未收到"),
        ({"minimum": 2}, [], "缺", "应有2件，未收到"),
        ({"minimum": 2}, [Holding("a")], "缺", "应有2件，现有1件，还差1件"),
        ({"minimum": 2}, [Holding("a"), Holding("a")], "缺", "应有2件，现有1件，还差1件"),
        ({"minimum": 2}, [Holding("a"), Holding("b")], "已核收", ""),
        ({}, [Holding("a", "空文件")], "已收待核", "空文件"),
        ({}, [Holding("a", "空文件"), Holding("b", "空文件")], "已收待核", "空文件"),
        ({"minimum": 2}, [Holding("a", "空文件")], "已收待核", "空文件；还差1件"),
        ({}, [Holding("a", "空文件"), Holding("b")], "已核收", ""),
        ({"signoff": SIGNED}, [], "缺", "未收到"),
        ({"signoff": SIGNED}, [Holding("a")], "待签字", "待一把手签字"),
        ({"signoff": SEALED}, [Holding("a")], "待盖章", "待乡镇盖章"),
        ({"signoff": SEALED}, [Holding("a", "空文件")], "已收待核", "空文件"),
    ],
)
def test_state_and_reason(changes, holdings, state, reason):
    assert slot_state(slot(**changes), holdings) == (SlotState(state), reason)


def test_too_few_names_what_cannot_be_used():
    state, reason = slot_state(slot(minimum=2), [Holding("a"), Holding("b", "空文件")])
    assert state is SlotState.MISSING
    assert reason == "应有2件，现有1件，还差1件（另有不能用的：空文件）"


holdings_of_a_slot = st.lists(
    st.builds(Holding, st.sampled_from("abcd"), st.sampled_from([None, "空文件"])), max_size=4
)
requirements = st.builds(
    Requirement,
    code=st.just("ZP-01"),
    aspect=st.sampled_from(Aspect),
    title=st.just("花名册"),
    owners=st.just(("east",)),
    minimum=st.integers(1, 3),
    required=st.booleans(),
    recommended=st.sampled_from([(), ("east",)]),
    signoff=st.sampled_from([None, SIGNED, SEALED]),
    due=st.sampled_from([None, due(20), due(22), due(25)]),
)


@given(st.lists(st.tuples(requirements, holdings_of_a_slot), max_size=12))
def test_gaps_are_the_complement_of_what_is_satisfied(drawn):
    slots = [
        Slot(UNIT, replace(requirement, code=f"ZP-{i:02}"), Part("-", ""))
        for i, (requirement, _) in enumerate(drawn)
    ]
    holdings = {slot.id: held for slot, (_, held) in zip(slots, drawn, strict=True)}
    gaps = find_gaps(slots, holdings, AS_OF)
    expected = []
    for slot, (requirement, held) in zip(slots, drawn, strict=True):
        last_word = {h.sha256: h.blocked for h in held}
        usable = [name for name, blocked in last_word.items() if blocked is None]
        satisfied = len(usable) >= requirement.minimum and requirement.signoff is None
        if requirement.required and not requirement.recommended and not satisfied:
            expected.append((slot.id, len(last_word), requirement.minimum))
    assert [(gap.slot.id, gap.present, gap.needed) for gap in gaps] == expected
    assert all(gap.reason for gap in gaps)


def test_gaps_keep_the_order_of_the_slots():
    found = [str(gap.slot.id) for gap in overview().gaps]
    assert found == [
        "county/XJ-01/-",
        "health/BM-11/-",
        "east/ZR-05/secretary",
        "east/ZR-05/team",
        "west/ZR-05/secretary",
        "west/ZR-05/team",
        "town/ZP-01/-",
        "east/ZW-01/-",
    ]


def test_a_recommended_unit_or_item_is_no_gap():
    owed = {gap.slot.id for gap in find_gaps(SLOTS, {}, AS_OF)}
    assert SlotId("water", "BM-11") not in owed
    assert SlotId("west", "ZW-02") not in owed


@pytest.mark.parametrize(
    ("day", "late"), [(date(2021, 12, 21), False), (date(2021, 12, 22), False)]
)
def test_not_overdue_until_the_day_is_over(day, late):
    assert is_overdue(replace(PLAIN, due=due(22)), day) is late


def test_overdue_from_the_next_day_on():
    assert is_overdue(replace(PLAIN, due=due(22)), date(2021, 12, 23))
    assert not is_overdue(PLAIN, date(2099, 1, 1))


def test_overdue_goes_by_the_due_times_own_zone():
    early = Due(datetime(2021, 12, 22, 1, tzinfo=due(22).at.tzinfo), "")
    assert early.at.astimezone(UTC).date() == date(2021, 12, 21)
    assert not is_overdue(replace(PLAIN, due=early), date(2021, 12, 22))


def test_a_shared_item_is_on_the_list_of_its_holder_and_of_each_collector():
    gaps = overview().gaps
    lists = {unit.id: [g.slot.requirement.code for g in owed_by(unit.id, gaps)] for unit in UNITS}
    assert lists["county"] == ["XJ-01"]
    assert lists["office"] == ["XJ-01"]
    assert lists["health"] == ["XJ-01", "BM-11"]
    assert lists["water"] == []


def test_json_rows_are_flat_and_keep_their_keys():
    row = as_json(overview().gaps[2])
    assert json.loads(json.dumps(row, ensure_ascii=False)) == {
        "slot": "east/ZR-05/secretary",
        "unit": "east",
        "unit_name": "东一村",
        "code": "ZR-05",
        "title": "村级访谈提纲及回答",
        "part": "村支部书记",
        "aspect": "责任落实",
        "state": "缺",
        "reason": "未收到",
        "needed": 1,
        "present": 0,
        "due": "2021-12-20T18:00:00+08:00",
        "overdue": True,
        "source": "",
        "collectors": [],
    }
    assert as_json(overview().gaps[0])["due"] is None
    assert as_json(overview().gaps[0])["collectors"] == ["office", "health"]


def test_holdings_elsewhere_change_nothing():
    stray = {**HOLDINGS, SlotId("gone", "ZP-99"): [Holding("z")]}
    assert find_gaps(SLOTS, stray, AS_OF) == find_gaps(SLOTS, HOLDINGS, AS_OF)
