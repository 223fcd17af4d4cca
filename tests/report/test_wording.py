from dataclasses import replace
from datetime import date, datetime

import pytest
from county_sample import AS_OF, EAST, SLOTS, WEST, ZONE, overview, settled

from archive_builder.model import Slot, SlotState, Urgency, Waiver
from archive_builder.report.changes import NOTHING, Changes, Event, changes
from archive_builder.report.overview import Tally
from archive_builder.report.wording import (
    COLUMNS,
    cell_text,
    cells,
    changes_text,
    counts_text,
    owners_text,
    state_text,
    totals_text,
    waiver_text,
)

GAPS = overview().gaps


def column(gap, title):
    return cells(gap, {})[COLUMNS.index(title)]


@pytest.mark.parametrize(
    ("urgency", "words"),
    [(Urgency.OVERDUE, "缺（逾期）"), (Urgency.SOON, "缺（临近）"), (Urgency.LATER, "缺")],
)
def test_a_state_says_how_urgent_it_is(urgency, words):
    assert state_text(replace(GAPS[0], urgency=urgency)) == words


def test_the_person_in_charge_is_named_where_one_is():
    assert column(GAPS[0], "责任人") == ""
    assert column(replace(GAPS[0], charge="示例甲"), "责任人") == "示例甲"


def test_counts_add_up_with_what_does_not_apply():
    tally = Tally(10, 3, 1, SlotState.MISSING, soon=2, waived=4)
    assert counts_text(tally) == (
        "应备件位 10 个，已核收 3 个，不适用 4 个，缺项 3 个，逾期 1 个，临近 2 个"
    )


def test_a_unit_that_owes_nothing_more_is_told_so():
    listed = settled().list_of(EAST)
    assert totals_text(listed) == "应备件位 4 个，均已核收。"
    waived = replace(listed, tally=replace(listed.tally, waived=1))
    assert totals_text(waived) == "应备件位 4 个，已核收 3 个，不适用 1 个，没有缺项。"


def test_totals_name_the_states():
    assert totals_text(overview().list_of(EAST)) == (
        "应备件位 4 个，已核收 1 个，缺项 3 个，逾期 2 个，临近 1 个。"
        "其中：缺 1，已收待核 1，待盖章 1。"
    )


def test_a_cell_where_nothing_applies_is_not_called_accepted():
    assert cell_text(Tally(2, 0, 0, SlotState.WAIVED, waived=2)) == "不适用"
    assert cell_text(Tally(2, 0, 0, SlotState.ACCEPTED, waived=1)) == "核收"
    assert cell_text(Tally(2, 1, 0, SlotState.RETURNED)) == "退回 1/2"


def test_a_waiver_says_why_who_and_when():
    waiver = Waiver(SLOTS[0], "本村无搬迁户", "示例员", date(2021, 12, 20))
    assert waiver_text(waiver) == "本村无搬迁户（示例员，2021年12月20日）"


def test_changes_in_a_line():
    event = Event(SLOTS[0], "示例.pdf", datetime(2021, 12, 22, 9, tzinfo=ZONE))
    assert changes_text(NOTHING) == ""
    assert changes_text(Changes(date(2021, 12, 21))) == "12月21日以来没有变化。"
    assert changes_text(changes([event], [], GAPS, AS_OF)) == (
        "12月21日以来：收到 1 件，退回 0 件，新逾期 0 件。"
    )


def owing(*units):
    return [replace(GAPS[0], slot=Slot(unit, GAPS[0].slot.requirement, p)) for unit, p in units]


def test_who_owes_how_many():
    part = GAPS[0].slot.part
    assert owners_text(owing((EAST, part), (WEST, part))) == "东一村、东二村"
    assert owners_text(owing((EAST, part), (WEST, part)) * 2) == "各 2 个：东一村、东二村"
    assert owners_text(owing((EAST, part), (WEST, part), (WEST, part))) == (
        "2 个：东二村；1 个：东一村"
    )
