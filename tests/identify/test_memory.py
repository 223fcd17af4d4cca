from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.identify import Clues
from archive_builder.identify.memory import PRECEDENT, Memory, Precedent
from archive_builder.model import SlotId

WORK = SlotId("tang", "ZW-02")
ROSTER = SlotId("tang", "ZP-01", "户籍人口")
MEETING = SlotId("tang", "ZW-03")
LONG = "关于引导员集中参训有关事项"


def precedent(slot=WORK, title="小塘村2021年帮扶走访总结", name="扫描件.pdf", **other):
    return Precedent(
        **{"receipt": 12, "sha256": "aa", "actor": "示例员"} | other,
        title=title,
        name=name,
        slot=slot,
    )


@pytest.fixture(scope="session")
def memory(every_slot):
    units = tuple({slot.unit.id: slot.unit for slot in every_slot}.values())
    return lambda *precedents: Memory(precedents, every_slot, units)


def clues(title="", name="1.pdf", **more):
    return Clues((), name, title, **more)


def recalled(found):
    return str(found.slot.id) if found else None


def test_the_same_content_goes_where_a_person_put_it(memory):
    found = memory(precedent()).recall("aa", clues(), None)
    assert found.slot.id == WORK
    assert found.rule == PRECEDENT
    assert found.reason == "与 12 号来件内容相同，那件由示例员归入“小塘村 ZW-02 环境整治”"


def test_the_same_title_answers_the_same_in_another_unit(memory):
    found = memory(precedent()).recall("bb", clues("大新村2021年度帮扶走访总结"), "daxin-village")
    assert recalled(found) == "daxin-village/ZW-02/-"
    assert found.reason.startswith("与 12 号来件题名相同，")
    assert found.reason.endswith("这件属“大新村”")


@pytest.mark.parametrize(
    "name",
    [
        "小塘村帮扶走访总结.docx",
        "03.帮扶走访总结（1）.pdf",
        "帮扶走访总结-最终版.wps",
        "附件2：2021年帮扶走访总结 副本.doc",
    ],
)
def test_names_are_the_same_whatever_hangs_on_them(memory, name):
    found = memory(precedent(title="", name="帮扶走访总结.docx")).recall(
        "b", clues(name=name), "tang"
    )
    assert recalled(found) == str(WORK)
    assert "文件名相同" in found.reason


@pytest.mark.parametrize(
    "name",
    ["扫描件001.pdf", "新建文档.docx", "IMG_0001.jpg", "附件2.pdf", "会议记录.docx", "小塘村.pdf"],
)
def test_a_name_that_says_nothing_recalls_nothing(memory, name):
    known = memory(precedent(title="", name=name))
    assert known.recall("bb", clues(name=name), "tang") is None


def test_titles_that_differ_outweigh_one_name(memory):
    known = memory(precedent(name="走访情况.docx"))
    assert known.recall("bb", clues("危房改造情况", "走访情况.docx"), "tang") is None
    assert recalled(known.recall("bb", clues("", "走访情况.docx"), "tang")) == str(WORK)


def test_another_year_is_another_document(memory):
    known = memory(precedent())
    assert known.recall("bb", clues("小塘村2019年帮扶走访总结"), "tang") is None
    assert known.recall("bb", clues("小塘村帮扶走访总结"), "tang")


def test_without_a_unit_only_a_title_that_says_much_is_followed(memory):
    short, long = precedent(title="走访总结"), precedent(title=LONG)
    assert memory(short).recall("bb", clues("走访总结"), None) is None
    assert recalled(memory(long).recall("bb", clues(LONG), None)) == str(WORK)


def test_a_unit_that_does_not_owe_it_gets_nothing(memory):
    assert memory(precedent(slot=MEETING)).recall("aa", clues(), "school") is None


def test_a_collector_files_into_the_shared_item(memory):
    shared = precedent(slot=SlotId("county", "XJ-07"))
    assert recalled(memory(shared).recall("aa", clues(), "revival")) == "county/XJ-07/-"


def test_precedents_that_disagree_are_no_precedent(memory):
    known = memory(precedent(), precedent(slot=MEETING, receipt=13))
    assert known.recall("aa", clues(), "tang") is None
    assert known.recall("bb", clues("帮扶走访总结"), "home-1") is None


def test_a_units_own_precedent_counts_before_others(memory):
    known = memory(precedent(), precedent(slot=SlotId("home-1", "ZW-03"), receipt=13))
    assert recalled(known.recall("aa", clues(), "tang")) == str(WORK)
    assert recalled(known.recall("aa", clues(), "home-1")) == "home-1/ZW-03/-"


def test_a_part_or_month_that_the_document_names_is_not_overridden(memory):
    october = precedent(SlotId("tang", "ZW-06", "2021-10"), title="四查四补排查台账2021.10")
    assert recalled(memory(october).recall("b", clues("四查四补排查台账2021.10"), "tang"))
    assert memory(october).recall("b", clues("四查四补排查台账", "2021年11月.xls"), "tang") is None
    national = precedent(SlotId("tang", "ZP-12", "国家"), title=LONG)
    assert memory(national).recall("b", clues(LONG, level="市"), "tang") is None
    assert memory(national).recall("b", clues(LONG, level="中央"), "tang")


def test_a_part_that_a_person_chose_against_the_title_is_followed(memory):
    title = "小塘村脱贫人口花名册"
    against = memory(precedent(ROSTER, title=title))
    assert recalled(against.recall("b", clues(title), "tang")) == str(ROSTER)
    assert against.recall("b", clues(title, "户籍人口和脱贫人口.xls"), "tang")
    assert against.recall("b", clues("户籍人口花名册"), "tang") is None


def test_households_are_never_told_by_title(memory):
    known = memory(precedent(SlotId("home", "ZP-06", "户001"), title="移民搬迁户装订卷"))
    assert known.recall("bb", clues("移民搬迁户装订卷"), "home") is None
    assert known.recall("aa", clues(), "home")


def test_a_slot_that_left_the_manifests_is_forgotten(memory):
    assert memory(precedent(SlotId("tang", "XX-99"))).recall("aa", clues(), "tang") is None


SLOTS = st.sampled_from([WORK, MEETING, ROSTER, SlotId("home-1", "ZW-02")])
TITLES = st.sampled_from(["", LONG, "走访总结"])
KNOWN = st.lists(
    st.builds(precedent, SLOTS, TITLES, sha256=st.sampled_from("ab")),
    max_size=6,
)
ASKED = st.builds(clues, TITLES)
UNIT = st.sampled_from([None, "tang", "home-1", "school"])


ASKED_OF = st.tuples(st.sampled_from("abc"), ASKED, UNIT)


@given(KNOWN, ASKED_OF)
def test_what_is_recalled_is_always_a_decision_on_its_like(memory, known, question):
    sha256, asked, unit = question
    found = memory(*known).recall(*question)
    if found:
        slot = found.slot
        assert unit in (None, slot.unit.id, *slot.requirement.collectors)
        like = [p for p in known if p.sha256 == sha256 or (p.title and p.title == asked.title)]
        assert (slot.id.code, slot.id.part) in {(p.slot.code, p.slot.part) for p in like}


@given(st.data(), KNOWN, ASKED_OF)
def test_the_order_of_decisions_does_not_matter(memory, data, known, question):
    shuffled = data.draw(st.permutations(known))
    one, other = (memory(*k).recall(*question) for k in (known, shuffled))
    assert recalled(one) == recalled(other)


@given(KNOWN, ASKED_OF)
def test_a_contradiction_takes_every_recollection_back(memory, known, question):
    against = [
        replace(p, slot=SlotId(p.slot.unit, "ZW-03" if p.slot.code == "ZW-02" else "ZW-02"))
        for p in known
    ]
    assert memory(*known, *against).recall(*question) is None


def test_a_precedent_without_title_or_name_is_found_by_content_alone(memory):
    known = memory(replace(precedent(), title="", name="1.pdf"))
    assert known.recall("bb", clues("", "1.pdf"), "tang") is None
    assert known.recall("aa", clues("", "1.pdf"), "tang")
