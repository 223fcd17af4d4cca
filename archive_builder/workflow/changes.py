"""What happened to slots, as events of the record: what was filed, and what was sent back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta, tzinfo

from archive_builder.model import Decision, Filing, Slot, SlotId, SlotState, Verdict
from archive_builder.report.changes import Event
from archive_builder.workflow.judging import Judgements, PaperHeld

Slots = Mapping[SlotId, Slot]
Document = tuple[Filing, str, Verdict]
"""A filed document: where, what people call it, and how it stands there."""


_AROUND = timedelta(days=2)
"""How far from the list's day something may have happened in UTC and still belong to it."""


def received(
    slots: Slots, documents: Iterable[Document], zone: tzinfo, as_of: date
) -> tuple[Event, ...]:
    """The documents filed now that were put there about that day, and when."""
    first, last = as_of - _AROUND, as_of + _AROUND
    return tuple(
        Event(slots[filing.slot], what, filing.at.astimezone(zone))
        for filing, what, _ in documents
        if first <= filing.at.date() <= last
    )


def papers_received(slots: Slots, decided: Judgements, zone: tzinfo) -> tuple[Event, ...]:
    """Every original on paper, at the time it was entered."""
    return tuple(
        Event(slots[entered.slot], _paper(entered), entered.at.astimezone(zone))
        for entered in decided.entered(slots)
    )


def returned(
    slots: Slots,
    decided: Judgements,
    documents: Iterable[Document],
    papers: Mapping[SlotId, Sequence[PaperHeld]],
    zone: tzinfo,
) -> tuple[Event, ...]:
    """The newest return of each document and paper that stands returned."""
    back = {
        (filing.slot, filing.receipt, None): what
        for filing, what, verdict in documents
        if verdict.state is SlotState.RETURNED
    } | {
        (slot, None, one.number): _called(one.paper.title, one.name)
        for slot, found in papers.items()
        for one in found
        if one.verdict.state is SlotState.RETURNED
    }
    newest = {(d.slot, d.receipt, d.paper): d for d in decided.returns()}
    return tuple(
        Event(slots[d.slot], back[key], d.at.astimezone(zone), d.reason)
        for key, d in newest.items()
        if key in back
    )


def _paper(entered: Decision) -> str:
    return _called(entered.held.title if entered.held else "", f"纸质{entered.id}号")


def _called(title: str, number: str) -> str:
    return f"{title}（{number}）" if title else number
