import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from county_sample import (
    AS_OF,
    BLOCKED,
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

from archive_builder.model import (
    Aspect,
    Due,
    Part,
    Requirement,
    Slot,
    SlotId,
    SlotState,
    Urgency,
    Verdict,
    Waiver,
)
from archive_builder.report.gaps import (
    ACCEPTED,
    Holding,
    Inventory,
    as_json,
    find_gaps,
    owed_by,
    slot_state,
    urgency,
)

PLAIN = Requirement("ZP-01", Aspect.POLICY, "花名册", ("east",))
UNIT = UNITS[5]
EMPTY = Verdict(SlotState.RECEIVED, "空文件")
TO_SIGN = Verdict(SlotState.UNSIGNED, "待一把手签字")
BACK = Verdict(SlotState.RETURNED, "缺第二页")


def slot(**changes) -> Slot:
    return Slot(UNIT, replace(PLAIN, **changes), Part("-", ""))


def named(verdicts) -> list[Holding]:
    return [Holding(f"{i}", verdict) for i, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("minimum", "verdicts", "state", "reason"),
    [
        (1, [], "缺", "未收到"),
        (2, [], "缺", "应有2件，未收到"),
        (2, [ACCEPTED], "缺", "应有2件，现有1件，还差1件"),
        (2, [ACCEPTED, ACCEPTED], "已核收", ""),
        (1, [EMPTY], "已收待核", "空文件"),
        (1, [EMPTY, EMPTY], "已收待核", "空文件"),
        (2, [EMPTY], "已收待核", "空文件；还差1件"),
        (1, [EMPTY, ACCEPTED], "已核收", ""),
        (2, [EMPTY, ACCEPTED], "已收待核", "空文件"),
        (2, [EMPTY, TO_SIGN], "已收待核", "空文件；待一把手签字"),
        (3, [EMPTY, ACCEPTED], "缺", "应有3件，现有2件，还差1件；已收的：空文件"),
        (1, [TO_SIGN], "待签字", "待一把手签字"),
        (2, [ACCEPTED, TO_SIGN], "待签字", "待一把手签字"),
        (2, [TO_SIGN], "缺", "应有2件，现有1件，还差1件；已收的：待一把手签字"),
        (1, [Verdict(SlotState.UNSEALED, "待乡镇盖章")], "待盖章", "待乡镇盖章"),
        (1, [BACK], "退回", "缺第二页"),
        (1, [BACK, ACCEPTED], "已核收", ""),
        (1, [BACK, TO_SIGN], "待签字", "待一把手签字"),
        (1, [BACK, EMPTY], "已收待核", "空文件"),
        (2, [BACK, ACCEPTED], "退回", "缺第二页"),
        (3, [BACK, EMPTY], "退回", "缺第二页；空文件；还差1件"),
    ],
)
def test_state_and_reason(minimum, verdicts, state, reason):
    found = slot_state(slot(minimum=minimum), named(verdicts))
    assert found == (SlotState(state), reason)


def test_the_same_document_twice_counts_once_and_as_it_was_accepted():
    twice = [Holding("a"), Holding("a")]
    assert slot_state(slot(minimum=2), twice) == (SlotState.MISSING, "应有2件，现有1件，还差1件")
    assert slot_state(slot(), [Holding("a"), Holding("a", EMPTY)]) == (SlotState.ACCEPTED, "")
    assert slot_state(slot(), [Holding("a", EMPTY), Holding("a")]) == (SlotState.ACCEPTED, "")
    (gap,) = find_gaps([slot(minimum=2)], Inventory({slot().id: twice}), AS_OF)
    assert (gap.present, gap.needed) == (1, 2)


verdicts = st.sampled_from([ACCEPTED, EMPTY, TO_SIGN, BACK])
holdings_of_a_slot = st.lists(st.builds(Holding, st.sampled_from("abcd"), verdicts), max_size=5)
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
    due=st.sampled_from([None, due(20), due(22), due(25), due(26)]),
)
drawn_slots = st.lists(st.tuples(requirements, holdings_of_a_slot, st.booleans()), max_size=12)


def laid(drawn) -> tuple[list[Slot], Inventory]:
    slots = [
        Slot(UNIT, replace(requirement, code=f"ZP-{i:02}"), Part("-", ""))
        for i, (requirement, _, _) in enumerate(drawn)
    ]
    rows = list(zip(slots, drawn, strict=True))
    waivers = {s.id: Waiver(s, "无此项", "示例员", AS_OF) for s, (_, _, waived) in rows if waived}
    return slots, Inventory({s.id: held for s, (_, held, _) in rows}, waivers)


def accepted(held) -> int:
    return len({h.name for h in held if h.verdict == ACCEPTED})


@given(drawn_slots)
def test_every_required_slot_is_a_gap_or_satisfied_or_waived_and_only_one_of_these(drawn):
    slots, inventory = laid(drawn)
    gaps = find_gaps(slots, inventory, AS_OF)
    open_ = [gap.slot.id for gap in gaps]
    required = {s.id for s in slots if s.required}
    waived = required & inventory.waivers.keys()
    satisfied = {
        s.id
        for s, (r, held, _) in zip(slots, drawn, strict=True)
        if accepted(held) >= r.minimum and s.id in required - waived
    }
    assert len(set(open_)) == len(open_)
    assert set(open_) | satisfied | waived == required
    assert not set(open_) & satisfied and not set(open_) & waived
    assert open_ == [s.id for s in slots if s.id in set(open_)], "in the order of the slots"
    for gap in gaps:
        held = inventory.holdings[gap.slot.id]
        assert gap.present == len({h.name for h in held})
        assert gap.needed == gap.slot.requirement.minimum
        assert gap.reason
        assert gap.state in SlotState and gap.state not in (SlotState.ACCEPTED, SlotState.WAIVED)
        assert (gap.state is SlotState.MISSING) or gap.present > 0


@given(drawn_slots, st.data())
def test_one_accepted_document_more_never_opens_a_gap(drawn, data):
    slots, inventory = laid(drawn)
    if not slots:
        return
    lucky = data.draw(st.sampled_from(slots)).id
    held = list(inventory.holdings[lucky])
    place = data.draw(st.integers(0, len(held)))
    held.insert(place, Holding(data.draw(st.sampled_from("abcdef"))))
    more = replace(inventory, holdings={**inventory.holdings, lucky: held})
    before = {gap.slot.id for gap in find_gaps(slots, inventory, AS_OF)}
    after = {gap.slot.id for gap in find_gaps(slots, more, AS_OF)}
    assert after <= before
    assert before - after <= {lucky}


@given(drawn_slots, st.dates(date(2021, 12, 1), date(2022, 1, 31)))
def test_the_day_changes_urgency_and_nothing_else(drawn, day):
    slots, inventory = laid(drawn)

    def without_urgency(gaps):
        return [replace(gap, urgency=Urgency.LATER) for gap in gaps]

    gaps = find_gaps(slots, inventory, day)
    assert without_urgency(gaps) == without_urgency(find_gaps(slots, inventory, AS_OF))
    for gap in gaps:
        assert gap.urgency is urgency(gap.slot.requirement, day)


def test_charge_and_remark_are_those_of_the_slot():
    one = slot()
    inventory = Inventory({}, charges={one.id: "示例员"}, remarks={one.id: "正在补"})
    (gap,) = find_gaps([one], inventory, AS_OF)
    assert (gap.charge, gap.remark) == ("示例员", "正在补")


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
    owed = {gap.slot.id for gap in find_gaps(SLOTS, Inventory({}), AS_OF)}
    assert SlotId("water", "BM-11") not in owed
    assert SlotId("west", "ZW-02") not in owed


@pytest.mark.parametrize("hour", [0, 18, 23])
@pytest.mark.parametrize(
    ("day", "said"),
    [(17, ""), (18, ""), (19, "临近"), (21, "临近"), (22, "临近"), (23, "逾期"), (24, "逾期")],
)
def test_urgency_goes_by_days_whatever_the_hour(day, said, hour):
    """Due on the 22nd: due soon from three days before on; overdue when the day is over."""
    requirement = replace(PLAIN, due=due(22, hour))
    assert urgency(requirement, date(2021, 12, day)) == said


def test_nothing_due_is_never_urgent():
    assert urgency(PLAIN, date(2099, 1, 1)) is Urgency.LATER


def test_urgency_goes_by_the_due_times_own_zone():
    early = Due(datetime(2021, 12, 22, 1, tzinfo=due(22).at.tzinfo), "")
    assert early.at.astimezone(UTC).date() == date(2021, 12, 21)
    assert urgency(replace(PLAIN, due=early), date(2021, 12, 22)) is Urgency.SOON
    assert urgency(replace(PLAIN, due=early), date(2021, 12, 23)) is Urgency.OVERDUE


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
        "soon": False,
        "charge": "",
        "remark": "",
        "source": "",
        "collectors": [],
    }
    assert as_json(overview().gaps[0])["due"] is None
    assert as_json(overview().gaps[0])["collectors"] == ["office", "health"]


def test_holdings_elsewhere_change_nothing():
    stray = Inventory({**HOLDINGS, SlotId("gone", "ZP-99"): [Holding("z", BLOCKED)]})
    assert find_gaps(SLOTS, stray, AS_OF) == find_gaps(SLOTS, Inventory(HOLDINGS), AS_OF)
