"""What stands on a page of an OFD, as values. Lengths are mm, y goes downwards."""

from __future__ import annotations

from dataclasses import dataclass, fields

from archive_builder.convert.ofd.numbers import UPRIGHT, Box, Matrix, Point
from archive_builder.convert.ofd.outline import Stroke


@dataclass(frozen=True, slots=True)
class Colour:
    """A plain colour: 1 (grey), 3 (RGB) or 4 (CMYK) parts from 0 to 1, and how opaque it is."""

    parts: tuple[float, ...] = (0.0,)
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Gradient:
    """A run of colours from one point, or circle, to another.

    Attributes:
        start: where it begins.
        end: where it ends.
        radii: of the circles there; None for an axial one.
        stops: positions from 0 to 1 and the colours there, at least two.
        extend: whether it goes on before its beginning and after its end.
    """

    start: Point
    end: Point
    radii: tuple[float, float] | None
    stops: tuple[tuple[float, Colour], ...]
    extend: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cell that is repeated (底纹); `of_page` counts from the page's corner."""

    width: float
    height: float
    steps: tuple[float, float]
    matrix: Matrix
    of_page: bool
    cell: tuple[Item, ...]


Paint = Colour | Gradient | Pattern


@dataclass(frozen=True, slots=True)
class Style:
    """How something is drawn (绘制参数); None is what has not been said."""

    fill: Paint | None = None
    stroke: Paint | None = None
    width: float | None = None
    join: str | None = None
    cap: str | None = None
    dash: tuple[float, ...] | None = None
    dash_offset: float | None = None
    miter: float | None = None

    def over(self, other: Style) -> Style:
        """This style, and where it says nothing the other one."""
        said = (getattr(self, field.name) for field in fields(self))
        return Style(
            *(
                getattr(other, field.name) if value is None else value
                for field, value in zip(fields(self), said, strict=True)
            )
        )


@dataclass(frozen=True, slots=True)
class Area:
    """A part of what a clip leaves to be seen."""

    matrix: Matrix
    strokes: tuple[Stroke, ...]
    even_odd: bool


@dataclass(frozen=True, slots=True)
class Clip:
    """What is left to be seen: all areas together, where the object's box is or the object."""

    areas: tuple[Area, ...]
    with_object: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What all objects have (图元)."""

    box: Box
    matrix: Matrix = UPRIGHT
    alpha: float = 1.0
    blend: str = ""
    style: Style = Style()
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """Characters and where the first one stands; the distances to those that follow."""

    text: str
    x: float
    y: float
    dx: tuple[float, ...]
    dy: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Which glyphs of the font show some characters of a text (字形变换)."""

    position: int
    count: int
    glyphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextItem:
    """文字对象. `turn` is the angle of each character, clockwise in degrees."""

    unit: Unit
    font: str
    size: float
    codes: tuple[Code, ...]
    shapes: tuple[Shapes, ...] = ()
    stretch: float = 1.0
    turn: int = 0
    downwards: bool = False
    bold: bool = False
    italic: bool = False
    filled: bool = True
    stroked: bool = False


@dataclass(frozen=True, slots=True)
class PathItem:
    """图形对象."""

    unit: Unit
    strokes: tuple[Stroke, ...]
    filled: bool = False
    stroked: bool = True
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class ImageItem:
    """图像对象: the id of a picture, and of one that says what of it is to be seen."""

    unit: Unit
    picture: str
    mask: str = ""


@dataclass(frozen=True, slots=True)
class CompositeItem:
    """复合对象: the id of a vector graphic."""

    unit: Unit
    graphic: str


Item = TextItem | PathItem | ImageItem | CompositeItem


@dataclass(frozen=True, slots=True)
class Font:
    """A font resource; `place` is where its file lies, empty where it has none."""

    name: str
    place: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """What an annotation shows, and the box that it is in; links show nothing."""

    place: Box
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        area: in the coordinates of what stands on it.
        items: what stands on it, in the order of painting.
        appearances: what its annotations show, above everything else.
        is_form: it fills in a template.
    """

    area: Box
    items: tuple[Item, ...]
    appearances: tuple[Appearance, ...] = ()
    is_form: bool = False
