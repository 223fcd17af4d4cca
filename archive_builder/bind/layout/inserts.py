"""The pages put in among the documents: dividers and gap pages. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from archive_builder.bind.book import Book, GapLine, Section
from archive_builder.bind.layout.space import (
    LEADING,
    band,
    boxed,
    first_baseline,
    fitted,
    frame,
    page,
    sides,
    stacked,
)
from archive_builder.bind.style import GapColumn, Look
from archive_builder.model import WHOLE, SlotState, listed
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Area, Mark, Sheet, Text
from archive_builder.typeset.table import Column, Row, Table, lay_out_table

_TAB_WIDTH, _TAB_HEIGHT, _TAB_TOP, _TABS = 9 * MM, 16 * MM, 36 * MM, 14
_GAP_HEAD = 42
_NAMED = 40
"""Parts that a row of the gap page names; of more it tells how many there are."""

_LACKING = (SlotState.MISSING, SlotState.RETURNED)
"""States of what is not in the volume; the others lack a signature, a seal or a check."""


def divider(book: Book, index: int, look: Look, measure: Measure) -> Sheet:
    """The front page before a section: code, title, how many documents and gaps, and a tab."""
    section, style = book.sections[index], look.divider
    left, right = sides(look.margins, 0)
    middle = (left + right) / 2
    counts = (style.counts if section.gaps else style.counts_without_gaps).replace(
        "{items}", str(len(section.items))
    )
    head, head_face = fitted(book.name, right - left, 12 * MM, style.head, measure)
    lines, face = fitted(section.title, (right - left) * 0.86, 60 * MM, style.title, measure)
    top = 134 * MM
    bottom = top + (len(lines) - 1) * face.size * LEADING
    return page(
        (
            *stacked(head, middle, 26 * MM, head_face),
            *stacked([section.code], middle, 104 * MM, style.code),
            *band(middle - 30 * MM, middle + 30 * MM, 112 * MM, thick_above=True),
            *stacked(lines, middle, top, face),
            *stacked(
                [counts.replace("{gaps}", section.tally)],
                middle,
                bottom + 24 * MM,
                style.counts_type,
            ),
            *_tab(index, look),
        )
    )


def _tab(index: int, look: Look) -> Iterator[Mark]:
    """A black mark at the fore edge that shows in the closed book, one lower for each section."""
    y = _TAB_TOP + index % _TABS * _TAB_HEIGHT
    yield Area(A4[0] - _TAB_WIDTH, y, _TAB_WIDTH, _TAB_HEIGHT, "#000000")
    face = look.divider.tab
    x, base = A4[0] - _TAB_WIDTH / 2, y + _TAB_HEIGHT / 2 + face.size * 0.36
    yield Text(x, base, str(index + 1), face.font, face.size, "centre", "#ffffff")


def gap_page(section: Section, look: Look, measure: Measure) -> tuple[Sheet, ...]:
    """What a section lacks, as many sheets as it takes; every one of them plainly says 缺 or 待."""
    style = look.gap
    table = Table(
        title="",
        notes=(),
        columns=tuple(Column(c.title, c.width * MM, c.align) for c in style.columns),
        rows=tuple(
            Row(_gap_cells(i, gap, style.columns)) for i, gap in enumerate(_folded(section), 1)
        ),
        size=style.size,
        closing=(style.closing,),
    )
    sheets = lay_out_table(table, frame(look.margins, head=_GAP_HEAD), measure)
    return tuple(
        replace(sheet, marks=(*_gap_head(section, i, look, measure), *sheet.marks))
        for i, sheet in enumerate(sheets)
    )


def _folded(section: Section) -> Iterator[GapLine]:
    """A section's gaps, neighbours that differ in their part only as one."""
    for (state, reason, due), group in groupby(
        section.gaps, lambda gap: (gap.state, gap.reason, gap.due)
    ):
        parts = [section.title if gap.part in ("", WHOLE) else gap.part for gap in group]
        yield GapLine(listed(parts, _NAMED), state, reason, due)


def _gap_cells(ordinal: int, gap: GapLine, columns: tuple[GapColumn, ...]) -> tuple[str, ...]:
    shown = {
        "ordinal": str(ordinal),
        "part": gap.part,
        "state": gap.state,
        "due": gap.due,
        "reason": gap.reason,
    }
    return tuple(shown[column.shows] for column in columns)


def _gap_head(section: Section, index: int, look: Look, measure: Measure) -> Iterator[Mark]:
    style = look.gap
    left, right = sides(look.margins, index)
    top, side = look.margins.top * MM, 30 * MM
    yield from boxed(left, top, left + side, top + side, 2)
    mark = style.mark_type
    lacking = any(gap.state in _LACKING for gap in section.gaps)
    sign = style.mark if lacking else style.unfinished
    base = first_baseline([sign], top + side / 2, mark)
    yield from stacked([sign], left + side / 2, base, mark)
    x = left + side + 7 * MM
    lines, face = fitted(section.heading, right - x, 20 * MM, style.title, measure)
    yield from stacked(lines, x, top + face.size, face, anchor="left")
    counts = style.counts.replace("{gaps}", section.tally)
    yield Text(x, top + side - 1 * MM, counts, style.title.font, style.size, "left")
