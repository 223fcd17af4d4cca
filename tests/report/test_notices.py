from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from county_sample import COUNTY, EAST, HEALTH, OFFICE, SLOTS, WATER, overview
from docx import Document

from archive_builder.model import Part, SignoffKind, UnitKind
from archive_builder.report.notices import (
    broken,
    notice_values,
    overdue_values,
    write_notice,
    write_overdue_notice,
)
from archive_builder.report.word import WordTemplate

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def template():
    return WordTemplate(TEMPLATES / "催办通知.docx")


@pytest.fixture(scope="module")
def overdue_template():
    return WordTemplate(TEMPLATES / "逾期催办通知.docx")


def read(content):
    """The texts of a notice in their order, cells of one row joined by |."""
    document = Document(BytesIO(content))
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += ["|".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            found.append(block.text)
    return found


def of(unit, **changed):
    return overview(**changed).list_of(unit)


def test_a_unit_is_told_in_the_order_of_urgency_what_it_owes(template, tmp_path):
    assert write_notice(of(EAST), template, tmp_path / "催办通知.docx")
    assert read((tmp_path / "催办通知.docx").read_bytes()) == [
        "资料组",
        "　　　　〔2021〕　　　号",
        "关于催报档案资料的通知",
        "东一村：",
        "根据样例迎检档案资料收集工作安排，截至2021年12月22日，东一村应备档案资料4项，"
        "尚缺3项，其中已逾期2项、三日内到期1项。请抓紧收集报送。现将有关事项通知如下：",
        "一、已逾期，须立即报送（2项）",
        "编号|材料名称|应有/现有|状态和原因|截止",
        "ZR-05|村级访谈提纲及回答：村支部书记|1/0|未收到|12月20日18:00前",
        "ZR-05|村级访谈提纲及回答：驻村工作队员|1/1|待乡镇盖章|12月20日18:00前",
        "二、三日内到期，务必按时报送（1项）",
        "编号|材料名称|应有/现有|状态和原因|截止",
        "ZW-01|=1+1 问卷|1/1|已收待核：文件加密，无法打开|12月25日18:00前\n12月26日前完成整改",
        "三、报送要求",
        "请将材料（电子件或纸质原件）报送档案资料组，文件名写明单位、类目编号和材料名称。",
        "其中，ZR-05报乡村振兴局。",
        "ZR-05须乡镇盖章，手续不全的不予核收。",
        "材料必须真实，不得事后补造、倒填日期；确实没有或不适用的，请书面说明原因。",
        "附件：东一村缺项清单",
        "资料组",
        "　　　　年　　月　　日",
    ]


def test_what_nobody_receives_or_signs_is_not_asked(template):
    texts = read(template.fill(notice_values(of(OFFICE))))
    assert "一、未到期或未定时限，请尽早报送（1项）" in texts
    assert "XJ-01|会议纪要（与卫生健康局共同收集）|1/0|未收到|未定时限" in texts
    assert not any("其中，" in text or "手续" in text for text in texts)


def test_the_county_is_addressed_by_those_who_gather_for_it():
    values = notice_values(of(COUNTY))
    assert values["主送机关"] == "样例区各有关单位"
    assert values["各组"][0]["材料"][0]["名称"] == "会议纪要（由区委办公室、卫生健康局收集）"


def test_a_unit_is_not_told_to_report_to_itself():
    listed = of(EAST)
    named = replace(listed, unit=replace(EAST, name="乡村振兴局"))
    assert notice_values(listed)["报送"] == "ZR-05报乡村振兴局"
    assert notice_values(named)["报送"] == ""


def test_who_receives_and_who_signs_is_told_once_for_several():
    slots = tuple(
        replace(s, requirement=replace(s.requirement, reported_to="示例局")) for s in SLOTS
    )
    values = notice_values(of(EAST, slots=slots))
    assert values["报送"] == "ZR-05、ZW-01报示例局"
    assert values["手续"] == f"ZR-05须乡镇{SignoffKind.SEAL}"


def test_the_count_of_gaps_names_only_what_there_is():
    assert notice_values(of(HEALTH, as_of=date(2021, 12, 1)))["缺项情况"] == "尚缺2项"
    assert notice_values(of(HEALTH))["缺项情况"] == "尚缺2项，其中三日内到期1项"
    late = notice_values(of(HEALTH, as_of=date(2021, 12, 23)))
    assert late["缺项情况"] == "尚缺2项，其中已逾期1项"


def test_who_sees_to_it_is_named():
    listed = of(EAST)
    charged = replace(listed, gaps=(replace(listed.gaps[0], charge="样例甲"),))
    row = notice_values(charged)["各组"][0]["材料"][0]
    assert row["情况"] == "未收到（责任人：样例甲）"


def test_months_are_folded_into_one_row():
    months = tuple(Part(f"2021-{n:02}", f"2021年{n}月") for n in range(1, 13))
    slots = tuple(replace(SLOTS[-1], part=part) for part in months)
    slots = tuple(replace(s, requirement=replace(s.requirement, required=True)) for s in slots)
    listed = of(slots[0].unit, slots=slots)
    (row,) = notice_values(listed)["各组"][0]["材料"]
    assert row["名称"] == "环境整治照片：2021年1月至12月"
    assert (row["应有"], row["现有"]) == (12, 0)


def test_all_that_is_overdue_is_told_by_unit(overdue_template, tmp_path):
    target = tmp_path / "逾期催办通知.docx"
    assert write_overdue_notice(overview(), overdue_template, target)
    texts = read(target.read_bytes())
    assert texts[2:4] == ["关于催报逾期档案资料的通知", "各有关单位："]
    assert "截至2021年12月22日，尚有2个单位的4项档案资料超过规定时限未报齐" in texts[4]
    assert texts[5:9] == [
        "一、东镇（4项）",
        "单位|逾期未报齐的材料",
        "东一村|ZR-05 村级访谈提纲及回答（村支部书记）：未收到，12月20日18:00前\n"
        "ZR-05 村级访谈提纲及回答（驻村工作队员）：待乡镇盖章，12月20日18:00前",
        "东二村|ZR-05 村级访谈提纲及回答（2项）：未收到，12月20日18:00前",
    ]
    assert texts[9] == "二、报送要求"


def test_units_that_owe_the_same_are_told_of_together():
    (group,) = overdue_values(overview(holdings={}))["各组"]
    assert [unit["名称"] for unit in group["单位"]] == ["东一村、东二村"]
    assert group["项数"] == 4


def test_overdue_is_what_was_due_before_the_list_s_day():
    late = overdue_values(overview(as_of=date(2021, 12, 23)))
    assert [group["标题"] for group in late["各组"]] == ["行业部门", "东镇"]
    codes = [row["编号"] for row in late["各组"][0]["单位"][0]["材料"]]
    assert codes == ["BM-11"]


@pytest.mark.parametrize("unit", [EAST, OFFICE, COUNTY, HEALTH])
def test_every_open_item_is_in_the_notice(template, unit):
    listed = of(unit)
    shown = "\n".join(read(template.fill(notice_values(listed))))
    for gap in listed.gaps:
        assert gap.slot.requirement.code in shown
        assert gap.slot.part.title in shown


def test_the_same_list_makes_the_same_bytes(template, overdue_template, tmp_path):
    target = tmp_path / "催办通知.docx"
    assert write_notice(of(EAST), template, target)
    assert not write_notice(of(EAST), template, target)
    overdue = tmp_path / "逾期催办通知.docx"
    assert write_overdue_notice(overview(), overdue_template, overdue)
    assert not write_overdue_notice(overview(), overdue_template, overdue)


def test_the_notice_is_an_official_letter(template):
    document = Document(BytesIO(template.fill(notice_values(of(EAST)))))
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    faces = {p.text: p.style.element.rPr.rFonts.get(_EAST_ASIA) for p in document.paragraphs}
    assert faces["关于催报档案资料的通知"] == "方正小标宋简体"
    assert faces["东一村："] == "仿宋"
    assert faces["三、报送要求"] == "黑体"
    assert document.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert section.even_page_footer.paragraphs[0].text == "— 1 —"


_EAST_ASIA = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("资料组", "资料组"),
        (
            "样例区迎接国家样例成果后评估领导小组档案资料组",
            "样例区迎接国家样例成果后评估\n领导小组档案资料组",
        ),
        ("示例区样例工作推进协调联络办公室资料组", "示例区样例工作推进协\n调联络办公室资料组"),
        (
            "领导小组示例区样例工作推进协调联络资料组",
            "领导小组示例区样例工\n作推进协调联络资料组",
        ),
    ],
)
def test_a_long_letterhead_is_broken_where_its_meaning_allows(name, lines):
    assert broken(name) == lines


def test_sections_are_numbered_past_ten():
    units = [
        replace(WATER, id=f"t{n}", name=f"示例{n}镇", kind=UnitKind.TOWNSHIP) for n in range(11)
    ]
    slots = [replace(SLOTS[3], unit=unit) for unit in units]
    values = overdue_values(overview({}, date(2021, 12, 25), slots, units))
    assert [group["序号"] for group in values["各组"]][8:] == ["九", "十", "十一"]
    assert values["末组序号"] == "十二"
