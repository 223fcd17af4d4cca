"""`archive-builder doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, progress_for
from archive_builder.workflow.doctor import examine, prepare

Prepare = Annotated[bool, typer.Option("--prepare", help="准备字体：能下载的下载，做好替代字体")]


def command(root: Root = HERE, make_ready: Prepare = False, as_json: AsJson = False) -> None:
    """看装了什么、缺什么、怎么装。"""
    with progress_for(quiet=as_json) as progress:
        outcome = prepare(progress) if make_ready else ""
        tools = examine(root, progress)
    if as_json:
        emit_json([asdict(tool) for tool in tools])
        return
    if outcome:
        console.print(outcome, markup=False)
    for tool in tools:
        console.print(f"{'！' if tool.remedy else '✓'} {tool.name}：{tool.found}", markup=False)
        if tool.remedy:
            console.print(f"    {tool.remedy}", markup=False)
