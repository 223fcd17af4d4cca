import pytest
from county_sample import EAST, overview
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from archive_builder.errors import UsageError
from archive_builder.model import SlotState
from archive_builder.report.filled_list import (
    NOTHING,
    OTHER,
    REASONS,
    Asked,
    Filled,
    asked,
    is_gap_list,
    read_filled_list,
    subject,
)
from archive_builder.report.returned import Refused
from archive_builder.report.row_check import bare_state, digest, exported, parse
from archive_builder.report.xlsx_list import write_list_xlsx
from archive_builder.report.xlsx_overview import write_overview_xlsx

HEAD = 5
TEXTS = st.text("示例甲乙 12*\n（）", max_size=8).map(str.strip)
STATES = st.sampled_from([s for s in SlotState if s is not SlotState.WAIVED])


def row(state=SlotState.MISSING, charge="示例甲", remark="", **said):
    """A row exported so, in which people then said something else."""
    about = {"单位": "东一村", "类目编号": "ZR-05", "应有材料": "样例材料"}
    check = exported(state, subject(about), charge, remark)
    cells = {"状态": state.value, "责任人": charge, "备注": remark, "理由": ""}
    return Filled("缺项清单", 7, "east/ZR-05/-", check, about | cells | said, {})


def refused(filled):
    with pytest.raises(Refused) as caught:
        asked(filled)
    return caught.value.column, caught.value.message


@given(STATES, TEXTS, TEXTS, st.sampled_from(["", "（逾期）", "（临近）"]))
def test_a_row_left_as_it_was_asks_for_nothing(state, charge, remark, urgency):
    said = {"状态": f"{state}{urgency}"}
    assert asked(row(state, charge, remark, **said)) == NOTHING
    assert asked(row(state, charge, remark, 状态="")) == NOTHING


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_only_cells_that_say_something_else_ask_for_it(charge, remark, now_charge, now_remark):
    found = asked(row(charge=charge, remark=remark, 责任人=now_charge, 备注=now_remark))
    assert found.waived == ""
    assert found.charge == (None if charge.split() == now_charge.split() else now_charge)
    assert found.remark == (None if remark.split() == now_remark.split() else now_remark)


@given(STATES, TEXTS, TEXTS)
def test_what_is_kept_of_a_row_is_read_back(state, charge, remark):
    check = exported(state, "东一村", charge, remark)
    assert parse(str(check)) == check
    assert len(str(check)) <= 40


@pytest.mark.parametrize("text", ["", "缺", "缺/1/2/3", "没有的/12345678/12345678/12345678"])
def test_a_spoilt_check_is_none(text):
    assert parse(text) is None


def test_spaces_and_line_ends_make_no_difference():
    assert digest(" 示例 甲\r\n乙 ") == digest("示例 甲\n乙")
    assert digest("示例甲") != digest("示例乙")
    assert bare_state("缺 (逾期)") == "缺"


@pytest.mark.parametrize("reason", [*REASONS[:-1], "自己写的理由"])
def test_not_applicable_with_its_reason(reason):
    assert asked(row(状态="不适用", 理由=reason)) == Asked(waived=reason)


def test_another_reason_stands_in_the_remark():
    found = asked(row(状态="不适用", 理由=OTHER, 备注="样例情况"))
    assert found == Asked(waived="其他：样例情况", remark="样例情况")


@pytest.mark.parametrize(
    ("said", "column", "message"),
    [
        ({"状态": "不适用"}, "理由", "不适用要写明理由"),
        ({"状态": "不适用", "理由": OTHER}, "备注", "备注是空的"),
        ({"状态": "已核收"}, "状态", "清单里不能改成“已核收”"),
        ({"状态": "待签字（逾期）"}, "状态", "清单里不能改成“待签字（逾期）”"),
        ({"理由": "未发现此类情况"}, "状态", "填了理由，状态没有选“不适用”"),
        ({"责任人": "示例乙", "应有材料": "别的材料"}, "", "只给一部分列排了序"),
    ],
)
def test_what_a_list_can_not_do_is_refused(said, column, message):
    assert refused(row(**said))[0] == column
    assert message in refused(row(**said))[1]


def test_a_row_that_lost_its_hidden_cells_is_refused():
    lost = Filled("缺项清单", 7, "", None, row().cells, {})
    assert "隐藏的“件位”" in refused(lost)[1]
    spoilt = Filled("缺项清单", 7, "east/ZR-05/-", None, row().cells, {})
    assert "隐藏的“核对”" in refused(spoilt)[1]


# --- reading


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "缺项清单.xlsx"
    write_list_xlsx(overview().list_of(EAST), path)
    return path


def returned(path, change, sheet="缺项清单"):
    """The list as a spreadsheet program would save it, after `change` of its rows of cells."""
    cells = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
    target = path.with_name("填好.xlsx")
    with Workbook(target) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        for line, said in enumerate(change(cells.to_python(skip_empty_area=False))):
            sheet.write_row(line, 0, said)
    return target


def test_rows_are_read_with_where_they_stand(book):
    first, *_ = found = read_filled_list(book)
    assert [r.slot for r in found] == ["east/ZR-05/secretary", "east/ZR-05/team", "east/ZW-01/-"]
    assert (first.sheet, first.line, first.letters["责任人"]) == ("缺项清单", 7, "G")
    assert [asked(r) for r in found] == [NOTHING] * 3


def test_the_countys_workbook_is_read_by_its_details(tmp_path):
    path = tmp_path / "total.xlsx"
    write_overview_xlsx(overview(), path)
    found = read_filled_list(path)
    assert {r.sheet for r in found} == {"明细"}
    assert len(found) == len(overview().gaps)
    assert all(asked(r) == NOTHING for r in found)


def test_sorted_rows_moved_columns_and_deleted_rows_are_read_by_what_they_are(book):
    def change(cells):
        cells[HEAD + 1][cells[HEAD].index("责任人")] = "示例甲"
        kept = [cells[HEAD], cells[HEAD + 3], cells[HEAD + 1]]
        return [*cells[:2], *([*row[9:], *row[:9]] for row in kept)]

    last, first = read_filled_list(returned(book, change))
    assert (asked(last), asked(first)) == (NOTHING, Asked(charge="示例甲"))
    assert (first.slot, first.line, first.letters["责任人"]) == ("east/ZR-05/secretary", 5, "M")


@pytest.mark.parametrize(("typed", "read"), [(13.0, "13"), (True, "True"), ("  甲 ", "甲")])
def test_what_a_spreadsheet_makes_of_a_cell_is_read_as_typed(book, typed, read):
    def change(cells):
        cells[HEAD + 1][cells[HEAD].index("备注")] = typed
        return cells

    first, *_ = read_filled_list(returned(book, change))
    assert asked(first) == Asked(remark=read)


def test_a_row_that_somebody_added_is_told(book):
    def change(cells):
        added = [""] * len(cells[0])
        added[cells[HEAD].index("责任人")] = "示例甲"
        return [*cells[: HEAD + 4], added, *cells[HEAD + 4 :]]

    *_, added = found = read_filled_list(returned(book, change))
    assert len(found) == 4
    assert "认不出是哪一行" in refused(added)[1]


def test_a_list_that_lost_a_column_is_refused(book):
    path = returned(book, lambda cells: [[*row[:6], *row[7:12]] for row in cells])
    with pytest.raises(UsageError, match="责任人、核对"):
        read_filled_list(path)


def test_a_list_is_known_by_its_content(book, tmp_path):
    assert is_gap_list(book)
    assert is_gap_list(returned(book, lambda cells: cells[HEAD:]))
    with Workbook(tmp_path / "other.xlsx") as workbook:
        workbook.add_worksheet("缺项清单").write_string(0, 0, "状态")
    assert not is_gap_list(tmp_path / "other.xlsx")
    with pytest.raises(UsageError):
        is_gap_list(tmp_path / "none.xlsx")
