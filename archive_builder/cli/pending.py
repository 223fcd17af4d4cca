"""`archive-builder pending`."""

from __future__ import annotations

from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, opened
from archive_builder.cli.tables import add_row, plain_table, slot_text
from archive_builder.workflow.pending import Waiting, list_waiting


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """列出等人决定的来件，各附三个最可能的去处和理由。"""
    with opened(root, quiet=as_json) as session:
        rows = list_waiting(session)
    if as_json:
        emit_json([_as_json(row) for row in rows])
        return
    if not rows:
        console.print("没有等待处理的来件。")
        return
    table = plain_table("来件号", "来件", "为什么等", "最可能的去处")
    for row in rows:
        receipt = row.standing.receipt
        guesses = "\n".join(f"{n}. {slot_text(g.slot)}" for n, g in enumerate(row.guesses, 1))
        add_row(table, str(receipt.id), receipt.path, row.reason, guesses or "—")
    console.print(table)
    console.print("归档：archive-builder assign 来件号 --unit 单位 --requirement 类目编号")


def _as_json(row: Waiting) -> dict[str, object]:
    receipt = row.standing.receipt
    return {
        "receipt": receipt.id,
        "path": receipt.path,
        "sha256": receipt.sha256,
        "state": row.standing.state,
        "reason": row.reason,
        "guesses": [
            {"slot": str(g.slot.id), "score": round(g.score, 3), "reason": g.reason}
            for g in row.guesses
        ],
    }
