import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive_builder.archive import PROGRAM, REVISION, TAUGHT_REVISION, Standing
from archive_builder.identify import Ambiguous, Guess, Matched, Unmatched
from archive_builder.model import (
    WHOLE,
    After,
    Aspect,
    Elements,
    Field,
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
from archive_builder.workflow.placing import Earlier, Repeat, Twin, decide, follows, revises

NOW = datetime(2021, 12, 22, tzinfo=UTC)
NOTHING = Elements()
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
    return Standing(Receipt(number, "ab", "x", NOW), ReceiptState.PENDING)


def receipt(number: int, path: str = "x", sha256: str = "ab") -> Receipt:
    return Receipt(number, sha256, path, NOW)


def titled(title: str) -> Elements:
    return Elements(title=Field(title, "第一行", 0.9))


def test_the_same_bytes_in_the_same_slot_are_a_repeat():
    assert decide(receipt(2), matched("daxin"), [Twin(filed(1, "daxin"), None)]) == Repeat(1)


def test_the_same_bytes_fill_another_units_slot():
    match = matched("tonggui")
    assert decide(receipt(2), match, [Twin(filed(1, "daxin"), None)]) is match


def test_an_uncertain_copy_from_another_unit_waits():
    match = ambiguous("tonggui")
    assert decide(receipt(2), match, [Twin(filed(1, "daxin"), None)]) is match


def test_an_uncertain_copy_that_names_no_unit_is_a_repeat():
    nobody = Unmatched((), "无从判断")
    assert decide(receipt(2), nobody, [Twin(filed(1, "daxin"), None)]) == Repeat(1)
    assert decide(receipt(2), nobody, [Twin(pending(1), None)]) == Repeat(1)


def test_of_two_that_wait_only_the_later_is_a_repeat():
    nobody = Unmatched((), "无从判断")
    assert decide(receipt(1), nobody, [Twin(pending(2), None)]) is nobody
    assert decide(receipt(2), ambiguous("daxin"), [Twin(pending(1), "tonggui")]) == ambiguous(
        "daxin"
    )


def test_empty_files_repeat_nothing():
    empty = receipt(2, sha256=hashlib.sha256().hexdigest())
    nobody = Unmatched((), "无从判断")
    assert decide(empty, nobody, [Twin(pending(1), None)]) is nobody


def test_what_was_replaced_is_no_twin_what_a_person_dismissed_is():
    nobody = Unmatched((), "无从判断")
    old = replace(pending(1), state=ReceiptState.SUPERSEDED)
    assert decide(receipt(2), nobody, [Twin(old, None)]) is nobody
    unwanted = replace(pending(1), state=ReceiptState.DISMISSED, actor="示例员")
    assert decide(receipt(2), nobody, [Twin(unwanted, None)]) == Repeat(1)
    assert decide(receipt(2), matched("daxin"), [Twin(unwanted, None)]) == Repeat(1)


def earlier(after: After = After.MOVE, elements: Elements = NOTHING, actor: str = "x") -> Earlier:
    standing = filed(1, "daxin")
    filing = replace(standing.filing, actor=actor)
    return Earlier(
        replace(standing, filing=filing, receipt=receipt(1, "大新镇/走访记录.docx")),
        elements,
        after,
    )


NEW = receipt(2, "大新镇/走访记录.docx", "cd")


def test_other_bytes_in_the_same_place_for_the_same_slot_are_a_new_version():
    assert revises(NEW, NOTHING, matched("daxin"), earlier())
    assert not revises(NEW, NOTHING, matched("tonggui"), earlier())
    assert not revises(replace(NEW, sha256="ab"), NOTHING, matched("daxin"), earlier())


def test_another_title_is_another_document():
    assert not revises(NEW, titled("乙"), matched("daxin"), earlier(elements=titled("甲")))
    assert revises(NEW, titled("甲 "), matched("daxin"), earlier(elements=titled("甲")))


@pytest.mark.parametrize(
    "name", ["IMG_0001.jpg", "扫描件 (2).pdf", "20211201.pdf", "新建文档.docx"]
)
def test_a_name_that_says_nothing_tells_no_version(name):
    new = replace(NEW, path=f"大新镇/{name}")
    assert not revises(new, NOTHING, matched("daxin"), earlier())
    assert revises(new, NOTHING, Unmatched((), "无"), earlier(After.KEEP))


def test_a_slot_that_a_person_chose_is_kept_within_the_unit():
    unsure = ambiguous("daxin")
    assert revises(NEW, NOTHING, unsure, earlier(actor="示例员"))
    assert not revises(NEW, NOTHING, unsure, earlier(actor=PROGRAM))
    assert not revises(NEW, NOTHING, ambiguous("tonggui"), earlier(actor="示例员"))


def test_what_a_person_left_out_is_not_replaced():
    left = replace(pending(1), state=ReceiptState.DISMISSED, actor="示例员")
    assert not revises(NEW, NOTHING, matched("daxin"), Earlier(left, NOTHING, After.KEEP))
    waits = replace(pending(1), actor="示例员")
    assert not revises(NEW, NOTHING, matched("daxin"), Earlier(waits, NOTHING, After.KEEP))


def test_another_day_is_another_document():
    march, may = (Elements(date=Field(day, "", 0.9)) for day in ("2021-03-05", "2021-05-06"))
    assert not revises(NEW, march, matched("daxin"), earlier(elements=may))
    assert revises(NEW, march, matched("daxin"), earlier(elements=march))


def test_where_several_belong_in_a_slot_only_the_title_tells_a_version():
    many = replace(RULE, minimum=3)
    several = replace(matched("daxin"), slot=replace(slot("daxin"), requirement=many))
    assert not revises(NEW, NOTHING, several, earlier())
    assert revises(NEW, titled("甲"), several, earlier(elements=titled("甲")))


def test_a_new_version_keeps_what_a_person_taught():
    taught = earlier(actor="示例员").standing
    assert follows(taught.receipt, taught.filing).rule == TAUGHT_REVISION
    by_rule = earlier(actor=PROGRAM).standing
    assert follows(by_rule.receipt, by_rule.filing).rule == REVISION
    filing = replace(by_rule.filing, rule=TAUGHT_REVISION)
    again = Earlier(replace(by_rule, filing=filing), NOTHING, After.MOVE)
    assert revises(NEW, NOTHING, ambiguous("daxin"), again)
