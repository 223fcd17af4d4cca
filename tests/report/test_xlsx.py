import re
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile

import pytest
from county_sample import (
    AS_OF,
    EAST,
    HEALTH,
    OFFICE,
    SITE,
    SLOTS,
    WATER,
    ZONE,
    overview,
    settled,
)
from python_calamine import CalamineWorkbook

from archive_builder.model import Aspect, Indicator, Waiver
from archive_builder.report.changes import Event, changes
from archive_builder.report.filled_list import REASONS
from archive_builder.report.palette import OVERDUE, OVERDUE_ROW, SOON
from archive_builder.report.wording import COLUMNS
from archive_builder.report.workbook import FILL
from archive_builder.report.xlsx_list import write_list_xlsx
from archive_builder.report.xlsx_overview import write_overview_xlsx

HIDDEN = ["件位", "核对", "状态选项一", "状态选项二"]


def rows(path, sheet=0):
    book = CalamineWorkbook.from_path(path)
    name = sheet if isinstance(sheet, str) else book.sheet_names[sheet]
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def table(path, sheet, *heads):
    """The rows under the head row that has these titles, each by column title."""
    cells = rows(path, sheet)
    line = next(n for n, row in enumerate(cells) if set(heads) <= set(row))
    return [dict(zip(cells[line], row, strict=True)) for row in cells[line + 1 :] if row[1]]


def gap_rows(path, sheet="缺项清单"):
    return table(path, sheet, "件位", "状态")


def part(path, name):
    return ZipFile(path).read(f"xl/{name}").decode()


def sheet_xml(path, name):
    return part(
        path, f"worksheets/sheet{CalamineWorkbook.from_path(path).sheet_names.index(name) + 1}.xml"
    )


def waived(county, slot):
    """The county with one slot found not to apply."""
    waiver = Waiver(slot, "未发现此类情况（示例）", "示例员", AS_OF)
    gaps = tuple(gap for gap in county.gaps if gap.slot != slot)
    return replace(county, gaps=gaps, waivers=(waiver,))


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


def test_a_units_list_says_whose_it_is_when_how_much_and_how_to_fill_it_in(east):
    lines = [row[0] for row in rows(east)[:5]]
    assert lines[0] == "东一村缺项清单"
    assert lines[1] == "样例迎检　　截至 2021年12月22日"
    assert lines[2] == (
        "应备件位 4 个，已核收 1 个，缺项 3 个，逾期 2 个，临近 1 个。"
        "其中：缺 1，已收待核 1，待盖章 1。"
    )
    assert "archive-builder import 本文件" in lines[4]


def test_a_row_a_slot_with_the_norms_columns_then_those_to_fill_in(east):
    head = rows(east)[5]
    assert tuple(head) == (*COLUMNS, "理由", "备注", *HIDDEN)
    missing, unsealed, unread = gap_rows(east)
    assert list(missing.values())[:12] == [
        *("东一村", "ZR-05", "村级访谈提纲及回答：村支部书记", "", "1/0"),
        *("未收到（须乡镇盖章；报乡村振兴局）", "", "12月20日18:00前", "缺（逾期）"),
        *("", "", "east/ZR-05/secretary"),
    ]
    assert [missing[title] for title in HIDDEN[2:]] == ["缺（逾期）", "不适用"]
    assert missing["核对"].startswith("缺/")
    assert unsealed["缺项说明"] == "待乡镇盖章（报乡村振兴局）"
    assert (unsealed["应有/现有"], unsealed["状态"]) == ("1/1", "待盖章（逾期）")
    assert (unread["应有材料"], unread["件位"]) == ("=1+1 问卷", "east/ZW-01/-")
    assert unread["截止"] == "12月25日18:00前\n12月26日前完成整改"
    assert unread["状态"] == "已收待核（临近）"


def test_who_sees_to_it_and_remarks_stand_there_already(tmp_path):
    county = overview()
    gaps = (replace(county.gaps[0], charge="示例甲", remark="样例备注"), *county.gaps[1:])
    path = tmp_path / "list.xlsx"
    write_list_xlsx(replace(county, gaps=gaps).list_of(OFFICE), path)
    (row,) = gap_rows(path)
    assert (row["责任人"], row["备注"], row["理由"]) == ("示例甲", "样例备注", "")


def test_a_list_ends_with_who_made_and_checked_it(east):
    assert rows(east)[-1][0].startswith("制表：")
    assert "审核：" in rows(east)[-1][0]


def test_no_text_becomes_a_formula(east):
    assert "<f>" not in part(east, "worksheets/sheet1.xml").split("<dataValidations")[0]


def test_the_drop_downs_offer_the_rows_own_state_and_not_applicable_and_reasons(east):
    sheet = part(east, "worksheets/sheet1.xml")
    found = re.findall(
        r'<dataValidation ([^>]*)sqref="([A-Z]+\d+:[A-Z]+\d+)"[^>]*><formula1>(.*?)</f', sheet
    )
    rules = {area: (formula, "showErrorMessage" in how) for how, area, formula in found}
    assert rules == {
        "I7:I9": ("$N7:$O7", True),
        "J7:J9": (f'"{",".join(REASONS)}"', False),
    }
    assert f"FF{FILL['bg_color'][1:]}" in part(east, "styles.xml")


def test_print_setup_panes_filter_and_hidden_columns(east):
    sheet = part(east, "worksheets/sheet1.xml")
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert 'fitToHeight="0"' in sheet
    assert re.search(r'<pane ySplit="6" topLeftCell="A7"[^>]*state="frozen"/>', sheet)
    assert '<autoFilter ref="A6:O9"/>' in sheet
    hidden = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', sheet)
    assert {n for low, high in hidden for n in range(int(low), int(high) + 1)} == {12, 13, 14, 15}
    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert "$6:$6" in part(east, "workbook.xml")


def test_overdue_and_due_soon_are_in_colour_too(east):
    styles = part(east, "styles.xml")
    assert all(f"FF{colour[1:]}" in styles for colour in (OVERDUE_ROW, OVERDUE, SOON))


def test_rows_are_as_high_as_their_text_needs(county, east):
    sheet = sheet_xml(county, "按截止日")
    assert {18.75} < {float(found) for found in re.findall(r'<row [^>]* ht="([\d.]+)"', sheet)}
    assert re.search(r'<row r="9"[^>]* ht="32.25"', part(east, "worksheets/sheet1.xml"))


def test_collectors_are_told_who_gathers_with_them(tmp_path):
    path = tmp_path / "list.xlsx"
    write_list_xlsx(overview().list_of(OFFICE), path)
    (row,) = gap_rows(path)
    assert row["单位"] == "样例区"
    assert row["缺项说明"] == "未收到（收集单位：区委办公室、卫生健康局）"
    assert row["截止"] == "未定时限"


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
    assert rows(path)[2][0] == words
    assert gap_rows(path) == []
    assert "<dataValidation" not in part(path, "worksheets/sheet1.xml")


def test_what_does_not_apply_is_told_with_who_found_so(tmp_path):
    secretary = SLOTS[3]
    path = tmp_path / "list.xlsx"
    write_list_xlsx(waived(overview(), secretary).list_of(EAST), path)
    assert "不适用 1 个" in rows(path)[2][0]
    assert [row["件位"] for row in gap_rows(path)] == ["east/ZR-05/team", "east/ZW-01/-"]
    assert table(path, "不适用", "谁", "何时") == [
        {
            "单位": "东一村",
            "类目编号": "ZR-05",
            "应有材料": "村级访谈提纲及回答：村支部书记",
            "理由": "未发现此类情况（示例）",
            "谁": "示例员",
            "何时": "2021年12月22日",
        }
    ]


def test_the_county_has_its_sheets(county, tmp_path):
    names = [
        *("总览", "汇总（县级）", "汇总（区直部门）", "汇总（乡镇）", "汇总（行政村）"),
        *("明细", "按截止日", "按评估内容"),
    ]
    assert CalamineWorkbook.from_path(county).sheet_names == names
    full = waived(overview(), SLOTS[3])
    full = replace(full, changes=changes((), (), full.gaps, AS_OF))
    write_overview_xlsx(full, tmp_path / "full.xlsx")
    found = CalamineWorkbook.from_path(tmp_path / "full.xlsx").sheet_names
    assert found == [*names, "昨日以来", "不适用"]


def test_every_sheet_prints_on_landscape_a4_with_its_head_repeated(county):
    names = CalamineWorkbook.from_path(county).sheet_names
    assert part(county, "workbook.xml").count("Print_Titles") == len(names)
    for name in names:
        sheet = sheet_xml(county, name)
        assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
        assert 'fitToHeight="0"' in sheet and 'state="frozen"' in sheet


def test_progress_by_unit_under_its_groups_subtotal(tmp_path):
    path = tmp_path / "total.xlsx"
    write_overview_xlsx(waived(overview(), SLOTS[3]), path)
    found = {(row["所属"], row["单位"]): row for row in table(path, "总览", "完成率")}
    counts = ("应备件位", "已核收", "不适用", "缺项", "逾期", "临近", "完成率")
    town, east = found["东镇", "小计"], found["东镇", "东一村"]
    assert [town[c] for c in counts] == [8, 2, 1, 5, 3, 1, 0.37]
    assert [east[c] for c in counts] == [4, 1, 1, 2, 1, 1, 0.5]
    assert [east[aspect] for aspect in Aspect] == ["1/2", "1/1", "0/1", "—"]
    office = found["县级综合部门", "区委办公室"]
    assert [office[c] for c in counts] == [0, 0, 0, 0, 0, 0, "—"]


def test_matrix_cells_say_the_state(county):
    head, east, west = rows(county, "汇总（行政村）")[4:7]
    assert [title.split("\n")[0] for title in head] == ["单位", "ZR-05", "ZP-01", "ZW-01"]
    assert east == ["东一村", "逾期\n缺 0/2", "核收", "待核"]
    assert west == ["东二村", "逾期\n缺 0/2", "核收", ""]


def test_details_hold_every_gap_in_order_and_can_be_filled_in_too(county):
    found = gap_rows(county, "明细")
    assert [row["件位"] for row in found] == [str(gap.slot.id) for gap in overview().gaps]
    assert [row["方面"] for row in found] == [g.slot.requirement.aspect for g in overview().gaps]
    assert all(row["核对"] for row in found)
    assert "$P7:$Q7" in sheet_xml(county, "明细")


def test_due_days_with_who_still_owes(county):
    found = {(row["截止"], row["类目编号"]): row for row in table(county, "按截止日", "截止")}
    counts = ("应备件位", "已核收", "不适用", "缺项", "逾期", "临近")
    day, item = found["2021年12月20日", "小计"], found["12月20日18:00前", "ZR-05"]
    assert [day[c] for c in counts] == [4, 0, 0, 4, 4, 0]
    assert (item["应有材料"], item["尚欠单位（件位数）"]) == (
        "村级访谈提纲及回答",
        "各 2 个：东一村、东二村",
    )
    assert [found["未定时限", "小计"][c] for c in counts] == [4, 2, 0, 2, 0, 0]


def test_evaluation_contents_say_where_there_is_no_evidence(tmp_path):
    """The second content is named by the 花名册, of which two are there; the first by none."""
    county = overview()
    slots = tuple(
        replace(s, requirement=replace(s.requirement, indicators=("3.1",)))
        if s.requirement.code == "ZP-01"
        else s
        for s in SLOTS
    )
    asked = (
        Indicator("1.1", "示例责任", Aspect.RESPONSIBILITY),
        Indicator("3.1", "示例监测", Aspect.WORK),
    )
    county = overview(slots=slots)
    county = replace(county, campaign=replace(county.campaign, indicators=asked))
    path = tmp_path / "total.xlsx"
    write_overview_xlsx(county, path)
    first, second = table(path, "按评估内容", "佐证")
    assert (first["评估内容"], first["应备件位"], first["佐证"]) == ("示例责任", 0, "无佐证")
    assert (second["应备件位"], second["已核收"], second["佐证"]) == (3, 2, "佐证 2 件")
    assert "尚无一件佐证的 1 项" in rows(path, "按评估内容")[2][0]


def test_changes_since_yesterday(tmp_path):
    county = overview()
    when = datetime(2021, 12, 21, 9, 5, tzinfo=ZONE)
    came, back = (
        Event(SLOTS[0], "示例纪要.docx", when),
        Event(SLOTS[3], "样例.pdf", when, "没有签字"),
    )
    late = [replace(g, slot=county.gaps[2].slot) for g in county.gaps[2:3]]
    since = replace(changes([came], [back], county.gaps, AS_OF), overdue=tuple(late))
    path = tmp_path / "total.xlsx"
    write_overview_xlsx(replace(county, changes=since), path)
    found = [tuple(row.values()) for row in table(path, "昨日以来", "变化")]
    assert [(row[0], row[1]) for row in found] == [
        *(("收到", "1 件"), ("收到", "样例区"), ("退回", "1 件"), ("退回", "东一村")),
        *(("新逾期", "1 件"), ("新逾期", "东一村")),
    ]
    assert found[1][4:] == ("示例纪要.docx", "12月21日 09:05")
    assert found[3][4] == "样例.pdf\n没有签字"
    assert found[5][4].startswith("缺：未收到")


def test_the_same_county_makes_the_same_bytes(east, county):
    before = east.read_bytes(), county.read_bytes()
    assert not write_list_xlsx(overview().list_of(EAST), east)
    assert not write_overview_xlsx(overview(), county)
    assert (east.read_bytes(), county.read_bytes()) == before
    dates = {entry.date_time for entry in ZipFile(county).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert b"2021-12-01T00:00:00Z" in ZipFile(county).read("docProps/core.xml")
