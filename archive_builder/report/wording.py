"""The words of the lists, the same in xlsx, PDF, docx and HTML. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from archive_builder.model import Campaign, Gap, Requirement, Slot, SlotState, Waiver
from archive_builder.model.parts import listed as named
from archive_builder.report.changes import Changes
from archive_builder.report.gaps import SOON
from archive_builder.report.overview import Evidence, Item, Tally, UnitList

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
    SlotState.WAIVED: "不适用",
}

_SIGNING_OFF = (SlotState.UNSIGNED, SlotState.UNSEALED)

_PARTS = 40
"""Parts that one row names."""

NO_DUE = "未定时限"
NO_EVIDENCE = "无佐证"

LEGEND = (
    "状态：缺＝未收到或件数不够；已收待核＝收到，暂不能用或待核；待签字、待盖章＝材料已到，手续未全；"
    f"退回＝须按说明改好再报；（逾期）＝截止日已过；（临近）＝{SOON.days}天内截止。"
)
MATRIX_LEGEND = (
    "绿底“核收”＝全部核收；灰底“不适用”＝均不适用；"
    "红底“缺、退回”，黄底“待核、待签、待章”＝最差一件的状态；",
    "深红底白字＝截止日已过（逾期）；数字＝已核收（含不适用）/应备件位；空格＝不要求。",
)
SHARED = "县级共同件计在县级名下，在各收集单位的清单上都列出。"
SIGNING = (
    "制表：____________　　审核：____________　　单位负责人：____________　　日期：____________"
)


def cells(gap: Gap, names: Mapping[str, str]) -> tuple[str, ...]:
    """A gap as the texts of `COLUMNS`; 责任人 is blank for handwriting until one is named."""
    requirement = gap.slot.requirement
    return (
        gap.slot.unit.name,
        requirement.code,
        material(gap.slot),
        requirement.source,
        f"{gap.needed}/{gap.present}",
        _explained(gap, names),
        gap.charge,
        due_text(requirement),
        state_text(gap),
    )


def material(slot: Slot) -> str:
    """What the slot takes: the requirement's title, and its part."""
    return materials((slot,))


def materials(slots: Sequence[Slot]) -> str:
    """What slots of one requirement take; of more than 40 parts the first, and how many."""
    requirement = slots[0].requirement
    titles = [slot.part.title for slot in slots]
    parts = named(titles[:_PARTS], _PARTS)
    if len(titles) > _PARTS:
        each = "户" if requirement.households else "项"
        parts = f"{parts}等 {len(titles)} {each}，逐{each}见缺项清单.xlsx"
    return f"{requirement.title}：{parts}" if parts else requirement.title


def due_text(requirement: Requirement) -> str:
    """When it is due, and by when what it reports must be put right."""
    due = requirement.due.text if requirement.due else ""
    rectify = requirement.rectify.text if requirement.rectify else ""
    return "\n".join(filter(None, (due, rectify))) or NO_DUE


def state_text(gap: Gap) -> str:
    """The state in words, with 逾期 or 临近 where it is."""
    return f"{gap.state}（{gap.urgency}）" if gap.urgency else str(gap.state)


def waiver_text(waiver: Waiver) -> str:
    """Why a slot does not apply, who found so and when."""
    return f"{waiver.reason}（{waiver.actor}，{day_text(waiver.day)}）"


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
    if tally.gaps:
        return f"{counts_text(tally)}。其中：{states_text(listed.gaps)}。"
    if not tally.waived:
        return f"应备件位 {tally.slots} 个，均已核收。"
    return (
        f"应备件位 {tally.slots} 个，已核收 {tally.accepted} 个，"
        f"不适用 {tally.waived} 个，没有缺项。"
    )


def counts_text(tally: Tally) -> str:
    """Slots, accepted, waived and gaps, overdue and due soon in one phrase."""
    waived = f"不适用 {tally.waived} 个，" if tally.waived else ""
    return (
        f"应备件位 {tally.slots} 个，已核收 {tally.accepted} 个，{waived}"
        f"缺项 {tally.gaps} 个，逾期 {tally.overdue} 个，临近 {tally.soon} 个"
    )


def states_text(gaps: Sequence[Gap]) -> str:
    """How many gaps are in which state."""
    found = Counter(gap.state for gap in gaps)
    return "，".join(f"{state} {found[state]}" for state in SlotState if state in found)


def changes_text(changes: Changes) -> str:
    """What happened since the day before, in one line; empty where it was not looked for."""
    if not changes.since:
        return ""
    since = f"{changes.since.month}月{changes.since.day}日以来"
    counts = (len(changes.received), len(changes.returned), len(changes.overdue))
    if not any(counts):
        return f"{since}没有变化。"
    return "{}：收到 {} 件，退回 {} 件，新逾期 {} 件。".format(since, *counts)


def evidence_text(evidence: Evidence) -> str:
    """How many documents there are for an evaluation content."""
    return f"佐证 {evidence.documents} 件" if evidence.documents else NO_EVIDENCE


def cell_text(tally: Tally) -> str:
    """A cell of a matrix: the worst state, and counts where several slots are not all there."""
    counts = f" {tally.satisfied}/{tally.slots}" if tally.gaps and tally.slots > 1 else ""
    return f"{_MARKS[tally.worst]}{counts}"


def owing_text(item: Item) -> str:
    """Who still owes an item, with the number of slots where it is several."""
    return owners_text(item.gaps)


def owners_text(gaps: Sequence[Gap]) -> str:
    """Whose the gaps are; where a unit has several, those that have most come first."""
    owing: dict[int, list[str]] = defaultdict(list)
    for name, count in Counter(gap.slot.unit.name for gap in gaps).items():
        owing[count].append(name)
    if set(owing) == {1}:
        return "、".join(owing[1])
    return "；".join(_each(count, owing[count]) for count in sorted(owing, reverse=True))


def _each(count: int, names: Sequence[str]) -> str:
    return f"{'各 ' if len(names) > 1 else ''}{count} 个：{'、'.join(names)}"


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
    returned = gap.state is SlotState.RETURNED
    reason = f"退回：{gap.reason}；请改正后重报" if returned else gap.reason
    return f"{reason}（{more}）" if more else reason
