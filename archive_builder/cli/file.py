"""`archive-builder file`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder import intake
from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    going_on,
)
from archive_builder.cli.tables import print_counts
from archive_builder.intake import Box, Preview
from archive_builder.model import shown_path
from archive_builder.model.privacy import mask
from archive_builder.workflow.file import Received, file_arrivals, reach_all

DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会收哪些，不改动任何东西")]


def command(root: Root = HERE, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """收一次件：收存各来件箱里的来件，辨认，归入应备件位。"""
    if dry_run:
        _preview(root, as_json)
        return
    with going_on(root, quiet=as_json) as session:
        done = file_arrivals(session)
    if as_json:
        emit_json(received_json(done.received) | {"filed": done.filed, "counts": dict(done.counts)})
    else:
        console.print(f"本次收到 {done.received.taken} 件，归档 {done.filed} 件。")
        _show_left(done.received)
        print_counts(done.counts)
    if done.received.offline:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def show_waiting(received: Received) -> None:
    """The files that were still settling when the pass ended."""
    for path in received.waiting:
        console.print(mask(f"还没有传完，下次再收：{path}"), markup=False)


def _show_left(received: Received) -> None:
    for _, why in received.offline:
        console.print(f"目录离线：{why}", markup=False)
    show_waiting(received)
    for path in received.unmoved:
        console.print(mask(f"已收存，原文件移不走（可能正打开着），下次再移：{path}"), markup=False)


def received_json(received: Received) -> dict[str, object]:
    """What came of receiving, as JSON."""
    return {
        "received": received.taken,
        "waiting": received.waiting,
        "unmoved": received.unmoved,
        "offline": dict(received.offline),
        "gone": received.gone,
    }


def _preview(root: Path, as_json: bool) -> None:
    with going_on(root, quiet=True) as session:
        found = reach_all(session)
        rules = session.manifests.intake
        previews = {
            name: intake.preview(box, session.archive, rules)
            for name, box in found.items()
            if isinstance(box, Box)
        }
    offline = {name: why.reason for name, why in found.items() if not isinstance(why, Box)}
    take, leave = _lists(previews)
    if as_json:
        emit_json({"take": take, "leave": leave, "offline": offline})
    else:
        _show_preview(take, leave, offline)
    if offline:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _lists(previews: dict[str, Preview]) -> tuple[list[str], list[dict[str, str]]]:
    take = [shown_path(name, a.path) for name, seen in previews.items() for a in seen.arrivals]
    leave = [
        {"path": p.shown, "state": str(p.state), "reason": p.reason}
        for seen in previews.values()
        for p in seen.passed_over
    ]
    return take, leave


def _show_preview(take: list[str], leave: list[dict[str, str]], offline: dict[str, str]) -> None:
    console.print(f"会收 {len(take)} 件：")
    for path in take:
        console.print(mask(f"  {path}"), markup=False)
    console.print(f"不收 {len(leave)} 件：")
    for row in leave:
        console.print(mask(f"  {row['path']}（{row['state']}：{row['reason']}）"), markup=False)
    for why in offline.values():
        console.print(f"目录离线：{why}", markup=False)
