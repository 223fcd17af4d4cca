"""The blank forms of the shipped manifests and templates, and what is wrong with edited ones."""

import hashlib
import io
import re
import shutil
from collections import Counter
from pathlib import Path

import docx
import pytest
import yaml
from python_calamine import CalamineWorkbook

from archive_builder import manifest
from archive_builder.errors import UsageError
from archive_builder.model import ROSTER, TO_FILL, Household, form_line, form_number
from archive_builder.report.forms import blanks, load_forms, make_sheet, values
from archive_builder.report.word import WordTemplate
from archive_builder.review import read_roster

HERE = Path(__file__).parents[2]
TEMPLATES = HERE / "templates"
MANIFESTS = manifest.load(HERE / "manifests")
SLOTS = manifest.slots(MANIFESTS)
FORMS = load_forms(TEMPLATES, MANIFESTS)
BLANKS = tuple(blanks(FORMS.forms, SLOTS))

QUESTIONS = {
    "附件2.1": [10, 5, 16, 6, 8, 7, 6, 6, 7, 3],
    "附件2.2": [17],
    "附件2.3": [13],
}
OUTLINES_SHA256 = "fcb98818a5857680028f96e1fddc30cd98ac13c485d3dece0635782c14460d7b"


def blank(unit, code, part=None, slots=SLOTS):
    (found,) = [
        b
        for b in blanks(FORMS.forms, slots)
        if (b.slot.unit.name, b.slot.requirement.code) == (unit, code)
        and part in (None, b.slot.part.key)
    ]
    return found


def document(of):
    content = WordTemplate(TEMPLATES / of.form.template).fill(values(of, FORMS, MANIFESTS))
    return docx.Document(io.BytesIO(content))


def lines(of):
    made = document(of)
    return [p.text for p in made.paragraphs if p.text.strip()]


def rows(of):
    content = make_sheet(of, of.form.sheet, MANIFESTS)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(c) for c in row] for row in book.get_sheet_by_index(0).to_python()]


def test_every_question_of_the_plan_is_there_word_for_word():
    assert {
        name: [len(section.questions) for section in outline.sections]
        for name, outline in FORMS.outlines.items()
    } == QUESTIONS
    said = [
        text
        for name, outline in FORMS.outlines.items()
        for text in (
            name,
            outline.title,
            outline.scope,
            *(t for s in outline.sections for t in (s.heading, *s.questions) if t),
        )
    ]
    assert hashlib.sha256("\n".join(said).encode()).hexdigest() == OUTLINES_SHA256
    assert [outline.scope for outline in FORMS.outlines.values()] == [
        "（县级）",
        "（村级）",
        "（大中型安置点）",
    ]


def test_numbers_are_as_printed_and_the_third_outline_has_no_fifth():
    for name, outline in FORMS.outlines.items():
        for section in outline.sections:
            numbers = [int(question.partition(".")[0]) for question in section.questions]
            most = len(numbers)
            whole = [1, 2, 3, 4, *range(6, 15)] if name == "附件2.3" else [*range(1, most + 1)]
            assert numbers == whole
    assert "4 之后就是 6" in (TEMPLATES / "访谈提纲.yaml").read_text("utf-8")


def test_double_question_marks_stay():
    every = [q for o in FORMS.outlines.values() for s in o.sections for q in s.questions]
    assert [q[-7:] for q in every if "？？" in q] == ["比例是多少？？"]


@pytest.mark.parametrize(
    ("unit", "sections"),
    [
        ("乡村振兴局", "二三"),
        ("教育局", "四"),
        ("卫生健康局", "五"),
        ("医疗保障局", "五"),
        ("住房和城乡建设局", "六"),
        ("农业农村和水务局", "七八"),
        ("人力资源和社会保障局", "九"),
        ("民政局", "十"),
    ],
)
def test_each_department_answers_its_own_sections(unit, sections):
    printed = lines(blank(unit, "BM-05"))
    headings = [line for line in printed if re.match("[一二三四五六七八九十]、", line)]
    assert [heading[0] for heading in headings] == list(sections)
    asked = [s for s in FORMS.outlines["附件2.1"].sections if s.number in sections]
    questions = [q for s in asked for q in s.questions]
    assert [line for line in printed if re.match(r"\d+\.", line)] == questions


def test_departments_without_an_outline_have_no_form():
    owners = {b.slot.unit.name for b in BLANKS if b.slot.requirement.code == "BM-05"}
    assert len(owners) == 8
    assert owners.isdisjoint({"发展和改革局", "商务和经济合作局", "就业创业服务中心"})


def test_how_many_forms_there_are_of_each_kind():
    assert Counter(b.slot.requirement.code for b in BLANKS) == {
        "XJ-06": 1,
        "XJ-08": 1,
        "XJ-09": 1,
        "BM-05": 8,
        "BM-10": 12,
        "BM-11": 24,
        "XZ-01": 4,
        "XZ-03": 8,
        "ZR-05": 36 * 3,
        "ZR-06": 2 * 3,
        "ZP-01": 40 * 3,
        "ZP-02": 36,
        "ZP-06": 2,
        "ZP-07": 2,
        "ZW-06": 40 * 12,
    }
    assert {b.slot.unit.name for b in BLANKS if b.slot.requirement.code == "XJ-06"} == {"兴庆区"}


def test_no_two_slots_share_a_number():
    assert len({form_number(slot.id) for slot in SLOTS}) == len(SLOTS)


def test_two_experiences_are_two_files_of_one_number():
    two = [b for b in BLANKS if b.slot.id.code == "BM-11" and b.slot.unit.name == "教育局"]
    assert [b.name for b in two] == ["BM-11 典型经验材料之一", "BM-11 典型经验材料之二"]
    assert len({form_number(b.slot.id) for b in two}) == 1
    assert lines(two[0])[0] == lines(two[1])[0]


def test_a_form_says_its_number_whose_it_is_and_where_it_goes():
    village = blank("小塘村", "ZR-05", "第一书记")
    made = document(village)
    assert made.paragraphs[0].text == form_line(village.slot.id)
    facts = {row.cells[0].text: row.cells[1].text for row in made.tables[0].rows}
    assert facts == {
        "填报单位": "月牙湖乡小塘村",
        "应备材料": "ZR-05 村级访谈提纲及回答（第一书记）",
        "截止时间": "12月20日18:00前",
        "审核签章": "乡级盖章",
        "报　　送": "乡村振兴局",
    }
    answers = [table for table in made.tables if table.cell(0, 0).text == TO_FILL]
    assert len(answers) == 17
    signed = "".join(cell.text for cell in made.tables[-1].rows[0].cells)
    assert signed == "回答人（签字）：审核签字（盖章）：日期：      年    月    日"


def test_the_footer_bears_the_number_too():
    village = blank("小塘村", "ZR-05", "第一书记")
    footer = document(village).sections[0].footer.paragraphs[0].text
    assert footer.startswith(form_line(village.slot.id))


def test_no_document_says_what_the_plan_does_not():
    for code, unit, part in (("XZ-01", "大新镇", None), ("ZP-02", "小塘村", "监测")):
        table = document(blank(unit, code, part)).tables[0]
        assert [row.cells[1].text for row in table.rows][-1] == "方案未规定"


def test_the_summary_goes_by_the_four_aspects():
    printed = lines(blank("教育局", "BM-10"))
    assert printed[1] == "教育局2021年工作总结"
    assert printed[2:] == [
        text
        for heading in ("一、责任落实", "二、政策落实", "三、工作落实", "四、成效巩固")
        for text in (f"{heading}情况", TO_FILL)
    ]


def test_the_training_list_names_its_topics():
    tables = document(blank("大新镇", "XZ-01")).tables
    topics = tables[1].rows[2].cells[1].text
    assert topics == "□ 网格化管理程序　□ 四查四补　□ 产业帮扶政策　□ 访谈问题"
    assert [cell.text for cell in tables[2].rows[0].cells][-1] == "签　字"


def test_the_checklist_of_a_monitored_household():
    tables = document(blank("小塘村", "ZP-02")).tables
    items = [row.cells[1].text for row in tables[2].rows[1:] if row.cells[1].text]
    assert len(items) == 10
    assert items[0] == "申请及承诺授权书"
    assert tables[1].rows[0].cells[1].text == TO_FILL


def test_a_ledger_has_its_months_and_its_categories():
    january = blank("大新镇", "ZW-06", "2021-01")
    said = rows(january)
    assert said[0][0] == form_line(january.slot.id)
    assert said[1][0] == "四查四补工作台账（2021年1月）"
    body = [row for row in said if row[0].startswith("查")]
    assert list(Counter(row[0] for row in body)) == ["查损补失", "查漏补缺", "查短补齐", "查弱补强"]
    assert len(body) == 24
    assert sum(cell == TO_FILL for row in said for cell in row) == 1
    assert said[-1][0].startswith("填表人：") and "日期：" in said[-1][0]


def test_the_table_of_villages_has_a_line_for_each_by_township():
    body = [row for row in rows(blank("兴庆区", "XJ-08")) if row[2].endswith("村")][1:]
    assert len(body) == 36
    assert [row[0] for row in body] == [str(n) for n in range(1, 37)]
    townships = [row[1] for row in body]
    assert townships == sorted(townships, key=list(dict.fromkeys(townships)).index)
    assert Counter(townships) == {"掌政镇": 12, "大新镇": 6, "通贵乡": 6, "月牙湖乡": 12}


def filled_roster(of, heads):
    """A returned roster: the first lines filled in, what marks them gone."""
    said = rows(of)
    head = next(row for row in said if "户主姓名" in row)
    first = said.index(head) + 1
    for number, name in enumerate(heads):
        row = said[first + number]
        row[head.index("户主姓名")] = name
        row[head.index("户编号")] = f"{number + 1:03}"
        if "姓名" in head:
            row[head.index("姓名")] = name
            row[head.index("与户主关系")] = "户主"
    return said


@pytest.mark.parametrize(
    ("unit", "code", "part"),
    [
        ("新创家园", "ZP-06", None),
        ("滨河家园", "ZP-07", None),
        ("小塘村", "ZP-01", "户籍人口"),
        ("大新镇", "ZP-01", "脱贫人口"),
        ("小塘村", "ZP-01", "三类人群"),
    ],
)
def test_returned_rosters_are_understood_and_blank_ones_name_nobody(unit, code, part):
    of = blank(unit, code, part)
    assert read_roster([rows(of)]).households == ()
    assert read_roster([filled_roster(of, ["示例甲", "示例乙"])]).households == (
        Household("001", "示例甲"),
        Household("002", "示例乙"),
    )


def test_once_households_are_known_each_has_its_checklist():
    site = next(u for u in MANIFESTS.units if u.name == "新创家园")
    houses = [Household("07", "示例甲"), Household("08", "示例乙")]
    slots = manifest.slots(MANIFESTS, {(site.id, "ZP-06"): houses})
    found = [
        b for b in blanks(FORMS.forms, slots) if (b.slot.unit, b.slot.id.code) == (site, "ZP-06")
    ]
    assert [(b.name, b.slot.part.key) for b in found] == [
        ("ZP-06 移民户花名册", ROSTER),
        ("ZP-06 一户一档目录（示例甲（07））", "07"),
        ("ZP-06 一户一档目录（示例乙（08））", "08"),
    ]
    assert document(found[1]).tables[1].rows[0].cells[1].text == "示例甲（07）"


def test_the_same_form_is_the_same_bytes():
    table, text = blank("大新镇", "ZW-06", "2021-01"), blank("教育局", "BM-05")
    assert make_sheet(table, table.form.sheet, MANIFESTS) == make_sheet(
        table, table.form.sheet, MANIFESTS
    )
    template = TEMPLATES / text.form.template
    said = values(text, FORMS, MANIFESTS)
    assert WordTemplate(template).fill(said) == WordTemplate(template).fill(said)


@pytest.fixture
def templates(tmp_path):
    for name in ("forms.yaml", "访谈提纲.yaml"):
        shutil.copy(TEMPLATES / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "name: 县级访谈提纲",
            "nama: 县级访谈提纲",
            ["forms.yaml:17:22: nama：没有这样的项", "name：缺少此项"],
        ),
        ("codes: [XJ-06]", "codes: [XJ-60]", ["forms.yaml:17:14:", "没有应备材料 XJ-60"]),
        ("units: [jiaoyu]", "units: [jiaoyv]", ["没有单位代号 jiaoyv"]),
        ("sections: [四]", "sections: [四十]", ["附件2.1没有第四十部分"]),
        ("outline: 附件2.2", "outline: 附件2.9", ["访谈提纲.yaml 里没有 附件2.9"]),
        ("rows: 24", "rows: 二十四", ["值不对"]),
        ("    part: 监测\n", "    part: 监测\n    part: 监测\n", ["“part”写了两遍"]),
        (
            "sections: [一]}",
            "sections: [一], sheet: {rows: 1, columns: [{title: 甲, width: 9}, "
            "{title: 乙, width: 9}]}}",
            ["template 和 sheet 要写一个，也只写一个"],
        ),
    ],
)
def test_what_is_wrong_with_forms_yaml_is_said_with_its_place(templates, old, new, said):
    path = templates / "forms.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(UsageError) as stop:
        load_forms(templates, MANIFESTS)
    assert all(part in stop.value.message for part in said), stop.value.message
    assert "templates/forms.yaml" in stop.value.remedy


def test_a_question_without_its_section_is_said_with_its_place(templates):
    path = templates / "访谈提纲.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("questions:", "question:", 1), "utf-8")
    with pytest.raises(UsageError, match=r"访谈提纲\.yaml:9:9") as stop:
        load_forms(templates, MANIFESTS)
    assert "templates/访谈提纲.yaml" in stop.value.remedy


def test_a_missing_file_is_said(templates):
    (templates / "forms.yaml").unlink()
    with pytest.raises(UsageError, match=r"templates/forms\.yaml 无法读取"):
        load_forms(templates, MANIFESTS)


def test_every_part_that_forms_name_is_a_part():
    used = {id(b.form) for b in BLANKS}
    each = [f for f in FORMS.forms if f.part == "每户"]
    assert all(id(form) in used for form in FORMS.forms if form not in each)
    assert len(yaml.safe_load((TEMPLATES / "forms.yaml").read_text("utf-8"))["forms"]) == len(
        FORMS.forms
    )
