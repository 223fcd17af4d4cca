"""Figures and bars of progress. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_builder.report import palette
from archive_builder.report.blocks import Block, Place, fitted
from archive_builder.report.overview import Tally
from archive_builder.report.wording import percent_text
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Mark, Role, Rule, Text

LINE = 13.5
"""Pitch of bars, pt."""

_SIZE = 8.5
_BAR_HEIGHT = 7.0
_LABEL, _BAR, _COUNTS = 0.34, 0.28, 0.22
"""Shares of a line's width; 逾期 takes what is left."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of progress; a heading sums up the lines under it."""

    label: str
    tally: Tally
    heading: bool = False


def bars_block(bars: Sequence[Bar], place: Place, measure: Measure) -> Block:
    """Lines of label, bar, counts and 逾期, one under another."""

    def marks(y: float) -> list[Mark]:
        lines = enumerate(bars)
        return [mark for i, bar in lines for mark in _line(bar, place, y + i * LINE, measure)]

    return Block(len(bars) * LINE, marks)


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


def _line(bar: Bar, place: Place, y: float, measure: Measure) -> list[Mark]:
    role = Role.HEI if bar.heading else Role.SONG
    base, right = y + LINE - 4, place.x + place.width
    start = place.x + _LABEL * place.width
    counted = start + (_BAR + _COUNTS) * place.width
    counts = f"{bar.tally.satisfied}/{bar.tally.slots} {percent_text(bar.tally)}"
    label = Text(place.x, base, bar.label, role, _SIZE)
    marks: list[Mark] = [
        fitted(label, _LABEL * place.width - 4, measure),
        *_bar(bar.tally, start, base - _BAR_HEIGHT + 1, _BAR * place.width),
        Text(counted, base, counts, role, _SIZE, "right"),
    ]
    if bar.tally.overdue:
        late = f"逾期 {bar.tally.overdue}"
        marks.append(Text(right, base, late, Role.HEI, _SIZE, "right", palette.OVERDUE))
    return marks


def _bar(tally: Tally, x: float, y: float, width: float) -> list[Mark]:
    done = width * tally.satisfied / tally.slots if tally.slots else 0.0
    return [
        Area(x, y, width, _BAR_HEIGHT, palette.BAR_GROUND),
        Area(x, y, done, _BAR_HEIGHT, palette.BAR),
    ]
