"""`archive-builder gaps`."""

from __future__ import annotations

import typer

from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    AsOf,
    Root,
    UnitName,
    console,
    emit_json,
    opened,
    parse_day,
)
from archive_builder.cli.tables import add_row, plain_table, slot_text
from archive_builder.model import Gap
from archive_builder.report.gaps import as_json as gap_as_json
from archive_builder.workflow.gaps import current_gaps, write_lists
from archive_builder.workflow.holdings import held
from archive_builder.workflow.naming import find_unit


def command(
    root: Root = HERE, unit: UnitName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """列出缺项并写出各单位缺项清单（xlsx、pdf）和全区总览；--json 只列出，不写文件。"""
    with opened(root, quiet=as_json) as session:
        day = parse_day(as_of, session)
        owner = find_unit(session, unit).id if unit else None
        holdings = held(session)
        gaps = current_gaps(session, holdings, day, owner)
        if as_json:
            emit_json([gap_as_json(gap) for gap in gaps])
            return
        lists = write_lists(session, holdings, day)
        folder = session.workspace.output / "gaps"
    if owner:
        _show(gaps)
    console.print(f"缺项 {len(gaps)} 项，其中逾期 {sum(g.overdue for g in gaps)} 项（截至 {day}）")
    console.print(f"清单 {lists.files} 份在：{folder}", markup=False)
    for line in lists.unwritten:
        console.print(f"没有写成，旧的仍在：{line}", markup=False)
    if lists.unwritten:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _show(gaps: tuple[Gap, ...]) -> None:
    table = plain_table("状态", "应有材料", "缺项说明", "截止")
    for gap in gaps:
        due = gap.slot.requirement.due
        late = "（逾期）" if gap.overdue else ""
        add_row(
            table, gap.state, slot_text(gap.slot), gap.reason, f"{due.text if due else '—'}{late}"
        )
    console.print(table)
