"""What the hidden 核对 column of a 缺项清单 keeps of a row: how it was exported. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from archive_builder.model import SlotState

_DIGITS = 8
_STATES = frozenset(state.value for state in SlotState)
_URGENCY = re.compile(r"\s*[（(](?:逾期|临近)[）)]$")


@dataclass(frozen=True, slots=True)
class Exported:
    """A row as it was exported, from which one can tell who changed what since.

    Attributes:
        state: in words, without its urgency.
        subject: digest of what the row says it is about; charge and remark: of those cells.
    """

    state: str
    subject: str
    charge: str
    remark: str

    def __str__(self) -> str:
        return "/".join((self.state, self.subject, self.charge, self.remark))


def exported(state: SlotState, subject: str, charge: str, remark: str) -> Exported:
    """What is kept of a row that says this."""
    return Exported(state.value, digest(subject), digest(charge), digest(remark))


def parse(text: str) -> Exported | None:
    """What a 核对 cell says; None when it is spoilt."""
    state, *digests = text.split("/")
    if state not in _STATES or [len(one) for one in digests] != [_DIGITS] * 3:
        return None
    return Exported(state, *digests)


def digest(text: str) -> str:
    """A short digest, blind to how programs keep spaces and line ends."""
    plain = " ".join(text.split())
    return hashlib.sha256(plain.encode()).hexdigest()[:_DIGITS]


def bare_state(text: str) -> str:
    """A state cell without 逾期 or 临近 behind it."""
    return _URGENCY.sub("", text)
