"""The outline of a path: OFD's shorthand (AbbreviatedData) as strokes of lines and curves."""

from __future__ import annotations

import math
from collections.abc import Iterator

from archive_builder.convert.ofd.numbers import Point, floats

Stroke = tuple[str, tuple[float, ...]]
"""PDF's operator and its operands: m, l, c or h."""
MAX_STROKES = 200_000

_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MOVES = ("S", "M")
_NEAR = 1e-6


def outline(data: str) -> tuple[Stroke, ...]:
    """Return what a path's shorthand draws, up to the first thing in it that is none.

    S and M begin, L is a line, Q and B are curves of second and third degree, A is a part of an
    ellipse (drawn as curves that differ by less than 1/3000 of its radius), C closes.
    """
    strokes: list[Stroke] = []
    current = start = (0.0, 0.0)
    for operator, operands in _instructions(data):
        if not strokes and operator not in _MOVES:
            strokes.append(("m", current))
        strokes.extend(_strokes(operator, operands, current))
        if operator == "C":
            current = start
        else:
            x, y = operands[-2:]
            current = (x, y)
        start = current if operator in _MOVES else start
        if len(strokes) > MAX_STROKES:
            break
    return tuple(strokes)


def _instructions(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    parts = data.replace(",", " ").split()
    position = 0
    while position < len(parts):
        operator = parts[position]
        count = _OPERANDS.get(operator)
        if count is None:
            return
        operands = floats(" ".join(parts[position + 1 : position + 1 + count]))
        if len(operands) != count:
            return
        yield operator, operands
        position += 1 + count


def _strokes(operator: str, operands: tuple[float, ...], current: Point) -> Iterator[Stroke]:
    match operator:
        case "S" | "M":
            yield "m", operands
        case "L":
            yield "l", operands
        case "B":
            yield "c", operands
        case "Q":
            yield "c", _cubic(current, operands)
        case "A":
            yield from _arc(current, operands)
        case _:
            yield "h", ()


def _cubic(current: Point, operands: tuple[float, ...]) -> tuple[float, ...]:
    """The curve of third degree that a curve of second degree is."""
    (x0, y0), (x1, y1, x2, y2) = current, operands
    first = (x0 + 2 * (x1 - x0) / 3, y0 + 2 * (y1 - y0) / 3)
    return (*first, x2 + 2 * (x1 - x2) / 3, y2 + 2 * (y1 - y2) / 3, x2, y2)


def _arc(current: Point, operands: tuple[float, ...]) -> Iterator[Stroke]:
    """An arc as curves of at most a quarter turn each (SVG 1.1, F.6, whose arcs these are)."""
    rx, ry, turned, large, clockwise, x, y = operands
    rx, ry = abs(rx), abs(ry)
    if rx < _NEAR or ry < _NEAR or math.dist(current, (x, y)) < _NEAR:
        yield "l", (x, y)
        return
    turn = math.radians(turned)
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (current[0] - x) / 2, (current[1] - y) / 2
    px, py = cos * dx + sin * dy, cos * dy - sin * dx
    grown = math.sqrt(max(1.0, (px / rx) ** 2 + (py / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    px, py = px / rx, py / ry
    away = math.sqrt(max(0.0, 1 / (px * px + py * py) - 1))
    away = -away if bool(large) == bool(clockwise) else away
    cx, cy = away * py, -away * px
    begin = math.atan2(py - cy, px - cx)
    sweep = math.atan2(-py - cy, -px - cx) - begin
    if clockwise and sweep < 0:
        sweep += math.tau
    if not clockwise and sweep > 0:
        sweep -= math.tau
    mx, my = (current[0] + x) / 2, (current[1] + y) / 2

    def placed(u: float, v: float) -> Point:
        u, v = rx * (u + cx), ry * (v + cy)
        return mx + cos * u - sin * v, my + sin * u + cos * v

    count = max(1, math.ceil(abs(sweep) / (math.pi / 2) - _NEAR))
    for number in range(count):
        last = number == count - 1
        curve = _turn(begin + sweep * number / count, sweep / count)
        points = [coordinate for u, v in curve for coordinate in placed(u, v)]
        yield "c", (*points[:4], *((x, y) if last else points[4:]))


def _turn(begin: float, sweep: float) -> tuple[Point, Point, Point]:
    """The curve that goes along the unit circle from one angle on."""
    pull = 4 / 3 * math.tan(sweep / 4)
    end = begin + sweep
    return (
        (math.cos(begin) - pull * math.sin(begin), math.sin(begin) + pull * math.cos(begin)),
        (math.cos(end) + pull * math.sin(end), math.sin(end) - pull * math.cos(end)),
        (math.cos(end), math.sin(end)),
    )
