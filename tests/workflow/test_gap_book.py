from dataclasses import replace
from datetime import date

import pytest
from desk import CLERK, LANE, WALK, by_program, put
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from archive_builder.archive import Deciding
from archive_builder.errors import UsageError
from archive_builder.model import DecisionKind, Part, SlotId
from archive_builder.progress import Silent
from archive_builder.report import write_list_xlsx, write_overview_xlsx
from archive_builder.workflow.gap_book import import_gap_list
from archive_builder.workflow.gaps import overview_of
from archive_builder.workflow.workspace import Session

AS_OF = date(2021, 12, 22)
JULY = "xiaotang/ZW-06/2021-07"
WAIVED = {"状态": "不适用", "理由": "未发现此类情况"}
PHONE, HIDDEN = "示例甲 13800001234", "示例甲 138****1234"
CARD = "000000190001010000"


def states(desk):
    """Every slot that is no gap, and what people said of those that are."""
    inventory = overview_of(desk, AS_OF, str)
    waived = {str(w.slot.id): "不适用" for w in inventory.waivers}
    said = {str(g.slot.id): (g.state, g.charge, g.remark) for g in inventory.gaps}
    return said | waived


def changed(before, after):
    return {slot: after.get(slot) for slot in before if before[slot] != after.get(slot)}


def export(desk, hide=None):
    """The list of a village, as `gaps` writes it."""
    overview = overview_of(desk, AS_OF, hide) if hide else overview_of(desk, AS_OF)
    target = desk.workspace.root / "缺项清单.xlsx"
    write_list_xlsx(overview.list_of(desk.unit_of["xiaotang"]), target)
    return target


def fill(book, said, sheet="缺项清单"):
    """Fill the list in as a spreadsheet program would save it: by slot, `{'状态': …}`."""
    cells = CalamineWorkbook.from_path(book).get_sheet_by_name(sheet)
    cells = [list(row) for row in cells.to_python(skip_empty_area=False)]
    head = next(row for row in cells if "件位" in row)
    for slot, wanted in said.items():
        row = next(row for row in cells if row[head.index("件位")] == slot)
        for title, value in wanted.items():
            row[head.index(title)] = value
    with Workbook(book) as workbook:
        sheet = workbook.add_worksheet(sheet)
        for line, row in enumerate(cells):
            sheet.write_row(line, 0, row)


def line_of(book, slot):
    """The number of a slot's row, as a spreadsheet program shows it."""
    cells = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return next(line for line, row in enumerate(cells, 1) if slot in row)


def bring(desk, book):
    answers = import_gap_list(desk, book, CLERK)
    return [row.done for row in answers.accepted], answers.problems


def decide(desk, slot, kind, value="", reason=""):
    row = Deciding(kind, SlotId(*slot.split("/")), "别人", reason, value=value)
    return desk.archive.catalogue.decide([row])[0]


@pytest.fixture
def book(desk):
    return export(desk)


def test_exactly_what_was_filled_in_changes_and_importing_twice_changes_nothing(desk, book):
    before, lane, july = states(desk), line_of(book, LANE), line_of(book, JULY)
    said = {
        JULY: WAIVED,
        WALK: {"责任人": "示例甲", "备注": "周五前报来"},
        LANE: {"状态": "不适用", "理由": "其他（写在备注）", "备注": "样例情况"},
    }
    fill(book, said)
    done, problems = bring(desk, book)
    assert problems == ()
    assert changed(before, states(desk)) == {
        JULY: "不适用",
        WALK: ("缺", "示例甲", "周五前报来"),
        LANE: "不适用",
    }
    assert sorted(done) == sorted(
        [
            ("责任人：示例甲", "备注：周五前报来"),
            ("备注：样例情况", f"不适用：其他：样例情况（缺项清单“缺项清单.xlsx”第 {lane} 行）"),
            (f"不适用：未发现此类情况（缺项清单“缺项清单.xlsx”第 {july} 行）",),
        ]
    )
    decisions = desk.archive.catalogue.decisions()
    assert {d.actor for d in decisions} == {CLERK}
    again, problems = bring(desk, book)
    assert (again, problems) == ([(), (), ()], ())
    assert desk.archive.catalogue.decisions() == decisions


def test_a_single_month_is_waived_and_told_on_the_next_list(desk, book):
    fill(book, {JULY: WAIVED})
    bring(desk, book)
    (waiver,) = overview_of(desk, AS_OF).waivers
    assert (str(waiver.slot.id), waiver.actor) == (JULY, CLERK)
    assert waiver.reason.startswith("未发现此类情况（缺项清单")
    sheets = CalamineWorkbook.from_path(export(desk)).sheet_names
    assert sheets == ["缺项清单", "不适用"]


def test_a_list_that_nobody_filled_in_asks_for_nothing(desk, book):
    assert bring(desk, book) == ([], ())


def test_emptied_cells_take_away(desk):
    decide(desk, WALK, DecisionKind.CHARGE, "示例甲")
    decide(desk, WALK, DecisionKind.REMARK, "旧备注")
    book = export(desk)
    fill(book, {WALK: {"责任人": ""}})
    assert bring(desk, book) == ([("责任人取消",)], ())
    assert states(desk)[WALK] == ("缺", "", "旧备注")
    assert bring(desk, book) == ([()], ())


def test_the_countys_details_are_imported_as_well(desk):
    target = desk.workspace.root / "总览.xlsx"
    write_overview_xlsx(overview_of(desk, AS_OF), target)
    said = {JULY: WAIVED, "daxin/ZR-02/-": {"责任人": "示例乙"}}
    fill(target, said, "明细")
    before = states(desk)
    done, problems = bring(desk, target)
    assert (len(done), problems) == (2, ())
    assert changed(before, states(desk)) == {
        JULY: "不适用",
        "daxin/ZR-02/-": (before["daxin/ZR-02/-"][0], "示例乙", ""),
    }


def test_hidden_numbers_left_alone_stay_as_they_are(desk):
    decide(desk, WALK, DecisionKind.CHARGE, PHONE)
    book = export(desk)
    fill(book, {WALK: {"责任人": HIDDEN, "备注": "样例"}})
    assert bring(desk, book) == ([("备注：样例",)], ())
    assert states(desk)[WALK] == ("缺", PHONE, "样例")


def test_a_hidden_number_is_never_recorded_over_the_number(desk):
    decide(desk, WALK, DecisionKind.CHARGE, PHONE)
    book = export(desk)
    fill(book, {WALK: {"责任人": f"{HIDDEN}（新）"}})
    done, (problem,) = bring(desk, book)
    assert (done, states(desk)[WALK][1]) == ([], PHONE)
    assert "遮盖过的号码" in problem


def test_a_list_that_shows_numbers_is_imported_as_well(desk):
    decide(desk, WALK, DecisionKind.CHARGE, PHONE)
    book = export(desk, hide=str)
    assert bring(desk, book) == ([], ())
    fill(book, {WALK: {"责任人": "示例乙"}})
    assert bring(desk, book) == ([("责任人：示例乙",)], ())


def test_numbers_are_hidden_in_answers(desk, book):
    fill(book, {WALK: {"责任人": PHONE}})
    assert bring(desk, book) == ([(f"责任人：{HIDDEN}",)], ())
    assert states(desk)[WALK][1] == PHONE


@pytest.mark.parametrize(
    ("said", "column", "message"),
    [
        ({"状态": "已核收"}, "I 列“状态”", "不能改成“已核收”"),
        ({"状态": "不适用"}, "J 列“理由”", "要写明理由"),
        (WAIVED | {"理由": "其他（写在备注）"}, "K 列“备注”", "备注是空的"),
        ({"理由": "未发现此类情况"}, "I 列“状态”", "没有选“不适用”"),
        ({"责任人": "示例乙", "核对": ""}, "整行", "认不出是哪一行"),
        ({"责任人": "示例乙", "应有材料": "别的"}, "整行", "与导出时不同"),
        ({"责任人": "示例乙", "件位": "xiaotang/ZR-04/没有"}, "整行", "这个件位已不存在"),
        ({"责任人": "示例乙", "件位": "xiaotang/XX-99/-"}, "整行", "已没有这项材料"),
        ({"责任人": "示例乙", "件位": "xiaotang/ZR-04/#0011"}, "整行", "已不在花名册里"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_applied(desk, book, said, column, message):
    before, line = states(desk), line_of(book, WALK)
    fill(book, {WALK: said, LANE: {"责任人": "示例甲"}})
    done, (problem,) = bring(desk, book)
    assert done == [("责任人：示例甲",)]
    assert changed(before, states(desk)).keys() == {LANE}
    assert problem.startswith(f"缺项清单.xlsx“缺项清单”第 {line} 行 {column}：")
    assert message in problem
    assert problem.endswith("。")


def test_a_row_is_applied_wholly_or_not_at_all(desk, book):
    decide(desk, WALK, DecisionKind.REMARK, "别人写的")
    fill(book, {WALK: WAIVED | {"责任人": "示例甲", "备注": "我写的"}})
    done, (problem,) = bring(desk, book)
    assert (done, states(desk)[WALK]) == ([], ("缺", "", "别人写的"))
    assert "K 列“备注”：导出以后已有人改过，现在是“别人写的”（别人）。" in problem


def test_what_was_collected_since_is_no_gap_any_more(desk, book):
    number = put(desk, "111.txt", "小塘村材料\n")
    by_program(desk, number, LANE)
    before = states(desk)
    assert LANE not in before
    fill(book, {LANE: WAIVED})
    done, (problem,) = bring(desk, book)
    assert (done, states(desk)) == ([], before)
    assert "已核收" in problem


def test_what_stands_otherwise_since_is_not_waived_unseen(desk, book):
    number = put(desk, "111.txt", "小塘村材料\n")
    by_program(desk, number, JULY)
    decision = Deciding(
        DecisionKind.RETURN, SlotId(*JULY.split("/")), "别人", "看不清", receipt=number
    )
    desk.archive.catalogue.decide([decision])
    assert states(desk)[JULY][0] == "退回"
    fill(book, {JULY: WAIVED})
    done, (problem,) = bring(desk, book)
    assert (done, "导出以后状态变了，现在是退回" in problem) == ([], True)
    fill(book, {JULY: {"状态": "缺", "理由": "", "责任人": "示例甲"}})
    assert bring(desk, book) == ([("责任人：示例甲",)], ())


def test_what_does_not_apply_since_is_told(desk, book):
    decide(desk, WALK, DecisionKind.WAIVE, reason="别的理由")
    decide(desk, LANE, DecisionKind.WAIVE, reason="未发现此类情况")
    fill(book, {WALK: WAIVED, LANE: WAIVED, JULY: {"责任人": "示例甲"}})
    done, (problem,) = bring(desk, book)
    assert done == [(), ("责任人：示例甲",)]
    assert "已定为不适用，理由不同（别人：别的理由）" in problem
    fill(book, {WALK: {"状态": "缺", "理由": "", "责任人": "示例甲"}})
    _, (problem,) = bring(desk, book)
    assert "导出以后已定为不适用（别人：别的理由）" in problem


def test_what_was_taken_back_since_can_be_filled_in_again(desk, book):
    number = decide(desk, WALK, DecisionKind.WAIVE, reason="别的理由")
    desk.archive.catalogue.take_back(number, actor="别人", reason="看错了")
    fill(book, {WALK: WAIVED})
    done, problems = bring(desk, book)
    assert (len(done), problems, states(desk)[WALK]) == (1, (), "不适用")


def test_the_same_slot_twice_is_refused_the_second_time(desk, book):
    cells = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python(skip_empty_area=False)
    head = next(row for row in cells if "件位" in row)
    row = next(row for row in cells if WALK in row)
    twice = [[*row], [*row]]
    for copy, name in zip(twice, ("示例甲", "示例乙"), strict=True):
        copy[head.index("责任人")] = name
    with Workbook(book) as workbook:
        sheet = workbook.add_worksheet("甲")
        for line, said in enumerate([head, *twice]):
            sheet.write_row(line, 0, said)
    done, (problem,) = bring(desk, book)
    assert done == [("责任人：示例甲",)]
    assert "“甲”第 3 行 G 列“责任人”：导出以后已有人改过，现在是“示例甲”" in problem


def test_a_household_named_by_a_number_is_known_by_its_hidden_key(desk):
    village = next(slot for slot in desk.slots if str(slot.id) == WALK)
    household = replace(village, part=Part(CARD, f"示例户（{CARD}）"))
    desk.slots = (*desk.slots, household)
    desk.slot_of = {slot.id: slot for slot in desk.slots}
    book = export(desk)
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "件位" in row)
    (key,) = [row[head.index("件位")] for row in rows if "/#" in str(row[head.index("件位")])]
    assert CARD not in str(rows)
    fill(book, {key: WAIVED})
    done, problems = bring(desk, book)
    assert (len(done), problems) == (1, ())
    assert states(desk)[f"xiaotang/ZR-04/{CARD}"] == "不适用"


def test_a_slot_that_left_the_manifests_is_told(desk, book):
    fewer = tuple(r for r in desk.manifests.requirements if r.code != "ZR-04")
    fill(book, {WALK: WAIVED})
    manifests = replace(desk.manifests, requirements=fewer)
    session = Session(desk.workspace, manifests, desk.archive, Silent())
    session.renditions = desk.renditions
    done, (problem,) = bring(session, book)
    assert (done, "已没有这项材料" in problem) == ([], True)


def test_a_list_that_is_not_there_is_refused(desk, tmp_path):
    with pytest.raises(UsageError):
        import_gap_list(desk, tmp_path / "没有.xlsx", CLERK)


def test_a_row_whose_hidden_key_names_other_material_is_refused(desk, book):
    fill(book, {JULY: {"件位": WALK, "责任人": "示例甲"}})
    done, problems = bring(desk, book)
    assert done == []
    assert "与它隐藏的件位不符" in problems[0]
    assert desk.archive.catalogue.decisions() == ()
