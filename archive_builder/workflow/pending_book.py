"""The pending list as a workbook: exported for filling in, and what was filled in applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive_builder.archive import PROGRAM, Placement, Standing
from archive_builder.errors import UsageError
from archive_builder.identify import Guess
from archive_builder.model import ReceiptState, Slot
from archive_builder.model.privacy import mask
from archive_builder.report.pending_xlsx import (
    CHOICE,
    DISMISS,
    MATERIAL,
    OTHER,
    PART,
    REMARK,
    SUGGESTIONS,
    UNIT,
    Filled,
    Options,
    Row,
    read_pending_xlsx,
    write_pending_xlsx,
)
from archive_builder.report.returned import Refused
from archive_builder.workflow.decisions import dismissal, filing, show_filed
from archive_builder.workflow.naming import (
    choose_part,
    find_slots,
    find_unit,
    slot_label,
    unit_label,
)
from archive_builder.workflow.pending import Waiting, is_waiting, list_waiting
from archive_builder.workflow.workspace import Session


def export_pending(session: Session, target: Path) -> int:
    """Write the pending list to `target`; how many receipts it has.

    Raises:
        OSError: `target` can't be written.
    """
    rows = [_row(session, waiting) for waiting in list_waiting(session)]
    write_pending_xlsx(rows, _options(session), target)
    return len(rows)


def _row(session: Session, waiting: Waiting) -> Row:
    standing = waiting.standing
    receipt = standing.receipt
    why = dict.fromkeys(filter(None, (waiting.blocked, waiting.reason)))
    return Row(
        receipt.id,
        receipt.sha256,
        standing.placement or 0,
        mask(receipt.shown),
        mask(waiting.title),
        mask("；".join(why)),
        [(str(g.slot.id), _suggestion(session, waiting, g)) for g in waiting.guesses],
    )


def _suggestion(session: Session, waiting: Waiting, guess: Guess) -> str:
    place = slot_label(guess.slot, session.manifests.units)
    return mask(f"{place}\n{waiting.because(guess)}".rstrip())


def _options(session: Session) -> Options:
    units = session.manifests.units
    parts: dict[str, dict[str, None]] = {}
    for slot in session.slots:
        titles = parts.setdefault(_material(slot), {})
        if slot.part.title and not slot.requirement.households:
            titles[slot.part.title] = None
    return Options(
        [unit_label(unit, units) for unit in units],
        {material: tuple(titles) for material, titles in parts.items()},
    )


def _material(slot: Slot) -> str:
    return f"{slot.requirement.code} {slot.requirement.title}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the filled-in rows of a list.

    Attributes:
        applied: rows that were decisions, and are made.
        same: rows that stood as they ask already.
        problems: rows that were not applied: file, row, column, what is wrong, what to do.
        shown: whether the evidence folders show them, as in `Aftermath`.
    """

    applied: int
    same: int
    problems: tuple[str, ...]
    shown: bool = True


def import_pending(session: Session, path: Path, actor: str) -> Imported:
    """Apply a returned pending list row by row; a row is applied wholly or not at all.

    Raises:
        UsageError: the file can't be read, or is no pending list.
    """
    rows = read_pending_xlsx(path)
    applied, same, problems = 0, 0, []
    session.progress.begin("处理待定清单", len(rows))
    for row in rows:
        try:
            done = _apply(session, row, actor, path.name)
        except Refused as refusal:
            problems.append(refusal.told(f"{path.name} 第 {row.line} 行", row.letters))
        else:
            applied, same = applied + done, same + (not done)
        session.progress.step(f"第 {row.line} 行")
    session.progress.end()
    shown = show_filed(session) if applied else True
    return Imported(applied, same, tuple(problems), shown)


def _apply(session: Session, row: Filled, actor: str, file: str) -> bool:
    """Make the decision of one row; False when all stands as it asks already."""
    standing = _standing(session, row)
    slot = _chosen_slot(session, row)
    if _stands_so(standing, slot):
        return False
    if _decided_since(session, standing, row):
        now = _now(session, standing)
        raise Refused(CHOICE, f"导出以后已有人处理，现在是{now}。", "要改请用 assign 或 undo。")
    placement = _placement(session, standing, slot, actor, _reason(row, file))
    if not session.archive.catalogue.place_if(row.receipt, standing.placement, placement):
        raise Refused(CHOICE, "刚刚被别人处理了。", "请看 archive-builder trail 来件号。")
    return True


def _standing(session: Session, row: Filled) -> Standing:
    standing = session.archive.catalogue.standing(row.receipt)
    if standing is None:
        raise Refused("", "认不出是哪一件来件。", "请重新导出一份，不要改动隐藏的列。")
    if not row.digits or not standing.receipt.sha256.startswith(row.digits):
        raise Refused(
            "",
            f"{row.receipt} 号来件不是这份清单上的那一件（内容不同）。",
            "请用本工作区导出的清单。",
        )
    return standing


def _chosen_slot(session: Session, row: Filled) -> Slot | None:
    """The slot that a row names; None for 不归档."""
    choice = row.cells.get(CHOICE, OTHER)
    named = next((title for title in (UNIT, MATERIAL, PART) if title in row.cells), "")
    if choice != OTHER and named:
        raise Refused(named, f"“选择”填的是{choice}，这里又填了内容。", "二者留一。")
    if choice == DISMISS:
        return None
    if choice in SUGGESTIONS:
        return _suggested_slot(session, row, choice)
    if choice != OTHER:
        raise Refused(CHOICE, f"没有“{choice}”这个选项。", "请从下拉选项里选。")
    return _named_slot(session, row.cells)


def _suggested_slot(session: Session, row: Filled, choice: str) -> Slot:
    number = SUGGESTIONS.index(choice)
    if number >= len(row.slots):
        raise Refused(CHOICE, f"这一件没有{choice}。", "请选有内容的建议，或选“另选”。")
    slots = {str(slot.id): slot for slot in session.slots}
    if row.slots[number] not in slots:
        raise Refused(CHOICE, f"清单已改，{choice}的件位已不存在。", "请选“另选”填写，或重新导出。")
    return slots[row.slots[number]]


def _named_slot(session: Session, cells: Mapping[str, str]) -> Slot:
    for title in (UNIT, MATERIAL):
        if title not in cells:
            raise Refused(title, f"另选时要填{title}。", "请从下拉选项里选。")
    try:
        column = UNIT
        unit = find_unit(session, cells[UNIT])
        column = MATERIAL
        slots = find_slots(session, unit, cells[MATERIAL].split(maxsplit=1)[0])
        column = PART
        return choose_part(slots, cells.get(PART))
    except UsageError as error:
        raise Refused(column, error.message, error.remedy) from error


def _placement(
    session: Session, standing: Standing, slot: Slot | None, actor: str, reason: str
) -> Placement:
    column = CHOICE if slot else REMARK
    try:
        return filing(session, standing, slot, actor, reason) if slot else dismissal(actor, reason)
    except UsageError as error:
        raise Refused(column, error.message, error.remedy) from error


def _reason(row: Filled, file: str) -> str:
    """Why, as the trail keeps it; what was left out must say why itself."""
    remark = row.cells.get(REMARK, "")
    if row.cells.get(CHOICE) == DISMISS:
        return remark
    source = f"待定清单“{file}”第 {row.line} 行"
    return f"{source}：{remark}" if remark else source


def _stands_so(standing: Standing, slot: Slot | None) -> bool:
    if slot is None:
        return standing.state is ReceiptState.DISMISSED
    return standing.filing is not None and standing.filing.slot == slot.id


def _decided_since(session: Session, standing: Standing, row: Filled) -> bool:
    by_person = (standing.placement or 0) != row.seen and standing.actor != PROGRAM
    return by_person or not is_waiting(session, standing)


def _now(session: Session, standing: Standing) -> str:
    slot = session.slot_of.get(standing.filing.slot) if standing.filing else None
    place = f"归入“{slot_label(slot, session.manifests.units)}”" if slot else standing.state
    return f"{place}（{standing.actor}）" if standing.actor else str(place)
