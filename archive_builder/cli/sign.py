"""`archive-builder sign`, and what it shares with `accept` and `return`."""

from __future__ import annotations

from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, OptionalDocument, meaning, show_later, who
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.tables import add_row, plain_table
from archive_builder.errors import UsageError
from archive_builder.model.privacy import mask
from archive_builder.workflow.awaiting import Awaiting, list_awaiting
from archive_builder.workflow.naming import slot_label
from archive_builder.workflow.signing import Decided, Said, sign
from archive_builder.workflow.workspace import Session

Subject = Annotated[
    str, typer.Argument(help="来件号、文件名或路径；纸质原件写“纸质7”", metavar="来件")
]
Reason = Annotated[str, typer.Option("--reason", help="说明", metavar="说明")]
Evidence = Annotated[
    str | None,
    typer.Option("--evidence", help="签字盖章的扫描件的来件号，它替换未签的那件", metavar="来件"),
]


def command(
    document: OptionalDocument = None,
    evidence: Evidence = None,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """登记材料已签字或盖章；不写来件则列出等签批的。

    签字盖章后另扫描报来的，用 --evidence 写扫描件：它代替未签的那件，未签的留作旧版。
    """
    with going_on(root, quiet=as_json) as session:
        if document is None:
            _alone(evidence, reason, actor)
            _list(session, as_json=as_json)
            return
        decided = sign(session, Said(document, who(actor), reason, evidence))
    show_decided(decided, as_json=as_json)


def _alone(evidence: str | None, reason: str, actor: str | None) -> None:
    if evidence is not None or reason or actor is not None:
        raise UsageError("没有写是哪一件来件。", "等签批的来件号见 archive-builder sign。")


def show_decided(decided: Decided, *, as_json: bool) -> None:
    """What a decision on a document or a paper did, in one line."""
    if as_json:
        emit_json(_decided_json(decided))
        return
    console.print(mask(f"{decided.subject.name}：{_said(decided)}。"), markup=False)
    if not decided.shown:
        show_later()


def _said(decided: Decided) -> str:
    kind, now = decided.kind, meaning(decided.verdict)
    plain = now.startswith(f"已{kind}")
    if decided.number is None:
        return f"原{now}，未作改动" if plain else f"原已{kind}，未作改动；{now}"
    if decided.signed is None:
        return now if plain else f"已登记{kind}；{now}"
    scan = decided.signed.receipt
    return f"已登记{kind}，由 {scan.id} 号来件 {scan.shown} 代替，本件转为旧版；{now}"


def _decided_json(decided: Decided) -> dict[str, object]:
    subject = decided.subject
    return {
        "receipt": subject.receipt,
        "paper": subject.paper,
        "slot": str(subject.slot.id),
        "kind": decided.kind,
        "decision": decided.number,
        "evidence": decided.signed.receipt.id if decided.signed else None,
        "state": decided.verdict.state,
        "reason": decided.verdict.reason,
        "shown": decided.shown,
    }


def _list(session: Session, *, as_json: bool) -> None:
    rows = list_awaiting(session)
    if as_json:
        emit_json([_awaiting_json(row) for row in rows])
        return
    if not rows:
        console.print("没有等签字、盖章的材料。")
        return
    table = plain_table("号", "单位和材料", "来件", "等谁签批", "文件名注明（未经确认）")
    table.expand = table.show_lines = True
    for column, share in zip(table.columns[1:], (4, 4, 3, 4), strict=True):
        column.ratio = share
    for row in rows:
        add_row(table, *_cells(session, row))
    console.print(table)
    console.print("已签的：archive-builder sign 号")
    console.print("签字盖章后另扫描报来的：archive-builder sign 号 --evidence 扫描件的来件号")


def _cells(session: Session, row: Awaiting) -> tuple[str, ...]:
    subject = row.subject
    number = f"纸质{subject.paper}" if subject.paper else str(subject.receipt)
    what = subject.standing.receipt.shown if subject.standing else subject.name
    place = slot_label(subject.slot, session.manifests.units)
    wanted = f"{row.signoff.by}{row.signoff.kind}"
    return number, mask(place), mask(what), wanted, _claim(row)


def _claim(row: Awaiting) -> str:
    if row.evidence is not None:
        command = f"sign {row.subject.receipt} --evidence {row.evidence}"
        return f"同处的 {row.evidence} 号像是它的签批件：{command}"
    return f"“{row.claim}”" if row.claim else "—"


def _awaiting_json(row: Awaiting) -> dict[str, object]:
    subject = row.subject
    slot = subject.slot
    return {
        "receipt": subject.receipt,
        "paper": subject.paper,
        "name": subject.standing.receipt.shown if subject.standing else subject.name,
        "slot": str(slot.id),
        "unit": slot.unit.id,
        "unit_name": slot.unit.name,
        "code": slot.requirement.code,
        "title": slot.requirement.title,
        "part": slot.part.title,
        "by": row.signoff.by,
        "kind": row.signoff.kind,
        "claim": row.claim,
        "evidence": row.evidence,
    }
