"""`archive-builder bind`."""

from __future__ import annotations

from typing import Annotated

import typer

from archive_builder.cli.console import HERE, AsJson, Root, UnitName, opened
from archive_builder.cli.tables import show_books
from archive_builder.model import Aspect
from archive_builder.workflow.bind import Selection, bind_volumes
from archive_builder.workflow.holdings import held
from archive_builder.workflow.naming import find_unit

AspectName = Annotated[
    Aspect | None, typer.Option("--aspect", help="只做一类", show_choices=True, metavar="类")
]
Empty = Annotated[bool, typer.Option("--empty", help="还没有归入文件的案卷也做")]


def command(
    root: Root = HERE,
    unit: UnitName = None,
    aspect: AspectName = None,
    empty: Empty = False,
    as_json: AsJson = False,
) -> None:
    """装订案卷：封面、目录、隔页、文件、缺项页、备考表。没有变化的不重做。"""
    with opened(root, quiet=as_json) as session:
        owner = find_unit(session, unit).id if unit else None
        books = bind_volumes(session, held(session), Selection(owner, aspect, empty))
    show_books(books, as_json=as_json)
