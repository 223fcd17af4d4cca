import pytest
from desk import (
    BROKEN,
    CLERK,
    FIRST,
    LANE,
    SECOND,
    SECRET,
    UNTITLED,
    WALK,
    at_desk,
    by_program,
    put,
    stands,
)

from archive_builder.archive import SIGNED, TAUGHT_REVISION
from archive_builder.errors import UsageError
from archive_builder.model import DecisionKind, Paper, SlotState
from archive_builder.progress import Silent
from archive_builder.workflow.awaiting import list_awaiting
from archive_builder.workflow.backup import back_up_record, restore_record
from archive_builder.workflow.decisions import Assignment, assign, conclude, dismiss
from archive_builder.workflow.naming import paper_number
from archive_builder.workflow.on_slots import Place, enter_paper, waive
from archive_builder.workflow.pending import list_waiting
from archive_builder.workflow.place import place_open
from archive_builder.workflow.placing import follows, superseded
from archive_builder.workflow.signing import Said, accept, send_back, sign
from archive_builder.workflow.subjects import find_subject, verdict_on
from archive_builder.workflow.trails import trail_of_paper, trail_of_receipt, trail_of_slot
from archive_builder.workflow.undoing import undo, undo_on_slot, undo_paper
from archive_builder.workflow.verify import verify_record

TALK = "xiaotang/ZR-05/第一书记"
SPOT, TALKS = Place("小塘村", "ZR-04"), Place("小塘村", "ZR-05", "第一书记")
HELD = Paper("示例走访登记簿", 12, "乡档案室3号柜")


def refused(action, *arguments, **named):
    with pytest.raises(UsageError) as caught:
        action(*arguments, **named)
    assert caught.value.remedy
    return caught.value.message


def said(name, evidence=None, reason="", actor=CLERK):
    return Said(str(name), actor, reason, None if evidence is None else str(evidence))


def verdict(desk, name):
    return verdict_on(desk, find_subject(desk, str(name)))


def state(desk, name):
    return verdict(desk, name).state


def decisions(desk):
    return [(d.kind, d.receipt or d.paper, d.evidence) for d in desk.archive.catalogue.decisions()]


@pytest.fixture
def talk(desk):
    """A document that awaits the township's seal."""
    receipt = put(desk, "小塘村/提纲.txt", UNTITLED)
    by_program(desk, receipt, TALK)
    return receipt


@pytest.fixture
def scan(desk):
    """What waits, and claims nothing."""
    return put(desk, "0001.txt", "旧\n")


def test_a_document_is_sealed_as_its_requirement_asks(desk, talk):
    assert verdict(desk, talk).reason == "待乡级盖章"
    done = sign(desk, said(talk, reason="已核对原件"))
    assert (done.kind, done.verdict.state, done.shown) == (
        DecisionKind.SEAL,
        SlotState.ACCEPTED,
        True,
    )
    (decision,) = desk.archive.catalogue.decisions()
    assert (decision.id, decision.actor, decision.reason) == (done.number, CLERK, "已核对原件")
    assert (decision.receipt, str(decision.slot)) == (talk, TALK)


def test_a_signed_page_takes_the_documents_place(desk, talk, scan):
    done = sign(desk, said(talk, evidence=scan))
    assert (done.signed.receipt.id, done.verdict.state) == (scan, SlotState.ACCEPTED)
    assert (stands(desk, talk), stands(desk, scan)) == ("旧版", TALK)
    assert decisions(desk) == [(DecisionKind.SEAL, talk, scan)]
    catalogue = desk.archive.catalogue
    assert catalogue.standing(talk).other == scan
    assert catalogue.standing(scan).rule == SIGNED
    folder = desk.workspace.output / "evidence"
    assert [p.name for p in folder.rglob("*.txt")] == ["0001.txt"]


def test_a_signed_page_that_lies_there_already_stays_where_it_is(desk, talk, scan):
    by_program(desk, scan, TALK)
    before = desk.archive.catalogue.standing(scan)
    sign(desk, said(talk, evidence=scan))
    assert desk.archive.catalogue.standing(scan) == before
    assert stands(desk, talk) == "旧版"


@pytest.mark.parametrize("evidence", [False, True])
def test_what_is_signed_already_is_not_signed_again(desk, talk, scan, evidence):
    proof = scan if evidence else None
    assert sign(desk, said(talk, evidence=proof)).number == 1
    again = sign(desk, said(talk, evidence=proof))
    assert (again.number, again.verdict.state) == (None, SlotState.ACCEPTED)
    assert len(decisions(desk)) == 1


def test_what_was_signed_may_get_its_page_later(desk, talk, scan):
    sign(desk, said(talk))
    assert sign(desk, said(talk, evidence=scan)).number == 2
    assert (stands(desk, talk), state(desk, scan)) == ("旧版", SlotState.ACCEPTED)


def test_what_can_not_be_signed_says_why(desk, talk, scan):
    plain = put(desk, "走访.txt", "新\n")
    assert "没有归入件位，现在是“待定”" in refused(sign, desk, said(plain))
    by_program(desk, plain, WALK)
    assert "不要求签字或盖章" in refused(sign, desk, said(plain))
    assert "不能作它自己的签批件" in refused(sign, desk, said(talk, evidence=talk))
    assert "已归入“小塘村 ZR-04" in refused(sign, desk, said(talk, evidence=plain))
    dismiss(desk, str(scan), CLERK, "与工作无关")
    assert "现在是“不归档”" in refused(sign, desk, said(talk, evidence=scan))
    twin = put(desk, "副本.txt", UNTITLED)
    assert "内容完全相同" in refused(sign, desk, said(talk, evidence=twin))
    by_program(desk, plain, "xiaotang/没有-01/-")
    assert "已不在清单里" in refused(sign, desk, said(plain))
    assert decisions(desk) == []
    assert stands(desk, talk) == TALK


def test_an_old_version_is_not_decided_on(desk, talk, scan):
    sign(desk, said(talk, evidence=scan))
    message = refused(accept, desk, said(talk))
    assert message == f"{talk} 号来件是旧版，现由 {scan} 号来件代替。"


def test_a_classified_document_is_neither_signed_nor_evidence(desk, talk):
    secret = put(desk, "纪要.txt", SECRET)
    assert "密级" in refused(sign, desk, said(talk, evidence=secret))
    by_program(desk, secret, TALK)
    for action in (sign, accept, send_back):
        assert "密级" in refused(action, desk, said(secret, reason="示例"))
    assert "密级" in refused(waive, desk, SPOT, CLERK, "示例", str(secret))
    assert decisions(desk) == []


@pytest.mark.parametrize("evidence", [False, True])
def test_somebody_elses_decision_meanwhile_is_not_overridden(
    desk, talk, scan, monkeypatch, evidence
):
    catalogue = desk.archive.catalogue
    decide = catalogue.decide

    def meanwhile(*arguments):
        by_program(desk, talk, WALK)
        return decide(*arguments)

    monkeypatch.setattr(catalogue, "decide", meanwhile)
    what = said(talk, evidence=scan if evidence else None)
    assert "刚刚被别人处理" in refused(sign, desk, what)
    assert decisions(desk) == []
    assert (stands(desk, talk), stands(desk, scan)) == (WALK, "待定")


def put_broken(desk):
    """File a document that can't be opened."""
    receipt = put(desk, "a.pdf", BROKEN)
    by_program(desk, receipt, LANE)
    return receipt


def test_a_finding_is_accepted(desk):
    broken = put_broken(desk)
    assert state(desk, broken) is SlotState.RECEIVED
    assert accept(desk, said(broken, reason="纸质已核")).verdict.state is SlotState.ACCEPTED
    assert accept(desk, said(broken)).number is None
    assert decisions(desk) == [(DecisionKind.ACCEPT, broken, None)]


def test_acceptance_signs_nothing(desk, talk):
    assert accept(desk, said(talk)).verdict.reason == "待乡级盖章"


def test_what_is_sent_back_counts_no_more_until_it_is_accepted_and_signed_anew(desk, talk):
    assert "理由" in refused(send_back, desk, said(talk, reason=" "))
    sign(desk, said(talk))
    back = send_back(desk, said(talk, reason="缺第二页"))
    assert (back.verdict.state, back.verdict.reason) == (SlotState.RETURNED, "缺第二页")
    assert send_back(desk, said(talk, reason="缺第二页")).number is None
    assert send_back(desk, said(talk, reason="缺第三页")).number == 3
    assert accept(desk, said(talk)).verdict.state is SlotState.UNSEALED
    assert sign(desk, said(talk)).verdict.state is SlotState.ACCEPTED


def test_a_new_version_awaits_its_own_sign_off(desk, talk):
    sign(desk, said(talk))
    newer = put(desk, "小塘村/提纲.txt", "新\n")
    place_newer(desk, talk, newer)
    assert state(desk, newer) is SlotState.RECEIVED
    assert [row.subject.receipt for row in list_awaiting(desk)] == [newer]
    assert sign(desk, said(newer)).verdict.state is SlotState.ACCEPTED


def place_newer(desk, old, new):
    catalogue = desk.archive.catalogue
    before = catalogue.standing(old)
    catalogue.place(old, superseded(new))
    catalogue.place(new, follows(before.receipt, before.filing))


def test_undo_takes_back_one_thing_at_a_time_decisions_and_placements(desk, talk):
    sign(desk, said(talk))
    send_back(desk, said(talk, reason="缺页"))
    assign(desk, Assignment(str(talk), "小塘村", "ZW-02", None, CLERK))
    kinds = []
    for _ in range(4):
        done = undo(desk, str(talk), CLERK, "看错")
        kinds.append((done.decision and done.decision.kind, stands(desk, talk)))
    assert kinds == [
        (None, TALK),
        (DecisionKind.RETURN, TALK),
        (DecisionKind.SEAL, TALK),
        (None, "待定"),
    ]
    assert "没有可撤销的处理" in refused(undo, desk, str(talk), CLERK, "")


@pytest.mark.parametrize("by_scan", [False, True])
def test_undoing_a_signing_brings_the_unsigned_one_back(desk, talk, scan, by_scan):
    sign(desk, said(talk, evidence=scan))
    done = undo(desk, str(scan if by_scan else talk), "示例乙", "签的是另一件")
    assert (done.decision.kind, done.restored) == (DecisionKind.SEAL, talk)
    assert (stands(desk, talk), stands(desk, scan)) == (TALK, TALK)
    assert state(desk, talk) is SlotState.UNSEALED
    assert desk.archive.catalogue.standing(talk).reason == (
        "名称写明（示例乙撤销了“签批件”：签的是另一件）"
    )
    undo(desk, str(scan), CLERK, "")
    assert stands(desk, scan) == "待定"
    undo(desk, str(talk), CLERK, "")
    assert stands(desk, talk) == "待定"


def test_undoing_a_signing_leaves_what_was_placed_since(desk, talk, scan):
    sign(desk, said(talk, evidence=scan))
    assign(desk, Assignment(str(talk), "小塘村", "ZW-02", None, CLERK))
    done = undo(desk, str(scan), CLERK, "")
    assert (done.decision.kind, done.restored) == (DecisionKind.SEAL, None)
    assert stands(desk, talk) == LANE


def test_who_leaves_a_signed_page_out_is_told_of_the_unsigned_one(desk, talk, scan):
    sign(desk, said(talk, evidence=scan))
    was = dismiss(desk, str(scan), CLERK, "传错了")
    assert conclude(desk, was).replaced == (talk,)
    assert undo(desk, str(talk), CLERK, "").restored == talk


def test_signing_teaches_nothing_that_no_person_chose(desk, talk, scan):
    sign(desk, said(talk, evidence=scan))
    put(desk, "0001.txt", "旧\n")
    assert desk.archive.catalogue.people_filed() == ()


def test_what_a_person_chose_is_remembered_after_signing(desk, scan):
    receipt = put(desk, "大新镇/材料一.txt", FIRST)
    assign(desk, Assignment(str(receipt), "小塘村", "ZR-05", "第一书记", CLERK))
    sign(desk, said(receipt, evidence=scan))
    (taught,) = desk.archive.catalogue.people_filed()
    assert (taught.receipt.id, taught.rule) == (scan, TAUGHT_REVISION)


def test_an_edited_document_sent_again_does_not_replace_its_signed_page(desk, talk, scan):
    sign(desk, said(talk, evidence=scan))
    again = put(desk, "小塘村/提纲.txt", SECOND)
    place_open(desk)
    assert (stands(desk, scan), stands(desk, talk)) == (TALK, "旧版")
    assert stands(desk, again) == "待定"
    assert state(desk, scan) is SlotState.ACCEPTED


def test_copies_of_what_gave_way_to_its_signed_page_stay_copies(desk, scan):
    talk = put(desk, "小塘村/ZR-05 访谈提纲/第一书记.txt", UNTITLED)
    copy = put(desk, "小塘村/ZR-05 访谈提纲/第一书记（1）.txt", UNTITLED)
    place_open(desk)
    assert (stands(desk, talk), stands(desk, copy)) == (TALK, "重复件")
    sign(desk, said(talk, evidence=scan))
    later = put(desk, "小塘村/ZR-05 访谈提纲/第一书记（2）.txt", UNTITLED)
    place_open(desk)
    assert [stands(desk, n) for n in (talk, copy, later)] == ["旧版", "重复件", "重复件"]
    assert desk.archive.catalogue.standing(later).other == talk
    undo(desk, str(talk), CLERK, "看错")
    place_open(desk)
    assert [stands(desk, n) for n in (talk, copy, later)] == [TALK, "重复件", "重复件"]


def test_what_awaits_sign_off_is_listed_with_what_names_claim(desk, talk):
    lone = put(desk, "小塘村/提纲（盖章扫描件）.txt", "旧\n")
    other = put(desk, "教育局/措施（签字）.txt", "新\n")
    by_program(desk, lone, TALK)
    by_program(desk, other, "jiaoyu/BM-04/-")
    enter_paper(desk, TALKS, HELD, CLERK)
    rows = sorted(list_awaiting(desk), key=lambda row: row.subject.receipt or 99)
    assert [(r.subject.receipt, r.claim, r.evidence) for r in rows] == [
        (talk, "", lone),
        (lone, "盖章", None),
        (other, "签字", None),
        (None, "", None),
    ]
    assert {(r.signoff.by, r.signoff.kind) for r in rows} == {
        ("乡级", "盖章"),
        ("单位一把手", "签字"),
    }
    sign(desk, said(talk, evidence=lone))
    sign(desk, said(other))
    assert [r.subject.paper for r in list_awaiting(desk)] == [1]


def test_a_signature_is_not_proposed_where_a_seal_is_asked(desk, talk):
    signed = put(desk, "小塘村/第一书记（签字）.txt", "签\n")
    by_program(desk, signed, TALK)
    assert [r.evidence for r in list_awaiting(desk)] == [None, None]


def test_who_waives_is_told_of_what_lies_there(desk, talk):
    assert waive(desk, TALKS, CLERK, "示例理由").filed == 1
    assert waive(desk, SPOT, CLERK, "示例理由").filed == 0


def test_two_of_other_names_are_a_pair_three_are_not(desk, talk):
    scans = [put(desk, f"盖章扫描件{text.strip()}.txt", text) for text in ("旧\n", "新\n")]
    by_program(desk, scans[0], TALK)
    assert [r.evidence for r in list_awaiting(desk)] == [scans[0], None]
    by_program(desk, scans[1], TALK)
    assert [r.evidence for r in list_awaiting(desk)] == [None, None, None]


def test_an_original_on_paper_is_entered_signed_sent_back_and_taken_back(desk):
    entered = enter_paper(desk, TALKS, Paper("", 12, " 乡档案室 "), CLERK)
    name = f"纸质{entered.number}"
    subject = find_subject(desk, f"纸质 {entered.number} 号")
    assert subject.held == Paper("村级访谈提纲及回答（第一书记）", 12, "乡档案室")
    assert verdict(desk, name).reason == "待乡级盖章"
    assert sign(desk, said(name)).verdict.state is SlotState.ACCEPTED
    assert sign(desk, said(name)).number is None
    assert send_back(desk, said(name, reason="缺页")).verdict.reason == "缺页"
    taken = [undo_paper(desk, entered.number, CLERK, "").kind for _ in range(3)]
    assert taken == [DecisionKind.RETURN, DecisionKind.SEAL, DecisionKind.PAPER]
    assert "已撤销" in refused(undo_paper, desk, entered.number, CLERK, "")
    assert "已撤销" in refused(sign, desk, said(name))
    assert [s.taken_back is not None for s in trail_of_paper(desk, entered.number)] == [True] * 3
    assert enter_paper(desk, TALKS, HELD, CLERK).number == 4


def test_paper_is_refused_where_something_is_missing(desk, scan):
    for pages in (0, -1, 10000):
        assert "页数" in refused(enter_paper, desk, SPOT, Paper("", pages, "柜"), CLERK)
    assert "存放在哪里" in refused(enter_paper, desk, SPOT, Paper("", 1, " "), CLERK)
    spot = Place("小塘村", "ZR-05")
    assert "分为几部分" in refused(enter_paper, desk, spot, HELD, CLERK)
    enter_paper(desk, TALKS, HELD, CLERK)
    assert "不能再附扫描件" in refused(sign, desk, said("纸质1", evidence=scan))
    assert "没有纸质 9 号" in refused(sign, desk, said("纸质9"))
    assert len(decisions(desk)) == 1


def test_the_same_paper_is_not_entered_twice(desk):
    assert enter_paper(desk, SPOT, HELD, CLERK).fresh
    again = enter_paper(desk, SPOT, HELD, CLERK)
    assert (again.fresh, again.number) == (False, 1)
    assert enter_paper(desk, SPOT, Paper(HELD.title, 13, HELD.place), CLERK).number == 2


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("纸质7", 7),
        ("纸质７号", 7),
        ("纸质 7 号", 7),
        ("纸质原件7号", 7),
        ("7", None),
        ("纸质", None),
        ("纸质7.pdf", None),
    ],
)
def test_a_paper_is_called_by_its_number(name, number):
    assert paper_number(name) == number


def test_a_slot_is_waived_with_a_reason_once(desk, scan):
    assert "理由" in refused(waive, desk, SPOT, CLERK, "  ")
    assert "分为几部分" in refused(waive, desk, Place("小塘村", "ZR-05"), CLERK, "无")
    done = waive(desk, SPOT, CLERK, "示例村不涉及", str(scan))
    assert (done.fresh, done.number, str(done.slot.id)) == (True, 1, WALK)
    again = waive(desk, SPOT, "示例乙", "别的理由")
    assert (again.fresh, again.reason) == (False, "示例村不涉及")
    assert decisions(desk) == [(DecisionKind.WAIVE, None, scan)]
    assert "没有可撤销的处理" in refused(undo, desk, str(scan), CLERK, "")
    slot, taken = undo_on_slot(desk, SPOT, CLERK, "涉及")
    assert (str(slot.id), taken.kind) == (WALK, DecisionKind.WAIVE)
    assert "没有可撤销的处理" in refused(undo_on_slot, desk, SPOT, CLERK, "")
    assert waive(desk, SPOT, CLERK, "示例村不涉及").fresh


def test_the_trail_tells_all_in_order_and_marks_what_was_taken_back(desk, talk, scan):
    sign(desk, said(talk, evidence=scan, reason="已核对"))
    undo(desk, str(talk), "示例乙", "看错")
    steps = trail_of_receipt(desk, talk)
    assert [(s.rule, s.taken_back and s.taken_back.reason) for s in steps] == [
        ("名称", None),
        ("签批件", None),
        ("盖章", "看错"),
        ("撤销", None),
    ]
    assert steps[2].detail == f"依据 {scan} 号来件"
    assert steps[2].taken_back.actor == "示例乙"
    slot = desk.slot_of[steps[0].slot].id
    rules = [(s.receipt, s.rule) for s in trail_of_slot(desk, slot)]
    assert rules == [(talk, "名称"), (scan, "签批件"), (talk, "盖章"), (talk, "撤销")]


def test_a_backup_brings_decisions_back(desk, talk, scan, tmp_path):
    sign(desk, said(talk, evidence=scan))
    enter_paper(desk, SPOT, HELD, CLERK)
    undo_on_slot(desk, SPOT, CLERK, "看错")
    catalogue = desk.archive.catalogue
    before = catalogue.decisions(), catalogue.undoings(), catalogue.standings()
    root, manifests = desk.workspace.root, desk.manifests
    back_up_record(root, tmp_path / "盘", Silent())
    catalogue.close()
    desk.workspace.archive.rename(root / "archive-old")
    restore_record(root, tmp_path / "盘", Silent())
    with at_desk(root, manifests) as again:
        catalogue = again.archive.catalogue
        assert (catalogue.decisions(), catalogue.undoings(), catalogue.standings()) == before
        assert verify_record(again) == ()
        assert undo(again, str(talk), CLERK, "").restored == talk


def test_what_waits_is_no_longer_pending_once_it_is_evidence(desk, talk, scan):
    assert [row.standing.receipt.id for row in list_waiting(desk)] == [scan]
    sign(desk, said(talk, evidence=scan))
    assert list_waiting(desk) == ()
