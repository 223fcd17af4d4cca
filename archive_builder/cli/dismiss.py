"""`archive-builder dismiss`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, Document, receipt_text, show_aftermath, who
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.model import ReceiptState
from archive_builder.workflow.decisions import conclude, dismiss

Reason = Annotated[str, typer.Option("--reason", help="为什么不归档", metavar="理由")]


def command(
    document: Document,
    reason: Reason,
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """决定一件来件不归档，并写明理由；原件仍保存，可用 undo 撤销。"""
    with going_on(root, quiet=as_json) as session:
        was = dismiss(session, document, who(actor), reason)
        after = conclude(session, was)
    if as_json:
        state = ReceiptState.DISMISSED
        said = {"receipt": was.receipt.id, "was": was.state, "state": state}
        emit_json(said | asdict(after))
        return
    console.print(f"{receipt_text(was)}：原为{was.state}，现为不归档。", markup=False)
    show_aftermath(after)
