"""A small county: enough units and requirements to show each rule of matching."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_builder.identify import Clues, Match, Matcher
from archive_builder.model import (
    WHOLE,
    Aspect,
    Due,
    Part,
    Requirement,
    Slot,
    Unit,
    UnitKind,
)

UNITS = (
    Unit("county", "兴庆区", UnitKind.COUNTY, aliases=("县级",)),
    Unit("revival", "乡村振兴局", UnitKind.OFFICE),
    Unit("finance", "财政局", UnitKind.DEPARTMENT),
    Unit("school", "教育局", UnitKind.DEPARTMENT, aliases=("区教育局",)),
    Unit("daxin", "大新镇", UnitKind.TOWNSHIP, aliases=("大新",)),
    Unit("lake", "月牙湖乡", UnitKind.TOWNSHIP, aliases=("月牙湖",)),
    Unit("daxin-village", "大新村", UnitKind.VILLAGE, parent="daxin"),
    Unit("peace-daxin", "和平村", UnitKind.VILLAGE, parent="daxin"),
    Unit("peace-lake", "和平村", UnitKind.VILLAGE, parent="lake"),
    Unit("tang", "小塘村", UnitKind.VILLAGE, parent="lake", aliases=("小塘",)),
    Unit("home-1", "滨河家园一村", UnitKind.VILLAGE, parent="lake"),
    Unit("home", "滨河家园", UnitKind.SITE, parent="lake"),
)
BY_ID = {unit.id: unit for unit in UNITS}
VILLAGES = ("daxin-village", "peace-daxin", "peace-lake", "tang", "home-1")
TOWNSHIPS = ("daxin", "lake")
DUE = Due(datetime(2021, 12, 20, 10, tzinfo=UTC), "12月20日18:00前")


def parts(*titles: str) -> tuple[Part, ...]:
    return tuple(Part(title, title) for title in titles)


REQUIREMENTS = (
    Requirement(
        "ZP-01",
        Aspect.POLICY,
        "花名册",
        (*TOWNSHIPS, *VILLAGES),
        parts=parts("户籍人口", "脱贫人口"),
        keywords=("名册", "名单", "人口花名册"),
        due=DUE,
    ),
    Requirement(
        "ZP-12",
        Aspect.POLICY,
        "各级巩固脱贫成果政策文件",
        (*TOWNSHIPS, *VILLAGES),
        parts=(*parts("国家", "自治区", "市"), Part("县", "县(区)")),
        keywords=("政策文件",),
    ),
    Requirement("BM-12", Aspect.POLICY, "本行业各级政策文件", ("school", "finance")),
    Requirement(
        "ZR-01",
        Aspect.RESPONSIBILITY,
        "会议传达学习、研究部署记录",
        (*TOWNSHIPS, *VILLAGES),
        parts=parts("记录纪要", "影像资料"),
        keywords=("会议记录", "会议照片"),
    ),
    Requirement(
        "ZW-06",
        Aspect.WORK,
        "“四查四补”工作台账",
        (*TOWNSHIPS, *VILLAGES),
        parts=tuple(Part(f"2021-{m:02}", f"2021年{m}月") for m in range(1, 13)),
        keywords=("四查四补", "台账"),
    ),
    Requirement("ZW-02", Aspect.WORK, "环境整治", (*TOWNSHIPS, *VILLAGES), keywords=("人居环境",)),
    Requirement(
        "ZR-02",
        Aspect.RESPONSIBILITY,
        "党政主要领导走访调研",
        TOWNSHIPS,
        keywords=("走访调研", "乡长"),
    ),
    Requirement(
        "ZP-06",
        Aspect.POLICY,
        "移民“一户一档案”",
        ("home",),
        parts=parts("户001", "户002"),
        households=True,
    ),
    Requirement("ZW-03", Aspect.WORK, "引导员培训", VILLAGES, keywords=("引导员",)),
    Requirement("BM-10", Aspect.RESULTS, "2021年工作总结", ("school",), keywords=("工作总结",)),
    Requirement(
        "XJ-07",
        Aspect.RESULTS,
        "兴庆区2021年巩固脱贫成果汇报材料",
        ("county",),
        collectors=("revival",),
        keywords=("汇报材料",),
    ),
    Requirement("CZ-01", Aspect.WORK, "衔接资金支付进度", ("finance",)),
)


@pytest.fixture(scope="session")
def every_slot() -> tuple[Slot, ...]:
    return tuple(
        Slot(BY_ID[owner], requirement, part)
        for requirement in REQUIREMENTS
        for owner in requirement.owners
        for part in requirement.parts
    )


@pytest.fixture(scope="session")
def matcher(every_slot: tuple[Slot, ...]) -> Matcher:
    assert WHOLE in {slot.part.key for slot in every_slot}
    return Matcher(every_slot, UNITS)


@pytest.fixture
def match(matcher: Matcher):  # type: ignore[no-untyped-def]
    def at(path: str, title: str = "", **clues: str) -> Match:
        *folders, name = path.split("/")
        return matcher.match(Clues(tuple(folders), name, title, **clues))

    return at
