"""A page that stands for what can't be printed: a lead and a ruled form of facts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive_builder.bind.layout.space import LEADING, band, boxed, page, sides, stacked
from archive_builder.bind.style import Margins, StandIn, Type
from archive_builder.typeset.lines import Measure, break_balanced, break_lines
from archive_builder.typeset.marks import A4, MM, Mark, Rule, Sheet, Text

Facts = Sequence[tuple[str, str]]
"""Rows of a form, each (label, value)."""

_TOP = 52 * MM
_LABEL = 26 * MM
_PADDING = 3 * MM
_STEP, _SMALLEST = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    lines: Sequence[str]
    face: Type

    @property
    def height(self) -> float:
        return len(self.lines) * self.face.size * LEADING + 2 * _PADDING


def stand_in(lead: str, facts: Facts, style: StandIn, margins: Margins, measure: Measure) -> Sheet:
    """A front page: title, the lead in a few lines, the facts in a form, and what to do."""
    left, right = sides(margins, 0)
    middle = (left + right) / 2
    said = style.label.model_copy(update={"size": style.label.size + 2})
    leading = break_balanced(lead, right - left, said.font, said.size, measure)
    top = _TOP + 26 * MM + len(leading) * said.size * LEADING
    rows = _fitting(facts, style, right - left, A4[1] - margins.bottom * MM - top, measure)
    face = rows[0].face
    end = top + sum(row.height for row in rows)
    closing = break_balanced(style.closing, right - left, face.font, face.size, measure)
    return page(
        (
            *stacked([style.title], middle, _TOP, style.title_type),
            *band(left, right, _TOP + 8 * MM, thick_above=True),
            *stacked(leading, middle, _TOP + 21 * MM, said),
            *_grid(rows, left, right, top, style.label),
            *stacked(closing, middle, end + 11 * MM, face),
        )
    )


def _fitting(
    facts: Facts, style: StandIn, width: float, room: float, measure: Measure
) -> list[_Row]:
    """The facts as rows, in smaller type where long names and places would run off the page."""
    face = style.value
    while True:
        rows = list(_rows(facts, width, face, measure))
        closing = 11 * MM + 2 * face.size * LEADING
        smaller = face.size - _STEP
        if sum(row.height for row in rows) + closing <= room or smaller < _SMALLEST:
            return rows
        face = Type(font=face.font, size=smaller)


def _rows(
    facts: Iterable[tuple[str, str]], width: float, face: Type, measure: Measure
) -> Iterator[_Row]:
    room = width - _LABEL - 2 * _PADDING
    for label, value in facts:
        yield _Row(label, break_lines(value, room, face.font, face.size, measure), face)


def _grid(
    rows: Sequence[_Row], left: float, right: float, top: float, label: Type
) -> Iterator[Mark]:
    """A ruled form: labels in a column of their own, each beside the middle of its value."""
    y, middle = top, left + _LABEL / 2
    for number, row in enumerate(rows):
        if number:
            yield Rule(left, y, right, y, 0.5)
        size = min(label.size, row.face.size)
        base = y + row.height / 2 + size * 0.36
        yield Text(middle, base, row.label, label.font, size, "centre")
        first = y + _PADDING + row.face.size * (LEADING / 2 + 0.36)
        yield from stacked(row.lines, left + _LABEL + _PADDING, first, row.face, anchor="left")
        y += row.height
    yield Rule(left + _LABEL, top, left + _LABEL, y, 0.5)
    yield from boxed(left, top, right, y, 1.2)
