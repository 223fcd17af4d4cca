"""`archive-builder import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, show_later, who
from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    going_on,
)
from archive_builder.model.privacy import mask
from archive_builder.workflow.pending_book import import_pending

File = Annotated[Path, typer.Argument(help="填好的待定清单（xlsx）", metavar="文件")]


def command(file: File, actor: Actor = None, root: Root = HERE, as_json: AsJson = False) -> None:
    """导入填好的待定清单：逐行归档；有错的行不动，并说明在哪一行哪一列、怎么办。"""
    with going_on(root, quiet=as_json) as session:
        done = import_pending(session, file, who(actor))
    if as_json:
        emit_json(asdict(done))
    else:
        console.print(f"处理 {done.applied} 件；已是如此、不必再动的 {done.same} 件。")
        if done.problems:
            console.print(f"以下 {len(done.problems)} 行没有处理：")
        for problem in done.problems:
            console.print(mask(f"  {problem}"), markup=False)
        if not done.shown:
            show_later()
    if done.problems:
        raise typer.Exit(DONE_WITH_PROBLEMS)
