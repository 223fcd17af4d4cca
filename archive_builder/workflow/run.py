"""The main job, end to end: file, lists, volumes, compilations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_builder.model import ReceiptState, SlotState
from archive_builder.report import Overview
from archive_builder.workflow.bind import Bound, Selection, bind_volumes, compile_policies
from archive_builder.workflow.file import Pass, file_arrivals
from archive_builder.workflow.gaps import Lists, overview_of, write_lists
from archive_builder.workflow.holdings import held
from archive_builder.workflow.status import status
from archive_builder.workflow.workspace import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did.

    Attributes:
        overview: where the county stands after it.
        unaccepted: filed documents that are 已收待核, each with its reason.
        unwritten: lists and books that could not be replaced, each with its reason.
        attention: arrivals that only a person can deal with, or that were refused.
    """

    filing: Pass
    overview: Overview
    lists: Lists
    volumes: tuple[Bound, ...]
    compilations: tuple[Bound, ...]
    unaccepted: tuple[str, ...]
    attention: tuple[str, ...]
    unwritten: tuple[str, ...]


def run(session: Session, as_of: date) -> Outcome:
    """Take what arrived, then bring every list and every book up to date."""
    filing = file_arrivals(session)
    holdings = held(session)
    overview = overview_of(session, as_of)
    lists = write_lists(session, overview)
    volumes = bind_volumes(session, holdings, Selection())
    compilations = compile_policies(session, holdings, Selection())
    return Outcome(
        filing=filing,
        overview=overview,
        lists=lists,
        volumes=volumes,
        compilations=compilations,
        unwritten=(
            *lists.unwritten,
            *(f"{b.path}：{b.unwritten}" for b in (*volumes, *compilations) if b.unwritten),
        ),
        unaccepted=tuple(
            f"{h.receipt.shown}：{h.verdict.reason}"
            for rows in holdings.values()
            for h in rows
            if h.verdict.state is SlotState.RECEIVED
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
