"""Drawing the objects of an OFD into PDF content."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pikepdf import Object

from archive_builder.convert.ofd.canvas import Canvas
from archive_builder.convert.ofd.lettering import draw_text
from archive_builder.convert.ofd.losses import Loss
from archive_builder.convert.ofd.model import (
    Clip,
    Colour,
    CompositeItem,
    Gradient,
    ImageItem,
    Item,
    Paint,
    PathItem,
    Pattern,
    Style,
    TextItem,
    Unit,
)
from archive_builder.convert.ofd.numbers import UPRIGHT, Matrix, Point, moved, then, written
from archive_builder.convert.ofd.outline import Stroke
from archive_builder.convert.ofd.paints import gradient, tiles
from archive_builder.convert.ofd.read import items
from archive_builder.convert.ofd.resources import Resources
from archive_builder.convert.ofd.shelf import Shelf

MAX_UNITS = 400_000
"""Objects and characters of one page, those of graphics counted as often as they are shown."""
MAX_DEPTH = 12
"""Levels of graphics in graphics and cells in patterns."""

_UPSIDE_DOWN: Matrix = (1.0, 0.0, 0.0, -1.0, 0.0, 1.0)
"""From a PDF picture's unit square, in which y goes upwards, to OFD's."""
_BLACK = Colour()
_WIDTH = 0.353
_MITER = 3.528
_CAPS = {"Butt": 0, "Round": 1, "Square": 2}
_JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}
_BOLD = 0.3
"""Of the size: the same text drawn so near makes it bold."""
_LEAST_STEP = 0.1
"""Of a repeated cell, mm: finer ones are a grey, and hours of work for a printer."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is drawn: its space as seen from the content stream, and how opaque."""

    matrix: Matrix
    alpha: float = 1.0
    depth: int = 0


class Painter:
    """Draws objects of one document on one page."""

    def __init__(self, shelf: Shelf, resources: Resources, page: Matrix) -> None:
        self._shelf, self._resources, self._page = shelf, resources, page
        self._left = MAX_UNITS
        self._said: dict[tuple[str, ...], list[Point]] = {}

    def paint(self, canvas: Canvas, found: Iterable[Item], spot: Spot) -> None:
        """Draw objects in their order, until there are too many."""
        for item in found:
            cost = 1 + sum(len(c.text) for c in item.codes) if isinstance(item, TextItem) else 1
            if self._left < cost:
                if self._left >= 0:
                    self._resources.losses.add(Loss.MANY)
                self._left = -1
                return
            self._left -= cost
            with canvas.kept():
                self._item(canvas, item, self._enter(canvas, item.unit, spot))

    def _enter(self, canvas: Canvas, unit: Unit, spot: Spot) -> Spot:
        """Go into an object's space, clipped as it is."""
        own = then(unit.matrix, unit.box.matrix)
        if unit.clips:
            canvas.transform(unit.box.matrix)
            for clip in unit.clips:
                _clip(canvas, clip, unit.matrix)
            canvas.transform(unit.matrix)
        elif own != UPRIGHT:
            canvas.transform(own)
        return Spot(then(own, spot.matrix), spot.alpha * unit.alpha, spot.depth + 1)

    def _item(self, canvas: Canvas, item: Item, spot: Spot) -> None:
        if isinstance(item, TextItem):
            self._text(canvas, item, spot)
        elif isinstance(item, PathItem):
            self._path(canvas, item, spot)
        elif isinstance(item, ImageItem):
            self._image(canvas, item, spot)
        else:
            self._composite(canvas, item, spot)

    def _composite(self, canvas: Canvas, item: CompositeItem, spot: Spot) -> None:
        graphic = self._resources.graphics.get(item.graphic)
        if graphic is None or spot.depth > MAX_DEPTH:
            self._resources.losses.add(Loss.GRAPHIC)
            return
        for content in graphic.findall("Content"):
            self.paint(canvas, items(content, self._resources, item.unit.style), spot)

    def _image(self, canvas: Canvas, item: ImageItem, spot: Spot) -> None:
        found = self._shelf.picture(self._resources, item.picture, item.mask)
        if found is None:
            self._resources.losses.add(Loss.PICTURE)
            return
        if item.unit.matrix == UPRIGHT:  # no CTM: it fills its box
            canvas.transform((item.unit.box.width, 0, 0, item.unit.box.height, 0, 0))
        self._state(canvas, spot.alpha, spot.alpha, item.unit.blend)
        canvas.transform(_UPSIDE_DOWN)
        canvas.do(f"{canvas.use('/XObject', *found)} Do")

    def _path(self, canvas: Canvas, item: PathItem, spot: Spot) -> None:
        style = item.unit.style
        fill = style.fill if item.filled else None
        stroke = (style.stroke or _BLACK) if item.stroked else None
        filled, stroked = self._take(canvas, item.unit, fill, stroke, spot)
        if not item.strokes or not (filled or stroked):
            return
        if stroked:
            _pen(canvas, style)
        canvas.trace(item.strokes)
        odd = "*" if item.even_odd else ""
        canvas.do("S" if not filled else f"B{odd}" if stroked else f"f{odd}")

    def _text(self, canvas: Canvas, item: TextItem, spot: Spot) -> None:
        style = item.unit.style
        fill = style.fill or _BLACK
        stroke = style.stroke if item.stroked else fill
        self._take(canvas, item.unit, fill, stroke, spot)
        if item.stroked:
            _pen(canvas, style)
        silent = self._is_again(item, spot.matrix)
        draw_text(canvas, item, self._shelf.fonts, self._resources, silent=silent)

    def _is_again(self, item: TextItem, matrix: Matrix) -> bool:
        """Whether the same text was drawn as good as there already: what makes it look bold."""
        if not item.codes:
            return False
        first = item.codes[0]
        place = moved(matrix, first.x, first.y)
        near = _BOLD * item.size * math.hypot(*matrix[:2])
        places = self._said.setdefault(tuple(code.text for code in item.codes), [])
        again = any(math.dist(place, one) < near for one in places)
        places.append(place)
        return again

    def _take(
        self, canvas: Canvas, unit: Unit, fill: Paint | None, stroke: Paint | None, spot: Spot
    ) -> tuple[bool, bool]:
        """Take the colours to fill and to stroke with; returns which of them there are."""
        alphas = [_alpha(paint) * spot.alpha for paint in (fill, stroke)]
        self._state(canvas, alphas[0], alphas[1], unit.blend)
        return (
            self._colour(canvas, fill, spot, stroke=False),
            self._colour(canvas, stroke, spot, stroke=True),
        )

    def _state(self, canvas: Canvas, fill: float, stroke: float, blend: str) -> None:
        state = self._shelf.state(fill, stroke, blend)
        if state is not None:
            canvas.do(f"{canvas.use('/ExtGState', *state)} gs")

    def _colour(self, canvas: Canvas, paint: Paint | None, spot: Spot, *, stroke: bool) -> bool:
        if isinstance(paint, Colour):
            canvas.colour(paint, stroke=stroke)
            return True
        pattern = None if paint is None else self._pattern(paint, spot)
        if pattern is None:
            return False
        name = canvas.use("/Pattern", *pattern)
        canvas.do(f"/Pattern CS {name} SCN" if stroke else f"/Pattern cs {name} scn")
        return True

    def _pattern(self, paint: Gradient | Pattern, spot: Spot) -> tuple[str, Object] | None:
        by_page = isinstance(paint, Pattern) and paint.of_page
        own = self._page if by_page else spot.matrix
        key = ("pattern", self._resources, paint, own, spot.alpha)
        if (kept := self._shelf.kept(key)) is not None:
            return kept
        if isinstance(paint, Gradient):
            return self._shelf.keep(key, "/P", gradient(self._shelf.pdf, paint, own))
        if min(paint.width, paint.height) < _LEAST_STEP or spot.depth > MAX_DEPTH:
            self._resources.losses.add(Loss.SHADE)
            return None
        cell = Canvas()
        self.paint(cell, paint.cell, Spot(UPRIGHT, spot.alpha, spot.depth + 1))
        made = tiles(self._shelf.pdf, paint, cell, then(paint.matrix, own))
        return self._shelf.keep(key, "/P", made)


def _alpha(paint: Paint | None) -> float:
    if isinstance(paint, Gradient):
        return sum(colour.alpha for _, colour in paint.stops) / len(paint.stops)
    return paint.alpha if isinstance(paint, Colour) else 1.0


def _pen(canvas: Canvas, style: Style) -> None:
    canvas.do(f"{written(_WIDTH if style.width is None else style.width)} w")
    canvas.do(f"{_CAPS.get(style.cap or '', 0)} J {_JOINS.get(style.join or '', 0)} j")
    canvas.do(f"{written(max(1.0, style.miter or _MITER))} M")
    if style.dash:
        canvas.do(f"[{written(*style.dash)}] {written(style.dash_offset or 0)} d")


def _clip(canvas: Canvas, clip: Clip, matrix: Matrix) -> None:
    """Leave only what lies within the areas to be seen."""
    for area in clip.areas:
        by = then(area.matrix, matrix) if clip.with_object else area.matrix
        canvas.trace(tuple(_moved(stroke, by) for stroke in area.strokes))
    if any(area.strokes for area in clip.areas):
        canvas.do("W* n" if all(area.even_odd for area in clip.areas) else "W n")


def _moved(stroke: Stroke, by: Matrix) -> Stroke:
    operator, operands = stroke
    points = zip(operands[::2], operands[1::2], strict=True)
    return operator, tuple(one for x, y in points for one in moved(by, x, y))
