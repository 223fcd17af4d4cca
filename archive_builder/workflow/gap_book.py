"""A 缺项清单 that was filled in: what it says does not apply, 责任人 and 备注, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive_builder.archive import Deciding
from archive_builder.model import Decision, DecisionKind, Gap, Slot, SlotId
from archive_builder.model.privacy import mask, slot_key
from archive_builder.report import find_gaps
from archive_builder.report.filled_list import (
    CHARGE,
    NOTHING,
    REASON,
    REMARK,
    STATE,
    SUBJECT,
    Asked,
    Filled,
    asked,
    read_filled_list,
    subject,
)
from archive_builder.report.returned import Refused
from archive_builder.report.row_check import digest
from archive_builder.report.wording import material
from archive_builder.workflow.holdings import take_stock
from archive_builder.workflow.naming import slot_label
from archive_builder.workflow.workspace import Session

_AGAIN = "请重新导出一份再填。"
_HIDDEN = re.compile(r"\d\*{3,}[\dXx]")
_KINDS = {CHARGE: DecisionKind.CHARGE, REMARK: DecisionKind.REMARK}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that was applied.

    Attributes:
        slot: what it is about, in words.
        done: what was set, in words; empty where all stood as it asks already.
    """

    sheet: str
    line: int
    slot: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of each row that was filled in; rows left as they were are not told.

    Attributes:
        problems: rows that were not applied: file, row, column, what is wrong, what to do.
    """

    accepted: tuple[Accepted, ...]
    problems: tuple[str, ...]


def import_gap_list(session: Session, path: Path, actor: str) -> Answers:
    """Apply a returned 缺项清单 or the county's 明细; a row is applied wholly or not at all.

    Raises:
        UsageError: the file can't be read, or its list has lost columns.
    """
    rows = read_filled_list(path)
    desk = _Desk(session, path.name, actor)
    accepted: list[Accepted] = []
    problems: list[str] = []
    session.progress.begin("处理缺项清单", len(rows))
    for row in rows:
        try:
            accepted += desk.apply(row)
        except Refused as refusal:
            problems.append(refusal.told(f"{path.name}“{row.sheet}”第 {row.line} 行", row.letters))
        session.progress.step(f"第 {row.line} 行")
    session.progress.end()
    return Answers(tuple(accepted), tuple(problems))


class _Desk:
    """Where the rows of one file are decided on."""

    def __init__(self, session: Session, file: str, actor: str) -> None:
        self._session = session
        self._file = file
        self._actor = actor
        self._slots = {slot_key(slot.id): slot for slot in session.slots}

    @cached_property
    def _gaps(self) -> Mapping[SlotId, Gap]:
        session = self._session
        found = find_gaps(
            session.slots, take_stock(session, session.today()).inventory, session.today()
        )
        return {gap.slot.id: gap for gap in found}

    def apply(self, row: Filled) -> Iterator[Accepted]:
        """Decide what a row asks for; the answer, where it asks for anything.

        Raises:
            Refused: nothing of the row was decided.
        """
        wanted = asked(row)
        if wanted == NOTHING:
            return
        slot = self._slot(row.slot)
        if not _is_about(row, slot):
            raise Refused("", "这一行写的材料与它隐藏的件位不符，或清单里已改名。", _AGAIN)
        decided = self._session.archive.catalogue.decisions_on_slot(slot.id)
        now = {d.kind: d for d in decided if not d.undone}
        decisions = tuple(self._decisions(row, wanted, slot, now))
        if decisions:
            self._session.archive.catalogue.decide(decisions)
        label = slot_label(slot, self._session.manifests.units)
        yield Accepted(row.sheet, row.line, mask(label), tuple(map(_told, decisions)))

    def _slot(self, key: str) -> Slot:
        if slot := self._slots.get(key):
            return slot
        if "/#" in key:
            raise Refused("", "这一户已不在花名册里。", _AGAIN)
        unit, _, code = key.rpartition("/")[0].partition("/")
        if any((s.unit.id, s.requirement.code) == (unit, code) for s in self._session.slots):
            raise Refused("", "清单或花名册已改，这个件位已不存在。", _AGAIN)
        raise Refused("", "认不出是哪个件位，或清单里已没有这项材料。", _AGAIN)

    def _decisions(
        self, row: Filled, wanted: Asked, slot: Slot, now: Mapping[DecisionKind, Decision]
    ) -> Iterator[Deciding]:
        """What to record; that it does not apply comes last, so that undoing begins with it."""
        waived = now.get(DecisionKind.WAIVE)
        texts = {
            title: text
            for title, text in ((CHARGE, wanted.charge), (REMARK, wanted.remark))
            if text is not None and not _says(now.get(_KINDS[title]), text)
        }
        if wanted.waived and waived:
            _same_reason(waived, wanted.waived)
        elif texts or wanted.waived:
            self._still_open(slot, waived)
        for title, text in texts.items():
            yield self._text(row, title, text, slot, now.get(_KINDS[title]))
        if wanted.waived and not waived:
            yield self._waiver(row, wanted.waived, slot)

    def _still_open(self, slot: Slot, waived: Decision | None) -> None:
        if waived:
            said = f"导出以后已定为不适用（{waived.actor}：{waived.reason}）。"
            raise Refused(
                "", mask(said), "仍要填的，请先用 archive-builder undo 撤销，再重新导出一份。"
            )
        if slot.id not in self._gaps:
            raise Refused("", "这一件位已核收，或清单不再要求，已不是缺项。", "不必再填。")

    def _waiver(self, row: Filled, reason: str, slot: Slot) -> Deciding:
        state = self._gaps[slot.id].state
        if row.exported and row.exported.state != state:
            raise Refused(
                STATE,
                f"导出以后状态变了，现在是{state}。",
                "请重新导出一份，看过新情况再定。",
            )
        source = f"{reason}（缺项清单“{self._file}”第 {row.line} 行）"
        return Deciding(DecisionKind.WAIVE, slot.id, self._actor, source)

    def _text(
        self, row: Filled, title: str, text: str, slot: Slot, now: Decision | None
    ) -> Deciding:
        current = now.value if now else ""
        if mask(current) != current and _HIDDEN.search(text):
            raise Refused(
                title, "这里有遮盖过的号码，照此记下会丢失原号码。", "请写全号码，或整格清空。"
            )
        exported = row.exported and {CHARGE: row.exported.charge, REMARK: row.exported.remark}
        if exported and exported[title] not in (digest(current), digest(mask(current))):
            who = f"（{now.actor}）" if now else ""
            said = f"导出以后已有人改过，现在是“{current}”{who}。"
            raise Refused(title, mask(said), _AGAIN)
        return Deciding(_KINDS[title], slot.id, self._actor, value=text)


def _is_about(row: Filled, slot: Slot) -> bool:
    """Whether what a row says is what its slot is called now, with numbers hidden or in full."""
    title = material(slot)
    names = [(slot.unit.name, slot.requirement.code, said) for said in (title, mask(title))]
    told = {digest(subject(dict(zip(SUBJECT, said, strict=True)))) for said in names}
    return digest(subject(row.cells)) in told


def _says(decision: Decision | None, text: str) -> bool:
    """Whether a 责任人 or 备注 stands so already, told with its numbers hidden or in full."""
    current = decision.value if decision else ""
    return digest(text) in (digest(current), digest(mask(current)))


def _same_reason(waived: Decision, reason: str) -> None:
    if waived.reason != reason and not waived.reason.startswith(f"{reason}（"):
        said = f"已定为不适用，理由不同（{waived.actor}：{waived.reason}）。"
        raise Refused(
            REASON, mask(said), "要改理由，请先用 archive-builder undo 撤销，再重新导出一份填写。"
        )


def _told(decision: Deciding) -> str:
    if decision.kind is DecisionKind.WAIVE:
        return mask(f"不适用：{decision.reason}")
    return mask(f"{decision.kind}：{decision.value}" if decision.value else f"{decision.kind}取消")
