"""`archive-builder compile`."""

from __future__ import annotations

from archive_builder.cli.console import HERE, AsJson, Root, UnitName, opened
from archive_builder.cli.tables import show_books
from archive_builder.workflow.bind import Selection, compile_policies
from archive_builder.workflow.holdings import held
from archive_builder.workflow.naming import find_unit


def command(root: Root = HERE, unit: UnitName = None, as_json: AsJson = False) -> None:
    """编印政策汇编：按级别、日期排列。没有变化的不重做。"""
    with opened(root, quiet=as_json) as session:
        owner = find_unit(session, unit).id if unit else None
        books = compile_policies(session, held(session), Selection(owner))
    show_books(books, as_json=as_json)
