"""A right folder → the model, slots and notices."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from archive_builder.manifest import load, notices, slots
from archive_builder.model import (
    WHOLE,
    Aspect,
    Fonds,
    Level,
    Part,
    Signoff,
    SignoffKind,
    StationedTeam,
    UnitKind,
)

BEIJING = timezone(timedelta(hours=8))


def requirement(workspace, code):
    return next(r for r in load(workspace.folder).requirements if r.code == code)


def test_requirements_stand_by_aspect_then_as_written(workspace):
    found = [(r.code, r.aspect) for r in load(workspace.folder).requirements]

    assert found == [
        ("XJ-01", Aspect.RESPONSIBILITY),
        ("ZP-01", Aspect.POLICY),
        ("BM-05", Aspect.POLICY),
        ("ZW-06", Aspect.WORK),
        ("BM-11", Aspect.RESULTS),
    ]


def test_due_with_a_time_is_that_minute_in_the_campaigns_zone(workspace):
    due = requirement(workspace, "ZP-01").due

    assert due.at == datetime(2021, 12, 20, 18, tzinfo=BEIJING)
    assert due.text == "12月20日18:00前"


def test_due_without_a_time_is_the_end_of_the_day(workspace):
    workspace.edit("policy.yaml", "2021-12-20 18:00", "2021-12-02")
    due = requirement(workspace, "ZP-01").due

    assert due.at == datetime(2021, 12, 2, 23, 59, 59, tzinfo=BEIJING)
    assert due.text == "12月2日前"


def test_midnight_is_a_time_and_not_the_end_of_the_day(workspace):
    workspace.edit("policy.yaml", "2021-12-20 18:00", "2021-12-20 00:00")

    assert requirement(workspace, "ZP-01").due.text == "12月20日00:00前"
    assert requirement(workspace, "ZP-01").due.at.hour == 0


def test_another_zone_moves_the_instant(workspace):
    workspace.edit("campaign.yaml", "Asia/Shanghai", "Asia/Urumqi")

    assert requirement(workspace, "ZP-01").due.at == datetime(2021, 12, 20, 20, tzinfo=BEIJING)


def test_rectification_has_its_own_time_and_text(workspace):
    found = requirement(workspace, "ZW-06")

    assert found.due is None
    assert found.rectify.text == "12月25日前完成整改"
    assert found.rectify.at == datetime(2021, 12, 25, 23, 59, 59, tzinfo=BEIJING)


def test_months_run_over_the_turn_of_the_year(workspace):
    assert requirement(workspace, "ZW-06").parts == (
        Part("2021-11", "2021年11月"),
        Part("2021-12", "2021年12月"),
        Part("2022-01", "2022年1月"),
        Part("2022-02", "2022年2月"),
    )


def test_a_part_is_its_title_or_a_key_and_a_title(workspace):
    assert requirement(workspace, "ZP-01").parts == (
        Part("户籍人口", "户籍人口"),
        Part("三类", "“三类人群”"),
    )


def test_a_parts_own_key_leaves_quotation_marks_out(workspace):
    workspace.edit("policy.yaml", "{key: 三类, title: “三类人群”}", "“三类人群”")

    assert requirement(workspace, "ZP-01").parts[1] == Part("三类人群", "“三类人群”")


def test_households_are_one_slot_until_a_roster_comes(workspace):
    workspace.edit("work.yaml", "months: 2021-11..2022-02", "households: true")
    found = requirement(workspace, "ZW-06")

    assert found.households
    assert found.parts == (Part("households", "花名册未报"),)


def test_collectors_share_one_item_of_the_county(workspace):
    found = requirement(workspace, "XJ-01")

    assert found.owners == ("xian",)
    assert found.collectors == ("nong", "wei")
    assert found.parts == (Part(WHOLE, ""),)


def test_a_holder_owns_instead_of_the_county(workspace):
    workspace.edit("responsibility.yaml", "[nong, wei]", "[nong, wei]\n    holder: wei")

    assert requirement(workspace, "XJ-01").owners == ("wei",)


def test_owners_stand_as_in_the_units_file_with_the_recommended(workspace):
    found = requirement(workspace, "BM-05")

    assert found.owners == ("nong", "wei", "jiao")
    assert found.recommended == ("wei",)


def test_an_unverified_team_owes_and_a_denied_one_does_not(workspace):
    assert requirement(workspace, "BM-11").owners == ("nong", "jiao", "zhen", "xiang")


def test_a_selector_adds_and_excepts_units(workspace):
    workspace.edit("work.yaml", "kinds: [village], except: [zhuang]", "kind: village, units: [wei]")

    assert requirement(workspace, "ZW-06").owners == ("wei", "cun", "zhuang")


def test_every_other_field_arrives(workspace):
    campaign = load(workspace.folder).campaign
    found = requirement(workspace, "ZP-01")

    assert (campaign.year, campaign.county, campaign.fonds) == (2021, "xian", Fonds("某县"))
    assert [i.code for i in campaign.indicators] == ["1.1", "1.10"]
    assert campaign.localities[3].level is Level.COUNTY
    assert (found.source, found.indicators) == ("六(三)2", ("1.1",))
    assert found.signoff == Signoff("一把手", SignoffKind.SIGNATURE)
    assert requirement(workspace, "BM-11").minimum == 2


def test_units_volumes_compilations_and_issuers_arrive(workspace):
    manifests = load(workspace.folder)
    units = {unit.id: unit for unit in manifests.units}

    assert units["jiao"].stationed_team is StationedTeam.UNVERIFIED
    assert (units["cun"].parent, units["cun"].aliases) == ("zhen", ("东庄",))
    assert [rule.aspect for rule in manifests.volumes] == list(Aspect)
    assert [rule.category for rule in manifests.volumes] == ["责任", "政策", "工作", "成效"]
    (rule,) = manifests.compilations
    assert (rule.kinds, rule.units, rule.codes) == ((UnitKind.VILLAGE,), ("nong",), ("ZP-01",))
    assert [issuer.note for issuer in manifests.issuers] == ["", "待核实。", "待核实。"]


def test_slots_go_by_requirement_owner_and_part(workspace):
    found = slots(load(workspace.folder))

    assert [str(slot.id) for slot in found[:6]] == [
        "xian/XJ-01/-",
        "cun/ZP-01/户籍人口",
        "cun/ZP-01/三类",
        "zhuang/ZP-01/户籍人口",
        "zhuang/ZP-01/三类",
        "nong/BM-05/-",
    ]
    assert len(found) == 1 + 2 * 2 + 3 + 4 + 4
    assert len({slot.id for slot in found}) == len(found)


def test_only_the_recommended_owners_slot_is_not_required(workspace):
    found = slots(load(workspace.folder))

    assert [str(slot.id) for slot in found if not slot.required] == ["wei/BM-05/-"]


def test_a_recommended_requirement_has_no_required_slot(workspace):
    workspace.edit("work.yaml", "title: 台账", "title: 台账\n    required: false\n    note: 原因。")
    found = slots(load(workspace.folder))

    assert {s.required for s in found if s.requirement.code == "ZW-06"} == {False}


def test_notices_tell_what_is_unclear(workspace):
    assert notices(load(workspace.folder)) == (
        "行政村数待核实。",
        "教育局：名称待核实。",
        "是否派驻第一书记、驻村工作队待核实的有 1 个单位：教育局。"
        "核实以前按已派驻计应备材料；核实后改 units.yaml 里的 stationed_team。",
        "BM-05 访谈提纲：卫生局建议报送，不计缺项。方案未规定。",
        "机关代字 县发、县办发：待核实。",
    )


def test_nothing_unclear_gives_no_notices(workspace):
    workspace.edit("campaign.yaml", "notices:\n  - 行政村数待核实。\n", "")
    workspace.edit("units.yaml", "待核实, note: 名称待核实。", "true")
    workspace.edit("policy.yaml", "    recommended: [wei]\n    note: 方案未规定。\n", "")
    workspace.edit("issuers.yaml", "某县, level: 县, note: 待核实。", "某县, level: 县")
    workspace.edit("issuers.yaml", "某县办公室, level: 县, note: 待核实。", "某县办公室, level: 县")

    assert notices(load(workspace.folder)) == ()


def test_the_digest_is_of_names_and_bytes(workspace):
    before = load(workspace.folder).digest
    assert load(workspace.folder).digest == before

    workspace.edit("work.yaml", "title: 台账", "title: 台账 # 注")
    assert load(workspace.folder).digest != before


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter(workspace):
    plain = load(workspace.folder)
    content = (workspace.folder / "policy.yaml").read_bytes()
    workspace.write("policy.yaml", b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))

    assert load(workspace.folder).requirements == plain.requirements
