from datetime import UTC, datetime

from archive_builder.archive import Standing
from archive_builder.identify import Ambiguous, Guess, Matched, Unmatched
from archive_builder.model import (
    WHOLE,
    Aspect,
    Filing,
    Part,
    Receipt,
    ReceiptState,
    Requirement,
    Slot,
    SlotId,
    Unit,
    UnitKind,
)
from archive_builder.workflow.placing import Repeat, Twin, decide

NOW = datetime(2021, 12, 22, tzinfo=UTC)
RULE = Requirement("ZP-12", Aspect.POLICY, "政策文件", ("daxin", "tonggui"))


def slot(unit: str) -> Slot:
    return Slot(Unit(unit, unit, UnitKind.TOWNSHIP), RULE, Part(WHOLE, ""))


def matched(unit: str) -> Matched:
    return Matched(slot(unit), "文件夹", "因", 1.0)


def ambiguous(*units: str) -> Ambiguous:
    return Ambiguous(tuple(Guess(slot(u), 0.5, "因") for u in units), "不确定")


def filed(number: int, unit: str) -> Standing:
    receipt = Receipt(number, "ab", "x", NOW)
    filing = Filing(1, number, "ab", SlotId(unit, "ZP-12"), NOW, "a", "r", "因")
    return Standing(receipt, ReceiptState.FILED, filing, "因")


def pending(number: int) -> Standing:
    return Standing(Receipt(number, "ab", "x", NOW), ReceiptState.PENDING, None, "")


def test_the_same_bytes_in_the_same_slot_are_a_repeat():
    assert decide(2, matched("daxin"), [Twin(filed(1, "daxin"), None)]) == Repeat(1)


def test_the_same_bytes_fill_another_units_slot():
    match = matched("tonggui")
    assert decide(2, match, [Twin(filed(1, "daxin"), None)]) is match


def test_an_uncertain_copy_from_another_unit_waits():
    match = ambiguous("tonggui")
    assert decide(2, match, [Twin(filed(1, "daxin"), None)]) is match


def test_an_uncertain_copy_that_names_no_unit_is_a_repeat():
    nobody = Unmatched((), "无从判断")
    assert decide(2, nobody, [Twin(filed(1, "daxin"), None)]) == Repeat(1)
    assert decide(2, nobody, [Twin(pending(1), None)]) == Repeat(1)


def test_of_two_that_wait_only_the_later_is_a_repeat():
    nobody = Unmatched((), "无从判断")
    assert decide(1, nobody, [Twin(pending(2), None)]) is nobody
    assert decide(2, ambiguous("daxin"), [Twin(pending(1), "tonggui")]) == ambiguous("daxin")
