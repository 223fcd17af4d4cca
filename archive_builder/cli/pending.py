"""`archive-builder pending`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.tables import add_row, plain_table
from archive_builder.model.privacy import mask
from archive_builder.workflow.naming import slot_label
from archive_builder.workflow.pending import Waiting, list_waiting
from archive_builder.workflow.pending_book import export_pending
from archive_builder.workflow.workspace import Session

Xlsx = Annotated[
    Path | None,
    typer.Option("--xlsx", help="写成 Excel 表，填好后用 import 导入", metavar="文件"),
]


def command(root: Root = HERE, xlsx: Xlsx = None, as_json: AsJson = False) -> None:
    """列出等人决定的来件，各附三个最可能的去处和理由。"""
    with going_on(root, quiet=as_json) as session:
        if xlsx is not None:
            _export(session, xlsx, as_json)
            return
        rows = list_waiting(session)
        if as_json:
            emit_json([_as_json(row) for row in rows])
            return
        if not rows:
            console.print("没有等待处理的来件。")
            return
        table = plain_table("来件号", "来件", "为什么等", "最可能的去处")
        table.expand = table.show_lines = True
        for column, share in zip(table.columns[1:], (3, 3, 4), strict=True):
            column.ratio = share
        for row in rows:
            add_row(table, *_cells(session, row))
    console.print(table)
    console.print("归档：archive-builder assign 来件号 第几条建议")
    console.print("　　　archive-builder assign 来件号 --unit 单位 --requirement 类目编号")
    console.print("不归：archive-builder dismiss 来件号 --reason 理由")
    console.print("成批：archive-builder pending --xlsx 待定.xlsx，填好后 import 待定.xlsx")


def _export(session: Session, target: Path, as_json: bool) -> None:
    count = export_pending(session, target)
    if as_json:
        emit_json({"path": str(target), "count": count})
    else:
        console.print(f"待定清单 {count} 件：{target.resolve()}", markup=False)


def _cells(session: Session, row: Waiting) -> tuple[str, ...]:
    units = session.manifests.units
    guesses = [
        mask(f"{n}. {slot_label(guess.slot, units)}\n{row.because(guess)}".rstrip())
        for n, guess in enumerate(row.guesses, 1)
    ]
    why = dict.fromkeys(filter(None, (row.blocked, row.reason)))
    receipt = row.standing.receipt
    return str(receipt.id), mask(receipt.shown), mask("\n".join(why)), "\n".join(guesses) or "—"


def _as_json(row: Waiting) -> dict[str, object]:
    receipt = row.standing.receipt
    return {
        "receipt": receipt.id,
        "path": receipt.shown,
        "sha256": receipt.sha256,
        "state": row.standing.state,
        "title": row.title,
        "reason": row.reason,
        "blocked": row.blocked,
        "guesses": [
            {"slot": str(g.slot.id), "score": round(g.score, 3), "reason": g.reason}
            for g in row.guesses
        ],
    }
