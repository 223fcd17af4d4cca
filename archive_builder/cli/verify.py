"""`archive-builder verify`."""

from __future__ import annotations

import typer

from archive_builder.archive import HARMLESS
from archive_builder.bind import Verdict
from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    opened,
)
from archive_builder.errors import RecordError
from archive_builder.workflow.verify import Inspected, Verification, verify


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """核对原件是否完好，重新打开每一册成品逐条检查。"""
    with opened(root, quiet=as_json) as session:
        verdict = verify(session)
    if as_json:
        emit_json(_as_json(verdict))
    else:
        _show(verdict)
    damage = [fault for fault in verdict.faults if fault.damage not in HARMLESS]
    if damage:
        raise RecordError(
            f"档案库有 {len(damage)} 处损坏。", "请用最近的备份恢复 archive/ 文件夹。"
        )
    failed = any(c.verdict is Verdict.FAIL for b in verdict.books for c in b.checks)
    if failed or verdict.faults:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _show(verdict: Verification) -> None:
    for fault in verdict.faults:
        console.print(f"{fault.damage}：{fault.where}", style="red", markup=False)
    if {fault.damage for fault in verdict.faults} <= HARMLESS:
        console.print("原件核对：全部与登记相符")
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


def _as_json(verdict: Verification) -> dict[str, object]:
    return {
        "faults": [{"damage": f.damage, "where": f.where} for f in verdict.faults],
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
