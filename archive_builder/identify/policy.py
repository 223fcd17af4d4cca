"""Documents of higher bodies: they belong to a unit's policy files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archive_builder.identify.level import ELSEWHERE
from archive_builder.identify.parts import by_level
from archive_builder.identify.verdict import Clues
from archive_builder.identify.words import GENRES
from archive_builder.model import Level, Slot, Unit, UnitKind

_RANK = {level.value: rank for rank, level in enumerate(Level)}

_LEVEL_OF_KIND = {
    UnitKind.COUNTY: Level.COUNTY,
    UnitKind.OFFICE: Level.COUNTY,
    UnitKind.DEPARTMENT: Level.COUNTY,
    UnitKind.TOWNSHIP: Level.TOWNSHIP,
    UnitKind.VILLAGE: Level.TOWNSHIP,
    UnitKind.SITE: Level.TOWNSHIP,
}
"""At which level a unit itself issues: only documents from above are policy to it."""

_POLICY_TITLE = re.compile(r"政策文件")
_RULES = ("方案", "办法", "规划", "细则", "措施", "规定", "要点", "计划", "条例", "预案")
_ERRAND = re.compile(r"召开|会议|培训|报送|上报|填报|值班|放假|任免|任职|表彰|调研|检查|通报|座谈")
"""Errands of the day that higher bodies also send: no policy."""


def is_policy(clues: Clues, unit: Unit) -> bool:
    """Whether a document was formally issued by a higher or an outside body.

    Formally issued is what has a 文号 or is called by a 文种 or by a kind of rule (方案, 办法 …).
    """
    formal = bool(clues.document_number) or clues.genre in (*GENRES, *_RULES)
    from_above = _RANK.get(clues.level, len(_RANK)) < _RANK[_LEVEL_OF_KIND[unit.kind]]
    return formal and (from_above or clues.level == ELSEWHERE)


def policy_doubt(clues: Clues) -> str:
    """Why a formally issued document may be no policy of the unit's, or nothing."""
    if clues.level == ELSEWHERE:
        return "但发文机关不在本地，是否要收要人定"
    if _ERRAND.search(clues.title or clues.name):
        return "但内容像日常通知，是否算政策文件要人定"
    return ""


def policy_code(held: Mapping[str, Sequence[Slot]]) -> str | None:
    """The requirement of a unit that takes policy documents, if it is a single one."""
    codes = [
        code
        for code, slots in held.items()
        if by_level(slots) or _POLICY_TITLE.search(slots[0].requirement.title)
    ]
    return codes[0] if len(codes) == 1 else None
