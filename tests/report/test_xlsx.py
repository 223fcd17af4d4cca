import re
from zipfile import ZipFile

import pytest
from county_sample import EAST, HEALTH, OFFICE, SITE, WATER, overview, settled
from python_calamine import CalamineWorkbook

from archive_builder.report.palette import OVERDUE, OVERDUE_ROW
from archive_builder.report.wording import COLUMNS
from archive_builder.report.xlsx_list import write_list_xlsx
from archive_builder.report.xlsx_overview import write_overview_xlsx

HEAD = 4


def rows(path, sheet=0):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def part(path, name):
    return ZipFile(path).read(f"xl/{name}").decode()


@pytest.fixture
def east(tmp_path):
    path = tmp_path / "缺项清单.xlsx"
    write_list_xlsx(overview().list_of(EAST), path)
    return path


@pytest.fixture
def county(tmp_path):
    path = tmp_path / "全区总览.xlsx"
    write_overview_xlsx(overview(), path)
    return path


def test_a_units_list_says_whose_it_is_when_and_how_much(east):
    lines = [row[0] for row in rows(east)[:HEAD]]
    assert lines[0] == "东一村缺项清单"
    assert lines[1] == "样例迎检　　截至 2021年12月22日"
    assert lines[2] == (
        "应备件位 4 个，已核收 1 个，缺项 3 个，逾期 2 个。其中：缺 1，已收待核 1，待盖章 1。"
    )


def test_a_row_a_gap_with_the_norms_columns(east):
    head, *table = rows(east)[HEAD : HEAD + 4]
    assert tuple(head[:9]) == COLUMNS
    missing, unsealed, unread = table
    assert missing == [
        *("东一村", "ZR-05", "村级访谈提纲及回答：村支部书记", "", "1/0"),
        *("未收到（须乡镇盖章；报乡村振兴局）", "", "12月20日18:00前", "缺（逾期）"),
        "east/ZR-05/secretary",
    ]
    assert unsealed[2:6] == [
        "村级访谈提纲及回答：驻村工作队员",
        "",
        "1/1",
        "待乡镇盖章（报乡村振兴局）",
    ]
    assert unsealed[8:] == ["待盖章（逾期）", "east/ZR-05/team"]
    assert unread == [
        *("东一村", "ZW-01", "=1+1 问卷", "", "1/1"),
        *("文件加密，无法打开", "", "12月25日18:00前\n12月26日前完成整改", "已收待核"),
        "east/ZW-01/-",
    ]


def test_a_list_ends_with_who_made_and_checked_it(east):
    assert rows(east)[-1][0].startswith("制表：")
    assert "审核：" in rows(east)[-1][0]


def test_no_text_becomes_a_formula(east):
    assert "<f>" not in part(east, "worksheets/sheet1.xml")


def test_print_setup_panes_filter_and_hidden_column(east):
    sheet = part(east, "worksheets/sheet1.xml")
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert 'fitToHeight="0"' in sheet
    assert re.search(r'<pane ySplit="5" topLeftCell="A6"[^>]*state="frozen"/>', sheet)
    assert '<autoFilter ref="A5:J8"/>' in sheet
    assert re.search(r'<col min="10" max="10"[^>]*hidden="1"', sheet)
    assert sheet.count('hidden="1"') == 1
    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert "$5:$5" in part(east, "workbook.xml")


def test_overdue_is_in_colour_too(east):
    styles = part(east, "styles.xml")
    assert f"FF{OVERDUE_ROW[1:]}" in styles
    assert f"FF{OVERDUE[1:]}" in styles


def test_rows_are_as_high_as_their_text_needs(county):
    sheet = part(county, "worksheets/sheet7.xml")
    heights = {float(found) for found in re.findall(r'<row [^>]* ht="([\d.]+)"', sheet)}
    assert {18.75} < heights


def test_a_row_of_two_lines_is_higher(east):
    sheet = part(east, "worksheets/sheet1.xml")
    assert re.search(r'<row r="8"[^>]* ht="32.25"', sheet)


def test_collectors_are_told_who_gathers_with_them(tmp_path):
    path = tmp_path / "list.xlsx"
    write_list_xlsx(overview().list_of(OFFICE), path)
    row = rows(path)[HEAD + 1]
    assert row[0] == "样例区"
    assert row[5] == "未收到（收集单位：区委办公室、卫生健康局）"
    assert row[7] == "未定时限"


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (overview().list_of(WATER), "本单位无应备件位。"),
        (overview().list_of(SITE), "本单位无应备件位。"),
        (settled().list_of(EAST), "应备件位 4 个，均已核收。"),
        (settled().list_of(HEALTH), "应备件位 2 个，均已核收。"),
    ],
)
def test_a_list_without_gaps_says_so(tmp_path, listed, words):
    path = tmp_path / "list.xlsx"
    write_list_xlsx(listed, path)
    found = rows(path)
    assert found[2][0] == words
    assert not any(row[9] for row in found[HEAD + 1 :])


def test_the_county_has_its_sheets(county):
    assert CalamineWorkbook.from_path(county).sheet_names == [
        "总览",
        "汇总（县级）",
        "汇总（区直部门）",
        "汇总（乡镇）",
        "汇总（行政村）",
        "明细",
        "按截止日",
    ]


def test_progress_by_unit_under_its_groups_subtotal(county):
    table = {(row[0], row[1]): row for row in rows(county)}
    assert table["东镇", "小计"][3:8] == [8.0, 2.0, 6.0, 4.0, 0.25]
    assert table["东镇", "东一村"][2:] == [
        "行政村", 4.0, 1.0, 3.0, 2.0, 0.25, "0/2", "1/1", "0/1", "—",
    ]  # fmt: skip
    assert table["县级综合部门", "区委办公室"][3:8] == [0.0, 0.0, 0.0, 0.0, "—"]


def test_matrix_cells_say_the_state(county):
    head, east, west = rows(county, 4)[HEAD : HEAD + 3]
    assert [title.split("\n")[0] for title in head] == ["单位", "ZR-05", "ZP-01", "ZW-01"]
    assert east == ["东一村", "逾期\n缺 0/2", "核收", "待核"]
    assert west == ["东二村", "逾期\n缺 0/2", "核收", ""]


def test_details_hold_every_gap_in_order(county):
    table = [row for row in rows(county, 5) if row[-1]][1:]
    assert [row[-1] for row in table] == [str(gap.slot.id) for gap in overview().gaps]
    assert [row[1] for row in table] == [gap.slot.requirement.aspect for gap in overview().gaps]


def test_due_days_with_who_still_owes(county):
    table = {(row[0], row[1]): row for row in rows(county, 6)}
    assert table["2021年12月20日", "小计"][3:7] == [4.0, 0.0, 4.0, 4.0]
    assert table["12月20日18:00前", "ZR-05"][2:] == [
        "村级访谈提纲及回答", 4.0, 0.0, 4.0, 4.0, "各 2 个：东一村、东二村",
    ]  # fmt: skip
    assert table["未定时限", "小计"][3:7] == [4.0, 2.0, 2.0, 0.0]


def test_the_same_county_makes_the_same_bytes(east, county, tmp_path):
    before = east.read_bytes(), county.read_bytes()
    assert not write_list_xlsx(overview().list_of(EAST), east)
    assert not write_overview_xlsx(overview(), county)
    assert (east.read_bytes(), county.read_bytes()) == before
    dates = {entry.date_time for entry in ZipFile(county).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert b"2021-12-01T00:00:00Z" in ZipFile(county).read("docProps/core.xml")
