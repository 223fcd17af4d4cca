"""Drawing highlights, ink, frames of fields and the like that come without a look of their own.

Readers draw those on the fly; each is drawn here as Chromium's reader draws it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.values import Box, box, entry, items, number, numbers

_BLACK, _YELLOW = [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]
_CURVE = 0.5523
"""How far a Bézier curve's handles reach to make a quarter of a circle."""
_NOTE = 20.0
"""Width and height in pt of a note's sign."""
_WAVE = 2.0
_MOST = 100_000
"""Points of ink, or teeth of a wave, that are drawn."""

_Drawing = tuple[Box, str]
"""The box that is drawn in, and operators, both in the page's own coordinates."""


def missing_look(pdf: pikepdf.Pdf, annotation: Dictionary) -> Dictionary | None:
    """A stamp that shows what readers show of an annotation without a look; None: nothing."""
    draw = _DRAWN.get(str(annotation.get(Name.Subtype)))
    drawing = draw(annotation) if draw else None
    if drawing is None:
        return None
    where, operators = drawing
    blend = Name.Multiply if annotation.get(Name.Subtype) == Name.Highlight else Name.Normal
    opacity = number(annotation.get(Name.CA), 1.0)
    look = pdf.make_stream(
        f"/G gs {operators}".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([round(edge, 4) for edge in where]),
        Resources=Dictionary(
            ExtGState=Dictionary(
                G=Dictionary(CA=round(opacity, 4), ca=round(opacity, 4), AIS=False, BM=blend)
            )
        ),
    )
    return pdf.make_indirect(
        Dictionary(Subtype=Name.Stamp, Rect=look.BBox, F=4, AP=Dictionary(N=look))
    )


def _colour(value: object, otherwise: list[float], operators: str) -> str:
    """Operators that set a colour, for a fill or a stroke; '' for none."""
    parts = numbers(value) if value is not None else otherwise
    names = dict(zip((1, 3, 4), operators.split(), strict=True))
    return (
        " ".join(f"{part:g}" for part in parts) + f" {names[len(parts)]} "
        if (len(parts) in names)
        else ""
    )


def _stroke(annotation: Dictionary, otherwise: list[float]) -> str:
    return _colour(annotation.get(Name.C), otherwise, "G RG K")


def _width(annotation: Dictionary) -> float:
    border = items(annotation.get(Name.Border))
    stated = border[2] if len(border) > 2 else 1.0  # noqa: PLR2004 - its third number
    return max(number(entry(annotation, Name.BS, Name.W), number(stated, 1.0)), 0.0)


def _dashes(annotation: Dictionary) -> str:
    border = items(annotation.get(Name.Border))
    style = entry(annotation, Name.BS)
    dashed = entry(style, Name.S) == Name.D
    given = entry(style, Name.D) if dashed else (border[3] if len(border) > 3 else None)  # noqa: PLR2004
    lengths = [f"{length:g}" for length in numbers(given) if length > 0]
    return f"[{' '.join(lengths)}] 0 d " if lengths else ""


def _quads(annotation: Dictionary) -> list[Box]:
    """The boxes of the words that are marked."""
    found = numbers(annotation.get(Name.QuadPoints))[: 8 * _MOST]
    fours = [found[start : start + 8] for start in range(0, len(found) - 7, 8)]
    return [(min(q[4], q[2]), min(q[5], q[3]), max(q[4], q[2]), max(q[5], q[3])) for q in fours]


def _around(boxes: list[Box]) -> Box:
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(tops)


def _marked(annotation: Dictionary, start: str, draw: Callable[[Box], str]) -> _Drawing | None:
    quads = _quads(annotation)
    return (_around(quads), start + "".join(map(draw, quads))) if quads else None


def _highlight(annotation: Dictionary) -> _Drawing | None:
    fill = _colour(annotation.get(Name.C), _YELLOW, "g rg k")
    return _marked(
        annotation, fill, lambda q: f"{q[0]:g} {q[1]:g} {q[2] - q[0]:g} {q[3] - q[1]:g} re f "
    )


def _lined(height: Callable[[Box], float]) -> Callable[[Dictionary], _Drawing | None]:
    def draw(annotation: Dictionary) -> _Drawing | None:
        return _marked(
            annotation,
            _stroke(annotation, _BLACK) + "1 w ",
            lambda q: f"{q[0]:g} {height(q):g} m {q[2]:g} {height(q):g} l S ",
        )

    return draw


def _squiggly(annotation: Dictionary) -> _Drawing | None:
    return _marked(annotation, _stroke(annotation, _BLACK) + "1 w ", _wave)


def _wave(quad: Box) -> str:
    """A zigzag along the foot of a box, down first."""
    left, low, right, _ = quad
    teeth = min(max(math.ceil((right - left) / _WAVE) - 1, 0), _MOST)
    heights = (low + _WAVE, low)
    points = [(left + _WAVE * n, heights[n % 2]) for n in range(teeth + 1)]
    rest = right - points[-1][0]
    points.append((right, low + rest if teeth % 2 else low + _WAVE - rest))
    drawn = (f"{x:g} {y:g} {'l' if n else 'm'}" for n, (x, y) in enumerate(points))
    return " ".join(drawn) + " S "


def _ink(annotation: Dictionary) -> _Drawing | None:
    where, width = box(annotation.get(Name.Rect)), _width(annotation)
    if where is None or not width:
        return None
    strokes = " ".join(map(_line, items(annotation.get(Name.InkList))))
    half = width / 2
    grown = (where[0] - half, where[1] - half, where[2] + half, where[3] + half)
    return grown, _stroke(annotation, _BLACK) + f"{width:g} w {_dashes(annotation)}{strokes}"


def _line(points: object) -> str:
    found = numbers(points)[:_MOST]
    pairs = zip(found[::2], found[1::2], strict=False)
    drawn = [f"{x:g} {y:g} {'l' if n else 'm'}" for n, (x, y) in enumerate(pairs)]
    return " ".join(drawn) + " S" if len(drawn) > 1 else ""


def _shape(outline: Callable[[Box], str]) -> Callable[[Dictionary], _Drawing | None]:
    def draw(annotation: Dictionary) -> _Drawing | None:
        fill = _colour(annotation.get(Name.IC), [], "g rg k")
        return _framed(annotation, fill, _stroke(annotation, _BLACK), outline)

    return draw


def _frame(widget: Dictionary) -> _Drawing | None:
    """The border and ground of a field."""
    fill = _colour(entry(widget, Name.MK, Name.BG), [], "g rg k")
    pen = _colour(entry(widget, Name.MK, Name.BC), [], "G RG K")
    return _framed(widget, fill, pen, _rectangle)


def _framed(
    annotation: Dictionary, fill: str, colour: str, outline: Callable[[Box], str]
) -> _Drawing | None:
    """A shape just inside of an annotation's rectangle."""
    where, width = box(annotation.get(Name.Rect)), _width(annotation) if colour else 0.0
    if where is None or not (width or fill):
        return None
    half = width / 2
    inner = (where[0] + half, where[1] + half, where[2] - half, where[3] - half)
    pen = f"{colour}{width:g} w {_dashes(annotation)}" if width else ""
    paint = "B*" if fill and width else "f" if fill else "S"
    return where, f"{fill}{pen}{outline(inner)}{paint}"


def _rectangle(inner: Box) -> str:
    left, low, right, top = inner
    return f"{left:g} {low:g} {right - left:g} {top - low:g} re "


def _ellipse(inner: Box) -> str:
    left, low, right, top = inner
    x, y = (left + right) / 2, (low + top) / 2
    a, b = (right - left) / 2, (top - low) / 2
    h, v = a * _CURVE, b * _CURVE
    return (
        f"{left:g} {y:g} m {left:g} {y + v:g} {x - h:g} {top:g} {x:g} {top:g} c "
        f"{x + h:g} {top:g} {right:g} {y + v:g} {right:g} {y:g} c "
        f"{right:g} {y - v:g} {x + h:g} {low:g} {x:g} {low:g} c "
        f"{x - h:g} {low:g} {left:g} {y - v:g} {left:g} {y:g} c "
    )


def _note(annotation: Dictionary) -> _Drawing | None:
    """The sign of a comment: a yellow speech bubble of three lines."""
    corners = numbers(annotation.get(Name.Rect))
    if len(corners) != 4:  # noqa: PLR2004 - two corners
        return None
    left, low = corners[:2]
    path = "".join(_bubble(left + 0.5, low + 4.5, left + _NOTE - 0.5, low + _NOTE - 0.5))
    return (left, low, left + _NOTE, low + _NOTE), f"1 1 0 rg 0 0 0 RG 1 w {path}B*"


def _bubble(left: float, low: float, right: float, top: float) -> Iterator[str]:
    yield f"{left:g} {low:g} m {left:g} {top:g} l {right:g} {top:g} l {right:g} {low:g} l "
    yield f"{left + 8:g} {low:g} l {left + 6:g} {low - 4:g} l {left + 4:g} {low:g} l "
    yield f"{left:g} {low:g} l "
    for line in (1, 2, 3):
        height = top - line * (top - low) / 4
        yield f"{left + 2:g} {height:g} m {right - 2:g} {height:g} l "


_DRAWN: Mapping[str, Callable[[Dictionary], _Drawing | None]] = {
    "/Highlight": _highlight,
    "/Underline": _lined(lambda quad: quad[1] + 1),
    "/StrikeOut": _lined(lambda quad: (quad[1] + quad[3]) / 2),
    "/Squiggly": _squiggly,
    "/Ink": _ink,
    "/Square": _shape(_rectangle),
    "/Circle": _shape(_ellipse),
    "/Text": _note,
    "/Widget": _frame,
}
