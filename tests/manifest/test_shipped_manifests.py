"""The shipped manifests against a transcription of the plan that was made apart from them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from archive_builder.manifest import json_schema, load, notices, slots, write_json_schema
from archive_builder.model import Aspect, Level, StationedTeam, UnitKind

FOLDER = Path(__file__).parents[2] / "manifests"

COUNTS = {"县": 1, "部": 20, "乡": 4, "村": 36, "点": 2}
"""How many units each letter of the owners' column stands for; a number stands for itself."""

TABLE = """
code  方面 owners slots due 签 报 指标
XJ-01 责 县 5 - - - 1.1 1.2
XJ-02 责 县 1 - - - 1.1
XJ-03 责 县 1 - - - 1.1
XJ-04 责 县 4 - - - 1.1 3.2
XJ-05 责 县 4 - - - 1.4
XJ-06 责 县 1 20日18:00 签 领导 1.1
XJ-07 成 县 3 - - - 4.1 4.2 4.5
XJ-08 工 县 1 - - - 3.1
XJ-09 工 县 1 - - - 3.1 3.8
XJ-10 成 县 1 23日 签 领导 4.5
XJ-11 工 县 3 整25日 - - 3.8
XJ-12 政 县 1 - - - 2.1 2.2 2.3
ZT-01 责 县 1 - - - 1.1 1.2 1.3 1.4
ZT-02 政 县 1 - - - 2.1
ZT-03 责 县 1 - - - 1.3
ZT-04 工 县 1 - - - 3.1 3.8
ZT-05 工 县 1 - - - 3.1
ZT-06 政 县 1 - - - 2.2 4.2
ZT-07 政 县 1 - - - 2.2 4.2
ZT-08 政 县 1 - - - 2.2 4.2
ZT-09 政 县 1 - - - 2.2 4.2
ZT-10 政 县 1 - - - 2.3 3.3
ZT-11 政 县 1 - - - 2.3 3.4
ZT-12 工 县 1 - - - 3.6
ZT-13 工 县 1 - - - 3.6
ZT-14 政 县 1 - - - 2.1
ZT-15 政 县 1 - - - 2.2 3.7
ZT-16 责 县 1 - - - 1.4
ZT-17 工 县 1 - - - 3.8
BM-01 责 部 2 - - - 1.3
BM-02 责 部 3 - - - 1.4
BM-03 责 部 1 - - - 1.3 3.2
BM-04 政 部 1 20日18:00 签 局 2.1 2.2 2.3
BM-05 责 11 1 20日18:00 签 局 1.3
BM-10 成 12 1 22日 签 局 4.5
BM-11 成 12 1 22日 签 局 4.5
BM-12 政 21 1 - - - 2.1 2.2 2.3
BM-13 工 2 1 - - -
BM-14 工 部 1 - - - 3.8
WJ-01 工 1 1 20日18:00 - 局 2.2 4.2
WJ-02 工 1 1 - - - 2.2 4.2
WJ-03 工 1 1 整25日 - - 2.2 4.2
YB-01 工 1 1 20日18:00 - 局 2.2 4.2
YB-02 工 1 1 - - - 2.2 4.2
JY-01 工 1 1 20日18:00 - 局 2.2 4.2
MZ-01 工 1 1 20日18:00,整25日 - 局 2.2 3.7
RS-01 工 1 1 20日18:00 - 局 3.4
ZJ-01 工 1 1 22日18:00 - 局 2.2 4.2
ZJ-02 工 1 1 - - - 2.2 4.2
NS-01 工 1 1 22日18:00,整25日 - 局 2.2 4.2
NS-02 工 1 1 - - - 2.2 4.2
NS-03 工 1 1 整25日 - - 3.3
ZX-01 工 1 1 整25日 - - 3.1
ZX-02 工 1 1 整25日 - - 3.1
CZ-01 工 1 1 24日 - - 3.6
XZ-01 责 乡 1 20日 - - 1.1
XZ-02 成 乡 1 22日 签 局 4.5
XZ-03 成 乡 1 22日 签 局 4.5
ZR-01 责 乡村 2 - - - 1.1
ZR-02 责 乡 1 - - - 1.1
ZR-03 责 乡村 2 - - - 1.1 3.1
ZR-04 责 村 1 - - - 1.4
ZR-05 责 村 3 20日18:00 章 局 1.4
ZR-06 责 点 3 20日18:00 章 局 3.2
ZP-01 政 乡村 3 - - - 3.1
ZP-02 政 村 4 - - - 3.1
ZP-03 政 村 5 - - - 2.2 3.7
ZP-04 政 村 2 - - - 2.3 3.3 3.4
ZP-05 政 点 9 - - - 3.2
ZP-06 政 点 1 - - - 3.2
ZP-07 政 点 1 - - - 3.2
ZP-08 政 乡村点 5 - - - 3.5
ZP-09 政 乡村 4 - - - 3.3
ZP-10 政 乡村 2 - - - 3.4
ZP-11 政 乡村 1 - - - 4.3
ZP-12 政 乡村 4 - - - 2.1
ZP-13 政 乡村 1 - - - 2.2 4.2
ZW-01 工 村 3 25日 - - 4.2 4.4
ZW-02 工 乡村 1 - - - 3.5
ZW-03 工 乡村 2 25日 - - 1.4
ZW-04 工 村 2 25日 - - 3.1
ZW-05 工 乡村 1 - - - 1.1 1.4
ZW-06 工 乡村 12 23日 - 局 3.1 3.8
ZW-07 工 5 1 - - - 3.6
ZW-08 工 乡村 1 - - - 3.1
ZW-09 工 乡村 1 - - - 3.1
ZW-10 工 乡村 1 - - - 3.8
ZW-11 工 乡 2 - - -
ZW-12 工 乡 1 24日 - - 3.6
BF-01 工 乡村部 1 - - - 1.4
BF-02 工 乡村部 1 25日 - - 1.4
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]

PARTS = {
    "XJ-01": "区委常委会 政府常务会 区委农村工作领导小组会议 专题会 中心组学习会",
    "XJ-04": "工作部署 走访农户 指导工作记录纪要 影像资料",
    "XJ-05": "选派 考核 考勤 管理",
    "XJ-07": "巩固脱贫攻坚成果情况介绍 乡村振兴工作情况介绍"
    " 健全防止返贫动态监测和帮扶机制工作开展情况",
    "XJ-11": "问题清单 整改措施 整改责任",
    "BM-01": "会议记录、纪要 安排部署",
    "BM-02": "工作开展情况 帮扶工作计划 帮扶工作总结",
    "ZR-01": "记录纪要 影像资料",
    "ZR-03": "记录纪要 影像资料",
    "ZR-05": "村支部书记(村主任) 第一书记 驻村工作队员",
    "ZR-06": "村支部书记(村主任) 第一书记 驻村工作队员",
    "ZP-01": "户籍人口 脱贫人口 “三类人群”",
    "ZP-02": "监测 动态帮扶 风险消除 “四查四补”",
    "ZP-03": "低保 残疾 高龄 孤儿 大病",
    "ZP-04": "产业 就业",
    "ZP-05": "方案 规划 产业 就业 社会保障 文明实践 基层治理 基础设施 公共服务",
    "ZP-06": "花名册未报",
    "ZP-07": "花名册未报",
    "ZP-08": "基层组织建设 基层治理 移风易俗 文明创建 新时代文明实践",
    "ZP-09": "村集体经济 龙头企业 合作社 致富带头人",
    "ZP-10": "建设运营 带动农户",
    "ZP-12": "国家 自治区 市 县(区)",
    "ZW-01": "脱贫户 边缘易致贫户 其他户",
    "ZW-03": "选派名单 培训记录",
    "ZW-04": "一般户10户 脱贫户10户",
    "ZW-06": " ".join(f"2021年{month}月" for month in range(1, 13)),
    "ZW-11": "责任领导 值班人员",
}
TWELVE = "组织部 宣传部 农水局 住建局 卫健局 医保局 交通局 民政局 自然资源局 教育局 科技局 文广局"
EIGHT = "农水局 住建局 民政局 教育局 卫健局 医保局 人社局 乡村振兴局"
OWNERS = {
    "BM-05": f"{EIGHT} 发改局 商合局 就创中心",
    "BM-10": TWELVE,
    "BM-11": TWELVE,
    "BM-13": "卫健局 机关事务管理中心",
    "WJ-01": "卫健局",
    "WJ-02": "卫健局",
    "WJ-03": "卫健局",
    "YB-01": "医保局",
    "YB-02": "医保局",
    "JY-01": "教育局",
    "MZ-01": "民政局",
    "RS-01": "人社局",
    "ZJ-01": "住建局",
    "ZJ-02": "住建局",
    "NS-01": "农水局",
    "NS-02": "农水局",
    "NS-03": "农水局",
    "ZX-01": "乡村振兴局",
    "ZX-02": "乡村振兴局",
    "CZ-01": "财政局",
    "ZW-07": "大新镇 掌政镇 通贵乡 月牙湖乡 乡村振兴局",
}
FOUR = "区委办 政府办 组织部 乡村振兴局"
COLLECTORS = {
    **dict.fromkeys(("XJ-01", "XJ-02", "XJ-03", "XJ-04", "XJ-05", "XJ-06"), FOUR),
    **dict.fromkeys(("XJ-07", "XJ-09", "XJ-10", "XJ-11", "XJ-12"), "乡村振兴局"),
    "XJ-08": "组织部 区委办 乡村振兴局",
    **dict.fromkeys(("ZT-01", "ZT-02", "ZT-03", "ZT-04", "ZT-05"), "乡村振兴局"),
    "ZT-06": "农水局",
    "ZT-07": "教育局",
    "ZT-08": "卫健局 医保局",
    "ZT-09": "住建局",
    "ZT-10": "农水局",
    "ZT-11": "人社局",
    "ZT-12": "财政局 乡村振兴局",
    "ZT-13": "乡村振兴局",
    "ZT-14": "乡村振兴局",
    "ZT-15": "民政局",
    "ZT-16": "组织部",
    "ZT-17": "乡村振兴局",
    "WJ-03": "卫健局 残联",
}
SIGNED_BY = {
    "XJ-06": "区委和政府主要领导",
    "XJ-10": "分管领导",
    "BM-04": "单位一把手",
    "BM-05": "单位一把手",
    "BM-10": "单位一把手",
    "BM-11": "单位一把手",
    "XZ-02": "乡镇党委书记",
    "XZ-03": "乡镇党委书记",
    "ZR-05": "乡级",
    "ZR-06": "乡级",
}
ASPECTS = {"责": "责任落实", "政": "政策落实", "工": "工作落实", "成": "成效巩固"}


@pytest.fixture(scope="module")
def manifests():
    return load(FOLDER)


@pytest.fixture(scope="module")
def requirements(manifests):
    return {requirement.code: requirement for requirement in manifests.requirements}


@pytest.fixture(scope="module")
def ids(manifests):
    """Every name and alias of the units that are no villages → id."""
    units = [unit for unit in manifests.units if unit.kind is not UnitKind.VILLAGE]
    return {name: unit.id for unit in units for name in (unit.name, *unit.aliases)}


def test_the_codes_are_those_of_the_plan_and_each_stands_once(manifests):
    assert Counter(r.code for r in manifests.requirements) == Counter(row[0] for row in ROWS)
    assert len(ROWS) == 91


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_requirement_is_as_in_the_plan(requirements, row):
    code, aspect, owners, slots_each, due, sign, report, *indicators = row
    found = requirements[code]
    count = int(owners) if owners.isdigit() else sum(COUNTS[letter] for letter in owners)

    assert found.aspect == ASPECTS[aspect]
    assert (len(found.owners), len(found.parts)) == (count, int(slots_each))
    assert _times(found) == due
    assert _sign(found) == sign
    assert {"-": "", "局": "乡村振兴局"}.get(report, found.reported_to) == found.reported_to
    assert (report == "-") == (not found.reported_to)
    assert list(found.indicators) == indicators


def _times(requirement) -> str:
    due = requirement.due and requirement.due.text.removeprefix("12月").removesuffix("前")
    rectify = requirement.rectify and requirement.rectify.text.removeprefix("12月")
    both = (due, rectify and f"整{rectify.removesuffix('前完成整改')}")
    return ",".join(filter(None, both)) or "-"


def _sign(requirement) -> str:
    return {"签字": "签", "盖章": "章"}[requirement.signoff.kind] if requirement.signoff else "-"


def test_every_part_is_named_as_in_the_plan(requirements):
    found = {
        code: " ".join(part.title for part in requirement.parts)
        for code, requirement in requirements.items()
        if requirement.parts[0].title
    }

    assert found == PARTS


def test_owners_are_the_kinds_or_the_named_units(manifests, requirements, ids):
    kinds = {"部": "department", "乡": "township", "村": "village", "点": "site", "县": "county"}
    for code, _, owners, *_ in ROWS:
        if owners.isdigit() and code != "BM-12":
            wanted = {ids[name] for name in OWNERS[code].split()}
        else:
            letters = "部" if code == "BM-12" else owners
            chosen = {kinds[letter] for letter in letters}
            wanted = {unit.id for unit in manifests.units if unit.kind in chosen}
            wanted |= {"xczx"} if code == "BM-12" else set()
        assert set(requirements[code].owners) == wanted, code


def test_collectors_are_the_units_that_the_plan_names(requirements, ids):
    found = {code: r.collectors for code, r in requirements.items() if r.collectors}

    assert found == {
        code: tuple(ids[name] for name in names.split()) for code, names in COLLECTORS.items()
    }


def test_who_signs_is_as_in_the_plan(requirements):
    assert {code: r.signoff.by for code, r in requirements.items() if r.signoff} == SIGNED_BY


def test_times_are_of_2021_in_beijing(requirements):
    times = [t.at for r in requirements.values() for t in (r.due, r.rectify) if t]

    assert {(at.year, at.month, at.utcoffset()) for at in times} == {(2021, 12, timedelta(hours=8))}
    assert Counter((at.hour, at.minute, at.second) for at in times) == {
        (18, 0, 0): 12,
        (23, 59, 59): 20,
    }


def test_only_two_requirements_ask_for_more_than_one_document(requirements):
    more = {code: r.minimum for code, r in requirements.items() if r.minimum != 1}

    assert more == {"BM-11": 2, "XZ-03": 2}


def test_households_and_reviews_are_asked_for_where_the_plan_does(requirements):
    assert [code for code, r in requirements.items() if r.households] == ["ZP-06", "ZP-07"]
    assert {code: r.review for code, r in requirements.items() if r.review} == {
        **dict.fromkeys(("XJ-06", "BM-05", "ZR-05", "ZR-06"), ("interview",)),
        "BM-02": ("overlap",),
        **dict.fromkeys(("ZP-01", "ZW-08"), ("roster",)),
        **dict.fromkeys(("XJ-09", "ZW-06"), ("ledger",)),
    }


def test_the_three_without_a_signed_outline_are_recommended_only(manifests, ids):
    optional = [slot.id for slot in slots(manifests) if not slot.required]

    assert {(i.unit, i.code) for i in optional} == {
        (ids[name], "BM-05") for name in ("发改局", "商合局", "就创中心")
    }
    assert len(optional) == 3


def test_the_slots_are_as_many_as_counted_by_hand(manifests):
    county = 26 + 17  # XJ, ZT
    every_department = 2 + 3 + 1 + 1 + 1 + 1 + 2  # BM-01 to 04, 12, 14; BF
    named = 11 + 12 + 12 + 2 + 16 + 2  # BM-05, 10, 11, 13; screening; 乡村振兴局's BM-12 and ZW-07
    township = 3 + 5 + 20 + 23 + 2  # XZ, ZR, ZP, ZW, BF
    village = 8 + 31 + 24 + 2  # ZR, ZP, ZW, BF
    site = 3 + 16  # ZR, ZP
    found = Counter(slot.unit.kind for slot in slots(manifests))

    assert found["county"] == county == 43
    assert found["department"] + found["office"] == 20 * every_department + named == 275
    assert found["township"] == 4 * township == 212
    assert found["village"] == 36 * village == 2340
    assert found["site"] == 2 * site == 38
    assert sum(found.values()) == 2908
    assert len({slot.id for slot in slots(manifests)}) == 2908


def test_units_are_as_many_as_the_plan_names(manifests):
    assert Counter(unit.kind.value for unit in manifests.units) == {
        "county": 1,
        "office": 4,
        "department": 20,
        "township": 4,
        "village": 36,
        "site": 2,
    }
    names = {unit.id: unit.name for unit in manifests.units}
    villages = [unit for unit in manifests.units if unit.kind is UnitKind.VILLAGE]
    assert Counter(names[unit.parent] for unit in villages) == {
        "掌政镇": 12,
        "大新镇": 6,
        "通贵乡": 6,
        "月牙湖乡": 12,
    }


def test_no_name_or_alias_means_two_units(manifests):
    names = Counter(name for unit in manifests.units for name in (unit.name, *unit.aliases))

    assert [name for name, count in names.items() if count > 1] == []


def test_a_village_is_not_called_as_a_township_or_inside_a_neighbours_name(manifests):
    for unit in manifests.units:
        if unit.kind is UnitKind.VILLAGE:
            others = [other.name for other in manifests.units if other is not unit]
            assert not [(a, o) for a in unit.aliases for o in others if a in o]


def test_every_department_and_no_other_unit_is_unverified_as_to_its_team(manifests):
    for unit in manifests.units:
        unverified = unit.stationed_team is StationedTeam.UNVERIFIED
        assert unverified == (unit.kind is UnitKind.DEPARTMENT), unit.id


def test_the_twenty_indicators_are_four_three_eight_and_five(manifests):
    indicators = manifests.campaign.indicators
    aspects = list(Aspect)

    assert Counter(i.aspect for i in indicators) == dict(zip(aspects, (4, 3, 8, 5), strict=True))
    assert all(aspects[int(i.code[0]) - 1] is i.aspect for i in indicators)


def test_every_indicator_has_evidence(manifests, requirements):
    used = {indicator for r in requirements.values() for indicator in r.indicators}

    assert used == {indicator.code for indicator in manifests.campaign.indicators}


def test_every_requirement_has_its_clause_and_words_to_match(requirements):
    for code, requirement in requirements.items():
        assert requirement.source.startswith(("六(", "附件1")), code
        assert len(requirement.keywords) >= 5, code


def test_splits_that_are_ours_say_so(requirements):
    for code, requirement in requirements.items():
        if code.startswith("ZT-") or code == "XJ-08":
            assert "本县的划分" in requirement.note


def test_nothing_that_the_plan_leaves_open_is_filled_in(manifests):
    assert [(rule.catalogue_number, rule.retention) for rule in manifests.volumes] == [("", "")] * 4
    assert (manifests.campaign.fonds.name, manifests.campaign.fonds.number) == ("", "")
    assert not [unit.id for unit in manifests.units if unit.fonds]


def test_compilations_are_of_townships_villages_and_departments(manifests):
    found = {rule.key: (rule.kinds, rule.units, rule.codes) for rule in manifests.compilations}

    assert found == {
        "township": ((UnitKind.TOWNSHIP,), (), ("ZP-12",)),
        "village": ((UnitKind.VILLAGE,), (), ("ZP-12",)),
        "department": ((UnitKind.DEPARTMENT,), ("xczx",), ("BM-12",)),
    }


def test_issuers_that_look_alike_are_told_apart(manifests):
    levels = {issuer.mark: issuer.level for issuer in manifests.issuers}

    assert levels["银发"] is levels["银保监"] is Level.CENTRAL
    assert levels["银政发"] is Level.CITY
    assert levels["银兴政发"] is Level.COUNTY
    unverified = [i for i in manifests.issuers if i.level in (Level.CITY, Level.COUNTY)]
    assert all("待核实" in issuer.note for issuer in unverified)


def test_the_notices_name_what_must_be_confirmed(manifests):
    told = "\n".join(notices(manifests))

    for words in ("35 个", "36 个", "等9个单位", "20 个单位", "BM-05", "本县的划分", "银兴政发"):
        assert words in told


def test_each_file_points_its_editor_to_its_schema():
    kinds = dict.fromkeys(("responsibility", "policy", "work", "results"), "aspect")
    for path in sorted(FOLDER.glob("*.yaml")):
        schema = f"schema/{kinds.get(path.stem, path.stem)}.json"
        first = path.read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={schema}"
        assert (FOLDER / schema).is_file()


def test_the_committed_schemas_are_current(tmp_path):
    """If this fails: call `write_json_schema(Path("manifests"))` and commit the result."""
    write_json_schema(tmp_path)
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "schema").iterdir()}
    committed = {p.name: p.read_text("utf-8") for p in (FOLDER / "schema").iterdir()}

    assert written == committed
    assert {name: json.loads(text) for name, text in written.items()} == {
        f"{kind}.json": schema for kind, schema in json_schema().items()
    }


def test_the_schemas_know_the_keys_and_nothing_else():
    schema = json_schema()["aspect"]["$defs"]["RequirementForm"]

    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"code", "title"}
    assert {"min", "months", "households", "collectors", "recommended"} <= set(schema["properties"])
    assert schema["properties"]["due"]["type"] == "string"
