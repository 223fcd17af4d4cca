"""Figures and bars of progress. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.model import Urgency
from archive_builder.report import palette
from archive_builder.report.blocks import Block, Place, fitted
from archive_builder.report.overview import Evidence, Tally
from archive_builder.report.wording import evidence_text, percent_text
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Mark, Role, Rule, Text

PITCH = 1.6
"""From line to line, in sizes of their text."""

_WIDE_PITCH = 1.9
"""Likewise where boxes stand in the lines."""

_DOCUMENTS = 0.12
"""Share of a line's width that tells of documents."""

_LABEL, _MIDDLE = 0.33, 0.4
"""Shares of a line's width; bar and counts stand in the middle, 逾期 and 临近 take what is left."""

_BAR, _WIDE_BAR = 0.16, 0.28
"""Shares of a line's width, in a column and over a whole sheet."""


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


def evidence_block(found: Sequence[Evidence], place: Place, size: float, measure: Measure) -> Block:
    """A line for each evaluation content: progress, and its documents or that there are none."""
    pitch = size * _WIDE_PITCH
    bars = Place(place.x, place.width * (1 - _DOCUMENTS))
    boxes = Place(bars.x + bars.width + size, place.width * _DOCUMENTS - size)

    def line(one: Evidence, foot: float) -> list[Mark]:
        label = f"{one.indicator.code} {one.indicator.title}"
        progress = _line(Bar(label, one.tally), bars, foot, size, measure, share=_WIDE_BAR)
        return [*progress, *_documents(one, boxes, foot - size * 0.45, size, measure)]

    def marks(y: float) -> list[Mark]:
        return [mark for i, one in enumerate(found, 1) for mark in line(one, y + i * pitch)]

    return Block(len(found) * pitch, marks)


def _documents(
    one: Evidence, place: Place, base: float, size: float, measure: Measure
) -> Iterator[Mark]:
    ink = palette.INK if one.documents else palette.PAPER
    if not one.documents:
        yield Area(place.x, base - size * 1.05, place.width, size * 1.35, palette.OVERDUE)
    role = Role.SONG if one.documents else Role.HEI
    middle = place.x + place.width / 2
    words = Text(middle, base, evidence_text(one), role, size, "centre", ink)
    yield fitted(words, place.width, measure)


def _rule(place: Place, y: float) -> Rule:
    return Rule(place.x, y, place.x + place.width, y, 0.75)


def _line(
    bar: Bar, place: Place, foot: float, size: float, measure: Measure, *, share: float = _BAR
) -> Iterator[Mark]:
    tally, role = bar.tally, Role.HEI if bar.heading else Role.SONG
    base, start = foot - size * 0.45, place.x + _LABEL * place.width
    counted = start + _MIDDLE * place.width
    counts = f"{tally.satisfied}/{tally.slots}  {percent_text(tally)}" if tally.slots else "—"
    label = Text(place.x, base, bar.label, role, size)
    yield fitted(label, _LABEL * place.width - 4, measure)
    yield from _bar(tally, Place(start, share * place.width), base, size)
    figures = Text(counted, base, counts, role, size, "right")
    yield fitted(figures, (_MIDDLE - share) * place.width - 4, measure)
    left = Place(counted, place.x + place.width - counted)
    yield from _urgent(tally, left, base, size, measure)


def _urgent(
    tally: Tally, place: Place, base: float, size: float, measure: Measure
) -> Iterator[Text]:
    """How many are overdue and how many due soon, each at the right edge of its half."""
    half = place.width / 2
    for number, word, colour, right in (
        (tally.overdue, Urgency.OVERDUE, palette.OVERDUE, place.x + half),
        (tally.soon, Urgency.SOON, palette.SOON, place.x + place.width),
    ):
        if number:
            text = Text(right, base, f"{word} {number}", Role.HEI, size, "right", colour)
            yield fitted(text, half - 2, measure)


def _bar(tally: Tally, place: Place, base: float, size: float) -> Iterator[Mark]:
    height = size * 0.8
    yield Area(place.x, base - height, place.width, height, palette.BAR_GROUND)
    if tally.satisfied:
        done = place.width * tally.satisfied / tally.slots
        yield Area(place.x, base - height, done, height, palette.BAR)
