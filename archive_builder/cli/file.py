"""`archive-builder file`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder import intake
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, opened
from archive_builder.cli.tables import print_counts
from archive_builder.workflow.file import file_arrivals
from archive_builder.workflow.workspace import require_workspace

DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会收哪些，不改动任何东西")]


def command(root: Root = HERE, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """收一次件：收存 incoming/ 里的来件，辨认，归入应备件位。"""
    if dry_run:
        _preview(root, as_json)
        return
    with opened(root, quiet=as_json) as session:
        done = file_arrivals(session)
    if as_json:
        emit_json(
            {
                "received": done.received,
                "filed": done.filed,
                "counts": dict(done.counts),
                "unmoved": done.unmoved,
            }
        )
        return
    console.print(f"本次收到 {done.received} 件，归档 {done.filed} 件。")
    for path in done.unmoved:
        console.print(f"已收存，原文件移不走（可能正打开着），下次再移：{path}", markup=False)
    print_counts(done.counts)


def _preview(root: Path, as_json: bool) -> None:
    arrivals, passed = intake.preview(require_workspace(root).incoming)
    if as_json:
        rows = [{"path": p.path, "state": p.state, "reason": p.reason} for p in passed]
        emit_json({"take": [a.path for a in arrivals], "leave": rows})
        return
    console.print(f"会收 {len(arrivals)} 件：")
    for arrival in arrivals:
        console.print(f"  {arrival.path}", markup=False)
    console.print(f"不收 {len(passed)} 件：")
    for left in passed:
        console.print(f"  {left.path}（{left.state}：{left.reason}）", markup=False)
