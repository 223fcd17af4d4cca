"""`archive-builder undo`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive_builder.archive import Standing
from archive_builder.cli.assign import (
    Actor,
    Code,
    Part,
    Unit,
    meaning,
    place_of,
    receipt_text,
    show_aftermath,
    who,
)
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.trail import Named, one_thing, place_text
from archive_builder.model import Decision, DecisionKind
from archive_builder.model.privacy import mask
from archive_builder.workflow.decisions import Aftermath, conclude
from archive_builder.workflow.naming import paper_number, slot_label
from archive_builder.workflow.subjects import find_subject, subject_of, verdict_on
from archive_builder.workflow.undoing import Undone, undo, undo_on_slot, undo_paper
from archive_builder.workflow.workspace import Session

Reason = Annotated[str, typer.Option("--reason", help="为什么撤销", metavar="理由")]


def command(
    document: Named = None,
    unit: Unit = None,
    requirement: Code = None,
    part: Part = None,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """撤销来件、纸质原件或件位最近一次处理，恢复到前一次。

    可以一次次撤到待定；经过都留底，见 trail。
    """
    one_thing(document, unit, requirement, part)
    said = who(actor), reason
    after: Aftermath | None = None
    with going_on(root, quiet=as_json) as session:
        if document is None:
            slot, taken = undo_on_slot(session, place_of(unit, requirement, part), *said)
            text = f"{slot_label(slot, session.manifests.units)}：已撤销{_what(taken)}。"
            shown = _decision_json(taken)
        elif (number := paper_number(document)) is not None:
            taken = undo_paper(session, number, *said)
            text = _paper_text(session, number, taken)
            shown = _decision_json(taken)
        else:
            undone = undo(session, document, *said)
            text = _receipt_text(session, undone)
            after = conclude(session, undone.was)
            shown = _receipt_json(undone) | asdict(after)
    if as_json:
        emit_json(shown)
        return
    console.print(mask(text), markup=False)
    if after:
        show_aftermath(after)


def _what(decision: Decision) -> str:
    """A decision taken back, as people know it: 签字（示例员）."""
    said = f"“{decision.value}”" if decision.value else ""
    return f"{decision.kind}{said}（{decision.actor}）"


def _paper_text(session: Session, number: int, taken: Decision) -> str:
    if taken.kind is DecisionKind.PAPER:
        return f"纸质 {number} 号：已撤销登记（{taken.actor}）。"
    subject = find_subject(session, f"纸质{number}")
    return f"{subject.name}：已撤销{_what(taken)}；现在{meaning(verdict_on(session, subject))}。"


def _receipt_text(session: Session, undone: Undone) -> str:
    now = undone.now
    if undone.decision is None:
        before, after = place_text(session, undone.was), place_text(session, now)
        return f"{receipt_text(now)}：原为{before}，现为{after}。"
    said = f"{receipt_text(now)}：已撤销{_what(undone.decision)}；现在{_stands(session, now)}。"
    scan = undone.decision.evidence
    if undone.restored is None:
        return said
    again = f"{undone.restored} 号来件恢复原位；" if undone.restored != now.receipt.id else ""
    return f"{said}\n{again}{scan} 号来件仍在原处，要取走：archive-builder undo {scan}"


def _stands(session: Session, standing: Standing) -> str:
    if standing.filing is None or standing.filing.slot not in session.slot_of:
        return str(standing.state)
    return meaning(verdict_on(session, subject_of(session, standing)))


def _decision_json(decision: Decision) -> dict[str, object]:
    return {
        "decision": decision.id,
        "kind": decision.kind,
        "slot": str(decision.slot),
        "paper": decision.id if decision.kind is DecisionKind.PAPER else decision.paper,
    }


def _receipt_json(undone: Undone) -> dict[str, object]:
    was, now = undone.was, undone.now
    slot = str(now.filing.slot) if now.filing else ""
    taken = undone.decision
    return {
        "receipt": now.receipt.id,
        "was": was.state,
        "state": now.state,
        "slot": slot,
        "decision": taken.id if taken else None,
        "kind": taken.kind if taken else None,
        "restored": undone.restored,
    }
