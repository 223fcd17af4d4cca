"""What awaits sign-off, and which signed pages seem to lie beside it already."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from archive_builder.model import Signoff, SignoffKind, SlotId, SlotState
from archive_builder.review import claims_signoff
from archive_builder.review.signoff import REVISED
from archive_builder.workflow.judging import Judgements
from archive_builder.workflow.subjects import Subject, Verdicts
from archive_builder.workflow.workspace import Session

_AWAITING = frozenset({SlotState.UNSIGNED, SlotState.UNSEALED})
_CLAIMS = re.compile(
    r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]|已?(?:签字|盖章|签章|签批|扫描)[版件稿]?"
)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A document or a paper that awaits sign-off.

    Attributes:
        signoff: who must sign or seal it.
        claim: what its file name says of that; proposed, not believed.
        evidence: receipt in the same slot that seems to be its signed page.
    """

    subject: Subject
    signoff: Signoff
    claim: str = ""
    evidence: int | None = None


def list_awaiting(session: Session) -> tuple[Awaiting, ...]:
    """Everything that awaits sign-off, in the order of the slots; those documents are read."""
    by_slot = _subjects(session)
    documents = [s.standing for subjects in by_slot.values() for s in subjects if s.standing]
    verdicts = Verdicts(session, documents)
    rows: list[Awaiting] = []
    for slot in session.slots:
        awaiting = [a for s in by_slot.get(slot.id, ()) for a in _awaits(verdicts, s)]
        rows += [replace(a, evidence=_evidence(a, awaiting)) for a in awaiting]
    return tuple(rows)


def _subjects(session: Session) -> dict[SlotId, list[Subject]]:
    """All that lies in slots whose requirement asks for a sign-off."""
    catalogue = session.archive.catalogue
    found: dict[SlotId, list[Subject]] = defaultdict(list)
    asking = {slot.id: slot for slot in session.slots if slot.requirement.signoff}
    standings = catalogue.standings()
    for standing in standings:
        if standing.filing and standing.filing.slot in asking:
            slot = asking[standing.filing.slot]
            found[slot.id].append(Subject(slot, standing))
    for entered in Judgements(catalogue.decisions(), standings).entered(asking):
        slot = asking[entered.slot]
        found[slot.id].append(Subject(slot, paper=entered.id, held=entered.held))
    return found


def _awaits(verdicts: Verdicts, subject: Subject) -> Iterator[Awaiting]:
    signoff = subject.slot.requirement.signoff
    verdict = verdicts.of(subject)
    if signoff and (verdict.state in _AWAITING or verdict.reason == REVISED):
        yield Awaiting(subject, signoff, claims_signoff(subject.file_name))


def _evidence(row: Awaiting, beside: Sequence[Awaiting]) -> int | None:
    """The one that claims to be signed beside one that does not: of its name, else the only one."""
    if row.claim or row.subject.standing is None:
        return None
    claiming = [a for a in beside if _fits(a) and a.subject.standing]
    alike = [a for a in claiming if _stem(a.subject) == _stem(row.subject)]
    alone = len(beside) == 2 and len(claiming) == 1  # noqa: PLR2004  a pair
    found = alike or (claiming if alone else [])
    return found[0].subject.receipt if len(found) == 1 else None


def _fits(row: Awaiting) -> bool:
    """Whether what a name claims may be what is asked: a signature is no seal, a scan may be."""
    others = {kind.value for kind in SignoffKind if kind is not row.signoff.kind}
    return bool(row.claim) and row.claim not in others


def _stem(subject: Subject) -> str:
    stem = PurePosixPath(subject.file_name).stem
    return re.sub(r"[\W_]", "", _CLAIMS.sub("", stem))
