"""`archive-builder waive`."""

from __future__ import annotations

from typing import Annotated

import typer

from archive_builder.cli.assign import Actor, Code, Part, Unit, place_of, who
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.model.privacy import mask
from archive_builder.workflow.naming import slot_label
from archive_builder.workflow.on_slots import waive

Reason = Annotated[str, typer.Option("--reason", help="为什么不用备（必填）", metavar="理由")]
Evidence = Annotated[
    str | None, typer.Option("--evidence", help="能证明不适用的来件", metavar="来件")
]


def command(
    unit: Unit = None,
    requirement: Code = None,
    part: Part = None,
    reason: Reason = "",
    evidence: Evidence = None,
    actor: Actor = None,
    root: Root = HERE,
    as_json: AsJson = False,
) -> None:
    """定一个件位为不适用，写明理由，不再算缺项。

    可用 undo --unit 单位 --requirement 编号 撤销。
    """
    spot = place_of(unit, requirement, part)
    with going_on(root, quiet=as_json) as session:
        waived = waive(session, spot, who(actor), reason, evidence)
        label = slot_label(waived.slot, session.manifests.units)
    if as_json:
        row = {"slot": str(waived.slot.id), "decision": waived.number, "reason": waived.reason}
        emit_json(row | {"recorded": waived.fresh})
        return
    said = f"不适用，不再算缺项（{waived.reason}）"
    text = said if waived.fresh else f"原已定为{said}，未作改动"
    console.print(mask(f"{label}：{text}。"), markup=False)
    if waived.fresh and waived.filed:
        console.print(
            f"注意：这里已归档 {waived.filed} 件，仍在档案里，照样装订；定错了的，请用 undo 撤销。"
        )
