"""What is asked of the matcher and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.model import Slot


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a document that looks for its slot.

    Attributes:
        folders: the folders it came in, outermost first.
        name: its file name.
        title: its 题名, where one was read.
        text: the beginning of its text.
        author: its 责任者, joint ones separated by 、.
        level: its issuer's level (a `Level` value or 外地), empty when unknown.
        genre: its 文种, empty when unknown.
        document_number: its 文号, empty when it has none.
        sha256: its content, by which people's decisions on the same bytes are recalled.
        later_forms: form numbers that pages behind `text` state.
    """

    folders: tuple[str, ...]
    name: str
    title: str = ""
    text: str = ""
    author: str = ""
    level: str = ""
    genre: str = ""
    document_number: str = ""
    sha256: str = ""
    later_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A slot that a document may answer, how well (0 to 1) and why, in Chinese."""

    slot: Slot
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The slot a document answers; `rule` names what decided, `reason` spells it out."""

    slot: Slot
    rule: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several slots are possible: up to three guesses, best first, for a person to decide."""

    guesses: tuple[Guess, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No slot is likely; `guesses` are the best there are, perhaps none."""

    guesses: tuple[Guess, ...]
    reason: str


Match = Matched | Ambiguous | Unmatched
