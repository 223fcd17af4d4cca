"""Running text as values, whatever it was read from: what follows what, and nothing of its look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto

BULLETS = "●○■"
"""What marks the items of a list that has no numbers, by how deep they stand."""


class Style(StrEnum):
    """How words are marked within a paragraph."""

    PLAIN = auto()
    STRONG = auto()
    EMPHASIS = auto()
    CODE = auto()


class Align(StrEnum):
    """Where lines stand between the margins."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Run:
    r"""Words of one style; "\n" begins a new line.

    Attributes:
        struck: a line is drawn through them: they do not hold any more.
    """

    text: str
    style: Style = Style.PLAIN
    struck: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of all."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, an item of a list, or a line of a quotation.

    Attributes:
        depth: how many lists it stands in.
        marker: what hangs before its first line: 「1.」, 「●」.
        quoted: how many quotations it stands in.
        indented: its first line begins two characters further in.
        spaced: it may be set apart from its neighbours; a line of plain text is not.
    """

    runs: Runs
    depth: int = 0
    marker: str = ""
    quoted: int = 0
    align: Align = Align.LEFT
    indented: bool = False
    spaced: bool = True


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines whose blanks place things one below the other.

    Attributes:
        shaded: a program or the like, set smaller on a grey ground.
    """

    text: str
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table that takes so many columns and rows."""

    runs: Runs
    columns: int = 1
    rows: int = 1
    head: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell stands in the first column that those above leave free.

    Attributes:
        widths: what the columns take of the page, in parts; as their words need where empty.
    """

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as JPEG or PNG, in pixels of 1/96 inch."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Preformatted | Table | Picture | Divider | PageBreak


def words(runs: Runs) -> str:
    """The words of runs without their styles."""
    return "".join(run.text for run in runs)


def text_of(blocks: Iterable[Block]) -> str:
    """The words of blocks, a line for each and for each row of a table."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> list[str]:
    match block:
        case Heading() | Paragraph():
            return [words(block.runs)]
        case Preformatted():
            return [block.text]
        case Table():
            return [" ".join(filter(None, map(_in_one_line, row))) for row in block.rows]
        case _:
            return []


def _in_one_line(cell: Cell) -> str:
    return words(cell.runs).replace("\n", "")
