"""催办通知: official letters that say what is due when, in Word, for a person to sign and seal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from archive_builder.fsio import write_atomic
from archive_builder.model import Campaign, Gap, Requirement, SlotState, Unit, UnitKind, Urgency
from archive_builder.report.folding import Fold, fold
from archive_builder.report.gaps import due_day
from archive_builder.report.overview import Overview, UnitList, groups
from archive_builder.report.word import WordTemplate
from archive_builder.report.wording import day_text, due_text, materials

Values = dict[str, object]
"""What a template's names stand for. Archivists write the names, so they are Chinese."""

_HEADINGS = {
    Urgency.OVERDUE: "已逾期，须立即报送",
    Urgency.SOON: "三日内到期，务必按时报送",
    Urgency.LATER: "未到期或未定时限，请尽早报送",
}
"""The most urgent first."""
_UNTOLD = (SlotState.RETURNED, SlotState.RECEIVED)
"""States that their reasons do not tell."""
_DIGITS = "一二三四五六七八九"
_LINE = 16
"""Characters that a line of the letterhead holds."""
_BODY = re.compile("领导小组|工作小组|工作专班|委员会|指挥部")
"""Where a long name of a body is broken."""


def write_notice(listed: UnitList, template: WordTemplate, target: Path) -> bool:
    """Write the 催办通知 of a unit that owes something; for one that owes nothing there is none.

    Returns:
        False when the same bytes stood there already.

    Raises:
        UsageError: the template can't be filled.
    """
    return write_atomic(target, template.fill(notice_values(listed)))


def write_overdue_notice(overview: Overview, template: WordTemplate, target: Path) -> bool:
    """Write the one 催办通知 for all that is overdue; where nothing is there is none.

    Returns:
        False when the same bytes stood there already.

    Raises:
        UsageError: the template can't be filled.
    """
    return write_atomic(target, template.fill(overdue_values(overview)))


def notice_values(listed: UnitList) -> Values:
    """What the notice to one unit may say: every gap once, the most urgent first."""
    unit, gaps = listed.unit, _urgent_first(listed.gaps)
    sections = [
        {"标题": heading, "项数": len(found), "材料": _rows(found, listed.names, unit.id)}
        for urgency, heading in _HEADINGS.items()
        if (found := [gap for gap in gaps if gap.urgency is urgency])
    ]
    return {
        "单位": unit.name,
        "主送机关": f"{unit.name}各有关单位" if unit.kind is UnitKind.COUNTY else unit.name,
        "应备项数": listed.tally.slots,
        "缺项情况": _counted(gaps),
        **_common(listed.campaign, listed.as_of),
        **_demands(gaps, unit),
        **_numbered(sections),
    }


def overdue_values(overview: Overview) -> Values:
    """What the notice of all that is overdue may say: by group of units, then by unit."""
    gaps = _urgent_first(gap for gap in overview.gaps if gap.overdue)
    owing = {unit.id: _of(unit, gaps) for unit in overview.units}
    sections: list[Values] = [
        {
            "标题": group.title,
            "项数": sum(len(owing[unit.id]) for unit in group.units),
            "单位": _alike({u.name: _late(owing[u.id], overview.names) for u in group.units}),
        }
        for group in groups(overview.units)
        if any(owing[unit.id] for unit in group.units)
    ]
    return {
        "单位数": len({gap.slot.unit.id for gap in gaps}),
        "项数": len(gaps),
        **_common(overview.campaign, overview.as_of),
        **_demands(gaps),
        **_numbered(sections),
    }


def broken(name: str) -> str:
    """A body's name in lines of a letterhead: a long one is broken where its meaning allows."""
    if len(name) <= _LINE:
        return name
    found = _BODY.search(name)
    place = found.start() if found and 0 < found.start() <= _LINE else (len(name) + 1) // 2
    return f"{name[:place]}\n{name[place:]}"


def _common(campaign: Campaign, as_of: date) -> Values:
    return {
        "发文机关": broken(campaign.compiler),
        "年度": campaign.year,
        "评估名称": campaign.name,
        "截至": day_text(as_of),
    }


def _urgent_first(gaps: Iterable[Gap]) -> list[Gap]:
    """By due day; what has none last, the others as they stood."""
    return sorted(gaps, key=lambda gap: due_day(gap.slot.requirement) or date.max)


def _counted(gaps: Sequence[Gap]) -> str:
    overdue = sum(gap.overdue for gap in gaps)
    soon = sum(gap.urgency is Urgency.SOON for gap in gaps)
    parts = [f"已逾期{overdue}项"] * bool(overdue) + [f"三日内到期{soon}项"] * bool(soon)
    return f"尚缺{len(gaps)}项" + (f"，其中{'、'.join(parts)}" if parts else "")


def _of(unit: Unit, gaps: Iterable[Gap]) -> list[Gap]:
    return [gap for gap in gaps if gap.slot.unit.id == unit.id]


def _alike(owing: Mapping[str, list[Values]]) -> list[Values]:
    """Units that owe just the same, told of together."""
    names: dict[str, list[str]] = {}
    for name, rows in owing.items():
        if rows:
            names.setdefault(repr(rows), []).append(name)
    return [{"名称": "、".join(found), "材料": owing[found[0]]} for found in names.values()]


def _rows(gaps: Iterable[Gap], names: Mapping[str, str], reader: str) -> list[Values]:
    return [_row(found, names, reader) for found in fold(gaps)]


def _row(found: Fold, names: Mapping[str, str], reader: str = "") -> Values:
    requirement = found.first.slot.requirement
    return {
        "编号": requirement.code,
        "名称": materials(found.slots) + _gathered(requirement, names, reader),
        "应有": found.needed,
        "现有": found.present,
        "情况": _standing(found.first),
        "截止": due_text(requirement),
    }


def _late(gaps: Iterable[Gap], names: Mapping[str, str]) -> list[Values]:
    """Rows in short, for a list of many units: of several parts only how many they are."""
    return [_row(found, names) | _in_short(found, names) for found in fold(gaps)]


def _in_short(found: Fold, names: Mapping[str, str]) -> Values:
    slot, count = found.first.slot, len(found.gaps)
    requirement = slot.requirement
    parts = f"{count}项" if count > 1 else slot.part.title
    name = f"{requirement.title}（{parts}）" if parts else requirement.title
    due = due_text(requirement).replace("\n", "，")
    return {"名称": name + _gathered(requirement, names), "截止": due}


def _gathered(requirement: Requirement, names: Mapping[str, str], reader: str = "") -> str:
    """Who gathers a shared item; for one of them, with whom."""
    others = "、".join(names.get(u, u) for u in requirement.collectors if u != reader)
    if reader in requirement.collectors:
        return f"（与{others}共同收集）" if others else ""
    return f"（由{others}收集）" if others else ""


def _standing(gap: Gap) -> str:
    """The reason, after the state where the reason does not tell it, and who sees to it."""
    untold = gap.state in _UNTOLD and gap.reason
    standing = f"{gap.state}：{gap.reason}" if untold else gap.reason or str(gap.state)
    return f"{standing}（责任人：{gap.charge}）" if gap.charge else standing


def _demands(gaps: Sequence[Gap], unit: Unit | None = None) -> Values:
    """Who receives what, and who signs or seals what; empty where no requirement says."""
    asked = tuple({gap.slot.requirement.code: gap.slot.requirement for gap in gaps}.values())
    own = unit.name if unit else ""
    return {
        "报送": _by(
            asked, lambda r: f"报{r.reported_to}" if r.reported_to not in ("", own) else ""
        ),
        "手续": _by(asked, lambda r: f"须{r.signoff.by}{r.signoff.kind}" if r.signoff else ""),
    }


def _by(asked: Iterable[Requirement], demand: Callable[[Requirement], str]) -> str:
    codes: dict[str, list[str]] = {}
    for requirement in asked:
        codes.setdefault(demand(requirement), []).append(requirement.code)
    codes.pop("", None)
    return "，".join(f"{'、'.join(found)}{told}" for told, found in codes.items())


def _numbered(sections: Sequence[Values]) -> Values:
    """Sections with their Chinese numbers, and the number that comes after them."""
    numbered = [{"序号": _numeral(i), **section} for i, section in enumerate(sections, 1)]
    return {"各组": numbered, "末组序号": _numeral(len(sections) + 1)}


def _numeral(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    ten = (_DIGITS[tens - 1] if tens > 1 else "") + "十" if tens else ""
    return ten + (_DIGITS[ones - 1] if ones else "")
