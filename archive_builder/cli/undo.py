"""`archive-builder undo`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, Document, receipt_text, show_aftermath, who
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.trail import place_text
from archive_builder.model.privacy import mask
from archive_builder.workflow.decisions import conclude, undo

Reason = Annotated[str, typer.Option("--reason", help="为什么撤销", metavar="理由")]


def command(
    document: Document,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """撤销一件来件最近一次处理，恢复到前一次；可以一直撤到待定，经过都留底。"""
    with going_on(root, quiet=as_json) as session:
        was, now = undo(session, document, who(actor), reason)
        after = conclude(session, was)
        places = place_text(session, was), place_text(session, now)
    if as_json:
        slot = str(now.filing.slot) if now.filing else ""
        said = {"receipt": now.receipt.id, "was": was.state, "state": now.state, "slot": slot}
        emit_json(said | asdict(after))
        return
    console.print(mask(f"{receipt_text(now)}：原为{places[0]}，现为{places[1]}。"), markup=False)
    show_aftermath(after)
