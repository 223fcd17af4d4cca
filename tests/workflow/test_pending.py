from dataclasses import replace
from types import SimpleNamespace

import pytest
from desk import BROKEN, CLERK, LANE, NOTES, UNTITLED, WALK, by_program, put, stands
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from archive_builder.archive import PROGRAM, Placement
from archive_builder.errors import UsageError
from archive_builder.identify import Ambiguous, Guess
from archive_builder.model import ReceiptState
from archive_builder.progress import Silent
from archive_builder.workflow.decisions import Assignment, assign, dismiss
from archive_builder.workflow.pending import is_waiting, list_waiting
from archive_builder.workflow.pending_book import export_pending, import_pending
from archive_builder.workflow.undoing import undo
from archive_builder.workflow.workspace import Session

TWO = "小塘村/ZR-04 ZW-02.txt"
"""A path with two codes: the guesses are these two requirements of the village."""
HEAD = 3


def test_what_waits_is_listed_with_why_and_the_likeliest_slots(desk):
    first, second = put(desk, "111.txt", UNTITLED), put(desk, TWO, "小塘村材料\n")
    filed = put(desk, "b.txt", "旧\n")
    by_program(desk, filed, LANE)
    rows = {row.standing.receipt.id: row for row in list_waiting(desk)}
    assert rows.keys() == {first, second}
    assert [str(g.slot.id) for g in rows[second].guesses] == [WALK, LANE]
    assert "编号不止一个" in rows[second].reason
    assert rows[second].title == "小塘村材料"
    assert rows[first].guesses == ()
    assert rows[first].reason


def test_a_slot_is_never_offered_twice(desk):
    put(desk, "111.txt", UNTITLED)
    slots = desk.slots[:2]
    guesses = [Guess(slots[n], score, "因") for n, score in ((0, 0.9), (0, 0.8), (1, 0.7))]
    desk.matcher = SimpleNamespace(match=lambda *_: Ambiguous(tuple(guesses), "都像"))
    (row,) = list_waiting(desk)
    assert row.guesses == (guesses[0], guesses[2])


def test_a_reason_that_is_why_it_waits_is_said_once(desk):
    put(desk, "111.txt", UNTITLED)
    slots = desk.slots[:2]
    guesses = (Guess(slots[0], 0.9, "名称含“甲”"), Guess(slots[1], 0.8, "题名含“乙”"))
    desk.matcher = SimpleNamespace(match=lambda *_: Ambiguous(guesses, "名称含“甲”；没有写明部分"))
    (row,) = list_waiting(desk)
    assert [row.because(guess) for guess in row.guesses] == ["", "题名含“乙”"]


def test_what_can_not_be_read_says_so(desk):
    put(desk, "小塘村/记录.pdf", BROKEN)
    sealed = put(desk, "a.zip", "x", aside=(ReceiptState.DECISION, "压缩包有密码"))
    unreadable, waiting = list_waiting(desk)
    assert unreadable.blocked
    assert waiting.standing.receipt.id == sealed
    assert (waiting.blocked, waiting.guesses) == ("压缩包有密码", ())


def test_what_left_the_manifests_waits_again(desk):
    number = put(desk, "111.txt", UNTITLED)
    by_program(desk, number, "xiaotang/XX-99/-")
    standing = desk.archive.catalogue.standing(number)
    assert is_waiting(desk, standing)
    (row,) = list_waiting(desk)
    assert "清单已改" in row.reason


# --- the list as a workbook


@pytest.fixture
def book(desk):
    """Two receipts wait, the second with two suggestions; the exported list."""
    put(desk, "111.txt", UNTITLED)
    put(desk, TWO, "小塘村材料\n")
    target = desk.workspace.root / "待定.xlsx"
    assert export_pending(desk, target) == 2
    return target


def fill(book, **rows):
    """Fill the list in as a spreadsheet program would save it: r1={'选择': …}."""
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_name("待定清单")
    cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for row, said in rows.items():
        for title, value in said.items():
            cells[HEAD + int(row[1:])][cells[HEAD].index(title)] = value
    with Workbook(book) as workbook:
        sheet, options = workbook.add_worksheet("待定清单"), workbook.add_worksheet("选项")
        options.write_string(0, 0, "archive-builder 待定清单 1")
        for line, row in enumerate(cells):
            sheet.write_row(line, 0, row)


def bring(desk, book):
    done = import_pending(desk, book, CLERK)
    return done.applied, done.same, done.problems


OTHER = {"选择": "另选", "单位": "大新镇", "应备材料": "ZR-02 党政主要领导走访调研、部署安排"}


def test_the_list_says_what_pending_says(desk, book):
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_name("待定清单")
    head, first, second = sheet.to_python(skip_empty_area=False)[HEAD : HEAD + 3]
    assert (first[0], first[1], second[2]) == (1, "111.txt", "小塘村材料")
    assert second[4].startswith("小塘村 ZR-04 村“两委”")
    assert "写明编号" in second[3]
    assert second[head.index("建议件位")] == f"{WALK}\n{LANE}"
    options = CalamineWorkbook.from_path(book).get_sheet_by_name("选项").to_python()
    assert "ZP-01 花名册" in [row[1] for row in options]
    assert ["ZP-01 花名册", "户籍人口"] in [row[2:] for row in options]


def test_filled_in_rows_are_decisions_and_importing_twice_changes_nothing(desk, book):
    fill(book, r1=OTHER | {"备注": "见来电"}, r2={"选择": "建议二"})
    assert bring(desk, book) == (2, 0, ())
    assert (stands(desk, 1), stands(desk, 2)) == (NOTES, LANE)
    rows = desk.archive.catalogue.standings()
    assert {(row.actor, row.rule) for row in rows} == {(CLERK, "人工指定")}
    assert rows[0].reason == "待定清单“待定.xlsx”第 5 行：见来电"
    assert list(desk.workspace.output.glob("evidence/大新镇/*/*/111.txt"))
    before = desk.archive.catalogue.last_placement()
    assert bring(desk, book) == (0, 2, ())
    assert desk.archive.catalogue.last_placement() == before


def test_rows_left_empty_still_wait_and_may_be_filled_in_later(desk, book):
    fill(book, r2={"选择": "建议一"})
    assert bring(desk, book) == (1, 0, ())
    fill(book, r1={"选择": "不归档", "备注": "重复打印"})
    assert bring(desk, book) == (1, 1, ())
    assert (stands(desk, 1), stands(desk, 2)) == ("不归档", WALK)
    assert desk.archive.catalogue.standing(1).reason == "重复打印"


def test_a_unit_and_material_without_a_choice_mean_what_they_say(desk, book):
    fill(book, r1={k: v for k, v in OTHER.items() if k != "选择"})
    assert bring(desk, book) == (1, 0, ())
    assert stands(desk, 1) == NOTES


@pytest.mark.parametrize(
    ("said", "column", "message"),
    [
        ({"选择": "另选"}, "I 列“单位”", "另选时要填单位"),
        ({"单位": "大新镇"}, "J 列“应备材料”", "另选时要填应备材料"),
        (OTHER | {"单位": "没有的村"}, "I 列“单位”", "没有单位“没有的村”"),
        (OTHER | {"单位": "小塘村"}, "J 列“应备材料”", "小塘村没有应备材料 ZR-02"),
        (OTHER | {"应备材料": "XX-99 没有"}, "J 列“应备材料”", "没有应备材料 XX-99"),
        (OTHER | {"应备材料": "ZP-01 花名册"}, "K 列“部分”", "需要说明是哪一部分"),
        (OTHER | {"部分": "甲"}, "K 列“部分”", "“甲”不是它的部分"),
        ({"选择": "建议一"}, "H 列“选择”", "这一件没有建议一"),
        ({"选择": "随便"}, "H 列“选择”", "没有“随便”这个选项"),
        ({"选择": "不归档"}, "L 列“备注”", "不归档要写明理由"),
        ({"选择": "不归档", "单位": "大新镇"}, "I 列“单位”", "这里又填了内容"),
        ({"选择": "建议一", "核对码": "99/000000000000/0"}, "整行", "认不出是哪一件来件"),
        ({"选择": "建议一", "核对码": "1/000000000000/0"}, "整行", "内容不同"),
        ({"选择": "建议一", "核对码": ""}, "整行", "认不出是哪一件来件"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_applied(desk, book, said, column, message):
    fill(book, r1=said, r2={"选择": "建议一"})
    applied, same, (problem,) = bring(desk, book)
    assert (applied, same) == (1, 0)
    assert problem.startswith(f"待定.xlsx 第 5 行 {column}：")
    assert message in problem
    assert problem.endswith("。")
    assert (stands(desk, 1), stands(desk, 2)) == ("待定", WALK)
    assert desk.archive.catalogue.trail(1) == ()


def test_what_was_decided_since_is_told_unless_it_is_the_same(desk, book):
    assign(desk, Assignment("1", "大新镇", "ZR-02", None, "别人"))
    dismiss(desk, "2", "别人", "不要")
    fill(book, r1=OTHER, r2={"选择": "建议一"})
    applied, same, (problem,) = bring(desk, book)
    assert (applied, same) == (0, 1)
    assert "第 6 行 H 列“选择”：导出以后已有人处理，现在是不归档（别人）" in problem
    assert stands(desk, 2) == "不归档"


def test_what_was_taken_back_since_is_not_decided_again(desk, book):
    fill(book, r2={"选择": "建议一"})
    assert bring(desk, book)[0] == 1
    undo(desk, "2", CLERK, "看错了")
    applied, _, (problem,) = bring(desk, book)
    assert (applied, "导出以后已有人处理" in problem) == (0, True)
    assert stands(desk, 2) == "待定"


def test_what_the_program_noted_since_does_not_hinder(desk, book):
    desk.archive.catalogue.place(2, Placement(ReceiptState.PENDING, PROGRAM, "重新待定", "都像"))
    fill(book, r2={"选择": "建议一"})
    assert bring(desk, book) == (1, 0, ())


def test_a_suggestion_whose_slot_left_the_manifests_is_told(desk, book):
    fewer = tuple(r for r in desk.manifests.requirements if r.code != "ZR-04")
    fill(book, r2={"选择": "建议一"})
    changed = replace(desk.manifests, requirements=fewer)
    desk = Session(desk.workspace, changed, desk.archive, Silent())
    applied, _, (problem,) = bring(desk, book)
    assert (applied, "件位已不存在" in problem) == (0, True)


def test_a_marked_document_can_not_be_filed_by_a_list(desk):
    secret = put(desk, "纪要.txt", UNTITLED)
    marked = Placement(ReceiptState.DECISION, PROGRAM, "密级", "标有密级“机密”，请专人取走")
    desk.archive.catalogue.place(secret, marked)
    book = desk.workspace.root / "待定.xlsx"
    export_pending(desk, book)
    fill(book, r1=OTHER)
    applied, _, (problem,) = bring(desk, book)
    assert (applied, "密级" in problem) == (0, True)


def test_numbers_of_persons_are_masked(desk):
    put(desk, "13800001234的申请.txt", UNTITLED)
    book = desk.workspace.root / "待定.xlsx"
    export_pending(desk, book)
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_name("待定清单")
    assert sheet.to_python(skip_empty_area=False)[HEAD + 1][1] == "138****1234的申请.txt"


def test_a_list_that_is_not_there_is_refused(desk, tmp_path):
    with pytest.raises(UsageError):
        import_pending(desk, tmp_path / "没有.xlsx", CLERK)
