"""`archive-builder verify`."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from archive_builder.archive import Damage, Fault
from archive_builder.bind import Verdict
from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    going_on,
)
from archive_builder.errors import RecordError
from archive_builder.model.privacy import mask
from archive_builder.workflow.verify import Inspected, Verification, verify


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """核对原件是否完好，能补的补好；重新打开每一册成品逐条检查。"""
    with going_on(root, quiet=as_json) as session:
        verdict = verify(session)
    if as_json:
        emit_json(_as_json(verdict))
    else:
        _show(verdict)
    end_on_damage(verdict)
    failed = any(c.verdict is Verdict.FAIL for b in verdict.books for c in b.checks)
    if failed or verdict.faults or verdict.unrecorded:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def end_on_damage(verdict: Verification) -> None:
    """End with the code of a damaged record when some of it could not be made whole.

    Raises:
        RecordError: that is so.
    """
    if verdict.damage:
        raise RecordError(
            f"档案库有 {len(verdict.damage)} 处损坏，没有找到内容相同的文件来补。",
            "请把同一份原文件放进 incoming/ 再收一次，或用最近的备份恢复 archive/ 文件夹。",
        )


def show_faults(faults: Sequence[Fault]) -> None:
    """Every fault with how the document came in, and what was done or is to be done."""
    for fault in faults:
        console.print(
            mask(f"{fault.damage}：{fault.where}"),
            style="" if fault.mended else "red",
            markup=False,
        )
        for path in fault.paths:
            console.print(f"    来件 {mask(path)}", markup=False)
        done = f"已修好：{fault.mended}" if fault.mended else _TO_DO.get(fault.damage, "")
        if done:
            console.print(f"    {mask(done)}", markup=False)
    if not faults:
        console.print("原件核对：全部与登记相符")


_TO_DO = {
    Damage.ORPHAN: "目录里没有它：多半是收件中途断电留下的。请再收一次件；仍在的，另存后删除。",
    Damage.STRAY: "不是本系统存的。请看清来历，移出 archive/objects/。",
}


def _show(verdict: Verification) -> None:
    show_faults(verdict.faults)
    if verdict.unrecorded:
        count = len(verdict.unrecorded)
        console.print(
            f"以下 {count} 件收存过而档案库里没有（库是从旧备份恢复的），请移出再收一次："
        )
    for path in verdict.unrecorded:
        console.print(mask(f"    {path}"), markup=False)
    for book in verdict.books:
        _show_book(book)
    untested = {c.rule for b in verdict.books for c in b.checks if c.verdict is Verdict.UNTESTED}
    if untested:
        console.print(f"未检测（每册）：{'；'.join(sorted(untested))}")


def _show_book(book: Inspected) -> None:
    counts = {v: sum(c.verdict is v for c in book.checks) for v in Verdict}
    text = "，".join(f"{v} {n}" for v, n in counts.items() if n)
    console.print(f"{book.path.name}：{text}", markup=False)
    for check in book.checks:
        if check.verdict is Verdict.FAIL:
            console.print(f"    不通过 {check.rule}：{check.where} {check.detail}", markup=False)


def faults_json(faults: Sequence[Fault]) -> list[dict[str, object]]:
    """Faults as JSON."""
    return [
        {"damage": f.damage, "where": f.where, "paths": f.paths, "mended": f.mended} for f in faults
    ]


def _as_json(verdict: Verification) -> dict[str, object]:
    return {
        "faults": faults_json(verdict.faults),
        "unrecorded": verdict.unrecorded,
        "books": [
            {
                "path": str(b.path),
                "checks": [
                    {"rule": c.rule, "verdict": c.verdict, "where": c.where, "detail": c.detail}
                    for c in b.checks
                ],
            }
            for b in verdict.books
        ],
    }
