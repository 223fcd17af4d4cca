"""The words of the lists, the same in xlsx and PDF. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from archive_builder.model import Campaign, Gap, Requirement, Slot, SlotState
from archive_builder.report.overview import Item, Tally, UnitList

COLUMNS = (
    "单位",
    "类目编号",
    "应有材料",
    "依据（方案条款）",
    "应有/现有",
    "缺项说明",
    "责任人",
    "截止",
    "状态",
)
"""The columns of a 缺项清单, in their order."""

_MARKS = {
    SlotState.MISSING: "缺",
    SlotState.RETURNED: "退回",
    SlotState.RECEIVED: "待核",
    SlotState.UNSIGNED: "待签",
    SlotState.UNSEALED: "待章",
    SlotState.ACCEPTED: "核收",
    SlotState.WAIVED: "核收",
}

_SIGNING_OFF = (SlotState.UNSIGNED, SlotState.UNSEALED)

NO_DUE = "未定时限"

LEGEND = (
    "状态：缺＝未收到或件数不够；已收待核＝收到但暂不能用；"
    "待签字、待盖章＝材料已到、手续未全；注“逾期”的，截止日已过。"
)
MATRIX_LEGEND = (
    "绿底“核收”＝全部核收；红底“缺、退回”，黄底“待核、待签、待章”＝最差一件的状态；",
    "深红底白字＝截止日已过（逾期）；数字＝已核收/应备件位；空格＝不要求。",
)
SHARED = "县级共同件计在县级名下，在各收集单位的清单上都列出。"
SIGNING = (
    "制表：____________　　审核：____________　　单位负责人：____________　　日期：____________"
)


def cells(gap: Gap, names: Mapping[str, str]) -> tuple[str, ...]:
    """A gap as the texts of `COLUMNS`; 责任人 stays blank for handwriting."""
    requirement = gap.slot.requirement
    return (
        gap.slot.unit.name,
        requirement.code,
        material(gap.slot),
        requirement.source,
        f"{gap.needed}/{gap.present}",
        _explained(gap, names),
        "",
        due_text(requirement),
        state_text(gap),
    )


def material(slot: Slot) -> str:
    """What the slot takes: the requirement's title, and its part."""
    title = slot.requirement.title
    return f"{title}：{slot.part.title}" if slot.part.title else title


def due_text(requirement: Requirement) -> str:
    """When it is due, and by when what it reports must be put right."""
    due = requirement.due.text if requirement.due else ""
    rectify = requirement.rectify.text if requirement.rectify else ""
    return "\n".join(filter(None, (due, rectify))) or NO_DUE


def state_text(gap: Gap) -> str:
    """The state in words, with 逾期 where it is."""
    return f"{gap.state}（逾期）" if gap.overdue else str(gap.state)


def day_text(day: date) -> str:
    """A day as 2021年12月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def dated_text(campaign: Campaign, day: date) -> str:
    """The line that says what a list is made for, and for which day it speaks."""
    return f"{campaign.name}　　截至 {day_text(day)}"


def percent_text(tally: Tally) -> str:
    """The share satisfied as 37%, or a dash where nothing is owed."""
    return "—" if tally.percent is None else f"{tally.percent}%"


def totals_text(listed: UnitList) -> str:
    """The line under a unit's title: counts, or that nothing is owed."""
    tally = listed.tally
    if not tally.slots:
        return "本单位无应备件位。"
    if not tally.gaps:
        return f"应备件位 {tally.slots} 个，均已核收。"
    return f"{counts_text(tally)}。其中：{_by_state(listed.gaps)}。"


def counts_text(tally: Tally) -> str:
    """Slots, satisfied, gaps and overdue in one phrase."""
    return (
        f"应备件位 {tally.slots} 个，已核收 {tally.satisfied} 个，"
        f"缺项 {tally.gaps} 个，逾期 {tally.overdue} 个"
    )


def cell_text(tally: Tally) -> str:
    """A cell of a matrix: the worst state, and counts where several slots are not all there."""
    counts = f" {tally.satisfied}/{tally.slots}" if tally.gaps and tally.slots > 1 else ""
    return f"{_MARKS[tally.worst]}{counts}"


def owing_text(item: Item) -> str:
    """Who still owes an item, with the number of slots where it is several."""
    owing = Counter(gap.slot.unit.name for gap in item.gaps)
    counts = set(owing.values())
    if counts <= {1}:
        return "、".join(owing)
    if len(counts) == 1:
        return f"各 {counts.pop()} 个：{'、'.join(owing)}"
    return "、".join(f"{name}（{n}）" if n > 1 else name for name, n in owing.items())


def _explained(gap: Gap, names: Mapping[str, str]) -> str:
    """The reason, then what whoever acts on it must know: who signs, who receives, who gathers."""
    requirement = gap.slot.requirement
    signoff = requirement.signoff
    gathering = "、".join(names.get(unit, unit) for unit in requirement.collectors)
    known = (
        f"须{signoff.by}{signoff.kind}" if signoff and gap.state not in _SIGNING_OFF else "",
        f"报{requirement.reported_to}" if requirement.reported_to else "",
        f"收集单位：{gathering}" if gathering else "",
    )
    more = "；".join(filter(None, known))
    return f"{gap.reason}（{more}）" if more else gap.reason


def _by_state(gaps: Sequence[Gap]) -> str:
    found = Counter(gap.state for gap in gaps)
    return "，".join(f"{state} {found[state]}" for state in SlotState if state in found)
