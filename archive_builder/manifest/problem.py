"""What is wrong with a manifest, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file, as editors count: lines and columns from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to correct; `text` is Chinese: what is wrong, then what to do."""

    file: str
    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place.line}:{self.place.column}: {self.text}"


def place_at(text: str, index: int) -> Place:
    """The place of a text's character number `index`, from 0."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
