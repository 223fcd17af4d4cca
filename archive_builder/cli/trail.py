"""`archive-builder trail`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from archive_builder.archive import Standing
from archive_builder.cli.assign import Document, receipt_text
from archive_builder.cli.console import HERE, AsJson, Root, console, emit_json, going_on
from archive_builder.cli.tables import add_row, plain_table
from archive_builder.model.privacy import mask
from archive_builder.workflow.naming import find_receipt, slot_label
from archive_builder.workflow.workspace import Session


def command(document: Document, root: Root = HERE, as_json: AsJson = False) -> None:
    """一件来件的经过：每一次处理的时间、谁、依据、理由，从早到晚。"""
    with going_on(root, quiet=True) as session:
        standing = find_receipt(session.archive.catalogue, document)
        rows = session.archive.catalogue.trail(standing.receipt.id)
        zone = ZoneInfo(session.manifests.campaign.zone)
        places = [place_text(session, row) for row in rows]
    if as_json:
        emit_json(_as_json(standing, rows))
        return
    console.print(receipt_text(standing), markup=False)
    table = plain_table("时间", "谁", "依据", "处理和理由")
    add_row(table, _time(standing.receipt.received_at, zone), "", "收件", "收存")
    for row, place in zip(rows, places, strict=True):
        add_row(table, _time(row.at, zone), row.actor, row.rule, mask(f"{place}\n{row.reason}"))
    console.print(table)


def place_text(session: Session, standing: Standing) -> str:
    """Where a receipt stands, with its slot when it is filed."""
    if standing.filing is None:
        return standing.state
    slot = session.slot_of.get(standing.filing.slot)
    place = slot_label(slot, session.manifests.units) if slot else str(standing.filing.slot)
    return f"{standing.state}：{place}"


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _as_json(standing: Standing, rows: tuple[Standing, ...]) -> dict[str, object]:
    receipt = standing.receipt
    return {
        "receipt": receipt.id,
        "path": receipt.shown,
        "sha256": receipt.sha256,
        "received": receipt.received_at.isoformat(),
        "decisions": [
            {
                "at": row.at.isoformat() if row.at else "",
                "state": row.state,
                "slot": str(row.filing.slot) if row.filing else "",
                "actor": row.actor,
                "rule": row.rule,
                "reason": row.reason,
            }
            for row in rows
        ],
    }
