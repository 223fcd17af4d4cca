"""How documents and papers stand in their slots, by all that people decided on them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from archive_builder.archive import Standing
from archive_builder.model import (
    Decision,
    DecisionKind,
    Finding,
    Paper,
    ReceiptState,
    Slot,
    SlotId,
    Verdict,
    Waiver,
)
from archive_builder.review import ABOUT_DOCUMENTS, judge


@dataclass(frozen=True, slots=True)
class PaperHeld:
    """纸质原件 in a slot; `number` is that of the decision that entered it."""

    number: int
    paper: Paper
    verdict: Verdict

    @property
    def name(self) -> str:
        """What lists call it."""
        return f"纸质{self.number}号"


class Judgements:
    """What people decided that counts, by what it is about.

    Args:
        decisions: those in force, oldest first.
        standings: where every receipt stands, for which replaced which.
    """

    def __init__(self, decisions: Sequence[Decision], standings: Iterable[Standing]) -> None:
        self._decisions = decisions
        self._on: dict[tuple[SlotId, int], list[Decision]] = defaultdict(list)
        self._on_paper: dict[int, list[Decision]] = defaultdict(list)
        for decision in decisions:
            if decision.kind not in ABOUT_DOCUMENTS:
                continue
            for receipt in {decision.receipt, decision.evidence} - {None}:
                self._on[decision.slot, receipt or 0].append(decision)
            if decision.paper is not None:
                self._on_paper[decision.paper].append(decision)
        self._decided_on = {receipt for _, receipt in self._on}
        self._earlier: dict[int, list[int]] = defaultdict(list)
        for standing in standings:
            if standing.state is ReceiptState.SUPERSEDED and standing.other is not None:
                self._earlier[standing.other].append(standing.receipt.id)

    def document(self, slot: Slot, receipt: int, name: str, findings: Iterable[Finding]) -> Verdict:
        """How a document stands that is filed in this slot."""
        return judge(
            slot.requirement,
            findings,
            self._on.get((slot.id, receipt), ()),
            name=name,
            revised=self._revised(receipt),
        )

    def _revised(self, receipt: int) -> bool:
        """Whether people decided on a version that it replaced, at one remove or several."""
        return not self._decided_on.isdisjoint(self._versions(receipt))

    def _versions(self, receipt: int) -> Iterator[int]:
        seen, ahead = {receipt}, [receipt]
        while ahead:
            earlier = [r for r in self._earlier.get(ahead.pop(), ()) if r not in seen]
            seen.update(earlier)
            ahead += earlier
            yield from earlier

    def papers(self, slots: Mapping[SlotId, Slot]) -> dict[SlotId, list[PaperHeld]]:
        """Every slot's originals on paper, in the order they were entered."""
        found: dict[SlotId, list[PaperHeld]] = defaultdict(list)
        for entered in self.entered(slots):
            if entered.held:
                on = self._on_paper.get(entered.id, ())
                verdict = judge(slots[entered.slot].requirement, (), on)
                found[entered.slot].append(PaperHeld(entered.id, entered.held, verdict))
        return dict(found)

    def entered(self, slots: Mapping[SlotId, Slot]) -> tuple[Decision, ...]:
        """The entering of each of them."""
        return tuple(d for d in self._of(DecisionKind.PAPER) if d.slot in slots)

    def returns(self) -> tuple[Decision, ...]:
        """Every return that was not taken back."""
        return tuple(self._of(DecisionKind.RETURN))

    def waivers(self, slots: Mapping[SlotId, Slot], zone: tzinfo) -> dict[SlotId, Waiver]:
        """The slots that must be filled and were found not to apply, each by the newest word."""
        return {
            d.slot: Waiver(slots[d.slot], d.reason, d.actor, d.at.astimezone(zone).date())
            for d in self._of(DecisionKind.WAIVE)
            if d.slot in slots and slots[d.slot].required
        }

    def said(self, kind: DecisionKind) -> dict[SlotId, str]:
        """The newest value of a kind by slot; empty words take earlier ones away."""
        newest = {decision.slot: decision.value for decision in self._of(kind)}
        return {slot: value for slot, value in newest.items() if value}

    def _of(self, kind: DecisionKind) -> Iterator[Decision]:
        return (decision for decision in self._decisions if decision.kind is kind)
