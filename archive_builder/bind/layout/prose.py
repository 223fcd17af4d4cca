"""Pages of running text: 编印说明 and 备考表. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive_builder.bind.layout.fields import Form
from archive_builder.bind.layout.space import LEADING, boxed, page, sides, stacked
from archive_builder.bind.plan import Pagination
from archive_builder.bind.style import Look, Type
from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import A4, MM, Mark, Sheet

_INDENT = "　　"
_NOTES_LEADING = 1.8
_NOTES_HEAD = 12
_SIGNATURE = 13 * MM
_SIGNATURE_WIDTH = 78 * MM
_PADDING = 6 * MM


def notes(
    lines: Iterable[str], pagination: Pagination, look: Look, measure: Measure
) -> tuple[Sheet, ...]:
    """编印说明: its title, then the lines as paragraphs, on as many sheets as they take."""
    style = look.notes
    left, right = sides(look.margins, 0)
    top, bottom = (look.margins.top + _NOTES_HEAD) * MM, A4[1] - look.margins.bottom * MM
    pitch = style.text.size * _NOTES_LEADING
    head = style.title_type.size * 2.5
    texts = _flow(map(pagination.fill, lines), right - left, style.text, measure)
    rooms = int((bottom - top - head) / pitch), int((bottom - top) / pitch)
    dealt = _deal(texts, *rooms)
    return (
        page((*_notes_title(look), *_notes_text(dealt[0], look, 0, top + head))),
        *(page(_notes_text(part, look, i, top)) for i, part in enumerate(dealt[1:], 1)),
    )


def _notes_title(look: Look) -> Iterator[Mark]:
    left, right = sides(look.margins, 0)
    face = look.notes.title_type
    y = (look.margins.top + _NOTES_HEAD) * MM + face.size
    return stacked([look.notes.title], (left + right) / 2, y, face)


def _notes_text(lines: Sequence[str], look: Look, index: int, top: float) -> Iterator[Mark]:
    left, _ = sides(look.margins, index)
    face = look.notes.text
    return stacked(lines, left, top + face.size, face, anchor="left", leading=_NOTES_LEADING)


def remarks(
    lines: Iterable[str], pagination: Pagination, look: Look, measure: Measure
) -> tuple[Sheet, ...]:
    """备考表: a framed form with the lines, and at its end the fields to be signed by hand."""
    style = look.remarks
    left, right = sides(look.margins, 0)
    width = right - left - 2 * _PADDING
    texts = _flow(map(pagination.fill, lines), width, style.text, measure)
    top, bottom = _box(look)
    signed = len(style.signatures) * _SIGNATURE
    room = int((bottom - top - signed - 5 * _PADDING) / (style.text.size * LEADING))
    dealt = _deal(texts, room, room)
    return tuple(
        page(_form(look, i, part, i == len(dealt) - 1, measure)) for i, part in enumerate(dealt)
    )


def _form(
    look: Look, index: int, lines: Sequence[str], last: bool, measure: Measure
) -> Iterator[Mark]:
    style = look.remarks
    left, right = sides(look.margins, index)
    top, bottom = _box(look)
    heading = top + _PADDING + style.heading_type.size
    yield from stacked([style.title], (left + right) / 2, top - _PADDING, style.title_type)
    yield from boxed(left, top, right, bottom, 1.2)
    yield from stacked([style.heading], left + _PADDING, heading, style.heading_type, anchor="left")
    yield from stacked(lines, left + _PADDING, heading + 10 * MM, style.text, anchor="left")
    if last:
        form = Form(style.text, style.text, _SIGNATURE, measure, style.signatures)
        y = bottom - _PADDING - (len(style.signatures) - 1) * _SIGNATURE - 2 * MM
        signatures = [[(label, "")] for label in style.signatures]
        yield from form.rows(signatures, right - _PADDING - _SIGNATURE_WIDTH, right - _PADDING, y)


def _box(look: Look) -> tuple[float, float]:
    top = look.margins.top * MM + look.remarks.title_type.size + _PADDING
    return top, A4[1] - (look.margins.bottom + 5) * MM


def _flow(texts: Iterable[str], width: float, face: Type, measure: Measure) -> list[str]:
    """Paragraphs as lines, the first of each indented by two characters (GB/T 9704)."""
    return [
        line
        for text in texts
        for line in break_lines(_INDENT + text, width, face.font, face.size, measure)
    ]


def _deal(lines: Sequence[str], first: int, later: int) -> list[Sequence[str]]:
    """Deal lines to sheets: so many on the first, so many on each later one; one sheet at least."""
    sheets: list[Sequence[str]] = []
    rest, room = lines, max(1, first)
    while len(rest) > room:
        end = next((end for end in range(room, max(0, room - 3), -1) if _may_end(rest, end)), room)
        sheets.append(rest[:end])
        rest, room = rest[end:], max(1, later)
    return [*sheets, rest]


def _may_end(lines: Sequence[str], end: int) -> bool:
    """Whether a sheet may end here: no paragraph leaves its first or last line alone."""
    begins = [line.startswith(_INDENT) for line in (*lines[end - 1 : end + 2], _INDENT)]
    return begins[1] or not (begins[0] or begins[2])
