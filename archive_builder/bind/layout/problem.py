"""The page for a document that no pages could be made of: which file, why, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.bind.book import Item
from archive_builder.bind.layout.space import LEADING, band, boxed, page, sides, stacked
from archive_builder.bind.style import Look, Type
from archive_builder.typeset.lines import Measure, break_balanced, break_lines
from archive_builder.typeset.marks import A4, MM, Mark, Rule, Sheet, Text

_TOP = 52 * MM
_LABEL = 26 * MM
_PADDING = 3 * MM
_HEX_LINE = 32
_STEP, _SMALLEST = 1.0, 8.0
_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    lines: Sequence[str]
    face: Type

    @property
    def height(self) -> float:
        return len(self.lines) * self.face.size * LEADING + 2 * _PADDING


def problem_page(item: Item, look: Look, measure: Measure) -> Sheet:
    """State what stands here: why there are no pages, the file's facts, and where it lies."""
    left, right = sides(look.margins, 0)
    style, middle = look.problem, (left + right) / 2
    why = style.label.model_copy(update={"size": style.label.size + 2})
    reason = break_balanced(item.problem or "", right - left, why.font, why.size, measure)
    top = _TOP + 26 * MM + len(reason) * why.size * LEADING
    face = _fitting(item, look, measure, A4[1] - look.margins.bottom * MM - top)
    rows = _rows(item, right - left, face, measure)
    end = top + sum(row.height for row in rows)
    closing = break_balanced(style.closing, right - left, face.font, face.size, measure)
    return page(
        (
            *stacked([style.title], middle, _TOP, style.title_type),
            *band(left, right, _TOP + 8 * MM, thick_above=True),
            *stacked(reason, middle, _TOP + 21 * MM, why),
            *_grid(rows, left, right, top, style.label),
            *stacked(closing, middle, end + 11 * MM, face),
        )
    )


def _fitting(item: Item, look: Look, measure: Measure, room: float) -> Type:
    """The type of the facts, smaller where long names and places would run off the page."""
    left, right = sides(look.margins, 0)
    face = look.problem.value
    while face.size - _STEP >= _SMALLEST:
        rows = _rows(item, right - left, face, measure)
        closing = 11 * MM + 2 * face.size * LEADING
        if sum(row.height for row in rows) + closing <= room:
            break
        face = Type(font=face.font, size=face.size - _STEP)
    return face


def _rows(item: Item, width: float, face: Type, measure: Measure) -> list[_Row]:
    room = width - _LABEL - 2 * _PADDING
    return [
        _Row(label, break_lines(value, room, face.font, face.size, measure), face)
        for label, value in _facts(item)
    ]


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


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    yield "题名", item.title
    yield "文件名", item.name
    if item.rendition.kind:
        yield "类别", item.rendition.kind
    yield "大小", _size(item.size)
    for detail in item.rendition.details:
        label, space, value = detail.partition(" ")
        yield (label, value) if space else ("说明", detail)
    digest = [item.sha256[i : i + _HEX_LINE] for i in range(0, len(item.sha256), _HEX_LINE)]
    yield "SHA-256", "\n".join(digest)
    yield "原件存放", item.origin


def _size(count: int) -> str:
    exact = f"{count:,} 字节"
    rounded = (f"{count / unit:.1f} {name}（{exact}）" for unit, name in _UNITS if count >= unit)
    return next(rounded, exact)
