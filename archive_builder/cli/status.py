"""`archive-builder status`."""

from __future__ import annotations

from dataclasses import asdict

from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, opened
from archive_builder.cli.tables import plain_table
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
    table = plain_table("去向", "来件", "原因")
    for row in account.listed:
        table.add_row(row.state, row.path, row.reason)
    if account.listed:
        console.print(table)
