"""`archive-builder status`."""

from __future__ import annotations

from dataclasses import asdict

from archive_builder.archive import PassedOver
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json
from archive_builder.model import ReceiptState
from archive_builder.model.privacy import mask
from archive_builder.progress import Silent
from archive_builder.workflow.status import STATES, Status, status
from archive_builder.workflow.watch_state import WatchState, local_time, read_state
from archive_builder.workflow.workspace import open_session


def command(root: Root = HERE, as_json: AsJson = False) -> None:
    """来件账：每一件在哪里，合计是否相符；值守是否在运行。"""
    with open_session(root, Silent(), strict=False) as session:
        account = status(session)
        watch = read_state(session.workspace.archive)
    if as_json:
        emit_json(
            asdict(account)
            | {"balanced": account.balanced, "watch": asdict(watch) if watch else None}
        )
        return
    _show_account(account)
    _show_intake(account, watch)
    for state in STATES:
        _show_group(state, [row for row in account.listed if row.state is state])


def _show_account(account: Status) -> None:
    sums = " + ".join(f"{state} {account.counts[state]}" for state in STATES)
    verdict = "相符" if account.balanced else "不相符，请运行 archive-builder verify"
    console.print(f"来件 {account.arrivals} = {sums}（{verdict}）")
    console.print(
        f"另有压缩包 {account.unpacked} 个，已拆开逐件登记；不同内容的文件 {account.documents} 件"
    )
    if account.gone:
        console.print(f"报送方后来删去 {account.gone} 件，已收存的不受影响")


def _show_intake(account: Status, watch: WatchState | None) -> None:
    _say(f"值守：{_watching(watch)}")
    if watch and watch.running:
        for trouble in watch.troubles:
            since, again = local_time(trouble.since), local_time(trouble.retry_at)
            _say(f"{trouble.work}暂停（自 {since}，{again} 再试）：{trouble.text}")
    for why in account.offline:
        _say(f"目录离线：{why}")
    if account.manifest_problems:
        _say(f"清单有 {len(account.manifest_problems)} 处错误，沿用上一套有效的，改正后自动采用：")
    for problem in account.manifest_problems:
        _say(f"  {problem}")
    if account.not_taken:
        _say(f"来件箱里还有 {len(account.not_taken)} 件未收{_who_takes(watch)}：")
    for path in account.not_taken:
        _say(f"  {path}")


def _watching(watch: WatchState | None) -> str:
    if watch is None:
        return "没有运行"
    last = f"最近一次 {local_time(watch.looked)}" if watch.looked else "还没有查看完一遍"
    if not watch.running:
        return f"没有运行（{last}）"
    waits = f"，{watch.waiting} 件等传完" if watch.waiting else ""
    return f"在运行（自 {local_time(watch.since)}，进程 {watch.pid}，{last}{waits}）"


def _who_takes(watch: WatchState | None) -> str:
    return "" if watch and watch.running else "，请运行 archive-builder file"


def _show_group(state: ReceiptState, rows: list[PassedOver]) -> None:
    if not rows:
        return
    hint = "（最可能的去处见 archive-builder pending）" if state is ReceiptState.PENDING else ""
    _say(f"{state} {len(rows)} 件{hint}：")
    for row in rows:
        why = f" —— {row.reason}" if row.reason else ""
        _say(f"  {row.shown}{why}")


def _say(line: str) -> None:
    console.print(mask(line), markup=False)
