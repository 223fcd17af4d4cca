from dataclasses import replace
from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from county_sample import (
    CAMPAIGN,
    COUNTY,
    EAST,
    REQUIREMENTS,
    SITE,
    SLOTS,
    TOWN,
    WATER,
    ZONE,
    overview,
    settled,
)
from pypdf import PdfReader

from archive_builder.model import Aspect, Due, Indicator, Part, Slot, Urgency, Waiver
from archive_builder.report import palette
from archive_builder.report.blocks import LANDSCAPE
from archive_builder.report.changes import Changes, Event, changes
from archive_builder.report.pdf_list import lay_out_list, write_list_pdf
from archive_builder.report.pdf_overview import lay_out_overview, write_overview_pdf
from archive_builder.typeset.fonts import load_fonts
from archive_builder.typeset.lines import NO_START
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
    """Texts that run over a margin of their sheet; the folio stands in the lower one."""
    found = []
    foot = sheet.height - LANDSCAPE.bottom + 1
    for mark in sheet.marks:
        if isinstance(mark, Text):
            width = measure(mark.text, mark.role, mark.size)
            left = mark.x - width * {"left": 0, "centre": 0.5, "right": 1}[mark.anchor]
            beside = left < LANDSCAPE.left - 1 or left + width > sheet.width - LANDSCAPE.right + 1
            folio = mark.text.startswith("第 ") and mark.y < sheet.height - 14
            if beside or not (LANDSCAPE.top < mark.y < foot or folio):
                found.append(mark)
    return found


def fills(sheet, colour) -> int:
    return sum(isinstance(mark, Area) and mark.colour == colour for mark in sheet.marks)


def owing(unit, requirement, count=1, title="第{}项"):
    """A county where one unit owes so many parts of one requirement, and nothing else."""
    parts = (Part(f"{i:03}", title.format(i)) for i in range(1, count + 1))
    return overview({}, slots=tuple(Slot(unit, requirement, part) for part in parts))


def test_a_list_stands_by_aspect_and_marks_what_is_urgent():
    (sheet,) = lay_out_list(overview().list_of(EAST), measure)
    text = words(sheet)
    assert text.index("责任落实（缺项 2 个）") < text.index("工作落实（缺项 1 个）")
    assert (sheet.width, sheet.height) == (LANDSCAPE.width, LANDSCAPE.height)
    assert (fills(sheet, palette.OVERDUE_ROW), fills(sheet, palette.SOON_ROW)) == (2, 1)
    assert {"缺（逾期）", "待盖章（逾期）", "已收待核（临近）"} <= set(text)


def test_the_head_of_a_list_gives_its_counts():
    (sheet,) = lay_out_list(overview().list_of(EAST), measure)
    text = words(sheet)
    assert text[:2] == ["东一村缺项清单", "样例迎检　　截至 2021年12月22日"]
    figures = text[2 : text.index("缺项按状态：缺 1，已收待核 1，待盖章 1。")]
    assert list(zip(figures[1::2], figures[::2], strict=True)) == [
        ("应备件位", "4"),
        ("已核收", "1"),
        ("不适用", "0"),
        ("缺项", "3"),
        ("其中逾期", "2"),
        ("其中临近", "1"),
    ]


def test_within_an_aspect_what_is_due_first_stands_on_top():
    days = (None, 25, 20, 23)
    asked = [
        replace(
            REQUIREMENTS[4],
            code=f"ZW-1{i}",
            due=Due(datetime(2021, 12, day, 18, tzinfo=ZONE), f"12月{day}日") if day else None,
        )
        for i, day in enumerate(days)
    ]
    slots = tuple(Slot(EAST, requirement, requirement.parts[0]) for requirement in asked)
    (sheet,) = lay_out_list(overview({}, slots=slots).list_of(EAST), measure)
    codes = [word for word in words(sheet) if word.startswith("ZW-")]
    assert codes == ["ZW-12", "ZW-13", "ZW-11", "ZW-10"]


def test_gaps_that_differ_in_their_month_are_one_row():
    county = owing(EAST, REQUIREMENTS[4], 12, "2021年{}月")
    (sheet,) = lay_out_list(county.list_of(EAST), measure)
    text = words(sheet)
    assert "12/0" in text
    assert text.count("ZW-01") == 1
    assert "".join(text).count("2021年1月至12月") == 1


def test_a_row_of_several_gaps_says_that_each_needs_several():
    county = owing(EAST, replace(REQUIREMENTS[4], minimum=2), 3)
    text = words(lay_out_list(county.list_of(EAST), measure)[0])
    assert "6/0" in text
    assert "每项应有2件，未收到" in "".join(text)


def test_a_remark_stands_with_what_is_missing():
    listed = overview().list_of(EAST)
    noted = replace(listed, gaps=tuple(replace(gap, remark="明日送达") for gap in listed.gaps))
    assert words(lay_out_list(noted, measure)[0]).count("备注：明日送达") == 3


def test_a_site_of_360_households_has_few_sheets():
    asked = replace(REQUIREMENTS[4], households=True)
    county = owing(SITE, asked, 360, "示例户{0}（{0}）")
    sheets = lay_out_list(county.list_of(SITE), measure)
    text = "".join(word for sheet in sheets for word in words(sheet))
    assert len(sheets) <= 3
    assert "等 360 户，逐户见缺项清单.xlsx" in text
    assert "360/0" in text


def waivers(unit, reason="本村无此类户"):
    own = (slot for slot in SLOTS if slot.unit is unit)
    return tuple(Waiver(slot, reason, "示例员", date(2021, 12, 20)) for slot in own)


def test_what_does_not_apply_stands_last_with_reason_person_and_day():
    listed = replace(overview().list_of(EAST), waivers=waivers(EAST)[:2])
    text = words(lay_out_list(listed, measure)[0])
    rest = "".join(text[text.index("不适用（2 个，不计缺项）") :])
    assert text.index("不适用（2 个，不计缺项）") > text.index("工作落实（缺项 1 个）")
    assert "本村无此类户（示例员，2021年12月20日）" in rest.replace("\n", "")
    assert "村级访谈提纲及回答：村支部书记、驻村工作队员" in rest


@pytest.mark.parametrize(
    ("listed", "sentence"),
    [
        (overview().list_of(WATER), "本单位无应备件位。"),
        (settled().list_of(EAST), "应备件位 4 个，均已核收。"),
    ],
)
def test_a_list_without_gaps_says_so_in_large_type(listed, sentence):
    (sheet,) = lay_out_list(listed, measure)
    text = words(sheet)
    assert sentence in text
    assert "类目编号" not in text
    assert text[-2:] == [text[-2], "第 1 页  共 1 页"]
    (large,) = (mark for mark in sheet.marks if getattr(mark, "text", "") == "无缺项")
    assert large.size == 40


def test_a_list_without_gaps_still_tells_what_does_not_apply():
    listed = replace(settled().list_of(EAST), waivers=waivers(EAST)[:1])
    text = words(lay_out_list(listed, measure)[0])
    assert {"无缺项", "不适用（1 个，不计缺项）", "类目编号"} <= set(text)


@pytest.mark.parametrize("reason", ["第3页看不清，请重新扫描；" * 20, "须重报" * 5])
def test_no_list_runs_over_a_margin_or_begins_a_line_with_a_mark(reason):
    listed = overview().list_of(EAST)
    gaps = tuple(replace(gap, reason=reason, charge="示例某某甲") for gap in listed.gaps)
    many = replace(listed, gaps=gaps, waivers=waivers(EAST, reason))
    sheets = lay_out_list(many, measure)
    assert [mark for sheet in sheets for mark in outside(sheet)] == []
    texts = [word for sheet in sheets for word in words(sheet)]
    assert [text for text in texts if text != "—" and text[0] in NO_START] == []


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
    figures = ("10", "2", "0", "8", "4", "2", "20%")
    assert tuple(first[2 : 2 + 2 * len(figures) : 2]) == figures
    assert {"责任落实", "2021年12月20日", "未定时限", "东镇"} <= set(first)
    assert {"逾期 4", "临近 1"} <= set(first)
    second = "".join(words(sheets[1]))
    assert "ZR-05" in second
    assert "各 2 个：东一村、东二村" in second
    assert "BM-11" not in second


def test_overview_without_overdue_items_has_no_sheet_for_them():
    sheets = lay_out_overview(settled(), measure)
    assert not any("已逾期的材料" in words(sheet) for sheet in sheets)
    assert "100%" in words(sheets[0])


def test_overview_tells_what_is_due_next_by_day():
    text = [word for sheet in lay_out_overview(overview(), measure) for word in words(sheet)]
    ahead = text[text.index("即将到期的材料") :]
    today = ahead.index("2021年12月22日（当天截止）：1 种材料，缺项 1 个")
    later = ahead.index("2021年12月25日（还有 3 天）：1 种材料，缺项 1 个")
    assert ahead[today:later].count("BM-11") == 1
    assert "ZR-05" not in ahead[today:later]


SINCE = date(2021, 12, 21)


def lately(count, reason=""):
    at = datetime(2021, 12, 21, 9, tzinfo=ZONE)
    return [
        Event(SLOTS[2], f"示例{i}.pdf", at + timedelta(minutes=i), reason) for i in range(count)
    ]


def test_a_day_without_changes_is_one_line():
    sheets = lay_out_overview(replace(overview(), changes=Changes(SINCE)), measure)
    assert "12月21日以来没有变化。" in words(sheets[0])
    assert not any("新近变化" in words(sheet) for sheet in sheets)


def test_changes_tell_what_came_in_went_back_and_fell_overdue():
    county = overview(as_of=SINCE)
    found = changes(lately(2), lately(1, "缺第3页"), county.gaps, SINCE)
    sheets = lay_out_overview(replace(county, changes=found), measure)
    assert "12月20日以来：收到 2 件，退回 1 件，新逾期 4 件。" in words(sheets[0])
    text = words(sheets[1])
    assert text[0] == "新近变化"
    places = [text.index(t) for t in ("收到（2 件）", "退回（1 件）", "新逾期（2 个单位 4 件）")]
    assert places == sorted(places)
    assert {"12-21 09:01", "示例1.pdf", "缺第3页", "2 个单位", "逾期 4 件"} <= set(text)
    assert "各 2 个：东一村、东二村" in text


def test_long_lists_of_changes_are_cut():
    found = changes(lately(50), [], (), overview().as_of)
    sheets = lay_out_overview(replace(overview(), changes=found), measure)
    text = [word for sheet in sheets for word in words(sheet)]
    assert sum(word.startswith("示例") for word in text) == 20
    assert "另有 30 件，见总览.xlsx" in text


def test_many_kinds_of_material_that_fell_overdue_are_cut_too():
    county = overview({}, as_of=SINCE, slots=busy().slots)
    late = tuple(replace(gap, urgency=Urgency.OVERDUE) for gap in county.gaps)
    sheets = lay_out_overview(replace(county, changes=Changes(SINCE, overdue=late)), measure)
    text = [word for sheet in sheets for word in words(sheet)]
    assert "新逾期（1 个单位 100 件）" in text
    assert "另有 80 种材料，见总览.xlsx" in text


def test_contents_without_evidence_are_loudly_so():
    indicators = (
        Indicator("3.5", "乡村建设", Aspect.WORK),
        Indicator("4.1", "收入增速", Aspect.RESULTS),
    )
    slots = tuple(
        replace(s, requirement=replace(s.requirement, indicators=("3.5",))) for s in SLOTS
    )
    county = overview(slots=slots)
    county = replace(county, campaign=replace(CAMPAIGN, indicators=indicators))
    (sheet,) = (s for s in lay_out_overview(county, measure) if "按评估内容的佐证情况" in words(s))
    text = words(sheet)
    assert "评估内容 2 项，其中 1 项无佐证：4.1。" in text
    assert text.index("3.5 乡村建设") < text.index("佐证 5 件") < text.index("无佐证")
    assert fills(sheet, palette.OVERDUE) == 1


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


@pytest.fixture(scope="module")
def fonts():
    return load_fonts()


def test_a_file_repeats_its_head_and_keeps_its_margins(tmp_path, fonts):
    asked = [replace(REQUIREMENTS[3], code=f"ZW-{i:02}") for i in range(60)]
    slots = tuple(Slot(EAST, requirement, requirement.parts[0]) for requirement in asked)
    target = tmp_path / "缺项清单.pdf"
    write_list_pdf(overview({}, slots=slots).list_of(EAST), fonts, target)
    pages = pypdfium2.PdfDocument(target)
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        found = page.get_textpage()
        text = found.get_text_bounded()
        assert "类目编号" in text
        assert f"第 {number} 页" in text
        boxes = [found.get_rect(i) for i in range(found.count_rects())]
        assert min(box[0] for box in boxes) > LANDSCAPE.left
        assert max(box[2] for box in boxes) < LANDSCAPE.width - LANDSCAPE.right
        assert max(box[3] for box in boxes) < LANDSCAPE.height - LANDSCAPE.top


def test_the_files_read_back_in_chinese_and_do_not_change(tmp_path, fonts):
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
