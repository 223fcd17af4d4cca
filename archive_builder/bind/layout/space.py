"""What the pages drawn here share: the space between the margins, titles, ruled fields. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive_builder.bind.style import Margins, Type
from archive_builder.typeset.lines import Measure, break_balanced
from archive_builder.typeset.marks import A4, MM, Mark, Rule, Sheet, Text
from archive_builder.typeset.table import Frame

LEADING = 1.5
"""Distance of baselines in sizes of the type."""

_STEP = 2.0
_SMALLEST = 10.0


def frame(margins: Margins, *, head: float = 0.0) -> Frame:
    """The space for text on A4, its sides changing with the leaf's; `head` mm are kept free."""
    return Frame(
        width=A4[0],
        height=A4[1],
        top=(margins.top + head) * MM,
        right=margins.fore * MM,
        bottom=margins.bottom * MM,
        left=margins.gutter * MM,
        mirrored=True,
    )


def sides(margins: Margins, index: int) -> tuple[float, float]:
    """Left and right end of the text (pt) on the nth sheet of a run, from 0: a front, a back …."""
    left, right = margins.gutter * MM, margins.fore * MM
    return (right, A4[0] - left) if index % 2 else (left, A4[0] - right)


def page(marks: Iterable[Mark]) -> Sheet:
    """An A4 sheet with these marks."""
    return Sheet(*A4, tuple(marks))


def fitted(
    text: str, width: float, height: float, face: Type, measure: Measure
) -> tuple[list[str], Type]:
    """Break a title so that it is at most `height` pt tall, in a smaller size if need be."""
    while True:
        lines = break_balanced(text, width, face.font, face.size, measure)
        if len(lines) * face.size * LEADING <= height or face.size - _STEP < _SMALLEST:
            return lines, face
        face = Type(font=face.font, size=face.size - _STEP)


def stacked(
    lines: Sequence[str],
    x: float,
    y: float,
    face: Type,
    *,
    anchor: str = "centre",
    leading: float = LEADING,
) -> Iterator[Text]:
    """Lines below one another; `y` is the first baseline."""
    for i, line in enumerate(lines):
        yield Text(x, y + i * face.size * leading, line, face.font, face.size, anchor)


def first_baseline(lines: Sequence[str], y: float, face: Type) -> float:
    """First baseline of lines whose middle is at `y`."""
    return y - (len(lines) - 1) * face.size * LEADING / 2 + face.size * 0.36


def band(left: float, right: float, y: float, *, thick_above: bool) -> Iterator[Rule]:
    """文武线: a thick and a thin rule beside each other."""
    yield Rule(left, y, right, y, 1.8)
    yield Rule(left, y + (3 if thick_above else -3), right, y + (3 if thick_above else -3), 0.6)


def boxed(left: float, top: float, right: float, bottom: float, width: float) -> Iterator[Rule]:
    """A frame of rules, `width` pt thick, its corners closed."""
    for x in (left, right):
        yield Rule(x, top, x, bottom, width)
    for y in (top, bottom):
        yield Rule(left - width / 2, y, right + width / 2, y, width)
