"""A returned form is filed by the number printed on it, whatever else is said."""

from archive_builder.identify import Ambiguous, Clues, Matched, Matcher
from archive_builder.model import (
    ROSTER,
    WHOLE,
    Aspect,
    Part,
    Requirement,
    Signoff,
    SignoffKind,
    Slot,
    SlotId,
    Unit,
    UnitKind,
    form_line,
    form_number,
)

UNITS = {
    unit.id: unit
    for unit in (
        Unit("county", "兴庆区", UnitKind.COUNTY, aliases=("县级",)),
        Unit("revival", "乡村振兴局", UnitKind.OFFICE),
        Unit("finance", "财政局", UnitKind.DEPARTMENT),
        Unit("daxin", "大新镇", UnitKind.TOWNSHIP),
        Unit("lake", "月牙湖乡", UnitKind.TOWNSHIP),
        Unit("daxin-village", "大新村", UnitKind.VILLAGE, parent="daxin"),
        Unit("tang", "小塘村", UnitKind.VILLAGE, parent="lake"),
        Unit("home", "滨河家园", UnitKind.SITE, parent="lake"),
    )
}
ROSTERS = Requirement(
    "ZP-01",
    Aspect.POLICY,
    "花名册",
    ("lake", "tang"),
    parts=(Part("户籍人口", "户籍人口"), Part("脱贫人口", "脱贫人口")),
    keywords=("名册",),
)
INTERVIEW = Requirement(
    "ZR-05",
    Aspect.RESPONSIBILITY,
    "村级访谈提纲及回答",
    ("tang", "daxin-village"),
    parts=(Part("村支部书记", "村支部书记(村主任)"), Part("第一书记", "第一书记")),
    signoff=Signoff("乡级", SignoffKind.SEAL),
    reported_to="乡村振兴局",
)
COUNTY = Requirement(
    "XJ-08", Aspect.WORK, "全部行政村基本情况表", ("county",), collectors=("finance",)
)
HOUSES = Requirement(
    "ZP-06",
    Aspect.POLICY,
    "移民“一户一档案”",
    ("home",),
    households=True,
    parts=(Part(ROSTER, "花名册未报"),),
)
EVERY = (ROSTERS, INTERVIEW, COUNTY, HOUSES)
SLOTS = tuple(
    Slot(UNITS[owner], requirement, part)
    for requirement in EVERY
    for owner in requirement.owners
    for part in requirement.parts
)
MATCHER = Matcher(SLOTS, tuple(UNITS.values()))
FIRST = SlotId("tang", "ZR-05", "第一书记")
NEIGHBOUR = SlotId("daxin-village", "ZR-05", "第一书记")


def clues(*folders: str, name: str = "扫描件001.pdf", text: str = "", later: SlotId | None = None):
    later_forms = (form_number(later),) if later else ()
    return Clues(folders, name, text=text, later_forms=later_forms)


def printed(slot: SlotId) -> str:
    return f"{form_line(slot)}\n访谈提纲\n一、回答"


def test_a_number_names_the_slot_whatever_the_name_says():
    found = MATCHER.match(clues(name="ZP-01 脱贫人口花名册.docx", text=printed(FIRST)))
    assert isinstance(found, Matched)
    assert found.slot.id == FIRST
    assert (found.rule, found.score) == ("表单号", 1.0)
    number = form_number(FIRST)
    assert found.reason == f"表单号 {number} 是小塘村 ZR-05 村级访谈提纲及回答（第一书记）的空白表"


def test_it_comes_before_what_people_decided_on_the_like():
    other = next(slot for slot in SLOTS if slot.id == NEIGHBOUR)
    found = MATCHER.match(
        clues(text=printed(FIRST)), lambda *_: Matched(other, "先例", "人工", 0.97)
    )
    assert isinstance(found, Matched)
    assert found.slot.id == FIRST


def test_an_unknown_number_says_nothing():
    text = "表单号：ZR-05-00000000\n"
    assert MATCHER.match(clues("小塘村", "花名册", text=text)) == MATCHER.match(
        clues("小塘村", "花名册")
    )
    known = MATCHER.match(clues(text=text + printed(FIRST)))
    assert isinstance(known, Matched)
    assert known.slot.id == FIRST


def test_the_numbers_of_two_forms_are_for_a_person():
    found = MATCHER.match(clues("小塘村", text=printed(FIRST) + printed(NEIGHBOUR)))
    assert isinstance(found, Ambiguous)
    assert [guess.slot.id for guess in found.guesses] == [FIRST, NEIGHBOUR]
    assert found.reason == f"有不止一个表单号：{form_number(FIRST)}、{form_number(NEIGHBOUR)}"


def test_a_second_form_further_back_is_seen():
    found = MATCHER.match(clues("小塘村", text=printed(FIRST), later=NEIGHBOUR))
    assert isinstance(found, Ambiguous)
    again = MATCHER.match(clues("小塘村", text=printed(FIRST), later=FIRST))
    assert isinstance(again, Matched)


def test_a_neighbours_form_is_for_a_person():
    found = MATCHER.match(clues("大新镇", "大新村", text=printed(FIRST)))
    assert isinstance(found, Ambiguous)
    assert [guess.slot.id for guess in found.guesses] == [FIRST]
    assert "小塘村" in found.reason
    assert "写的是“大新村”，可能误用了别的单位的表" in found.reason
    by_name = MATCHER.match(clues("月牙湖乡", name="大新村访谈.docx", text=printed(FIRST)))
    assert isinstance(by_name, Ambiguous)
    assert "文件名写的是“大新村”" in by_name.reason


def test_those_above_those_who_gather_and_those_who_receive_may_send_it():
    for folder in ("小塘村", "月牙湖乡", "县级", "兴庆区", "乡村振兴局", "月牙湖乡小塘村"):
        assert isinstance(MATCHER.match(clues(folder, text=printed(FIRST))), Matched), folder
    gathered = clues("财政局", text=printed(SlotId("county", "XJ-08")))
    assert isinstance(MATCHER.match(gathered), Matched)


def test_a_villages_name_on_its_townships_form_is_for_a_person():
    township = SlotId("lake", "ZP-01", "户籍人口")
    assert isinstance(MATCHER.match(clues("月牙湖乡", text=form_line(township))), Matched)
    found = MATCHER.match(clues("月牙湖乡", "小塘村", text=form_line(township)))
    assert isinstance(found, Ambiguous)


def test_a_roster_and_a_whole_requirement_are_named_without_a_part():
    roster = MATCHER.match(clues(text=form_line(SlotId("home", "ZP-06", ROSTER))))
    whole = MATCHER.match(clues(text=form_line(SlotId("county", "XJ-08", WHOLE))))
    assert isinstance(roster, Matched) and isinstance(whole, Matched)
    assert roster.slot.takes_roster
    assert whole.reason.endswith("是兴庆区 XJ-08 全部行政村基本情况表的空白表")
