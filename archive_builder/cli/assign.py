"""`archive-builder assign`."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, opened
from archive_builder.cli.tables import slot_text
from archive_builder.workflow.pending import Assignment, assign

Document = Annotated[
    str, typer.Argument(help="来件号、文件名或路径，或内容哈希前 6 位以上", metavar="来件")
]
Unit = Annotated[str, typer.Option("--unit", help="单位名称、简称或代号", metavar="单位")]
Code = Annotated[str, typer.Option("--requirement", help="类目编号，如 ZR-01", metavar="编号")]
Part = Annotated[str | None, typer.Option("--part", help="材料的哪一部分", metavar="部分")]
Actor = Annotated[
    str | None, typer.Option("--as", help="谁的决定", show_default="登录名", metavar="姓名")
]


def command(
    document: Document,
    unit: Unit,
    requirement: Code,
    part: Part = None,
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """把一件来件归入应备件位；再次运行即改正，经过都留底。"""
    decision = Assignment(document, unit, requirement, part, actor or getpass.getuser())
    with opened(root, quiet=as_json) as session:
        standing, slot = assign(session, decision)
        trail = session.archive.catalogue.trail(standing.receipt.id)
    if as_json:
        emit_json({"receipt": standing.receipt.id, "slot": str(slot.id), "filings": len(trail)})
        return
    console.print(
        f"{standing.receipt.id} 号来件 {standing.receipt.path} → {slot_text(slot)}", markup=False
    )
    if len(trail) > 1:
        console.print(f"（第 {len(trail)} 次归档，以前的记录仍保留）")
