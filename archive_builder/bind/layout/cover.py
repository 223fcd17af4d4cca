"""The covers of volumes and compilations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from archive_builder.bind.book import Book
from archive_builder.bind.layout.fields import Fields, Form
from archive_builder.bind.layout.space import (
    LEADING,
    band,
    first_baseline,
    fitted,
    page,
    sides,
    stacked,
)
from archive_builder.bind.plan import Pagination
from archive_builder.bind.style import Cover, Look
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import MM, Mark, Rule, Sheet, Text

_CORNER = 30 * MM
_HEAD = 45 * MM
_FOOT = 265 * MM
_TITLE_HEIGHT = 72 * MM
_PITCH = 15 * MM
_BLANK = 50 * MM
_FIELD = re.compile(r"\{([^{}]+)\}")


def cover(book: Book, pagination: Pagination, look: Look, measure: Measure) -> Sheet:
    """The cover: each field where the look names it, those it doesn't name in rows below."""
    style = look.covers[book.kind]
    values = {label: pagination.fill(value) for label, value in book.fields}
    left, right = sides(look.margins, 0)
    form = Form(style.label, style.value, _PITCH, measure, _labels(style, values))
    head = _known([(label,) for label in style.head], values)
    head_end = _HEAD + form.height(head, right - left) - _PITCH / 2
    centre = max(style.title_at * MM, head_end + _TITLE_HEIGHT / 2)
    foot = _templated(style.foot, values)
    foot_top = _FOOT - len(foot) * style.value.size * LEADING
    below = _below(style, values)
    below_top = foot_top - form.height(below, right - left) + _PITCH
    return page(
        (
            *_corner(style, left),
            *form.rows(head, left, right, _HEAD),
            *_title(book.title, style, (left, right, centre), measure),
            *_centred(
                _templated(style.subtitle, values),
                style,
                (left + right) / 2,
                centre + _TITLE_HEIGHT / 2 + style.value.size,
            ),
            *form.rows(below, left, right, below_top),
            *_centred(foot, style, (left + right) / 2, foot_top + style.value.size * LEADING),
        )
    )


def _corner(style: Cover, left: float) -> Iterator[Mark]:
    if style.corner:
        yield Text(left, _CORNER, style.corner, style.label.font, style.label.size)


def _title(
    title: str, style: Cover, place: tuple[float, float, float], measure: Measure
) -> Iterator[Mark]:
    left, right, centre = place
    half = _TITLE_HEIGHT / 2
    width, height = right - left, _TITLE_HEIGHT
    if style.title_rules:
        yield from band(left, right, centre - half, thick_above=True)
        yield from band(left, right, centre + half, thick_above=False)
        width, height = width - 2 * style.title.size, height - 4 * style.label.size
        y = centre - half + 1.8 * style.label.size
        yield Text(left, y, style.caption, style.label.font, style.label.size)
    lines, face = fitted(title, width, height, style.title, measure)
    yield from stacked(lines, (left + right) / 2, first_baseline(lines, centre, face), face)


def _centred(lines: Sequence[str], style: Cover, x: float, y: float) -> Iterator[Mark]:
    """Centred lines from baseline `y`; an empty one is a rule for handwriting."""
    yield from stacked(lines, x, y, style.value)
    for i, line in enumerate(lines):
        if not line:
            base = y + i * style.value.size * LEADING
            yield Rule(x - _BLANK / 2, base, x + _BLANK / 2, base, 0.6)


def _below(style: Cover, values: Mapping[str, str]) -> Fields:
    """The rows below the title, then a row for each field that stands nowhere else."""
    templates = " ".join((*style.subtitle, *style.foot))
    placed = {style.caption, *style.head, *chain(*style.rows), *_FIELD.findall(templates)}
    return _known([*style.rows, *((label,) for label in values if label not in placed)], values)


def _labels(style: Cover, values: Mapping[str, str]) -> tuple[str, ...]:
    """Labels of the fields that are printed with one."""
    rows = (*_known([style.head], values), *_below(style, values))
    return tuple(label for row in rows for label, _ in row)


def _known(rows: Iterable[Sequence[str]], values: Mapping[str, str]) -> Fields:
    """Rows of labels as fields, without those that the book doesn't have."""
    fields = [[(label, values[label]) for label in row if label in values] for row in rows]
    return [row for row in fields if row]


def _templated(lines: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Lines with their fields put in, '' where a field is empty; see `Cover.subtitle`."""
    asked = [(line, _FIELD.findall(line)) for line in lines]
    return [
        _FIELD.sub(lambda match: values[match[1]], line) if all(map(values.get, labels)) else ""
        for line, labels in asked
        if all(label in values for label in labels)
    ]
