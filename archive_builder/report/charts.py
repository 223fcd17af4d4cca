"""Figures and bars of progress. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.report import palette
from archive_builder.report.blocks import Block, Place, fitted
from archive_builder.report.overview import Tally
from archive_builder.report.wording import percent_text
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Mark, Role, Rule, Text

PITCH = 1.6
"""From line to line, in sizes of their text."""

_LABEL, _BAR, _COUNTS = 0.38, 0.2, 0.26
"""Shares of a line's width; 逾期 takes what is left."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of progress; a heading sums up the lines under it."""

    label: str
    tally: Tally
    heading: bool = False


def bars_block(bars: Sequence[Bar], place: Place, size: float, measure: Measure) -> Block:
    """Lines of label, bar, counts and 逾期, set at `size` pt one under another."""
    pitch = size * PITCH

    def marks(y: float) -> list[Mark]:
        return [
            mark
            for i, bar in enumerate(bars, 1)
            for mark in _line(bar, place, y + i * pitch, size, measure)
        ]

    return Block(len(bars) * pitch, marks)


def figures_block(figures: Sequence[tuple[str, str, str]], place: Place) -> Block:
    """Large figures side by side, each (label, figure, colour), with a rule above and below."""

    def marks(y: float) -> list[Mark]:
        found: list[Mark] = [_rule(place, y), _rule(place, y + 50)]
        for i, (label, figure, colour) in enumerate(figures):
            x = place.x + place.width * (i + 0.5) / len(figures)
            found.append(Text(x, y + 28, figure, Role.HEI, 22, "centre", colour))
            found.append(Text(x, y + 43, label, Role.SONG, 10, "centre"))
        return found

    return Block(60, marks)


def _rule(place: Place, y: float) -> Rule:
    return Rule(place.x, y, place.x + place.width, y, 0.75)


def _line(bar: Bar, place: Place, foot: float, size: float, measure: Measure) -> Iterator[Mark]:
    tally, role = bar.tally, Role.HEI if bar.heading else Role.SONG
    base, start = foot - size * 0.45, place.x + _LABEL * place.width
    counted = start + (_BAR + _COUNTS) * place.width
    counts = f"{tally.satisfied}/{tally.slots}  {percent_text(tally)}" if tally.slots else "—"
    label = Text(place.x, base, bar.label, role, size)
    yield fitted(label, _LABEL * place.width - 4, measure)
    yield from _bar(tally, Place(start, _BAR * place.width), base, size)
    figures = Text(counted, base, counts, role, size, "right")
    yield fitted(figures, _COUNTS * place.width - 4, measure)
    if tally.overdue:
        right = place.x + place.width
        yield Text(right, base, f"逾期 {tally.overdue}", Role.HEI, size, "right", palette.OVERDUE)


def _bar(tally: Tally, place: Place, base: float, size: float) -> Iterator[Mark]:
    height = size * 0.8
    yield Area(place.x, base - height, place.width, height, palette.BAR_GROUND)
    if tally.satisfied:
        done = place.width * tally.satisfied / tally.slots
        yield Area(place.x, base - height, done, height, palette.BAR)
