from dataclasses import replace
from datetime import timedelta

import pytest
from county_sample import (
    COUNTY,
    EAST,
    REQUIREMENTS,
    TOWN,
    WATER,
    overview,
    settled,
)
from pypdf import PdfReader

from archive_builder.model import Due, Slot
from archive_builder.report import palette
from archive_builder.report.pdf_list import LANDSCAPE, lay_out_list, write_list_pdf
from archive_builder.report.pdf_overview import lay_out_overview, write_overview_pdf
from archive_builder.typeset.fonts import load_fonts
from archive_builder.typeset.marks import Area, Text

DAY = REQUIREMENTS[2].due.at


def measure(text: str, _role: object, size: float) -> float:
    return sum(size if character > "\u2000" else size / 2 for character in text)


def words(sheet) -> list[str]:
    return [mark.text for mark in sheet.marks if isinstance(mark, Text)]


def grown(villages: int):
    """The sample county with many more villages, which owe what the first one owes."""
    more = tuple(replace(EAST, id=f"v{i}", name=f"第{i}村") for i in range(villages))
    slots = tuple(
        Slot(unit, requirement, part)
        for requirement in REQUIREMENTS[2:5]
        for unit in more
        for part in requirement.parts
    )
    return overview(slots=slots, units=(COUNTY, TOWN, *more))


def busy():
    """The sample county with a hundred more items of its own, each due on a day of its own."""
    more = tuple(
        replace(REQUIREMENTS[0], code=f"XJ-{i}", due=Due(DAY + timedelta(days=i), f"第{i}天"))
        for i in range(100)
    )
    slots = tuple(Slot(COUNTY, requirement, requirement.parts[0]) for requirement in more)
    return overview(slots=slots)


def outside(sheet) -> list[Text]:
    """Texts that run over an edge of their sheet."""
    found = []
    for mark in sheet.marks:
        if isinstance(mark, Text):
            width = measure(mark.text, mark.role, mark.size)
            left = mark.x - width * {"left": 0, "centre": 0.5, "right": 1}[mark.anchor]
            if left < 0 or left + width > sheet.width or not 0 < mark.y < sheet.height - 14:
                found.append(mark)
    return found


def test_a_list_stands_by_aspect_and_marks_what_is_overdue():
    (sheet,) = lay_out_list(overview().list_of(EAST), measure)
    text = words(sheet)
    assert text.index("责任落实（2 项）") < text.index("工作落实（1 项）")
    assert (sheet.width, sheet.height) == (LANDSCAPE.width, LANDSCAPE.height)
    fills = [m.colour for m in sheet.marks if isinstance(m, Area)]
    assert fills.count(palette.OVERDUE_ROW) == 2
    assert "缺（逾期）" in text


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        (overview().list_of(WATER), "本单位无应备件位。"),
        (settled().list_of(EAST), "应备件位 4 个，均已核收。"),
    ],
)
def test_a_list_without_gaps_says_so(listed, sentence):
    (sheet,) = lay_out_list(listed, measure)
    assert sentence in words(sheet)
    assert "无缺项" in words(sheet)


def test_a_long_list_runs_over_sheets_with_their_folios():
    roster = REQUIREMENTS[3]
    slots = tuple(
        Slot(EAST, replace(roster, code=f"ZW-{i:02}"), roster.parts[0]) for i in range(60)
    )
    sheets = lay_out_list(overview({}, slots=slots).list_of(EAST), measure)
    assert len(sheets) > 1
    assert all("类目编号" in words(sheet) for sheet in sheets)
    assert f"第 2 页  共 {len(sheets)} 页" in words(sheets[1])
    codes = [word for sheet in sheets for word in words(sheet) if word.startswith("ZW-")]
    assert codes == [f"ZW-{i:02}" for i in range(60)]


def test_overview_begins_with_totals_then_what_is_overdue():
    sheets = lay_out_overview(overview(), measure)
    first = words(sheets[0])
    assert first[0] == "样例区档案资料收集总览"
    for figure in ("10", "2", "8", "4", "20%"):
        assert figure in first
    assert {"责任落实", "2021年12月20日", "未定时限", "东镇"} <= set(first)
    second = "".join(words(sheets[1]))
    assert "ZR-05" in second
    assert "各 2 个：东一村、东二村" in second
    assert "BM-11" not in second


def test_overview_without_overdue_items_has_no_sheet_for_them():
    sheets = lay_out_overview(settled(), measure)
    assert not any("已逾期的材料" in words(sheet) for sheet in sheets)
    assert "100%" in words(sheets[0])


def test_bars_are_as_long_as_the_share_satisfied():
    sheet = lay_out_overview(overview(), measure)[0]
    grounds = {m.y: m.width for m in sheet.marks if getattr(m, "colour", "") == palette.BAR_GROUND}
    bars = [m for m in sheet.marks if getattr(m, "colour", "") == palette.BAR]
    policy = overview().by_aspect["政策落实"]
    assert policy.satisfied / policy.slots == pytest.approx(2 / 3)
    assert bars[0].width == pytest.approx(grounds[bars[0].y] * 2 / 3)


def test_matrices_give_each_cell_its_word_and_colour():
    sheets = lay_out_overview(overview(), measure)
    text = [word for sheet in sheets for word in words(sheet)]
    assert "行政村应备材料" in text
    assert text.count("缺 0/2") == 2
    assert "ZR-05 村级访谈提纲及回答" in text
    assert "县级应备材料（样例区）" in text
    assert "ZW-01 =1+1 问卷（东一村）" in text
    overdue = [m for s in sheets for m in s.marks if getattr(m, "colour", "") == palette.OVERDUE]
    assert len([m for m in overdue if isinstance(m, Area)]) == 2


def test_nothing_runs_over_an_edge_however_many_items_and_days():
    sheets = lay_out_overview(busy(), measure)
    assert [mark for sheet in sheets for mark in outside(sheet)] == []
    listed = [word for sheet in sheets for word in words(sheet) if word.startswith("XJ-")]
    assert [word for word in listed if word.endswith("会议纪要（样例区）")] == [
        f"XJ-{i} 会议纪要（样例区）" for i in range(100)
    ]


@pytest.mark.parametrize("villages", [2, 40, 150])
def test_nothing_runs_over_an_edge_however_many_units(villages):
    county = grown(villages)
    sheets = lay_out_overview(county, measure)
    assert [mark for sheet in sheets for mark in outside(sheet)] == []
    last_sheets = [word for sheet in sheets for word in words(sheet)]
    assert last_sheets.count(f"第{villages - 1}村") >= 1
    assert words(sheets[-1])[-1] == f"第 {len(sheets)} 页  共 {len(sheets)} 页"


def test_the_files_read_back_in_chinese_and_do_not_change(tmp_path):
    fonts = load_fonts()
    listed, total = tmp_path / "缺项清单.pdf", tmp_path / "全区总览.pdf"
    assert write_list_pdf(overview().list_of(EAST), fonts, listed)
    assert write_overview_pdf(overview(), fonts, total)
    page = PdfReader(listed).pages[0]
    text = page.extract_text()
    for expected in ("东一村缺项清单", "ZR-05", "待乡镇盖章", "截至 2021年12月22日", "制表"):
        assert expected in text
    assert float(page.mediabox.width) == pytest.approx(841.9, abs=0.1)
    county = "".join(page.extract_text() for page in PdfReader(total).pages)
    assert "样例区档案资料收集总览" in county
    assert "缺 0/2" in county
    assert not write_list_pdf(overview().list_of(EAST), fonts, listed)
    assert not write_overview_pdf(overview(), fonts, total)
