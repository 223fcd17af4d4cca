from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import (
    Aspect,
    Decision,
    DecisionKind,
    Finding,
    Requirement,
    Signoff,
    SignoffKind,
    SlotId,
    SlotState,
)
from archive_builder.review import ABOUT_DOCUMENTS, claims_signoff, counting, judge
from archive_builder.review.signoff import REVISED

SIGN, SEAL = DecisionKind.SIGNATURE, DecisionKind.SEAL
ACCEPT, RETURN = DecisionKind.ACCEPT, DecisionKind.RETURN
PLAIN = Requirement("ZR-04", Aspect.RESPONSIBILITY, "示例走访记录", ("xiaotang",))
SEALED = replace(PLAIN, signoff=Signoff("乡级", SignoffKind.SEAL))
SIGNED = replace(PLAIN, signoff=Signoff("单位一把手", SignoffKind.SIGNATURE))
BLOCKS, HARMLESS = Finding("打不开", blocks=True), Finding("格式不同", blocks=False)
SLOT = SlotId("xiaotang", "ZR-04")
AT = datetime(2021, 12, 20, tzinfo=UTC)


def made(*kinds):
    return [Decision(i, k, SLOT, AT, "示例员", f"理由{i}") for i, k in enumerate(kinds, 1)]


@pytest.mark.parametrize(
    ("requirement", "findings", "kinds", "revised", "state", "reason"),
    [
        (PLAIN, (), (), False, SlotState.ACCEPTED, ""),
        (PLAIN, (HARMLESS,), (), False, SlotState.ACCEPTED, ""),
        (PLAIN, (BLOCKS, BLOCKS), (), False, SlotState.RECEIVED, "打不开"),
        (PLAIN, (BLOCKS,), (ACCEPT,), False, SlotState.ACCEPTED, ""),
        (PLAIN, (BLOCKS,), (SEAL,), False, SlotState.RECEIVED, "打不开"),
        (PLAIN, (), (), True, SlotState.RECEIVED, REVISED),
        (PLAIN, (BLOCKS,), (), True, SlotState.RECEIVED, f"打不开；{REVISED}"),
        (PLAIN, (), (ACCEPT,), True, SlotState.ACCEPTED, ""),
        (PLAIN, (), (RETURN,), False, SlotState.RETURNED, "理由1"),
        (PLAIN, (BLOCKS,), (ACCEPT, RETURN), False, SlotState.RETURNED, "理由2"),
        (PLAIN, (), (RETURN, ACCEPT), False, SlotState.ACCEPTED, ""),
        (PLAIN, (BLOCKS,), (ACCEPT, RETURN, ACCEPT), False, SlotState.ACCEPTED, ""),
        (PLAIN, (), (RETURN, RETURN), False, SlotState.RETURNED, "理由2"),
        (SEALED, (), (), False, SlotState.UNSEALED, "待乡级盖章"),
        (SEALED, (), (ACCEPT,), False, SlotState.UNSEALED, "待乡级盖章"),
        (SEALED, (), (SEAL,), False, SlotState.ACCEPTED, ""),
        (SEALED, (), (SIGN,), False, SlotState.UNSEALED, "待乡级盖章"),
        (SEALED, (BLOCKS,), (SEAL,), False, SlotState.RECEIVED, "打不开"),
        (SEALED, (BLOCKS,), (SEAL, ACCEPT), False, SlotState.ACCEPTED, ""),
        (SEALED, (), (), True, SlotState.RECEIVED, REVISED),
        (SEALED, (), (SEAL,), True, SlotState.ACCEPTED, ""),
        (SEALED, (), (SEAL, RETURN), False, SlotState.RETURNED, "理由2"),
        (SEALED, (), (SEAL, RETURN, ACCEPT), False, SlotState.UNSEALED, "待乡级盖章"),
        (SIGNED, (), (), False, SlotState.UNSIGNED, "待单位一把手签字"),
        (SIGNED, (), (SIGN,), False, SlotState.ACCEPTED, ""),
        (SIGNED, (), (RETURN, DecisionKind.WAIVE), False, SlotState.RETURNED, "理由1"),
    ],
)
def test_how_a_document_stands(requirement, findings, kinds, revised, state, reason):  # noqa: PLR0917
    verdict = judge(requirement, findings, made(*kinds), revised=revised)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_what_a_name_claims_is_told_and_not_believed():
    verdict = judge(SIGNED, (), (), name="示例总结（签字）.pdf")
    assert verdict.state is SlotState.UNSIGNED
    assert verdict.reason == "待单位一把手签字；文件名注明“签字”，待确认"


kinds_drawn = st.lists(st.sampled_from(list(DecisionKind)), max_size=8)
requirements = st.sampled_from([PLAIN, SEALED, SIGNED])
findings_drawn = st.lists(st.sampled_from([BLOCKS, HARMLESS]), max_size=3)


@given(requirements, findings_drawn, kinds_drawn, st.booleans())
def test_nothing_before_a_return_matters(requirement, findings, kinds, revised):
    decisions = made(*kinds, RETURN)
    alone = judge(requirement, findings, decisions[-1:], revised=revised)
    assert judge(requirement, findings, decisions, revised=revised) == alone
    assert (alone.state, alone.reason) == (SlotState.RETURNED, decisions[-1].reason)


@given(requirements, findings_drawn, kinds_drawn, st.booleans())
def test_what_asks_for_a_sign_off_is_never_accepted_without_it(
    requirement, findings, kinds, revised
):
    verdict = judge(requirement, findings, made(*kinds), revised=revised)
    wanted = requirement.signoff and DecisionKind(requirement.signoff.kind.value)
    if verdict.state is SlotState.ACCEPTED:
        assert not verdict.reason
        assert wanted is None or wanted in kinds
    else:
        assert verdict.reason


@given(requirements, findings_drawn, kinds_drawn, st.booleans())
def test_what_is_accepted_and_signed_off_counts(requirement, findings, kinds, revised):
    done = made(*kinds, ACCEPT, SIGN, SEAL)
    assert judge(requirement, findings, done, revised=revised).state is SlotState.ACCEPTED


@given(requirements, findings_drawn, kinds_drawn, st.booleans())
def test_decisions_on_the_slot_itself_change_no_document(requirement, findings, kinds, revised):
    decisions = made(*kinds)
    about = [d for d in decisions if d.kind in ABOUT_DOCUMENTS]
    every, those = (judge(requirement, findings, d, revised=revised) for d in (decisions, about))
    assert every == those
    assert set(counting(decisions)) <= set(about)


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("示例总结（签字）.pdf", "签字"),
        ("示例总结(已盖章).pdf", "盖章"),
        ("示例总结【签字扫描件】.pdf", "签字"),
        ("示例总结签字版.pdf", "签字"),
        ("示例总结-已签批.pdf", "签批"),
        ("示例总结盖章扫描.pdf", "盖章"),
        ("扫描件1.pdf", "扫描件"),
        ("示例总结.docx", ""),
        ("示例总结（待签字）.docx", ""),
        ("示例总结未签字版.docx", ""),
        ("示例总结待盖章稿.docx", ""),
        ("示例总结（签字前）.docx", ""),
        ("会议签到册.docx", ""),
        ("签字笔采购.docx", ""),
    ],
)
def test_what_a_name_says_of_a_sign_off(name, claim):
    assert claims_signoff(name) == claim
