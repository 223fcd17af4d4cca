import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from county_sample import (
    AS_OF,
    CAMPAIGN,
    EAST,
    HEALTH,
    OFFICE,
    SLOTS,
    UNITS,
    WEST,
    ZONE,
    all_held,
    overview,
    settled,
)
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive_builder import manifest
from archive_builder.model import Aspect, Indicator, Slot, SlotState, Urgency, Waiver
from archive_builder.report import palette
from archive_builder.report.changes import Event, changes
from archive_builder.report.gaps import Holding, Inventory, find_gaps
from archive_builder.report.html import write_overview_html
from archive_builder.report.html.bars import WIDTH, progress_bar, state_bar
from archive_builder.report.html.page import render
from archive_builder.report.overview import Overview, Tally

NEXT_DAY = date(2021, 12, 21)
GAP = overview().gaps[0]
HOSTILE = """<script>alert("1&2")</script>'"""


def page(county: Overview):
    return html.document_fromstring(render(county))


def words(element) -> str:
    return " ".join(element.text_content().split())


def select(element, path: str):
    """Elements by a path of tag, .class, tag.class or #id."""
    steps = (re.fullmatch(r"(\w*)(?:([.#])([\w-]+))?", step).groups() for step in path.split())
    tests = {
        ".": "[contains(concat(' ', @class, ' '), ' {} ')]",
        "#": "[@id='{}']",
        None: "",
    }
    found = (f"//{tag or '*'}{tests[kind].format(name)}" for tag, kind, name in steps)
    return element.xpath("." + "".join(found))


def row(table, label: str) -> list[str]:
    rows = (r for r in table.iter("tr") if r.find("th") is not None)
    return next([words(c) for c in r] for r in rows if words(r.find("th")).startswith(label))


def chart(tree, title: str):
    return next(s for s in select(tree, ".charts section") if words(s).startswith(title))


def unit_list(tree, unit):
    return tree.get_element_by_id(f"unit-{unit.id}")


def waived_county() -> Overview:
    slot = SLOTS[0]
    waiver = Waiver(slot, "本年度未召开（经核实）", "示例甲", date(2021, 12, 20))
    county = overview()
    gaps = find_gaps(SLOTS, Inventory({}, {slot.id: waiver}), county.as_of)
    return replace(county, gaps=gaps, waivers=(waiver,))


def test_the_large_figures_are_the_overviews():
    tree = page(waived_county())
    figures = {words(d.find("dt")): words(d.find("dd")) for d in select(tree, ".figures div")}
    assert figures == {
        "应备件位": "10",
        "已核收": "0",
        "缺项": "9",
        "逾期": "4",
        "临近": "2",
        "不适用": "1",
        "完成率": "10%",
    }
    assert "样例区档案资料收集总览" in words(tree.find(".//h1"))
    assert words(select(tree, ".dated")[0]) == "样例迎检截至 2021年12月22日"


def test_states_are_counted_beside_their_colours():
    legend = select(page(overview()), "#total .legend span")
    assert [words(piece) for piece in legend] == ["已核收 2", "待盖章 1", "已收待核 1", "缺 6"]


def test_every_chart_says_the_overviews_numbers():
    county = overview()
    tree = page(county)
    assert row(chart(tree, "按截止日"), "2021年12月20日")[2:] == ["4", "0", "4", "4", "0"]
    assert row(chart(tree, "按截止日"), "未定时限")[2:] == ["4", "2", "2", "0", "0"]
    for aspect, tally in county.by_aspect.items():
        counts = (tally.slots, tally.accepted, tally.gaps, tally.overdue, tally.soon)
        assert row(chart(tree, "按方面"), aspect)[2:] == [str(n) for n in counts]
    assert row(chart(tree, "按乡镇"), "东镇")[2:] == ["8", "2", "6", "4", "1"]


def test_contents_without_any_document_are_marked():
    indicators = (
        Indicator("1.1", "党委政府主体责任", Aspect.RESPONSIBILITY),
        Indicator("2.1", "支持政策", Aspect.POLICY),
    )
    slots = tuple(
        replace(s, requirement=replace(s.requirement, indicators=(code,)))
        for s in SLOTS
        for code in [{"ZP-01": "2.1"}.get(s.requirement.code, "1.1")]
    )
    county = replace(
        overview({SLOTS[0].id: [Holding("a")]}, slots=slots),
        campaign=replace(CAMPAIGN, indicators=indicators),
    )
    found = chart(page(county), "按评估内容")
    assert words(found.find("h2")) == "按评估内容2 项中 1 项无佐证"
    assert [words(r.find("th")) for r in select(found, "tbody tr")] == [
        "1.1 党委政府主体责任",
        "2.1 支持政策 无佐证",
    ]
    assert [r.get("class") for r in select(found, "tbody tr")] == [None, "marked"]


def test_every_unit_has_its_line():
    county = overview()
    lines = select(page(county), ".units tbody.unit tr")
    found = {words(line[0]): [words(cell) for cell in line[3:]] for line in lines}
    assert list(found) == [unit.name for unit in UNITS]
    assert found[EAST.name] == ["4", "1", "0", "3", "2", "1", "25%"]
    assert found[OFFICE.name] == ["0", "0", "0", "0", "0", "0", "—"]


def test_every_open_item_is_in_its_units_list():
    county = overview()
    tree = page(county)
    for unit in county.units:
        own = [gap for gap in county.gaps if gap.slot.unit.id == unit.id]
        if own:
            rows = unit_list(tree, unit).find("table").findall("tbody/tr")
            counted = Counter({words(r[0]): 0 for r in rows})
            for r in rows:
                counted[words(r[0])] += int(words(r[2]))
            assert counted == Counter(gap.slot.requirement.code for gap in own)


def test_an_open_item_tells_state_reason_and_due_time():
    rows = unit_list(page(overview()), EAST).findall("table/tbody/tr")
    assert [[words(cell) for cell in r] for r in rows] == [
        [
            "ZR-05",
            "村级访谈提纲及回答：村支部书记",
            "1",
            "缺逾期",
            "未收到（须乡镇盖章；报乡村振兴局）",
            "12月20日18:00前",
        ],
        [
            "ZR-05",
            "村级访谈提纲及回答：驻村工作队员",
            "1",
            "待盖章逾期",
            "待乡镇盖章（报乡村振兴局）",
            "12月20日18:00前",
        ],
        [
            "ZW-01",
            "=1+1 问卷",
            "1",
            "已收待核临近",
            "文件加密，无法打开",
            "12月25日18:00前 12月26日前完成整改",
        ],
    ]


def test_slots_open_alike_share_a_line():
    first = unit_list(page(overview()), WEST).find("table/tbody/tr")
    assert words(first[1]) == "村级访谈提纲及回答：村支部书记、驻村工作队员"
    assert words(first[2]) == "2"


def test_peoples_notes_stand_with_the_item():
    county = overview()
    gaps = tuple(replace(gap, charge="示例乙", remark="已电话催办") for gap in county.gaps)
    assert "责任人：示例乙备注：已电话催办" in words(
        unit_list(page(replace(county, gaps=gaps)), EAST)
    )


def test_shared_items_show_with_those_who_gather_them():
    found = words(unit_list(page(overview()), OFFICE))
    assert "参与收集的县级共同件（计在县级名下）" in found
    assert "XJ-01会议纪要1缺" in found


def test_the_matrix_has_colour_and_word_for_what_is_owed():
    grids = select(page(overview()), "#matrix section.grid")
    assert [words(grid.find("h3")) for grid in grids] == ["县级", "区直部门", "乡镇", "行政村"]
    cells = select(grids[3], "tbody tr")[0].findall("td")
    shown = [(cell.get("class"), cell.text, cell[0].tail if len(cell) else "") for cell in cells]
    assert shown == [
        ("overdue", "逾期", "缺 0/2"),
        ("accepted", "核收", ""),
        ("waiting", "待核", ""),
    ]
    assert (
        cells[0]
        .get("title")
        .startswith("东一村 ZR-05 村级访谈提纲及回答：应备 2，缺项 2，逾期 2；截止：12月20日")
    )
    assert [cell.get("class") for cell in select(grids[3], "tbody tr")[1].findall("td")] == [
        "overdue",
        "accepted",
        None,
    ]


def test_a_wide_matrix_comes_in_parts():
    slots = tuple(
        Slot(EAST, replace(SLOTS[0].requirement, code=f"ZZ-{i:02}", owners=("east",)), s.part)
        for i in range(70)
        for s in SLOTS[:1]
    )
    grids = select(page(overview({}, slots=slots)), "#matrix section.grid")
    assert [words(g.find("h3")) for g in grids] == [
        "行政村（1/3）",
        "行政村（2/3）",
        "行政村（3/3）",
    ]
    assert [len(select(g, "thead th")) - 1 for g in grids] == [24, 24, 22]


def test_what_does_not_apply_is_listed_with_its_reason():
    rows = select(page(waived_county()), "#waived tbody tr")
    assert [[words(cell) for cell in r] for r in rows] == [
        ["样例区", "XJ-01", "会议纪要", "1", "本年度未召开（经核实）", "示例甲", "2021年12月20日"]
    ]
    assert "没有。" in words(page(overview()).get_element_by_id("waived"))


def test_changes_since_yesterday():
    slot = next(s for s in SLOTS if s.requirement.code == "ZP-01" and s.unit == EAST)
    at = datetime(2021, 12, 21, 9, tzinfo=ZONE)
    received = [Event(slot, f"花名册{i}.xlsx", at) for i in range(8)]
    returned = [Event(slot, "花名册.doc", at, "缺少户主签字")]
    county = overview(as_of=NEXT_DAY)
    county = replace(county, changes=changes(received, returned, county.gaps, NEXT_DAY))
    section = page(county).get_element_by_id("changes")
    assert words(section.find("h2")) == "昨日以来自2021年12月20日零时起"
    assert [words(s) for s in section.iter("summary")] == [
        "收到 8 件",
        "退回 1 件",
        "新逾期 4 个件位",
    ]
    lines = [[words(li) for li in d.iter("li")] for d in section.iter("details")]
    assert lines[0] == [
        "东一村 ZP-01 花名册，收到“花名册0.xlsx”、“花名册1.xlsx”、“花名册2.xlsx”、“花名册3.xlsx”、"
        "“花名册4.xlsx”、“花名册5.xlsx”等 8 件"
    ]
    assert lines[1] == ["东一村 ZP-01 花名册，退回“花名册.doc”，理由：缺少户主签字"]
    assert lines[2] == ["村级访谈提纲及回答 ZR-05 各 2 个：东一村、东二村"]


def test_a_list_without_comparison_says_so():
    assert "未与前一日比较" in words(page(overview()).get_element_by_id("changes"))


def test_a_settled_county_owes_nothing():
    tree = page(settled())
    assert words(select(tree, ".figures")[0]).endswith("完成率100%")
    assert not select(tree, "#open details")


def test_titles_from_people_are_text_and_nothing_else():
    unit = replace(EAST, name=HOSTILE)
    slots = tuple(
        replace(s, unit=unit, requirement=replace(s.requirement, title=HOSTILE)) for s in SLOTS
    )
    county = overview({}, slots=slots, units=(UNITS[0], unit))
    waiver = Waiver(slots[0], HOSTILE, HOSTILE, NEXT_DAY)
    event = Event(slots[0], HOSTILE, datetime(2021, 12, 21, tzinfo=ZONE), HOSTILE)
    lately = changes([event], [event], county.gaps, county.as_of)
    text = render(replace(county, waivers=(waiver,), changes=lately))
    assert len(re.findall("<script", text)) == 1
    assert "alert(&#34;1&amp;2&#34;)" in text
    tree = html.document_fromstring(text)
    assert words(select(tree, "#waived tbody td")[4]) == HOSTILE
    assert all(HOSTILE in e.get("title", HOSTILE) for e in select(tree, ".matrix tbody td"))


def test_the_example_county_with_everything_missing_is_a_small_page_that_lists_all():
    manifests = manifest.load(Path(__file__).parents[2] / "manifests")
    slots = manifest.slots(manifests)
    gaps = find_gaps(slots, Inventory({}), AS_OF)
    county = Overview(manifests.campaign, manifests.units, slots, gaps, AS_OF)
    text = render(county)
    assert len(text.encode()) < 1_500_000
    tree = html.document_fromstring(text)
    counted = sum(
        int(words(r[2]))
        for unit in county.units
        if any(gap.slot.unit == unit for gap in gaps)
        for r in unit_list(tree, unit).find("table").findall("tbody/tr")
    )
    assert counted == len(gaps) == 2905
    assert text.count(">无佐证</span>") == 20


def test_the_page_needs_nothing_from_elsewhere():
    text = render(overview())
    assert not re.search(r"https?:|src\s*=|@import|url\(|<link|<img|<iframe", text)
    tree = html.document_fromstring(text)
    hrefs = [a.get("href") for a in tree.iter("a")]
    assert all(href.startswith("#") for href in hrefs)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert {href[1:] for href in hrefs} <= set(ids)
    assert len(ids) == len(set(ids))


def test_colours_are_the_palettes():
    text = render(overview())
    for colour in (palette.BAR, palette.MISSING, palette.WAITING, palette.OVERDUE, palette.DONE):
        assert colour in text


def test_same_overview_same_bytes(tmp_path):
    target = tmp_path / "总览.html"
    assert write_overview_html(overview(), target) is True
    assert write_overview_html(overview(), target) is False
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_the_template_comes_with_the_package():
    folder = files("archive_builder.report.html")
    for name in ("overview.html.jinja", "overview.css", "overview.js"):
        assert folder.joinpath(name).is_file()


@given(
    st.lists(st.sampled_from([s for s in SlotState if s not in ("已核收", "不适用")]), max_size=40),
    st.integers(0, 3000),
    st.integers(0, 3000),
)
def test_bars_count_every_slot_and_show_every_piece(states, accepted, waived):
    gaps = [
        replace(GAP, state=state, urgency=Urgency.OVERDUE if i % 3 else Urgency.LATER)
        for i, state in enumerate(states)
    ]
    slots = len(gaps) + accepted + waived
    tally = Tally(slots, len(gaps), 0, SlotState.MISSING, waived=waived)
    for bar in (state_bar(tally, gaps), progress_bar(tally, gaps)):
        assert sum(piece.count for piece in bar.pieces) == slots
        assert sum(piece.width for piece in bar.pieces) == pytest.approx(
            WIDTH if slots else 0, abs=1
        )
        assert all(piece.count and piece.width > 5 for piece in bar.pieces)


def test_every_document_held_leaves_no_open_line():
    tree = page(overview(all_held()))
    assert "BM-11" not in {words(cell) for cell in select(tree, "#open td.code")}
    assert words(select(tree, "#total .legend")[0]) == "已核收 10"
    assert HEALTH.name in words(select(tree, ".units")[0])
