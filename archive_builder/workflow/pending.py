"""What waits for a person, with the best guesses; and what the person decides."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.archive import Standing
from archive_builder.errors import UsageError
from archive_builder.identify import Guess, Matched
from archive_builder.model import WHOLE, ReceiptState, Slot, Unit
from archive_builder.workflow.evidence import lay_evidence
from archive_builder.workflow.reading import Reader, file_name
from archive_builder.workflow.standing import CLASSIFIED, waiting
from archive_builder.workflow.workspace import Session

LIST_CHANGED = "清单已改，原归入的件位已不存在"
_SHORTEST_HASH = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """A receipt that nobody could place yet; at most three guesses, best first."""

    standing: Standing
    reason: str
    guesses: tuple[Guess, ...]


def list_waiting(session: Session) -> tuple[Waiting, ...]:
    """Every receipt that waits for a decision, in order of arrival."""
    standings = session.archive.catalogue.standings()
    open_ones = waiting(standings, session.slot_of)
    reader = Reader(session)
    reader.prepare(s.receipt for s in open_ones)
    aside = [Waiting(s, s.reason, ()) for s in standings if s.state is ReceiptState.DECISION]
    rows = [_guess(session, reader, s) for s in open_ones] + aside
    return tuple(sorted(rows, key=lambda w: w.standing.receipt.id))


def _guess(session: Session, reader: Reader, standing: Standing) -> Waiting:
    match = session.matcher.match(reader.clues(standing.receipt))
    if isinstance(match, Matched):
        guess = Guess(match.slot, match.score, match.reason)
        return Waiting(standing, LIST_CHANGED if standing.filing else match.reason, (guess,))
    reason = LIST_CHANGED if standing.filing else match.reason
    return Waiting(standing, reason, match.guesses)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a person says: this document answers that slot."""

    document: str
    unit: str
    code: str
    part: str | None
    actor: str


def assign(session: Session, assignment: Assignment) -> tuple[Standing, Slot]:
    """File a document where a person says; a correction is a further filing, the trail keeps both.

    Raises:
        UsageError: no such document, unit, requirement or part, or several of that name.
    """
    catalogue = session.archive.catalogue
    standing = _find_receipt(catalogue.standings(), assignment.document)
    if standing.reason.startswith(CLASSIFIED):
        raise UsageError(
            f"{standing.receipt.path} {standing.reason}。",
            "涉密文件不能归档；误标的请报送单位更正后重报。",
        )
    slot = _find_slot(session, assignment)
    reason = f"改自 {standing.filing.slot}" if standing.filing else "人工指定"
    catalogue.file(
        standing.receipt.id, slot.id, actor=assignment.actor, rule="人工指定", reason=reason
    )
    lay_evidence(session, catalogue.standings())
    return standing, slot


def _find_receipt(standings: tuple[Standing, ...], name: str) -> Standing:
    found = [s for s in standings if _is_named(s, name)]
    if len(found) == 1 and found[0].state is not ReceiptState.UNPACKED:
        return found[0]
    if len(found) > 1:
        numbers = "、".join(str(s.receipt.id) for s in found)
        raise UsageError(f"{name} 对应多件来件：{numbers} 号。", "请改用其中一个来件号。")
    raise UsageError(
        f"没有可归档的来件 {name}。",
        "请用 pending、status 里的来件号，或 incoming/ 里的文件名、路径，或内容哈希的前 6 位以上。",
    )


def _is_named(standing: Standing, name: str) -> bool:
    if name in (standing.receipt.path, file_name(standing.receipt)):
        return True
    if name.isdecimal() and len(name) < _SHORTEST_HASH:
        return standing.receipt.id == int(name)
    return len(name) >= _SHORTEST_HASH and standing.receipt.sha256.startswith(name.lower())


def find_unit(session: Session, name: str) -> Unit:
    """The unit of this id, name or alias.

    Raises:
        UsageError: none, or several.
    """
    found = [u for u in session.manifests.units if name in (u.id, u.name, *u.aliases)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = "、".join(f"{u.name}（{u.id}）" for u in found)
        raise UsageError(f"“{name}”对应多个单位：{ids}。", "请改用括号里的单位代号。")
    raise UsageError(f"没有单位“{name}”。", "单位的名称、简称和代号见 manifests/units.yaml。")


def _find_slot(session: Session, assignment: Assignment) -> Slot:
    unit = find_unit(session, assignment.unit)
    slots = [
        s
        for s in session.slots
        if s.requirement.code == assignment.code.upper() and _concerns(s, unit)
    ]
    if not slots:
        raise UsageError(
            f"{unit.name}没有应备材料 {assignment.code}。",
            f"它应备的材料见 archive-builder gaps --unit {unit.id}。",
        )
    wanted = [s for s in slots if assignment.part in (None, s.part.key, s.part.title)]
    if len(wanted) == 1:
        return wanted[0]
    titles = "、".join(s.part.title for s in slots if s.part.key != WHOLE)
    raise UsageError(
        f"{assignment.code} 分为几部分，需要说明是哪一部分。", f"请加 --part，可选：{titles}。"
    )


def _concerns(slot: Slot, unit: Unit) -> bool:
    return unit.id == slot.unit.id or unit.id in slot.requirement.collectors
