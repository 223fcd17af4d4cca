"""Text of an OFD as PDF text: every glyph where the document puts it, and what it says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive_builder.convert.ofd.canvas import Canvas
from archive_builder.convert.ofd.fonts import Fonts, Letter
from archive_builder.convert.ofd.model import Code, Font, Shapes, TextItem
from archive_builder.convert.ofd.numbers import Matrix, written
from archive_builder.convert.ofd.resources import Resources

SLANT = 0.2
"""Of italics that are made of an upright face."""
BOLDER = 1 / 30
"""Of the size: the line drawn around letters that are made bold."""

_NO_FONT = Font("")
_IS_BOLD = re.compile("bold|heavy|black|粗|黑", re.IGNORECASE)
_FULL_WIDTH = "\u2e80"
"""The first character that is as wide as it is high."""
_NARROWEST = 0.5
_HALF = 0.03
"""Of an em, by which the place of a half-width letter may differ from half of one."""
_SILENT = "\ufeff"
"""What further glyphs of the same character are read as."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter, what it is read as, where its origin is, mm, and how far it is condensed."""

    letter: Letter
    text: str
    x: float
    y: float
    condensed: float = 1.0


def draw_text(
    canvas: Canvas, item: TextItem, fonts: Fonts, resources: Resources, *, silent: bool
) -> None:
    """Add a text object; where it is, its colours and lines are settled already.

    Each text says as a whole what it is read as (ActualText), so that distances within it make no
    blanks.

    Args:
        canvas: what is drawn on.
        item: the text.
        fonts: who shows it.
        resources: what it refers to.
        silent: it was drawn before and is not to be read once more.
    """
    if not item.size:
        return
    font = resources.fonts.get(item.font, _NO_FONT)
    bold = (item.bold or font.bold) and not item.stroked and item.filled
    codes = list(_placed(item, font, fonts, resources))
    placed = [one for code in codes for one in code]
    if bold and any(_emboldened(one, font) for one in placed):
        canvas.do(f"{written(item.size * BOLDER)} w")
    canvas.do("BT")
    for code in codes:
        whole = silent or len(code) > 1 or not all(map(_is_read, code))
        if whole:
            said = " " if silent else "".join(one.text for one in code)
            canvas.do(
                f"/Span <</ActualText <feff{said.encode('utf-16-be', 'replace').hex()}>>> BDC"
            )
        for run in _runs(code, item):
            mode = 2 if bold and _emboldened(run[0], font) else _mode(item)
            canvas.do(f"{mode} Tr")
            _show(canvas, run, item)
        if whole:
            canvas.do("EMC")
    canvas.do("ET")


def _is_read(one: Placed) -> bool:
    return one.letter.font.reads(one.letter.glyph, one.text)


def _emboldened(one: Placed, font: Font) -> bool:
    return not one.letter.embedded or not (font.bold or _IS_BOLD.search(font.name))


def _mode(item: TextItem) -> int:
    """PDF's text rendering mode: filled, stroked, both or neither."""
    stroked = item.stroked and item.unit.style.stroke is not None
    return {(True, False): 0, (False, True): 1, (True, True): 2}.get((item.filled, stroked), 3)


def _placed(
    item: TextItem, font: Font, fonts: Fonts, resources: Resources
) -> Iterator[list[Placed]]:
    known = fonts.embeds(font, resources)
    shapes = {one.position: one for one in item.shapes} if known else {}
    offset = 0
    for code in item.codes:
        glyphs = list(_glyphs(code.text, offset, shapes))
        letters = [(fonts.letter(font, resources, text[0], glyph), text) for text, glyph in glyphs]
        yield list(_at_places(letters, code, item))
        offset += len(code.text)


def _glyphs(text: str, offset: int, shapes: dict[int, Shapes]) -> Iterator[tuple[str, int | None]]:
    """Characters with the numbers of their glyphs, where the text object names some."""
    position = 0
    while position < len(text):
        shape = shapes.get(offset + position)
        if shape is None or not shape.glyphs:
            yield text[position], None
            position += 1
            continue
        part = text[position : position + shape.count]
        last = len(shape.glyphs) - 1
        for number, glyph in enumerate(shape.glyphs):
            shown = part[number:] if number == last else part[number : number + 1]
            yield shown or _SILENT, glyph
        position += shape.count


def _at_places(
    letters: Sequence[tuple[Letter | None, str]], code: Code, item: TextItem
) -> Iterator[Placed]:
    x, y = code.x, code.y
    for number, (letter, text) in enumerate(letters):
        if letter is not None:
            yield _fitted(Placed(letter, text, x, y), _step(code.dx, number), item)
        if code.dx or code.dy:
            x += _step(code.dx, number)
            y += _step(code.dy, number)
        elif letter is not None:
            advance = letter.font.width(letter.glyph) / 1000 * item.size
            x += 0 if item.downwards else advance * item.stretch
            y += item.size if item.downwards else 0


def _fitted(one: Placed, step: float, item: TextItem) -> Placed:
    """A letter in the place that another face was given.

    The half-width letters of Chinese faces are all as wide, ours are not: wider ones are
    condensed, narrower ones stand in the middle.
    """
    room = step / (item.size * item.stretch)
    own = one.letter.font.width(one.letter.glyph) / 1000
    if one.letter.embedded or item.turn or one.text >= _FULL_WIDTH or room <= 0 or own <= 0:
        return one
    if own > room:
        return replace(one, condensed=max(room / own, _NARROWEST))
    half = abs(room - 0.5) < _HALF
    return replace(one, x=one.x + (step - own * item.size * item.stretch) / 2) if half else one


def _step(steps: Sequence[float], number: int) -> float:
    """The distance to the next glyph; the last one holds for all that follow."""
    return steps[min(number, len(steps) - 1)] if steps else 0.0


def _runs(placed: list[Placed], item: TextItem) -> Iterator[list[Placed]]:
    """Letters that one operator can show: side by side and in one font."""
    if item.turn:
        yield from ([one] for one in placed)
        return
    for _, run in groupby(placed, key=_together):
        yield list(run)


def _together(one: Placed) -> tuple[str, float, float]:
    return one.letter.font.name, one.y, one.condensed


def _show(canvas: Canvas, run: list[Placed], item: TextItem) -> None:
    font, first = run[0].letter.font, run[0]
    canvas.use("/Font", font.name, font.object)
    canvas.do(f"{font.name} {written(item.size)} Tf")
    canvas.do(f"{written(*_turned(item, first))} Tm")
    parts, pen = [], 0.0
    for one in run:
        wanted = (one.x - first.x) / (item.size * item.stretch * first.condensed) * 1000
        if abs(pen - wanted) >= 1:
            parts.append(written(round(pen - wanted, 1)))
            pen -= round(pen - wanted, 1)
        parts.append(f"<{font.code(one.letter.glyph, one.text):04X}>")
        pen += font.width(one.letter.glyph)
    canvas.do(f"[{''.join(parts)}] TJ")


def _turned(item: TextItem, first: Placed) -> Matrix:
    """From a glyph's own space, in which y goes upwards, to the object's."""
    cos = round(math.cos(math.radians(item.turn)))
    sin = round(math.sin(math.radians(item.turn)))
    stretch = item.stretch * first.condensed
    a, b = stretch * cos, stretch * sin
    slant = SLANT if item.italic else 0.0
    return (a, b, sin + slant * cos, slant * sin - cos, first.x, first.y)
