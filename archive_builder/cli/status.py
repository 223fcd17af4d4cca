"""`archive-builder status`."""

from __future__ import annotations

from dataclasses import asdict

from archive_builder.archive import PassedOver
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, opened
from archive_builder.model import ReceiptState
from archive_builder.workflow.status import STATES, status


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """来件账：每一件在哪里，合计是否相符。"""
    with opened(root, quiet=True) as session:
        account = status(session)
    if as_json:
        emit_json(asdict(account) | {"balanced": account.balanced})
        return
    sums = " + ".join(f"{state} {account.counts[state]}" for state in STATES)
    verdict = "相符" if account.balanced else "不相符，请运行 archive-builder verify"
    console.print(f"来件 {account.arrivals} = {sums}（{verdict}）")
    console.print(
        f"另有压缩包 {account.unpacked} 个，已拆开逐件登记；不同内容的文件 {account.documents} 件"
    )
    if account.not_taken:
        console.print(f"incoming/ 里还有 {account.not_taken} 件未收，请运行 archive-builder file")
    for state in STATES:
        _show_group(state, [row for row in account.listed if row.state is state])


def _show_group(state: ReceiptState, rows: list[PassedOver]) -> None:
    if not rows:
        return
    hint = "（最可能的去处见 archive-builder pending）" if state is ReceiptState.PENDING else ""
    console.print(f"{state} {len(rows)} 件{hint}：", markup=False)
    for row in rows:
        why = f" —— {row.reason}" if row.reason else ""
        console.print(f"  {row.path}{why}", markup=False)
