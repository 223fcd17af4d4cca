"""Blocks of running text set on A4, on the type area of an official document (GB/T 9704-2012).

Text in 仿宋 of 14 pt, 22 pt a line, headings in 小标宋, 黑体 and 楷体. No line begins with a
closing mark, no page ends with a heading, no paragraph leaves one line alone on a page. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from archive_builder.convert.flow.blocks import (
    BULLETS,
    Block,
    Divider,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Run,
    Style,
    Table,
)
from archive_builder.convert.flow.columns import set_columns
from archive_builder.convert.flow.grid import set_table
from archive_builder.convert.flow.setting import BODY, INDENT, QUOTED, Column, set_lines
from archive_builder.convert.flow.strips import NEW_PAGE, Strip, deal
from archive_builder.decoding import tidy
from archive_builder.typeset import marks
from archive_builder.typeset.lines import Measure, break_balanced
from archive_builder.typeset.marks import A4, MM, Mark, Role, Rule, Sheet, Text

SIZE = 14.0
LEADING = 22.0
TOP, LEFT = 37 * MM, 28 * MM
WIDTH, HEIGHT = 156 * MM, 225 * MM
"""天头, 订口 and 版心 of GB/T 9704-2012."""
LINES = int(HEIGHT // LEADING)

_BASELINE = 0.88
"""How far below the top of its line a character's baseline is, in em."""
_STEP = 2 * SIZE
"""How far a list or quotation is set in, pt."""
_HEADINGS = {1: (Role.TITLE, 20.0), 2: (Role.HEI, 16.0), 3: (Role.KAI, 16.0)}
_LESSER = (Role.HEI, SIZE)
_HEADING_LEADING = 1.5
_PIXEL = 0.75
"""Points in a pixel of 1/96 inch."""
_TALLEST = 0.8 * HEIGHT
"""A picture leaves room for its heading."""
_BULLET, _RAISED = 0.45, 0.2
"""Size of a bullet in that of the text, and how far it stands above the baseline, in em."""
_GREY = "#888888"


def lay_out(blocks: Iterable[Block], measure: Measure) -> Iterator[Sheet]:
    """Set blocks on A4 sheets; each sheet is made when it is asked for."""
    for page in deal(_strips(blocks, measure), HEIGHT):
        yield Sheet(*A4, tuple(_placed(mark) for mark in page))


def _placed(mark: Mark) -> Mark:
    """A mark of the type area where it stands on the sheet."""
    if isinstance(mark, Rule):
        x1, x2, y1, y2 = mark.x1 + LEFT, mark.x2 + LEFT, mark.y1 + TOP, mark.y2 + TOP
        return replace(mark, x1=x1, x2=x2, y1=y1, y2=y2)
    return replace(mark, x=mark.x + LEFT, y=mark.y + TOP)


def _strips(blocks: Iterable[Block], measure: Measure) -> Iterator[Strip]:
    for before, block in pairwise(chain([None], blocks)):
        assert block  # noqa: S101 - only the first of all is None, and it comes before
        first, *others = _set(block, measure)
        yield replace(first, before=_gap(before, block))
        yield from others


def _set(block: Block, measure: Measure) -> list[Strip]:
    match block:
        case Heading():
            made = _heading(block, measure)
        case Paragraph():
            made = _paragraph(block, measure)
        case Preformatted():
            made = without_single_lines(set_columns(block, WIDTH, SIZE, measure))
        case Table():
            made = set_table(block, WIDTH, HEIGHT, measure)
        case Picture():
            made = [_picture(block)]
        case Divider():
            made = [Strip(1.0, (Rule(0, 0.5, WIDTH, 0.5, colour=_GREY),))]
        case PageBreak():
            made = [NEW_PAGE]
    return made


def _gap(before: Block | None, block: Block) -> float:
    """Space between two blocks, pt."""
    if before is None:
        return 0.0
    return max(_margin(before, after=True), _margin(block, after=False), _between(before, block))


def _margin(block: Block, *, after: bool) -> float:
    match block:
        case Heading(level=level):
            return (
                {1: 14.0, 2: 6.0}.get(level, 2.0) if after else {1: 22.0, 2: 14.0}.get(level, 9.0)
            )
        case Table() | Picture() | Divider() | Preformatted(shaded=True):
            return 9.0
        case _:
            return 0.0


def _between(before: Block, block: Block) -> float:
    """Paragraphs that do not show by their indent where they begin are set apart."""
    if not isinstance(before, Paragraph) or not isinstance(block, Paragraph):
        return 0.0
    listed = before.depth and block.depth
    quoted = before.quoted and before.quoted == block.quoted
    flush = not (block.indented or listed or quoted)
    return 6.0 if before.spaced and block.spaced and flush else 0.0


def _heading(block: Heading, measure: Measure) -> list[Strip]:
    role, size = _HEADINGS.get(block.level, _LESSER)
    leading = size * _HEADING_LEADING
    text = tidy("".join(map(_in_heading, block.runs))).strip()
    baseline = (leading - size) / 2 + size * _BASELINE
    title = block.level == 1
    x, anchor = (WIDTH / 2, "centre") if title else (0.0, "left")
    return [
        Strip(leading, (Text(x, baseline, line, role, size, anchor),), kept=True)
        for line in break_balanced(text, WIDTH, role, size, measure)
    ]


def _in_heading(run: Run) -> str:
    """The words of a heading, which are set whole: those struck are said to be."""
    return f"〔删去：{run.text}〕" if run.struck else run.text


def _paragraph(block: Paragraph, measure: Measure) -> list[Strip]:
    inset = _STEP * (block.depth + block.quoted)
    inset = min(inset, WIDTH / 2)
    roles = QUOTED if block.quoted else BODY
    hung, run_in = _marker(block, inset, measure)
    runs = (Run(run_in), *block.runs) if run_in else block.runs
    lines = set_lines(runs, WIDTH - inset, roles, SIZE, measure)
    bars = tuple(_bars(block.quoted))
    column = Column(inset, WIDTH - inset, SIZE, measure, block.align)
    if run_in == INDENT:
        lines[0] = lines[0].set_in(measure(INDENT, roles[Style.PLAIN], SIZE))
    strips = [Strip(LEADING, (*bars, *column.marks(line, SIZE * _BASELINE))) for line in lines]
    if hung:
        strips[0] = replace(strips[0], marks=(hung, *strips[0].marks))
    return without_single_lines(strips)


def _marker(block: Paragraph, inset: float, measure: Measure) -> tuple[Text | None, str]:
    """What hangs before the first line, and what begins it instead where that is too wide."""
    if not block.marker:
        return None, INDENT if block.indented else ""
    small = block.marker in BULLETS
    size = SIZE * _BULLET if small else SIZE
    width = measure(block.marker, Role.FANG, size)
    if width > _STEP * 0.9 or not inset:
        return None, f"{block.marker} "
    baseline = SIZE * (_BASELINE - _RAISED) if small else SIZE * _BASELINE
    return Text(inset - width - 0.3 * SIZE, baseline, block.marker, Role.FANG, size), ""


def _bars(quoted: int) -> Iterator[Rule]:
    """The lines at the left of a quotation, one for each that it stands in."""
    for number in range(quoted):
        x = _STEP * number + SIZE
        yield Rule(x, -2.0, x, LEADING - 2.0, 1.5, "#bbbbbb")


def without_single_lines(strips: list[Strip]) -> list[Strip]:
    """Keep the first two lines of a paragraph together, and the last two."""
    last = len(strips) - 1
    return [
        replace(strip, kept=number < last and number in (0, last - 1))
        for number, strip in enumerate(strips)
    ]


def _picture(block: Picture) -> Strip:
    width, height = block.width * _PIXEL, block.height * _PIXEL
    scale = min(1.0, WIDTH / width, _TALLEST / height)
    left = (WIDTH - width * scale) / 2
    mark = marks.Picture(left, 0.0, width * scale, height * scale, block.content)
    return Strip(height * scale, (mark,))
