"""An issuer's level: from its name, else from the title's place, else from the 代字."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_builder.identify.places import (
    CENTRAL_BODIES,
    CUSTOMS,
    EVERYWHERE,
    MUNICIPALITIES,
    PREFECTURES,
    PROVINCES,
)
from archive_builder.model import Issuer, Level, Locality

ELSEWHERE = "外地"
"""The level of issuers outside the campaign's localities."""

_NO_PLACE = re.compile(
    r"市场|市政(?!府)|城市|都市|超市|市民|市监|[省市区县乡村]级|县域|区域|区块|"
    r"[社园灾山地库牧林小片辖街景校]区|开发区|乡村|村镇|乡镇|城乡|下乡|农村|城镇|新村|"
    r"[驻进入到下全各两]村|(?:行政|自然|示范|移民|帮扶|脱贫|贫困|重点)村|盟员|同盟|联盟|旗帜"
)
_SUFFIXES = {
    "自治区": Level.PROVINCE,
    "特别行政区": Level.PROVINCE,
    "兵团": Level.PROVINCE,
    "省": Level.PROVINCE,
    "自治州": Level.CITY,
    "盟": Level.CITY,
    "市": Level.CITY,
    "自治县": Level.COUNTY,
    "县": Level.COUNTY,
    "旗": Level.COUNTY,
    "区": Level.COUNTY,
    "街道": Level.TOWNSHIP,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
    "村": Level.TOWNSHIP,
}
_PLACE = re.compile(rf"[一-鿿]*?({'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})")
_NAMED_PLACE = re.compile(r"[一-鿿]{1,5}?(?:自治区|自治州|自治县|[省市县旗区镇乡村])")
_CENTRAL = re.compile(
    rf"(?:中国共产党|中华人民共和国)?(?:{'|'.join(CENTRAL_BODIES)}|国家|中央|全国|中国|最高人民|国办)|.*(?:总局|总署)(?:办公厅)?$"
)
_OTHER_REGION = re.compile(rf"(?:{'|'.join(PROVINCES)}|[族尔])$")
_PROVINCE = re.compile("|".join(PROVINCES))
_CUSTOMS = re.compile(rf"(?:中华人民共和国)?(?:{'|'.join(CUSTOMS)})海关")


def level_of_body(name: str, localities: Sequence[Locality] = ()) -> str | None:
    """The level at which a body issues, by the **last** place in its name.

    Bodies run from above carry a central name and a local place: the place decides
    (国家税务总局银川市兴庆区税务局 is 县).

    Args:
        name: one body's full name.
        localities: the campaign's places; without any, places are told by their suffix alone
            and nothing is 外地.

    Returns:
        A `Level` value, 外地 for a body outside the localities, None for a name without a place
        that is no central body's.
    """
    at_home = _campaign_level(name, localities)
    if at_home:
        return at_home
    place = _last_place(name)
    if place is None:
        anyones = bool(localities) and name.startswith(EVERYWHERE)
        return Level.CENTRAL if _CENTRAL.match(name) and not anyones else None
    relative, level = place
    return ELSEWHERE if localities and not relative else level


def level_of_opening(title: str, localities: Sequence[Locality] = ()) -> str | None:
    """The level of the place that a title begins with (after 关于 or a year), else None."""
    bare = re.sub(r"^(?:关于)?[\d年度\s]+|^关于", "", title)
    if bare.startswith("中华人民共和国"):
        return Level.CENTRAL
    known = [name for place in localities for name in place.names if bare.startswith(name)]
    opening = max(known, key=len, default="")
    while found := _NAMED_PLACE.match(_NO_PLACE.sub("\0\0", bare[len(opening) :])):
        opening += found[0]
    return level_of_body(opening, localities) if opening else None


def _campaign_level(name: str, localities: Sequence[Locality]) -> str | None:
    """The level of the campaign's locality that stands last in a name.

    What stands inside a county or a township of the campaign belongs to it; what stands inside
    a larger one and is not listed is outside.
    """
    found = [
        (name.rfind(place) + len(place), len(place), locality.level)
        for locality in localities
        for place in locality.names
        if place in name and not _OTHER_REGION.search(name[: name.rfind(place)])
    ]
    if not found:
        return None
    end, _, level = max(found, key=lambda hit: hit[:2])
    deeper = _last_place(name[end:])
    if deeper is None or deeper[0]:
        return level
    return deeper[1] if level in (Level.COUNTY, Level.TOWNSHIP) else ELSEWHERE


def _last_place(name: str) -> tuple[bool, Level] | None:
    """Level of the last place of a name, and whether it is relative (区委, 市政府, 自治区党委)."""
    if _CUSTOMS.match(name):
        return False, Level.PROVINCE
    masked = _NO_PLACE.sub(lambda m: "\0" * len(m[0]), name)
    level, relative, end = None, False, -1
    for found in _PLACE.finditer(masked):
        stem = found[0][: -len(found[1])].rsplit("\0", 1)[-1]
        relative = not stem and found.start() != end
        level, end = _level_of(stem, found[1]), found.end()
    if _PROVINCE.search(masked, max(end, 0)):
        return False, Level.PROVINCE
    city = max((c for c in PREFECTURES if c in masked[max(end, 0) :]), key=len, default=None)
    if city:
        return False, Level.CITY
    return None if level is None else (relative, level)


def _level_of(stem: str, suffix: str) -> Level:
    """The level of a place; 直辖市 are provinces and other small 市 are counties."""
    if suffix == "市" and stem:
        if stem.endswith(MUNICIPALITIES):
            return Level.PROVINCE
        if not any(stem.endswith(city) for city in PREFECTURES):
            return Level.COUNTY
    return _SUFFIXES[suffix]


def level_of_number(number: str, issuers: Sequence[Issuer]) -> str | None:
    """The level of the longest known 代字 that a 文号 begins with.

    Two places may share a 代字 (宁政发 is also 南京市), so this is no proof.
    """
    known = [issuer for issuer in issuers if number.startswith(issuer.mark)]
    return max(known, key=lambda issuer: len(issuer.mark)).level if known else None
