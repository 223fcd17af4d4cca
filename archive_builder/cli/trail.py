"""`archive-builder trail`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from archive_builder.archive import Standing
from archive_builder.cli.assign import Code, Part, Unit, place_of, receipt_text
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.tables import add_row, plain_table
from archive_builder.errors import UsageError
from archive_builder.model import Receipt, SlotId
from archive_builder.model.privacy import mask
from archive_builder.workflow.naming import (
    find_paper,
    find_receipt,
    find_slot,
    paper_number,
    slot_label,
)
from archive_builder.workflow.trails import (
    Step,
    trail_of_paper,
    trail_of_receipt,
    trail_of_slot,
)
from archive_builder.workflow.workspace import Session

Named = Annotated[
    str | None,
    typer.Argument(help="来件号、文件名或路径；纸质原件写“纸质7”", metavar="来件"),
]


def command(
    document: Named = None,
    unit: Unit = None,
    requirement: Code = None,
    part: Part = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """来件、纸质原件或件位的经过：何时、谁、依据、理由。"""
    one_thing(document, unit, requirement, part)
    with going_on(root, quiet=True) as session:
        if document is None:
            _slot_trail(session, (unit, requirement, part), as_json=as_json)
        elif (number := paper_number(document)) is not None:
            _paper_trail(session, number, as_json=as_json)
        else:
            _receipt_trail(session, document, as_json=as_json)


def one_thing(document: str | None, unit: str | None, code: str | None, part: str | None) -> None:
    """Make sure that either a document or a slot is named.

    Raises:
        UsageError: neither is, or both are.
    """
    slot = (unit, code, part) != (None, None, None)
    if slot == (document is not None):
        raise UsageError(
            "要么写来件（或纸质原件），要么写 --unit 和 --requirement，二者取一。",
            "例如：12，或 纸质7，或 --unit 小塘村 --requirement ZR-04。",
        )


def _receipt_trail(session: Session, document: str, *, as_json: bool) -> None:
    standing = find_receipt(session.archive.catalogue, document)
    receipt = standing.receipt
    steps = trail_of_receipt(session, receipt.id)
    if as_json:
        said = {"receipt": receipt.id, "path": receipt.shown, "sha256": receipt.sha256}
        received = {"received": receipt.received_at.isoformat()}
        emit_json(said | received | {"decisions": [_as_json(step) for step in steps]})
        return
    _show(session, receipt_text(standing), steps, receipt)


def _paper_trail(session: Session, number: int, *, as_json: bool) -> None:
    entered = find_paper(session.archive.catalogue, number)
    steps = trail_of_paper(session, number)
    if as_json:
        decisions = [_as_json(step) for step in steps]
        emit_json({"paper": number, "slot": str(entered.slot), "decisions": decisions})
        return
    title = entered.held.title if entered.held else ""
    _show(session, mask(f"纸质 {number} 号《{title}》"), steps)


def _slot_trail(
    session: Session, named: tuple[str | None, str | None, str | None], *, as_json: bool
) -> None:
    place = place_of(*named)
    slot = find_slot(session, place.unit, place.code, place.part)
    steps = trail_of_slot(session, slot.id)
    if as_json:
        emit_json({"slot": str(slot.id), "decisions": [_as_json(step) for step in steps]})
    elif steps:
        _show(session, mask(slot_label(slot, session.manifests.units)), steps, of=slot.id)
    else:
        console.print(mask(f"{slot_label(slot, session.manifests.units)}：还没有任何处理。"))


def _show(
    session: Session,
    heading: str,
    steps: tuple[Step, ...],
    received: Receipt | None = None,
    of: SlotId | None = None,
) -> None:
    zone = ZoneInfo(session.manifests.campaign.zone)
    console.print(heading, markup=False)
    table = plain_table("时间", "谁", "依据", "处理和理由")
    if received:
        add_row(table, _time(received.received_at, zone), "", "收件", "收存")
    for step in steps:
        text = "\n".join(filter(None, (*_done(session, step, of), step.reason, _back(step, zone))))
        add_row(table, _time(step.at, zone), step.actor, step.rule, mask(text))
    console.print(table)


def _done(session: Session, step: Step, of: SlotId | None) -> tuple[str, ...]:
    """What happened: where a receipt was put, or what a decision says; its slot unless it is `of`.

    In the trail of a slot it is said which receipt it was.
    """
    place = _label(session, step.slot) if step.slot and step.slot != of else ""
    if step.state is None:
        return step.detail, place
    named = f"{step.receipt} 号来件" if of else ""
    return (f"{named}{step.state}" + (f"：{place}" if place else ""),)


def _back(step: Step, zone: ZoneInfo) -> str:
    back = step.taken_back
    if back is None:
        return ""
    said = (back.actor, _time(back.at, zone), back.reason)
    return f"（已撤销：{'、'.join(filter(None, said))}）"


def place_text(session: Session, standing: Standing) -> str:
    """Where a receipt stands, with its slot when it is filed."""
    if standing.filing is None:
        return standing.state
    return f"{standing.state}：{_label(session, standing.filing.slot)}"


def _label(session: Session, slot: SlotId) -> str:
    known = session.slot_of.get(slot)
    return slot_label(known, session.manifests.units) if known else str(slot)


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _as_json(step: Step) -> dict[str, object]:
    back = step.taken_back
    return {
        "at": step.at.isoformat() if step.at else "",
        "receipt": step.receipt,
        "state": step.state or "",
        "slot": str(step.slot) if step.slot else "",
        "actor": step.actor,
        "rule": step.rule,
        "detail": step.detail,
        "reason": step.reason,
        "undone": {"at": back.at.isoformat(), "actor": back.actor, "reason": back.reason}
        if back
        else None,
    }
