"""Find out what each document is, and file it or let it wait; a slice of receipts at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive_builder.archive import PROGRAM, SIGNED, Catalogue, Placement, Row, Standing
from archive_builder.identify import Match, Matched
from archive_builder.model import ROSTER, After, Filing, ReceiptState, SlotId
from archive_builder.workflow.placing import (
    LEFT,
    Earlier,
    Repeat,
    Twin,
    decide,
    filed,
    follows,
    repeated,
    revises,
    superseded,
    unit_of,
)
from archive_builder.workflow.reading import Reader, recollect
from archive_builder.workflow.standing import quarantined
from archive_builder.workflow.workspace import Session, Work

SLICE = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """What was placed.

    Attributes:
        filed: receipts that found their slot.
        placed: receipts that were put anywhere, repeats and marked ones among them.
        last: number of the last receipt looked at.
    """

    filed: int
    placed: int
    last: int


def place_open(session: Session, after: int = 0) -> Placed:
    """Place what nobody placed yet, numbered above `after`; never overriding a person.

    Copies that still wait are looked at once more at the end, for a sure one among them may have
    been filed after them; and everything open is when a roster was filed, which makes new slots.
    """
    session.progress.begin("辨认归档", session.archive.catalogue.count_open(after))
    done, last = _place_above(session, after)
    if done:
        done += _place_copies(session)
    if any(p.slot and p.slot.part == ROSTER for _, _, p in done):
        session.read_rosters()
        done += _place_above(session, 0)[0] + _leave_roster_slots(session)
    session.progress.end()
    states = {receipt: placement.state for receipt, _, placement in done}
    filed_now = sum(state is ReceiptState.FILED for state in states.values())
    return Placed(filed_now, len(states), last)


def _place_above(session: Session, after: int) -> tuple[list[Row], int]:
    done: list[Row] = []
    while part := session.archive.catalogue.open_receipts(after, SLICE):
        done += _place(session, part)
        after = part[-1].receipt.id
    return done, after


def _place_copies(session: Session) -> list[Row]:
    return _place_all(session, session.archive.catalogue.open_copies())


def _leave_roster_slots(session: Session) -> list[Row]:
    """Place anew what came before its household had a slot, and was filed as if a roster."""
    filed_there = session.archive.catalogue.filed_in_part(ROSTER)
    strangers = [
        standing
        for standing in filed_there
        if standing.actor == PROGRAM and session.rosters.roster(standing.receipt.sha256).findings
    ]
    return _place_all(session, strangers)


def _place_all(session: Session, standings: Sequence[Standing]) -> list[Row]:
    slices = (standings[i : i + SLICE] for i in range(0, len(standings), SLICE))
    return [row for part in slices for row in _place(session, part)]


def _place(session: Session, part: Sequence[Standing]) -> list[Row]:
    done: list[Row] = []
    for standings in _generations(part):
        with session.alone(Work.PLACING):
            groups = _Slice(session, standings).groups()
            done += session.archive.catalogue.place_all(groups)
    return done


def _generations(part: Sequence[Standing]) -> list[list[Standing]]:
    """Receipts of one path apart and in order: each must find the one before it placed."""
    seen: Counter[tuple[str, str]] = Counter()
    generations: list[list[Standing]] = []
    for standing in part:
        place = standing.receipt.root, standing.receipt.path
        if seen[place] == len(generations):
            generations.append([])
        generations[seen[place]].append(standing)
        seen[place] += 1
    return generations


class _Slice:
    """Decides on the receipts of one slice, each in the light of those decided before."""

    def __init__(self, session: Session, part: Sequence[Standing]) -> None:
        self._session = session
        self._part = part
        self._reader = Reader(session)
        self._memory = recollect(session)
        self._matches: dict[int, Match] = {}
        self._decided: dict[int, Standing] = {}
        self._earlier = {s.receipt.id: _before(session, s) for s in part}

    def groups(self) -> list[list[Row]]:
        """What to record, a receipt and what it replaces together; the sure ones come first."""
        before = [s.receipt for earlier in self._earlier.values() for s in earlier[:1]]
        self._reader.prepare([*(s.receipt for s in self._part), *before])
        marked = [[row] for standing in self._part for row in self._classified(standing)]
        sure_first = sorted(
            (s for s in self._part if s.receipt.id in self._matches),
            key=lambda s: not isinstance(self._matches[s.receipt.id], Matched),
        )
        return marked + [list(self._decide(standing)) for standing in sure_first]

    def _classified(self, standing: Standing) -> Iterator[Row]:
        """Put a marked document aside; match one that is not marked."""
        receipt = standing.receipt
        marking = self._reader.elements(receipt).classification
        if marking:
            self._reader.forget(receipt)
            yield receipt.id, standing.placement, quarantined(marking.value)
        else:
            self._matches[receipt.id] = self._reader.match(receipt, self._memory)
        self._session.progress.step(receipt.shown)

    def _decide(self, standing: Standing) -> Iterator[Row]:
        receipt = standing.receipt
        match = self._matches[receipt.id]
        earlier = self._revised(standing, match)
        for old in self._earlier[receipt.id] if earlier else ():
            yield old.receipt.id, old.placement, superseded(receipt.id)
            gone = replace(old, state=ReceiptState.SUPERSEDED, filing=None)
            self._decided[old.receipt.id] = gone
        placement = self._placement(standing, match, earlier)
        if placement:
            self._decided[receipt.id] = _as_placed(standing, placement)
            yield receipt.id, standing.placement, placement

    def _placement(
        self, standing: Standing, match: Match, earlier: Standing | None
    ) -> Placement | None:
        twins = self._twins(standing)
        if earlier and earlier.filing:
            of = _in_slot(twins, earlier.filing.slot)
            return follows(earlier.receipt, earlier.filing) if of is None else repeated(of)
        outcome = decide(standing.receipt, match, twins)
        if isinstance(outcome, Repeat):
            return repeated(outcome.of)
        if isinstance(outcome, Matched):
            if standing.filing and standing.filing.slot == outcome.slot.id:
                return None
            return filed(outcome.slot.id, outcome.rule, outcome.reason)
        if standing.placement is None:
            return None
        return Placement(ReceiptState.PENDING, PROGRAM, "重新待定", outcome.reason)

    def _revised(self, standing: Standing, match: Match) -> Standing | None:
        earlier = next(iter(self._earlier[standing.receipt.id]), None)
        if earlier is None:
            return None
        case = Earlier(
            earlier, self._reader.elements(earlier.receipt), _after(self._session, earlier)
        )
        elements = self._reader.elements(standing.receipt)
        return earlier if revises(standing.receipt, elements, match, case) else None

    def _twins(self, standing: Standing) -> list[Twin]:
        catalogue = self._session.archive.catalogue
        same = catalogue.standings_of(standing.receipt.sha256)
        others = [_held(catalogue, s) for s in same if s.receipt.id != standing.receipt.id]
        return [
            Twin(
                self._decided.get(s.receipt.id, s),
                unit_of(self._matches[s.receipt.id]) if s.receipt.id in self._matches else None,
            )
            for s in others
        ]


def _held(catalogue: Catalogue, standing: Standing) -> Standing:
    """A receipt as its copies see it: one whose signed page took its place still fills that."""
    gave_way = standing.state is ReceiptState.SUPERSEDED and standing.rule == SIGNED
    signed = catalogue.standing(standing.other) if gave_way and standing.other else None
    if signed is None or signed.filing is None:
        return standing
    filing = replace(signed.filing, receipt=standing.receipt.id)
    return replace(standing, state=ReceiptState.FILED, filing=filing)


def _in_slot(twins: Sequence[Twin], slot: SlotId) -> int | None:
    """Number of the receipt of the same bytes that fills a slot already."""
    filings = (twin.standing.filing for twin in twins)
    return next((f.receipt for f in filings if f and f.slot == slot), None)


def _before(session: Session, standing: Standing) -> tuple[Standing, ...]:
    """What came last before from the same path and still counts.

    A file that was renamed repeats what came by its older name: that counts, and goes with it.
    """
    catalogue = session.archive.catalogue
    earlier = catalogue.earlier_at(standing.receipt)
    found = next((s for s in earlier if s.state not in LEFT), None)
    if found and found.state is ReceiptState.DUPLICATE and found.other is not None:
        first = catalogue.standing(found.other)
        if first and first.state not in LEFT and catalogue.deleted_by_sender(first.receipt):
            return (first, found)
    return (found,) if found else ()


def _after(session: Session, standing: Standing) -> After:
    roots = {root.name: root.after for root in session.manifests.intake.roots}
    return roots.get(standing.receipt.root, After.MOVE)


def _as_placed(standing: Standing, placement: Placement) -> Standing:
    receipt, slot = standing.receipt, placement.slot
    filing = (
        Filing(
            0,
            receipt.id,
            receipt.sha256,
            slot,
            receipt.received_at,
            placement.actor,
            placement.rule,
            placement.reason,
        )
        if slot
        else None
    )
    return replace(standing, state=placement.state, filing=filing, reason=placement.reason)
