"""`archive-builder return`."""

from __future__ import annotations

from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, who
from archive_builder.cli.console import HERE, AsJson, Root, going_on
from archive_builder.cli.sign import Subject, show_decided
from archive_builder.workflow.signing import Said, send_back

Reason = Annotated[str, typer.Option("--reason", help="哪里要改（必填）", metavar="理由")]


def command(
    document: Subject,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """退回一件材料，写明哪里要改；原件仍保存。

    以前的签字盖章、核收不再作数；单位在缺项清单上看到理由。可用 undo 撤销。
    """
    with going_on(root, quiet=as_json) as session:
        decided = send_back(session, Said(document, who(actor), reason))
    show_decided(decided, as_json=as_json)
