"""Blocks of marks, one under another on sheets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Mark, Role, Sheet, Text
from archive_builder.typeset.table import Frame

LANDSCAPE = Frame(
    width=A4[1], height=A4[0], top=14 * MM, right=12 * MM, bottom=14 * MM, left=12 * MM
)
"""A4 landscape with 12 mm beside and 14 mm above and below the print."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand on a sheet: their left edge and their width, pt."""

    x: float
    width: float


WHOLE = Place(LANDSCAPE.left, LANDSCAPE.width - LANDSCAPE.left - LANDSCAPE.right)
"""From margin to margin of `LANDSCAPE`."""


@dataclass(frozen=True, slots=True)
class Block:
    """Something `height` pt high; `marks` places it with its upper edge at a y."""

    height: float
    marks: Callable[[float], list[Mark]]


def joined(*blocks: Block) -> Block:
    """One block of several, so that they stay on one sheet."""
    starts = list(accumulate((block.height for block in blocks), initial=0.0))

    def marks(y: float) -> list[Mark]:
        placed = zip(blocks, starts, strict=False)
        return [mark for block, start in placed for mark in block.marks(y + start)]

    return Block(starts[-1], marks)


def beside(*blocks: Block) -> Block:
    """One block of several whose places lie side by side."""
    height = max(block.height for block in blocks)
    return Block(height, lambda y: [mark for block in blocks for mark in block.marks(y)])


def blank(height: float) -> Block:
    """Empty space, pt."""
    return Block(height, lambda _: [])


def stack(blocks: Iterable[Block], frame: Frame) -> tuple[Sheet, ...]:
    """Blocks one under another in their order, each whole; a new sheet where one has no room."""
    foot = frame.height - frame.bottom
    sheets: list[list[Mark]] = []
    y = foot
    for block in blocks:
        if not sheets or y + block.height > foot:
            sheets.append([])
            y = frame.top
        sheets[-1] += block.marks(y)
        y += block.height
    return tuple(Sheet(frame.width, frame.height, tuple(marks)) for marks in sheets)


def with_folios(sheets: tuple[Sheet, ...], frame: Frame) -> Iterator[Sheet]:
    """The sheets with 第 i 页 共 n 页 at their feet."""
    y = frame.height - frame.bottom / 2
    for number, sheet in enumerate(sheets, 1):
        words = f"第 {number} 页  共 {len(sheets)} 页"
        folio = Text(frame.width / 2, y, words, Role.SONG, 9, "centre")
        yield replace(sheet, marks=(*sheet.marks, folio))


def words_block(
    lines: Iterable[str], place: Place, role: Role = Role.SONG, size: float = 8.5
) -> Block:
    """Lines of text from the left edge."""
    step, kept = size * 1.5, tuple(lines)

    def marks(y: float) -> list[Mark]:
        return [
            Text(place.x, y + (i + 1) * step - size * 0.4, line, role, size)
            for i, line in enumerate(kept)
        ]

    return Block(len(kept) * step, marks)


def centred_block(text: str, role: Role, size: float, measure: Measure) -> Block:
    """One line in the middle of `WHOLE`, set smaller where it would be wider."""
    step = size * 1.5
    middle = WHOLE.x + WHOLE.width / 2

    def marks(y: float) -> list[Mark]:
        line = Text(middle, y + step - size * 0.4, text, role, size, "centre")
        return [fitted(line, WHOLE.width, measure)]

    return Block(step, marks)


def fitted(text: Text, width: float, measure: Measure) -> Text:
    """The text, set smaller where it would be wider than `width` pt."""
    wide = measure(text.text, text.role, text.size)
    return replace(text, size=text.size * width / wide) if wide > width else text
