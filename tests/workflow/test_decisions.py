from dataclasses import replace
from threading import Event

import pytest
from desk import (
    CLERK,
    FIRST,
    LANE,
    NOTES,
    SECOND,
    SECRET,
    UNTITLED,
    WALK,
    by_program,
    put,
    stands,
)
from filelock import FileLock

from archive_builder.archive import PROGRAM, Placement
from archive_builder.errors import UsageError
from archive_builder.model import ReceiptState, Unit, UnitKind
from archive_builder.progress import Silent
from archive_builder.workflow import decisions, workspace
from archive_builder.workflow.decisions import (
    Aftermath,
    Assignment,
    assign,
    assign_guess,
    conclude,
    dismiss,
    show_filed,
)
from archive_builder.workflow.pending import list_waiting
from archive_builder.workflow.place import place_open
from archive_builder.workflow.undoing import undo
from archive_builder.workflow.watch_worker import Stoppable, StoppedError
from archive_builder.workflow.workspace import Session, Work


def file(desk, document, slot):
    unit, code, part = slot.split("/")
    return assign(desk, Assignment(str(document), unit, code, part if part != "-" else None, CLERK))


def take_back(desk, document, reason=""):
    done = undo(desk, str(document), CLERK, reason)
    return done.was, done.now


def trail(desk, receipt):
    return desk.archive.catalogue.trail(receipt)


def refused(action, *arguments, **named):
    with pytest.raises(UsageError) as caught:
        action(*arguments, **named)
    assert caught.value.remedy
    return caught.value.message


def shown(desk):
    assert show_filed(desk)
    folder = desk.workspace.output / "evidence"
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.txt"))


def test_a_person_files_corrects_and_leaves_out_and_the_trail_keeps_it_all(desk):
    number = put(desk, "111.txt", UNTITLED)
    file(desk, number, WALK)
    assert shown(desk)[0].startswith("小塘村/责任落实/ZR-04")
    file(desk, number, LANE)
    assert shown(desk)[0].startswith("小塘村/工作落实/ZW-02")
    was = dismiss(desk, str(number), CLERK, "与工作无关")
    assert str(was.filing.slot) == LANE
    assert shown(desk) == []
    rows = trail(desk, number)
    assert [(row.state, row.rule, row.actor) for row in rows] == [
        (ReceiptState.FILED, "人工指定", CLERK),
        (ReceiptState.FILED, "人工指定", CLERK),
        (ReceiptState.DISMISSED, "不归档", CLERK),
    ]
    assert rows[1].reason.startswith("改自“小塘村 ZR-04")
    assert rows[2].reason == "与工作无关"


def test_undo_goes_back_one_decision_at_a_time_until_none_is_left(desk):
    number = put(desk, "111.txt", UNTITLED)
    by_program(desk, number, WALK)
    file(desk, number, LANE)
    file(desk, number, NOTES)
    before, after = take_back(desk, number, "看错了")
    assert (str(before.filing.slot), str(after.filing.slot)) == (NOTES, LANE)
    assert after.reason.endswith("（示例员撤销了“人工指定”：看错了）")
    assert shown(desk)[0].startswith("小塘村/工作落实")
    assert str(take_back(desk, number)[1].filing.slot) == WALK
    assert take_back(desk, number)[1].state is ReceiptState.PENDING
    assert "没有可撤销的处理" in refused(take_back, desk, number)
    assert desk.archive.catalogue.open_receipts(0, 9) == ()
    (waiting,) = list_waiting(desk)
    assert waiting.reason.startswith("示例员撤销了“名称”")
    file(desk, number, WALK)
    file(desk, number, LANE)
    assert str(take_back(desk, number)[1].filing.slot) == WALK
    assert len(trail(desk, number)) == 9


def test_what_nobody_decided_has_nothing_to_undo(desk):
    number = put(desk, "111.txt", UNTITLED)
    assert "没有可撤销的处理" in refused(take_back, desk, number)
    assert trail(desk, number) == ()


@pytest.mark.parametrize(
    "state", [ReceiptState.SUPERSEDED, ReceiptState.DUPLICATE, ReceiptState.DISMISSED]
)
def test_what_was_put_aside_may_be_filed_after_all(desk, state):
    number = put(desk, "111.txt", UNTITLED)
    placement = Placement(state, PROGRAM, "规则", "理由")
    desk.archive.catalogue.place(number, placement)
    was, _ = file(desk, number, WALK)
    assert was.state is state
    assert trail(desk, number)[-1].reason == f"原为{state}"
    assert take_back(desk, number)[1].state is state


def test_the_same_bytes_are_not_filed_twice_in_one_slot(desk):
    first, second = put(desk, "a.txt", UNTITLED), put(desk, "b.txt", UNTITLED)
    file(desk, first, WALK)
    assert f"{first} 号来件" in refused(file, desk, second, WALK)
    file(desk, second, LANE)
    assert (stands(desk, first), stands(desk, second)) == (WALK, LANE)


MARKED = Placement(ReceiptState.DECISION, PROGRAM, "密级", "标有密级“机密”，请专人取走")


def test_a_marked_document_is_never_filed_not_even_by_detours(desk):
    number = put(desk, "纪要.txt", SECRET)
    desk.archive.catalogue.place(number, MARKED)
    assert "密级" in refused(file, desk, number, WALK)
    assert "不能撤销" in refused(take_back, desk, number)
    dismiss(desk, str(number), CLERK, "已由专人取走")
    assert "密级" in refused(file, desk, number, WALK)
    _, now = take_back(desk, number)
    assert now.state is ReceiptState.DECISION
    assert now.reason.startswith("标有密级")
    assert "密级" in refused(file, desk, number, WALK)
    (waiting,) = list_waiting(desk)
    assert (waiting.guesses, waiting.blocked) == ((), now.reason)


def test_a_marked_document_is_refused_before_any_pass_has_seen_it(desk):
    number = put(desk, "小塘村/ZW-02 环境整治/纪要.txt", SECRET)
    assert "密级" in refused(file, desk, number, WALK)
    (waiting,) = list_waiting(desk)
    assert waiting.guesses == ()
    assert "密级" in waiting.blocked
    kept = b"".join(p.read_bytes() for p in desk.workspace.output.rglob("*.*") if p.is_file())
    assert "绝不外传".encode() not in kept


def test_a_guess_is_taken_by_its_number(desk):
    number = put(desk, "小塘村/ZR-04 ZW-02.txt", "小塘村材料\n")
    (waiting,) = list_waiting(desk)
    assert len(waiting.guesses) > 1
    second = waiting.guesses[1]
    _, slot = assign_guess(desk, str(number), 2, CLERK)
    assert slot == second.slot
    assert trail(desk, number)[-1].reason == f"采用第 2 条建议：{second.reason}"


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_guess_that_is_not_there_is_refused(desk, number):
    receipt = put(desk, "小塘村/ZR-04 ZW-02.txt", "小塘村材料\n")
    assert "条建议" in refused(assign_guess, desk, str(receipt), number, CLERK)
    assert stands(desk, receipt) == "待定"


def test_a_guess_for_what_no_longer_waits_is_refused(desk):
    receipt = put(desk, "小塘村/走访.txt", "小塘村材料\n")
    file(desk, receipt, LANE)
    assert "不在待定清单" in refused(assign_guess, desk, str(receipt), 1, CLERK)
    assert stands(desk, receipt) == LANE


def test_leaving_out_needs_a_reason(desk):
    receipt = put(desk, "111.txt", UNTITLED)
    assert "理由" in refused(dismiss, desk, str(receipt), CLERK, "  ")
    assert stands(desk, receipt) == "待定"


def assigned(desk, document, unit, code, part=None):
    _, slot = assign(desk, Assignment(document, unit, code, part, CLERK))
    return str(slot.id)


def test_full_width_lower_case_and_missing_hyphens_are_understood(desk):
    number = put(desk, "111.txt", UNTITLED)
    wide = str(number).translate({ord("1"): "１"})
    assert assigned(desk, wide, "XIAOTANG", "ｚｒ－０４") == WALK
    assert assigned(desk, "111.txt", "月牙湖乡小塘村", "zr04") == WALK
    assert assigned(desk, "111.txt", "小塘村（月牙湖乡）", "ZP－01", "脱贫人口").endswith(
        "脱贫人口"
    )
    assert assigned(desk, "111.txt", "小塘村", "ZP-01", "三类人群").endswith("三类人群")


def test_a_month_may_be_named_without_its_year(desk):
    put(desk, "111.txt", UNTITLED)
    monthly = next(s for s in desk.slots if s.part.title.endswith("年1月"))
    slot = assigned(desk, "111.txt", monthly.unit.id, monthly.requirement.code, "1月")
    assert slot == str(monthly.id)


@pytest.mark.parametrize(
    ("unit", "code", "part", "said"),
    [
        ("没有的村", "ZR-01", None, "没有单位“没有的村”"),
        ("小塘村", "XX-99", None, "没有应备材料 XX-99"),
        ("小塘村", "ZR-02", None, "小塘村没有应备材料 ZR-02"),
        ("小塘村", "ZP-01", None, "分为几部分，需要说明是哪一部分"),
        ("小塘村", "ZP-01", "没有的", "“没有的”不是它的部分，需要说明是哪一部分"),
        ("小塘村", "ZP-01", "人口", "“人口”对应多个部分"),
        ("小塘村", "ZR-04", "甲", "“甲”不是它的部分"),
    ],
)
def test_a_wrong_assignment_says_what_is_wrong(desk, unit, code, part, said):
    number = put(desk, "111.txt", UNTITLED)
    assert said in refused(assigned, desk, str(number), unit, code, part)
    assert stands(desk, number) == "待定"


def test_a_wrong_part_lists_the_parts_there_are(desk):
    put(desk, "111.txt", UNTITLED)
    with pytest.raises(UsageError) as caught:
        assigned(desk, "111.txt", "小塘村", "ZP-01", "人口")
    assert caught.value.remedy == "可选：户籍人口、脱贫人口。"


def test_villages_of_one_name_are_told_apart_by_their_township(desk):
    twin = Unit("xiaotang2", "小塘村", UnitKind.VILLAGE, "daxin")
    requirements = tuple(
        replace(r, owners=(*r.owners, twin.id)) if r.code == "ZR-04" else r
        for r in desk.manifests.requirements
    )
    manifests = replace(
        desk.manifests, units=(*desk.manifests.units, twin), requirements=requirements
    )
    desk = Session(desk.workspace, manifests, desk.archive, Silent())
    put(desk, "111.txt", UNTITLED)
    both = refused(assigned, desk, "111.txt", "小塘村", "ZR-04")
    assert "小塘村（月牙湖乡）、小塘村（大新镇）" in both
    assert assigned(desk, "111.txt", "小塘村(大新镇)", "ZR-04") == "xiaotang2/ZR-04/-"


def test_names_find_receipts(desk):
    old, new = put(desk, "小塘村/a.txt", "旧\n"), put(desk, "小塘村/a.txt", "新\n")
    other = put(desk, "大新镇/b.txt", UNTITLED)
    packed = put(desk, "c.zip", "压缩", aside=(ReceiptState.UNPACKED, "已拆开"))
    assert f"{old}、{new} 号" in refused(file, desk, "a.txt", WALK)
    superseded = Placement(ReceiptState.SUPERSEDED, PROGRAM, "新版", "有新版", other=new)
    desk.archive.catalogue.place(old, superseded)
    digest = desk.archive.catalogue.standing(other).receipt.sha256
    assert file(desk, "小塘村/a.txt", WALK)[0].receipt.id == new
    assert file(desk, digest[:6].upper(), WALK)[0].receipt.id == other
    assert "拆开" in refused(file, desk, packed, WALK)
    assert "没有来件 没有" in refused(file, desk, "没有", WALK)
    assert "没有来件 999" in refused(file, desk, "9" * 25, WALK)


def test_what_a_person_decides_is_learned_from_the_next_pass_on(desk):
    first = put(desk, "大新镇/材料一.txt", FIRST)
    place_open(desk)
    assert stands(desk, first) == "待定"
    file(desk, first, NOTES)
    like, same = put(desk, "通贵乡/材料二.txt", SECOND), put(desk, "掌政镇/材料三.txt", FIRST)
    place_open(desk)
    assert (stands(desk, like), stands(desk, same)) == ("tonggui/ZR-02/-", "zhangzheng/ZR-02/-")
    rows = [trail(desk, receipt)[-1] for receipt in (like, same)]
    assert {(row.rule, row.actor) for row in rows} == {("先例", PROGRAM)}
    assert f"与 {first} 号来件题名相同，那件由{CLERK}归入“大新镇 ZR-02" in rows[0].reason
    assert f"与 {first} 号来件内容相同" in rows[1].reason


def test_a_guess_by_what_people_decided_is_offered_too(desk):
    first = put(desk, "大新镇/材料一.txt", FIRST)
    file(desk, first, NOTES)
    put(desk, "通贵乡/材料二.txt", SECOND)
    (waiting,) = list_waiting(desk)
    assert [str(guess.slot.id) for guess in waiting.guesses] == ["tonggui/ZR-02/-"]


def test_what_was_taken_back_is_no_longer_followed(desk):
    first = put(desk, "大新镇/材料一.txt", FIRST)
    file(desk, first, NOTES)
    take_back(desk, first)
    like = put(desk, "通贵乡/材料二.txt", SECOND)
    place_open(desk)
    assert stands(desk, like) == "待定"


@pytest.fixture
def busy(desk):
    """Another process that writes in output/ all the while."""
    with FileLock(desk.workspace.archive / "output.lock"):
        yield


@pytest.mark.usefixtures("busy")
def test_a_decision_stands_though_another_command_keeps_the_folders(desk, monkeypatch):
    monkeypatch.setattr(decisions, "_PATIENCE", 0.01)
    number = put(desk, "111.txt", UNTITLED)
    was, _ = file(desk, number, WALK)
    assert conclude(desk, was) == Aftermath(shown=False)
    assert stands(desk, number) == WALK


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("between_steps", [False, True])
def test_who_waits_for_another_command_can_be_stopped(desk, monkeypatch, between_steps):
    monkeypatch.setattr(workspace, "_TURN", 0.01)
    stop = Event()
    desk.progress = Stoppable(stop, between_steps=between_steps)
    monkeypatch.setattr(desk.progress, "end", stop.set)
    with pytest.raises(StoppedError), desk.alone(Work.OUTPUT):
        pytest.fail("the other one has it")
    assert stop.is_set()


def test_what_a_dismissed_or_undone_version_replaced_is_named(desk):
    old, new = put(desk, "小塘村/a.txt", "旧\n"), put(desk, "小塘村/a.txt", "新\n")
    superseded = Placement(ReceiptState.SUPERSEDED, PROGRAM, "新版", "有新版", other=new)
    desk.archive.catalogue.place(old, superseded)
    by_program(desk, new, LANE)
    was, _ = file(desk, new, WALK)
    assert conclude(desk, was).replaced == ()
    take_back(desk, new)
    was, _ = take_back(desk, new)
    assert conclude(desk, was).replaced == (old,)
    was = dismiss(desk, str(new), CLERK, "传错了")
    assert conclude(desk, was).replaced == (old,)
    was, _ = take_back(desk, old)
    assert conclude(desk, was).replaced == ()


def test_who_followed_an_example_that_moved_is_named(desk):
    first = put(desk, "大新镇/材料一.txt", FIRST)
    was, _ = file(desk, first, NOTES)
    assert conclude(desk, was).followers == ()
    like, same = put(desk, "通贵乡/材料二.txt", SECOND), put(desk, "掌政镇/材料三.txt", FIRST)
    place_open(desk)
    was, _ = file(desk, first, WALK)
    assert conclude(desk, was).followers == (like, same)
    was, _ = take_back(desk, first)
    assert conclude(desk, was).followers == (like, same)
    file(desk, like, LANE)
    was, _ = take_back(desk, first)
    assert conclude(desk, was).followers == (same,)
