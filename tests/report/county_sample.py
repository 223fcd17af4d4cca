"""A small county: every kind of unit, a shared item, parts, sign-off, a minimum, due times."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from archive_builder.model import (
    Aspect,
    Campaign,
    Due,
    Fonds,
    Part,
    Requirement,
    Signoff,
    SignoffKind,
    Slot,
    SlotId,
    SlotState,
    Unit,
    UnitKind,
    Verdict,
)
from archive_builder.report.gaps import Holding, Inventory, find_gaps
from archive_builder.report.overview import Overview

ZONE = timezone(timedelta(hours=8))
AS_OF = date(2021, 12, 22)
CAMPAIGN = Campaign("样例迎检", 2021, "Asia/Shanghai", "资料组", "county", Fonds("样例区"), (), ())

COUNTY = Unit("county", "样例区", UnitKind.COUNTY)
OFFICE = Unit("office", "区委办公室", UnitKind.OFFICE)
HEALTH = Unit("health", "卫生健康局", UnitKind.DEPARTMENT)
WATER = Unit("water", "农水局", UnitKind.DEPARTMENT)
TOWN = Unit("town", "东镇", UnitKind.TOWNSHIP)
EAST = Unit("east", "东一村", UnitKind.VILLAGE, parent="town")
WEST = Unit("west", "东二村", UnitKind.VILLAGE, parent="town")
SITE = Unit("site", "新家园", UnitKind.SITE, parent="town")
UNITS = (COUNTY, OFFICE, HEALTH, WATER, TOWN, EAST, WEST, SITE)

SEALED = Signoff("乡镇", SignoffKind.SEAL)
SIGNED = Signoff("一把手", SignoffKind.SIGNATURE)


def due(day: int, hour: int = 18) -> Due:
    return Due(datetime(2021, 12, day, hour, tzinfo=ZONE), f"12月{day}日{hour}:00前")


RECTIFY = Due(datetime(2021, 12, 26, 23, 59, tzinfo=ZONE), "12月26日前完成整改")

REQUIREMENTS = (
    Requirement(
        "XJ-01",
        Aspect.RESPONSIBILITY,
        "会议纪要",
        ("county",),
        collectors=("office", "health"),
        source="六(二)2一",
    ),
    Requirement(
        "BM-11",
        Aspect.RESULTS,
        "典型经验材料",
        ("health", "water"),
        minimum=2,
        due=due(22),
        recommended=("water",),
    ),
    Requirement(
        "ZR-05",
        Aspect.RESPONSIBILITY,
        "村级访谈提纲及回答",
        ("east", "west"),
        parts=(Part("secretary", "村支部书记"), Part("team", "驻村工作队员")),
        due=due(20),
        signoff=SEALED,
        reported_to="乡村振兴局",
    ),
    Requirement("ZP-01", Aspect.POLICY, "花名册", ("town", "east", "west")),
    Requirement("ZW-01", Aspect.WORK, "=1+1 问卷", ("east",), due=due(25), rectify=RECTIFY),
    Requirement("ZW-02", Aspect.WORK, "环境整治照片", ("west",), required=False),
)
OWNERS = {unit.id: unit for unit in UNITS}
SLOTS = tuple(
    Slot(OWNERS[owner], requirement, part)
    for requirement in REQUIREMENTS
    for owner in requirement.owners
    for part in requirement.parts
)
UNSIGNED = Verdict(SlotState.UNSEALED, "待乡镇盖章")
BLOCKED = Verdict(SlotState.RECEIVED, "文件加密，无法打开")
HOLDINGS = {
    SlotId("health", "BM-11"): [Holding("a1")],
    SlotId("east", "ZR-05", "team"): [Holding("b1", UNSIGNED)],
    SlotId("east", "ZP-01"): [Holding("c1")],
    SlotId("east", "ZW-01"): [Holding("d1", BLOCKED)],
    SlotId("west", "ZP-01"): [Holding("e1")],
}


def overview(holdings=HOLDINGS, as_of=AS_OF, slots=SLOTS, units=UNITS) -> Overview:
    inventory = Inventory(holdings)
    documents = {slot.id: inventory.present(slot.id) for slot in slots}
    gaps = find_gaps(slots, inventory, as_of)
    return Overview(CAMPAIGN, units, slots, gaps, as_of, documents=documents)


def all_held() -> dict[SlotId, list[Holding]]:
    return {slot.id: [Holding(f"{slot.id}{i}") for i in range(2)] for slot in SLOTS}


def settled() -> Overview:
    """A county that asks for no sign-off and holds everything."""
    slots = tuple(replace(s, requirement=replace(s.requirement, signoff=None)) for s in SLOTS)
    return overview(all_held(), slots=slots)
