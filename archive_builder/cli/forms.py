"""`archive-builder forms`."""

from __future__ import annotations

from collections import Counter

import typer

from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    UnitName,
    console,
    emit_json,
    opened,
)
from archive_builder.model import form_number
from archive_builder.model.privacy import mask, slot_key
from archive_builder.workflow.forms import LaidForm, lay_out_forms
from archive_builder.workflow.naming import find_unit


def command(root: Root = HERE, unit: UnitName = None, as_json: AsJson = False) -> None:
    """铺开发给各单位填写的空白表（访谈提纲、台账、花名册等）；返回的表凭表单号归档。"""
    with opened(root, quiet=as_json) as session:
        laid = lay_out_forms(session, find_unit(session, unit) if unit else None)
    if as_json:
        emit_json([_as_json(form) for form in laid.forms])
    else:
        units = Counter(form.blank.slot.unit.id for form in laid.forms)
        console.print(f"空白表 {len(laid.forms)} 份，发给 {len(units)} 个单位。")
        console.print(f"在：{laid.folder}", markup=False)
        for line in laid.unwritten:
            console.print(f"没有写成，旧的仍在：{line}", markup=False)
    if laid.unwritten:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def _as_json(form: LaidForm) -> dict[str, str]:
    slot = form.blank.slot
    return {
        "form": form_number(slot.id),
        "slot": slot_key(slot.id),
        "unit": slot.unit.name,
        "file": mask(str(form.path)),
    }
