"""The plain text form that documents are written in, read into blocks.

A file of texts holds many documents. `=== path` begins one, `key: value` lines up to the first
empty line are its settings, and every line after that is a block by its first characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from random import Random

from maker.values import Members, cell, every


class Kind(Enum):
    """What a line is in the document; its value is how the line begins."""

    TITLE = "# "
    HEADING = "## "
    SUBHEADING = "### "
    CENTRED = "~ "
    FLUSH = ": "
    RIGHT = "> "
    BODY = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, its header first."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def longest(self) -> tuple[float, ...]:
        """How many full-width characters each column's longest cell takes."""
        return tuple(max(map(_ems, column)) for column in zip(*self.rows, strict=True))

    @property
    def weights(self) -> tuple[float, ...]:
        """How wide the columns are against one another."""
        return tuple(min(max(ems, 2), 18) + 1 for ems in self.longest)


def _ems(text: str) -> float:
    return sum(0.6 if character.isascii() else 1 for character in text)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo inside a document."""

    scene: str
    caption: str


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins a page."""


Block = Line | Grid | Picture | Break


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be made: where, how, and what it says."""

    path: str
    settings: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The text without any form."""
        return tuple(b.text for b in self.blocks if isinstance(b, Line))


def read_papers(folder: Path) -> Iterator[Paper]:
    """Every document in a folder's *.md files."""
    for file in sorted(folder.glob("*.md")):
        for chunk in file.read_text(encoding="utf-8").split("\n=== ")[1:]:
            yield _paper(chunk)


def _paper(chunk: str) -> Paper:
    path, *lines = chunk.strip("\n").split("\n")
    gap = lines.index("")
    settings = dict(line.split(": ", 1) for line in lines[:gap])
    return Paper(path, settings, tuple(_blocks(lines[gap:], Random(path))))


def _blocks(lines: list[str], random: Random) -> Iterator[Block]:
    table: list[tuple[str, ...]] = []
    for line in [*lines, ""]:
        if line.startswith("| "):
            table.append(tuple(c.strip() for c in line.strip("|").split("|")))
            continue
        if table:
            yield Grid(tuple(table))
            table = []
        if line:
            yield _block(line, random)


def _block(line: str, random: Random) -> Block:
    if line == "---":
        return Break()
    command, _, rest = line.partition(" ")
    if command == "!photo":
        return Picture(*rest.split(" ", 1))
    if command == "!rows":
        return _rows(rest, random)
    kind = next(k for k in Kind if line.startswith(k.value))
    return Line(kind, line.removeprefix(kind.value))


def _rows(rest: str, random: Random) -> Grid:
    """`!rows 12 2 3 | 户主=户主 | …`: 12 rows, households 2, 5, 8 …"""
    counts, *columns = (part.strip() for part in rest.split(" | "))
    count, start, step = ([int(n) for n in counts.split()] + [1, 1])[:3]
    titles, specs = zip(*(c.split("=", 1) for c in columns), strict=True)
    members = Members(every(step, start))
    made = (tuple(str(cell(s, i, members, random)) for s in specs) for i in range(count))
    return Grid((titles, *made))
