"""From the XML of a page's content to values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from archive_builder.convert.ofd.losses import Loss
from archive_builder.convert.ofd.model import (
    Area,
    Clip,
    Code,
    CompositeItem,
    ImageItem,
    Item,
    Paint,
    PathItem,
    Pattern,
    Shapes,
    Style,
    TextItem,
    Unit,
)
from archive_builder.convert.ofd.numbers import (
    Box,
    box,
    floats,
    matrix,
    number,
    steps,
    then,
)
from archive_builder.convert.ofd.outline import outline
from archive_builder.convert.ofd.resources import Resources
from archive_builder.convert.ofd.shades import opacity, shade

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 12
"""Levels of blocks in blocks and of cells in patterns; real pages have two or three."""
BOLD = 600
"""A weight from which text is bold; 400 is regular."""

_NOWHERE = Box(0, 0, 0, 0)
_NO_STYLE = Style()
_SIZE = 3.0
_QUARTER = 90


def items(
    block: Element, resources: Resources, base: Style = _NO_STYLE, depth: int = 0
) -> Iterator[Item]:
    """The visible objects of a block, those of the blocks in it included, in their order.

    Args:
        block: a layer, an appearance, the content of a graphic or of a cell.
        resources: what its objects refer to.
        base: how they are drawn where they don't say.
        depth: how many blocks it lies in.
    """
    if depth > MAX_DEPTH:
        resources.losses.add(Loss.OBJECT)
        return
    for element in block:
        if element.get("Visible", "").lower() == "false":
            continue
        if element.tag in ("PageBlock", "Layer", "Content"):
            own = style(element, resources, depth).over(base)
            yield from items(element, resources, own, depth + 1)
        elif element.tag in _OBJECTS:
            yield _OBJECTS[element.tag](element, _unit(element, resources, base, depth))


def style(element: Element, resources: Resources, depth: int = 0) -> Style:
    """How an object is drawn by itself and by the DrawParam it names, and those behind that."""
    dash = floats(element.get("DashPattern"))
    own = Style(
        fill=_paint(element.find("FillColor"), resources, depth),
        stroke=_paint(element.find("StrokeColor"), resources, depth),
        width=_optional(element, "LineWidth"),
        join=element.get("Join"),
        cap=element.get("Cap"),
        dash=dash if any(one > 0 for one in dash) and min(dash) >= 0 else None,
        dash_offset=_optional(element, "DashOffset"),
        miter=_optional(element, "MiterLimit"),
    )
    behind = resources.styles.get(element.get("DrawParam") or element.get("Relative") or "")
    if behind is None or depth > MAX_DEPTH:
        return own
    return own.over(style(behind, resources, depth + 1))


def _optional(element: Element, name: str) -> float | None:
    found = floats(element.get(name))
    return abs(found[0]) if len(found) == 1 else None


def _paint(element: Element | None, resources: Resources, depth: int) -> Paint | None:
    if element is None:
        return None
    pattern = element.find("Pattern")
    return shade(element, resources) if pattern is None else _pattern(pattern, resources, depth)


def _pattern(element: Element, resources: Resources, depth: int) -> Paint:
    width, height = (abs(number(element.get(name), 0)) for name in ("Width", "Height"))
    cell = element.find("CellContent")
    if element.get("ReflectMethod", "Normal") != "Normal":
        resources.losses.add(Loss.SHADE)
    return Pattern(
        width=width,
        height=height,
        steps=(
            max(number(element.get("XStep"), width), width),
            max(number(element.get("YStep"), height), height),
        ),
        matrix=matrix(element.get("CTM")),
        of_page=element.get("RelativeTo") == "Page",
        cell=tuple(items(cell, resources, depth=depth + 1)) if cell is not None else (),
    )


def _unit(element: Element, resources: Resources, base: Style, depth: int) -> Unit:
    return Unit(
        box=box(element.get("Boundary")) or _NOWHERE,
        matrix=matrix(element.get("CTM")),
        alpha=opacity(element.get("Alpha")),
        blend=element.get("BlendMode", ""),
        style=style(element, resources, depth).over(base),
        clips=tuple(_clips(element, resources)),
    )


def _clips(element: Element, resources: Resources) -> Iterator[Clip]:
    for clips in element.findall("Clips"):
        with_object = _said(clips, "TransFlag", otherwise=False)
        for clip in clips.iter("Clip"):
            areas = tuple(_area(one, path) for one in clip for path in one.findall("Path"))
            if clip.find("Area/Text") is not None:
                resources.losses.add(Loss.CLIP)
            elif areas:
                yield Clip(areas, with_object)


def _area(area: Element, path: Element) -> Area:
    own = then(matrix(path.get("CTM")), (box(path.get("Boundary")) or _NOWHERE).matrix)
    return Area(
        then(own, matrix(area.get("CTM"))),
        outline(path.findtext("AbbreviatedData", "")),
        path.get("Rule") == "Even-Odd",
    )


def _said(element: Element, name: str, *, otherwise: bool) -> bool:
    return element.get(name, str(otherwise)).strip().lower() in ("true", "1")


def _text(element: Element, unit: Unit) -> TextItem:
    turn = int(number(element.get("CharDirection"), 0))
    return TextItem(
        unit=unit,
        font=element.get("Font", ""),
        size=abs(number(element.get("Size"), _SIZE)),
        codes=tuple(_codes(element)),
        shapes=tuple(map(_shapes, element.iter("CGTransform"))),
        stretch=number(element.get("HScale"), 1.0) or 1.0,
        turn=turn % 360 if turn % _QUARTER == 0 else 0,
        downwards=number(element.get("ReadDirection"), 0) % 180 == _QUARTER,
        bold=number(element.get("Weight"), 0) >= BOLD,
        italic=_said(element, "Italic", otherwise=False),
        filled=_said(element, "Fill", otherwise=True),
        stroked=_said(element, "Stroke", otherwise=False),
    )


def _codes(element: Element) -> Iterator[Code]:
    """Its texts; one that does not say where it begins does so where the one before did."""
    x = y = 0.0
    for code in element.iter("TextCode"):
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        text = (code.text or "").replace("\r", "").replace("\n", "")
        dx, dy = (steps(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
        yield Code(text, x, y, dx, dy)


def _shapes(element: Element) -> Shapes:
    glyphs = floats(element.findtext("Glyphs", ""))
    count = int(number(element.get("GlyphCount"), len(glyphs)))
    return Shapes(
        position=int(number(element.get("CodePosition"), 0)),
        count=max(1, int(number(element.get("CodeCount"), 1))),
        glyphs=tuple(int(one) for one in glyphs[: max(count, 1)]),
    )


def _path(element: Element, unit: Unit) -> PathItem:
    return PathItem(
        unit,
        outline(element.findtext("AbbreviatedData", "")),
        filled=_said(element, "Fill", otherwise=False),
        stroked=_said(element, "Stroke", otherwise=True),
        even_odd=element.get("Rule") == "Even-Odd",
    )


def _image(element: Element, unit: Unit) -> ImageItem:
    return ImageItem(unit, element.get("ResourceID", ""), element.get("ImageMask", ""))


def _composite(element: Element, unit: Unit) -> CompositeItem:
    return CompositeItem(unit, element.get("ResourceID", ""))


_OBJECTS: Mapping[str, Callable[[Element, Unit], Item]] = {
    "TextObject": _text,
    "PathObject": _path,
    "ImageObject": _image,
    "CompositeObject": _composite,
}
