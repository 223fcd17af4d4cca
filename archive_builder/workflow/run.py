"""The main job, end to end: file, lists, volumes, compilations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_builder.workflow.bind import Bound, Selection, bind_volumes, compile_policies
from archive_builder.workflow.file import Pass, file_arrivals
from archive_builder.workflow.gaps import Lists, write_lists
from archive_builder.workflow.holdings import held
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did."""

    filing: Pass
    lists: Lists
    volumes: tuple[Bound, ...]
    compilations: tuple[Bound, ...]
    unreadable: tuple[str, ...]


def run(session: Session, as_of: date) -> Outcome:
    """Take what arrived, then bring every list and every book up to date."""
    filing = file_arrivals(session)
    holdings = held(session)
    return Outcome(
        filing=filing,
        lists=write_lists(session, holdings, as_of),
        volumes=bind_volumes(session, holdings, Selection()),
        compilations=compile_policies(session, holdings, Selection()),
        unreadable=tuple(
            f"{h.receipt.path}：{h.blocked}"
            for rows in holdings.values()
            for h in rows
            if h.blocked
        ),
    )
