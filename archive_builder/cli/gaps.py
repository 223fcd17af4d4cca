"""`archive-builder gaps`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

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
from archive_builder.model import Gap, Urgency
from archive_builder.model.privacy import mask
from archive_builder.report import Overview, owed_by
from archive_builder.report.gaps import as_json as gap_as_json
from archive_builder.workflow.gaps import overview_of, write_lists
from archive_builder.workflow.naming import find_unit

Unmasked = Annotated[
    bool,
    typer.Option("--unmasked", help="身份证号、电话、账号不打码（清单请专人保管）"),
]


def command(
    root: Root = HERE,
    unit: UnitName = None,
    as_of: AsOf = None,
    unmasked: Unmasked = False,
    as_json: AsJson = False,
) -> None:
    """列出缺项并写出各单位缺项清单、催办通知和全区总览；--json 只列出，不写文件。"""
    with opened(root, quiet=as_json) as session:
        day = parse_day(as_of, session)
        owner = find_unit(session, unit).id if unit else None
        overview = overview_of(session, day, str if unmasked else mask)
        gaps = overview.gaps if owner is None else owed_by(owner, overview.gaps)
        if as_json:
            emit_json([gap_as_json(gap) for gap in gaps])
            return
        lists = write_lists(session, overview)
        folder = session.workspace.output / "gaps"
    if owner:
        _show(gaps)
    console.print(_sums(overview, owner))
    console.print(f"清单 {lists.files} 份在：{folder}", markup=False)
    for line in lists.unwritten:
        console.print(f"没有写成，旧的仍在：{line}", markup=False)
    if lists.unwritten:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _sums(overview: Overview, owner: str | None) -> str:
    unit = next((unit for unit in overview.units if unit.id == owner), None)
    tally = overview.list_of(unit).tally if unit else overview.total
    parts = [f"逾期 {tally.overdue} 项", f"临近 {tally.soon} 项"]
    waived = f"；另有 {tally.waived} 项不适用" if tally.waived else ""
    return f"缺项 {tally.gaps} 项，其中{'、'.join(parts)}{waived}（截至 {overview.as_of}）"


def _show(gaps: Sequence[Gap]) -> None:
    table = plain_table("状态", "应有材料", "应有/现有", "缺项说明", "截止")
    for gap in gaps:
        counts = f"{gap.needed}/{gap.present}"
        add_row(table, gap.state, slot_text(gap.slot), counts, gap.reason, _due(gap))
    console.print(table)


def _due(gap: Gap) -> str:
    due = gap.slot.requirement.due
    urgent = f"（{gap.urgency}）" if gap.urgency is not Urgency.LATER else ""
    return f"{due.text if due else '—'}{urgent}"
