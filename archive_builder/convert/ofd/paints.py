"""Gradients and repeated cells as PDF patterns."""

from __future__ import annotations

from itertools import pairwise

from pikepdf import Array, Dictionary, Name, Object, Pdf

from archive_builder.convert.ofd.canvas import Canvas
from archive_builder.convert.ofd.model import Colour, Gradient, Pattern
from archive_builder.convert.ofd.numbers import Matrix

_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def gradient(pdf: Pdf, paint: Gradient, matrix: Matrix) -> Object:
    """A shading pattern; `matrix` leads from the object's space to the content stream's."""
    (x0, y0), (x1, y1) = paint.start, paint.end
    coords = (x0, y0, x1, y1)
    if paint.radii:
        coords = (x0, y0, paint.radii[0], x1, y1, paint.radii[1])  # type: ignore[assignment]
    shading = Dictionary(
        ShadingType=3 if paint.radii else 2,
        ColorSpace=_SPACES[len(paint.stops[0][1].parts)],
        Coords=_array(*coords),
        Extend=Array(paint.extend),
        Function=_function(paint.stops),
    )
    return pdf.make_indirect(
        Dictionary(Type=Name.Pattern, PatternType=2, Matrix=_array(*matrix), Shading=shading)
    )


def tiles(pdf: Pdf, paint: Pattern, cell: Canvas, matrix: Matrix) -> Object:
    """A tiling pattern of a cell that is drawn already."""
    return pdf.make_stream(
        cell.content,
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=_array(0, 0, paint.width, paint.height),
        XStep=round(paint.steps[0], 4),
        YStep=round(paint.steps[1], 4),
        Matrix=_array(*matrix),
        Resources=cell.resources,
    )


def _function(stops: tuple[tuple[float, Colour], ...]) -> Dictionary:
    """The colour at each place from 0 to 1."""
    parts = [_between(a.parts, b.parts) for (_, a), (_, b) in pairwise(stops)]
    if len(parts) == 1:
        return parts[0]
    return Dictionary(
        FunctionType=3,
        Domain=_array(0, 1),
        Functions=Array(parts),
        Bounds=_array(*(position for position, _ in stops[1:-1])),
        Encode=_array(*(0, 1) * len(parts)),
    )


def _between(begin: tuple[float, ...], end: tuple[float, ...]) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=_array(0, 1), C0=_array(*begin), C1=_array(*end), N=1)


def _array(*numbers: float) -> Array:
    return Array([round(float(one), 6) for one in numbers])
