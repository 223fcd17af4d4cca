"""The main job, end to end: file, lists, volumes, compilations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_builder.model import ReceiptState
from archive_builder.workflow.bind import Bound, Selection, bind_volumes, compile_policies
from archive_builder.workflow.file import Pass, file_arrivals
from archive_builder.workflow.gaps import Lists, write_lists
from archive_builder.workflow.holdings import held
from archive_builder.workflow.status import status
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did.

    Attributes:
        unreadable: filed documents that can't be shown, each with its reason.
        unwritten: lists and books that could not be replaced, each with its reason.
        attention: arrivals that only a person can deal with, or that were refused.
    """

    filing: Pass
    lists: Lists
    volumes: tuple[Bound, ...]
    compilations: tuple[Bound, ...]
    unreadable: tuple[str, ...]
    attention: tuple[str, ...]
    unwritten: tuple[str, ...]


def run(session: Session, as_of: date) -> Outcome:
    """Take what arrived, then bring every list and every book up to date."""
    filing = file_arrivals(session)
    holdings = held(session)
    lists = write_lists(session, holdings, as_of)
    volumes = bind_volumes(session, holdings, Selection())
    compilations = compile_policies(session, holdings, Selection())
    return Outcome(
        filing=filing,
        lists=lists,
        volumes=volumes,
        compilations=compilations,
        unwritten=(
            *lists.unwritten,
            *(f"{b.path}：{b.unwritten}" for b in (*volumes, *compilations) if b.unwritten),
        ),
        unreadable=tuple(
            f"{h.receipt.shown}：{h.blocked}"
            for rows in holdings.values()
            for h in rows
            if h.blocked
        ),
        attention=(
            *(why for _, why in filing.received.offline),
            *(
                f"{path}：已收存，原文件移不走（可能正打开着），下次再移"
                for path in filing.received.unmoved
            ),
            *(
                f"{row.shown}：{row.state}，{row.reason}"
                for row in status(session).listed
                if row.state in (ReceiptState.DECISION, ReceiptState.REFUSED)
            ),
        ),
    )
