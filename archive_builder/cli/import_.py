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
from archive_builder.report.filled_list import is_gap_list
from archive_builder.workflow.gap_book import Answers, import_gap_list
from archive_builder.workflow.pending_book import Imported, import_pending

File = Annotated[Path, typer.Argument(help="填好的待定清单或缺项清单（xlsx）", metavar="文件")]


def command(file: File, actor: Actor = None, root: Root = HERE, as_json: AsJson = False) -> None:
    """导入填好的待定清单或缺项清单，逐行处理；有错的行不动，并说明在哪一行哪一列、怎么办。"""
    done: Imported | Answers
    with going_on(root, quiet=as_json) as session:
        if is_gap_list(file):
            done = import_gap_list(session, file, who(actor))
        else:
            done = import_pending(session, file, who(actor))
    if as_json:
        emit_json(asdict(done))
    elif isinstance(done, Answers):
        _show_answers(done)
    else:
        _show_imported(done)
    if done.problems:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _show_imported(done: Imported) -> None:
    console.print(f"处理 {done.applied} 件；已是如此、不必再动的 {done.same} 件。")
    _show_problems(done.problems)
    if not done.shown:
        show_later()


def _show_answers(done: Answers) -> None:
    fresh = [row for row in done.accepted if row.done]
    same = [row for row in done.accepted if not row.done]
    if not done.accepted and not done.problems:
        console.print("没有一行填过或改过，未作改动。")
        return
    console.print(f"记下 {len(fresh)} 行；已是如此、不必再动的 {len(same)} 行。")
    for row in (*fresh, *same):
        done_so = "；".join(row.done) or "已是如此"
        console.print(f"  “{row.sheet}”第 {row.line} 行 {row.slot}：{done_so}", markup=False)
    _show_problems(done.problems)
    if fresh:
        console.print("要看改后的清单，请运行 archive-builder gaps。")


def _show_problems(problems: tuple[str, ...]) -> None:
    if problems:
        console.print(f"以下 {len(problems)} 行没有处理：")
    for problem in problems:
        console.print(mask(f"  {problem}"), markup=False)
