"""How one document stands in its slot: what was found, what people decided, who must sign. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive_builder.model import (
    Decision,
    DecisionKind,
    Finding,
    Requirement,
    Signoff,
    SignoffKind,
    SlotState,
    Verdict,
)

AWAITING = {
    SignoffKind.SIGNATURE: SlotState.UNSIGNED,
    SignoffKind.SEAL: SlotState.UNSEALED,
}
"""The state of a document that awaits a sign-off of this kind."""

ABOUT_DOCUMENTS = frozenset(
    {DecisionKind.SIGNATURE, DecisionKind.SEAL, DecisionKind.ACCEPT, DecisionKind.RETURN}
)
"""Kinds of decisions on what lies in a slot; the others are about the slot itself."""

REVISED = "新版，旧版已处理过，须重新核"
"""Why a new version of something that people decided on does not count yet."""

_DONE = "签字|盖章|签章|签批"
_CLAIM = re.compile(
    rf"[（(\[【〔](?:已)?({_DONE}|扫描件)(?!前|后|处|页|栏)[^）)\]】〕]{{0,8}}[）)\]】〕]"
    rf"|(?<![未待需须请])({_DONE})(?:版|件|稿|扫描)|已({_DONE})|(扫描件)"
)
"""What names of files say of a sign-off: 「（签字）」, 「签字版」, 「已盖章」, 「扫描件」."""


def judge(
    requirement: Requirement,
    findings: Iterable[Finding],
    decisions: Iterable[Decision],
    *,
    name: str = "",
    revised: bool = False,
) -> Verdict:
    """The state of one document in a slot of `requirement`.

    A return takes away what was decided before it. Acceptance lifts what a finding blocks and
    what was decided of an older version; only a sign-off of the kind asked for signs.

    Args:
        requirement: what asks for the document.
        findings: what a review found about it.
        decisions: those in force on this document in this slot, oldest first.
        name: the file's name, for what it claims of a sign-off.
        revised: whether it replaces a version that people decided on.
    """
    standing = counting(decisions)
    if standing and standing[0].kind is DecisionKind.RETURN:
        return Verdict(SlotState.RETURNED, standing[0].reason)
    kinds = {decision.kind for decision in standing}
    why = list(dict.fromkeys(f.text for f in findings if f.blocks))
    signed = bool(kinds & {DecisionKind.SIGNATURE, DecisionKind.SEAL})
    if DecisionKind.ACCEPT not in kinds:
        if revised and not signed:
            why.append(REVISED)
        if why:
            return Verdict(SlotState.RECEIVED, "；".join(why))
    signoff = requirement.signoff
    if signoff and DecisionKind(signoff.kind.value) not in kinds:
        return Verdict(AWAITING[signoff.kind], "；".join(_awaited(signoff, name)))
    return Verdict(SlotState.ACCEPTED)


def claims_signoff(name: str) -> str:
    """What a file's name says of a sign-off (签字, 盖章, 扫描件 …); empty when nothing.

    It is shown to whoever decides and believed by nobody.
    """
    found = _CLAIM.search(name)
    return next(filter(None, found.groups())) if found else ""


def counting(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of the decisions in force on a document, oldest first, those that no return made void.

    That is all that came after the last return; the return alone where nothing did.
    """
    about = tuple(d for d in decisions if d.kind in ABOUT_DOCUMENTS)
    returns = [i for i, d in enumerate(about) if d.kind is DecisionKind.RETURN]
    if not returns:
        return about
    return about[returns[-1] + 1 :] or about[returns[-1] :]


def _awaited(signoff: Signoff, name: str) -> Iterator[str]:
    yield f"待{signoff.by}{signoff.kind}"
    if claim := claims_signoff(name):
        yield f"文件名注明“{claim}”，待确认"
