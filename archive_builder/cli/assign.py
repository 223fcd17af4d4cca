"""`archive-builder assign`, and what commands that decide share."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from archive_builder.archive import Standing
from archive_builder.cli.console import (
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    going_on,
)
from archive_builder.errors import UsageError
from archive_builder.model import Paper, ReceiptState, SlotState, Verdict
from archive_builder.model.privacy import mask
from archive_builder.workflow.decisions import Aftermath, Assignment, assign, assign_guess, conclude
from archive_builder.workflow.naming import slot_label
from archive_builder.workflow.on_slots import Place, enter_paper
from archive_builder.workflow.subjects import find_subject, verdict_on

Document = Annotated[
    str, typer.Argument(help="来件号、文件名或路径，或内容哈希前 6 位以上", metavar="来件")
]


def _number(text: str) -> int:
    """A number as typed, full-width or not."""
    if not text.isdecimal():
        raise UsageError(f"“{text}”不是建议的序号。", "请写 pending 里那一件的建议序号，如 2。")
    return int(text)


Number = Annotated[
    int | None,
    typer.Argument(parser=_number, help="采用 pending 所列的第几条建议", metavar="建议"),
]
Unit = Annotated[str | None, typer.Option("--unit", help="单位名称、简称或代号", metavar="单位")]
Code = Annotated[
    str | None, typer.Option("--requirement", help="类目编号，如 ZR-01", metavar="编号")
]
Part = Annotated[str | None, typer.Option("--part", help="材料的哪一部分", metavar="部分")]
Actor = Annotated[
    str | None, typer.Option("--as", help="谁的决定", show_default="登录名", metavar="姓名")
]


OptionalDocument = Annotated[
    str | None,
    typer.Argument(help="来件号、文件名或路径，或内容哈希前 6 位以上", metavar="来件"),
]
PageCount = Annotated[
    int | None, typer.Option("--paper", help="只有纸质原件：它有几页", metavar="页数")
]
Title = Annotated[
    str | None,
    typer.Option("--title", help="纸质原件的题名", show_default="材料名称", metavar="题名"),
]
Where = Annotated[str | None, typer.Option("--place", help="纸质原件存放在哪里", metavar="存放处")]
Reason = Annotated[str, typer.Option("--reason", help="登记纸质原件的说明", metavar="说明")]


def command(
    document: OptionalDocument = None,
    number: Number = None,
    unit: Unit = None,
    requirement: Code = None,
    part: Part = None,
    paper: PageCount = None,
    title: Title = None,
    place: Where = None,
    reason: Reason = "",
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """把一件来件归入应备件位：写第几条建议，或写明单位和编号。再次运行即改正，经过都留底。

    只有纸质原件的，不写来件，写 --paper 页数、--place 存放处和单位、编号。
    """
    if paper is not None:
        _without_document(document, number)
        spot = place_of(unit, requirement, part)
        held = Paper(title or "", paper, place or "")
        _enter(root, spot, held, (who(actor), reason), as_json=as_json)
        return
    _one_of(document, number, unit, requirement, part)
    _no_paper(title, place, reason)
    with going_on(root, quiet=as_json) as session:
        if number is not None:
            was, slot = assign_guess(session, document or "", number, who(actor))
        else:
            said = Assignment(document or "", unit or "", requirement or "", part, who(actor))
            was, slot = assign(session, said)
        times = len(session.archive.catalogue.trail(was.receipt.id))
        label = slot_label(slot, session.manifests.units)
        after = conclude(session, was)
    if as_json:
        said_json = {"receipt": was.receipt.id, "slot": str(slot.id), "was": was.state}
        emit_json(said_json | {"filings": times} | asdict(after))
    else:
        _show(was, label, times)
        show_aftermath(after)


def _one_of(
    document: str | None, number: int | None, unit: str | None, code: str | None, part: str | None
) -> None:
    """Make sure that a document and either a guess or a slot are named.

    Raises:
        UsageError: no document is, neither is, or both are.
    """
    by_guess = number is not None and (unit, code, part) == (None, None, None)
    by_name = number is None and unit is not None and code is not None
    if document is None:
        raise UsageError(
            "没有写是哪一件来件。", "来件号见 pending；只有纸质原件的，写 --paper 页数。"
        )
    if not by_guess and not by_name:
        raise UsageError(
            "要么写第几条建议，要么写明 --unit 和 --requirement，二者取一。",
            "例如：assign 12 2，或 assign 12 --unit 小塘村 --requirement ZR-04。",
        )


def _no_paper(title: str | None, place: str | None, reason: str) -> None:
    if title is not None or place is not None or reason:
        raise UsageError(
            "--title、--place、--reason 只用于登记纸质原件。", "请去掉，或同时写 --paper 页数。"
        )


def _without_document(document: str | None, number: int | None) -> None:
    if document is not None or number is not None:
        raise UsageError(
            "--paper 登记只有纸质的原件，不能同时写来件。",
            "例如：assign --paper 12 --unit 小塘村 --requirement ZR-04 --place 乡档案室3号柜。",
        )


def place_of(unit: str | None, code: str | None, part: str | None) -> Place:
    """The slot that options name.

    Raises:
        UsageError: the unit or the requirement is missing.
    """
    if not unit or not code:
        raise UsageError(
            "要写明 --unit 和 --requirement。", "例如：--unit 小塘村 --requirement ZR-04。"
        )
    return Place(unit, code, part)


def _enter(root: Path, spot: Place, held: Paper, said: tuple[str, str], *, as_json: bool) -> None:
    with going_on(root, quiet=as_json) as session:
        entered = enter_paper(session, spot, held, *said)
        subject = find_subject(session, f"纸质{entered.number}")
        verdict = verdict_on(session, subject)
        label = slot_label(entered.slot, session.manifests.units)
    if as_json:
        slot, state = str(entered.slot.id), verdict.state
        emit_json(
            {"paper": entered.number, "slot": slot, "state": state, "recorded": entered.fresh}
        )
        return
    done = "" if entered.fresh else "原已登记，未作改动；"
    text = f"{subject.name} → {label}：{done}{meaning(verdict)}。"
    console.print(mask(text), markup=False)


def meaning(verdict: Verdict) -> str:
    """What a verdict means, in a few words: 已核收, 还待乡级盖章."""
    if verdict.state in (SlotState.UNSIGNED, SlotState.UNSEALED):
        return f"还{verdict.reason}"
    state = "已退回" if verdict.state is SlotState.RETURNED else str(verdict.state)
    return f"{state}（{verdict.reason}）" if verdict.reason else state


def _show(was: Standing, place: str, times: int) -> None:
    console.print(mask(f"{receipt_text(was)} → {place}"), markup=False)
    if was.state not in (ReceiptState.PENDING, ReceiptState.FILED):
        console.print(f"原为：{was.state}（{mask(was.reason)}）", markup=False)
    if times > 1:
        console.print(f"（第 {times} 次处理，以前的都留底，可用 undo 撤销）")


def show_aftermath(after: Aftermath) -> None:
    """What a decision leaves to do."""
    for number in after.replaced:
        console.print(f"它替换的 {number} 号来件仍是旧版；要恢复：archive-builder undo {number}")
    if after.followers:
        numbers = "、".join(map(str, after.followers))
        console.print(f"照它归档的还有 {numbers} 号来件，请一并查看。")
    if not after.shown:
        show_later()


def show_later() -> None:
    """A decision stands though the evidence folders don't show it yet."""
    console.print("已记下；原件文件夹正由另一个命令更新，稍后摆放。")


def who(actor: str | None) -> str:
    """Who decides: as said, else who is logged in."""
    return actor or getpass.getuser()


def receipt_text(standing: Standing) -> str:
    """A receipt as people name it."""
    return f"{standing.receipt.id} 号来件 {mask(standing.receipt.shown)}"
