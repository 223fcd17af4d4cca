import re
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from xlsxwriter import Workbook

from archive_builder.errors import UsageError
from archive_builder.report.pending_xlsx import (
    Options,
    Row,
    read_pending_xlsx,
    write_pending_xlsx,
)

ROWS = (
    Row(
        12, "ab12cd34ef567890", 0, "东一村/走访.docx", "走访记录", "都像", [("east/ZR-04/-", "甲")]
    ),
    Row(13, "cd" * 32, 31, "=1+1.pdf", "", "没有单位", []),
)
OPTIONS = Options(
    ["东一村（东镇）", "东一村（西镇）"],
    {"ZP-01 花名册": ("户籍人口", "脱贫人口"), "ZR-04 走访": ()},
)
HEAD = 3


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "待定.xlsx"
    assert write_pending_xlsx(ROWS, OPTIONS, path)
    return path


def part(path, name):
    return ZipFile(path).read(f"xl/{name}").decode()


def cells(path):
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("待定清单")
    return sheet.to_python(skip_empty_area=False)


def returned(tmp_path, source, change):
    """The list as a spreadsheet program would save it, after `change` of its rows of cells."""
    rows = change([list(row) for row in cells(source)])
    target = tmp_path / "returned.xlsx"
    with Workbook(target) as workbook:
        sheet, options = workbook.add_worksheet("待定清单"), workbook.add_worksheet("选项")
        options.write_string(0, 0, "archive-builder 待定清单 1")
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return target


def filled(number, **said):
    """Fill in one row's cells, by column title."""

    def change(rows):
        for title, value in said.items():
            rows[HEAD + number][rows[HEAD].index(title)] = value
        return rows

    return change


def test_a_row_a_receipt_with_its_suggestions(book):
    rows = cells(book)
    assert rows[0][0] == "待定清单（2 件）"
    assert "archive-builder import" in rows[2][0]
    assert rows[HEAD][:12] == [
        *("来件号", "来件", "题名", "为什么等", "建议一", "建议二", "建议三"),
        *("选择", "单位", "应备材料", "部分", "备注"),
    ]
    assert rows[HEAD + 1][:8] == [12, "东一村/走访.docx", "走访记录", "都像", "甲", "", "", ""]
    assert rows[HEAD + 1][12] == "12/ab12cd34ef56/0"
    assert "<f>" not in part(book, "worksheets/sheet1.xml").split("<dataValidations")[0]


def test_the_drop_downs_offer_what_there_is(book):
    sheet = part(book, "worksheets/sheet1.xml")
    rules = dict(
        re.findall(r'<dataValidation [^>]*sqref="([A-Z])5:[A-Z]6"[^>]*><formula1>(.*?)</f', sheet)
    )
    assert rules["H"] == '"建议一,建议二,建议三,另选,不归档"'
    assert rules["I"] == "'选项'!$A$3:$A$4"
    assert rules["J"] == "'选项'!$B$3:$B$4"
    assert rules["K"].startswith("OFFSET('选项'!$D$3,MATCH($J5,'选项'!$C$3:$C$4,0)-1")
    options = CalamineWorkbook.from_path(book).get_sheet_by_name("选项").to_python()
    assert [row[:2] for row in options[2:]] == [
        ["东一村（东镇）", "ZP-01 花名册"],
        ["东一村（西镇）", "ZR-04 走访"],
    ]
    assert [row[2:] for row in options[2:]] == [
        ["ZP-01 花名册", "户籍人口"],
        ["ZP-01 花名册", "脱贫人口"],
    ]


def test_it_prints_on_landscape_a4_with_its_head_repeated_and_the_rest_hidden(book):
    sheet, workbook = part(book, "worksheets/sheet1.xml"), part(book, "workbook.xml")
    assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
    assert 'topLeftCell="C5"' in sheet and 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "$4:$4" in workbook
    assert sheet.count('hidden="1"') == 1
    visible = {s.name: s.visible for s in CalamineWorkbook.from_path(book).sheets_metadata}
    assert visible == {"待定清单": SheetVisibleEnum.Visible, "选项": SheetVisibleEnum.Hidden}


def test_the_same_list_is_the_same_bytes(book):
    assert write_pending_xlsx(ROWS, OPTIONS, book) is False


def test_an_empty_list_can_be_written(tmp_path):
    write_pending_xlsx((), OPTIONS, tmp_path / "空.xlsx")
    assert read_pending_xlsx(tmp_path / "空.xlsx") == ()


def test_only_rows_that_were_filled_in_come_back(book, tmp_path):
    assert read_pending_xlsx(book) == ()
    path = returned(tmp_path, book, filled(2, 选择="另选", 单位=" 东一村（西镇） ", 备注="见签"))
    (row,) = read_pending_xlsx(path)
    assert (row.line, row.receipt, row.digits, row.seen) == (6, 13, "cd" * 6, 31)
    assert row.cells == {"选择": "另选", "单位": "东一村（西镇）", "备注": "见签"}
    assert (row.slots, row.letters["单位"]) == ((), "I")
    remark = returned(tmp_path, book, filled(1, 备注="再看"))
    assert read_pending_xlsx(remark) == ()


def test_sorted_rows_and_moved_columns_are_read_by_what_they_are(book, tmp_path):
    def change(rows):
        rows = filled(1, 选择="建议一")(rows)
        return rows[:HEAD] + [row[::-1] for row in (rows[HEAD], *reversed(rows[HEAD + 1 :]))]

    (row,) = read_pending_xlsx(returned(tmp_path, book, change))
    assert (row.line, row.receipt, row.slots) == (6, 12, ("east/ZR-04/-",))
    assert row.letters["选择"] == "G"


@pytest.mark.parametrize(
    ("typed", "read"), [(3.0, "3"), ("１０月", "１０月"), (True, "True"), ("  ", None)]
)
def test_what_a_spreadsheet_makes_of_a_cell_is_read_as_typed(book, tmp_path, typed, read):
    path = returned(tmp_path, book, filled(1, 选择="另选", 部分=typed))
    assert read_pending_xlsx(path)[0].cells.get("部分") == read


def test_a_month_that_became_a_date_is_read_as_a_month(book, tmp_path):
    rows = cells(book)
    path = tmp_path / "date.xlsx"
    with Workbook(path) as workbook:
        sheet, options = workbook.add_worksheet("待定清单"), workbook.add_worksheet("选项")
        options.write_string(0, 0, "archive-builder 待定清单 1")
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
        sheet.write_number(HEAD + 1, 10, 44470, workbook.add_format({"num_format": "yyyy-mm"}))
    assert read_pending_xlsx(path)[0].cells == {"部分": "2021-10"}


def test_a_spoilt_hidden_cell_names_no_receipt(book, tmp_path):
    path = returned(tmp_path, book, filled(1, 选择="建议一", 核对码="十二"))
    assert read_pending_xlsx(path)[0].receipt == 0


def other_workbook(tmp_path):
    with Workbook(tmp_path / "other.xlsx") as workbook:
        workbook.add_worksheet("Sheet1").write_string(0, 0, "来件号")
    return tmp_path / "other.xlsx"


def not_a_workbook(tmp_path):
    (tmp_path / "text.xlsx").write_text("来件号")
    return tmp_path / "text.xlsx"


def broken_workbook(tmp_path):
    with ZipFile(tmp_path / "broken.xlsx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    return tmp_path / "broken.xlsx"


@pytest.mark.parametrize(
    "make", [other_workbook, not_a_workbook, broken_workbook, lambda folder: folder / "none.xlsx"]
)
def test_what_is_no_pending_list_is_refused_with_what_to_do(tmp_path, make):
    with pytest.raises(UsageError) as caught:
        read_pending_xlsx(make(tmp_path))
    assert caught.value.remedy


def test_a_list_that_lost_a_column_is_refused(book, tmp_path):
    path = returned(tmp_path, book, lambda rows: [[*row[:8], *row[9:]] for row in rows])
    with pytest.raises(UsageError, match="单位"):
        read_pending_xlsx(path)
