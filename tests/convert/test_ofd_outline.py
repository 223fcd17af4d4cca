"""Shorthand of paths, numbers and distances: pure parts of reading an OFD."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.ofd.numbers import UPRIGHT, floats, matrix, moved, steps, then, written
from archive_builder.convert.ofd.outline import Stroke, outline

coordinates = st.floats(-500, 500, allow_nan=False).map(lambda one: round(one, 3))
sizes = st.floats(0.1, 300).map(lambda one: round(one, 3))
matrices = st.tuples(*[st.floats(-10, 10).map(lambda one: round(one, 3))] * 6)


def points(strokes: tuple[Stroke, ...], of_each: int = 16) -> Iterator[tuple[float, float]]:
    """Points along what is drawn."""
    x = y = 0.0
    for operator, operands in strokes:
        if operator == "c":
            a, b, c, d, e, f = operands
            for n in range(of_each + 1):
                t = n / of_each
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                yield tuple(
                    sum(w * p for w, p in zip(weights, row, strict=True))
                    for row in ((x, a, c, e), (y, b, d, f))
                )  # type: ignore[misc]
        if operands:
            x, y = operands[-2:]
            yield x, y


def test_lines_curves_and_closing() -> None:
    assert outline("S 1 2 L 3 4 B 1 2 3 4 5 6 C M 9 9") == (
        ("m", (1, 2)),
        ("l", (3, 4)),
        ("c", (1, 2, 3, 4, 5, 6)),
        ("h", ()),
        ("m", (9, 9)),
    )


def test_a_curve_of_second_degree_keeps_its_middle() -> None:
    strokes = outline("M 0 0 Q 10 20 20 0")
    assert (10, 10) in [(round(x, 9), round(y, 9)) for x, y in points(strokes)]


@pytest.mark.parametrize(
    ("large", "sweep", "centre", "middle", "curves"),
    [
        (0, 1, (0, 0), (7.071, -7.071), 1),
        (1, 0, (0, 0), (-7.071, 7.071), 3),
        (0, 0, (10, -10), (2.929, -2.929), 1),
        (1, 1, (10, -10), (17.071, -17.071), 3),
    ],
)
def test_an_arc_goes_the_way_it_is_told(
    large: int,
    sweep: int,
    centre: tuple[float, float],
    middle: tuple[float, float],
    curves: int,
) -> None:
    """From (0, -10) to (10, 0), y downwards: sweep is clockwise."""
    strokes = outline(f"M 0 -10 A 10 10 0 {large} {sweep} 10 0")
    found = list(points(strokes))[1:]
    assert all(abs(math.dist(one, centre) - 10) < 0.01 for one in found)
    assert min(math.dist(one, middle) for one in found) < 0.01
    assert len(strokes) == 1 + curves


def test_a_whole_ring_of_two_arcs() -> None:
    found = list(points(outline("M 0 5 A 5 5 0 1 1 10 5 A 5 5 0 1 1 0 5 C")))
    assert all(abs(math.dist(one, (5, 5)) - 5) < 0.01 for one in found)
    assert min(y for _, y in found) == pytest.approx(0, abs=0.01)
    assert max(y for _, y in found) == pytest.approx(10, abs=0.01)


@given(
    ends=st.tuples(coordinates, coordinates, coordinates),
    radii=st.tuples(sizes, sizes),
    turn=coordinates,
    flags=st.tuples(st.integers(0, 1), st.integers(0, 1)),
)
def test_an_arc_ends_where_it_must(
    ends: tuple[float, ...], radii: tuple[float, ...], turn: float, flags: tuple[int, int]
) -> None:
    start, x, y = ends
    data = f"M {start} 0 A {radii[0]} {radii[1]} {turn} {flags[0]} {flags[1]} {x} {y}"
    strokes = outline(data)
    assert strokes[-1][1][-2:] == (x, y)
    assert 2 <= len(strokes) <= 5
    assert all(math.isfinite(one) for _, operands in strokes for one in operands)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ("", 0),
        ("x", 0),
        ("M 1", 0),
        ("M 0 0 L nan 0 L 1 1", 1),
        ("M 0 0 L 1e99 0", 1),
        ("L 1 1", 2),
    ],
)
def test_a_path_ends_where_it_makes_no_sense(data: str, count: int) -> None:
    assert len(outline(data)) == count


@given(st.text(alphabet="SMLQBAC 0123456789.-eg", max_size=80))
def test_no_shorthand_does_harm(data: str) -> None:
    assert all(math.isfinite(one) for _, operands in outline(data) for one in operands)


def test_distances() -> None:
    assert steps("g 3 2.5 1 g 2 4", 9) == (2.5, 2.5, 2.5, 1, 4, 4)
    assert steps("g 999999999 1", 4) == (1, 1, 1, 1)
    assert steps("1 2 x 3", 9) == (1, 2)
    assert steps("g 3", 9) == steps(None, 9) == steps("nan", 9) == ()


def test_numbers() -> None:
    assert floats("1 2,5 -3.5") == (1, 2, 5, -3.5)
    assert floats("1 nan") == floats("inf") == floats("1 2 mm") == floats(None) == ()
    assert matrix("0 0 0 0 5 5") == UPRIGHT
    assert written(1.5, -0.0000001, 100, 0.3528) == "1.5 0 100 0.3528"


@given(matrices, matrices, coordinates, coordinates)
def test_one_after_the_other(
    first: tuple[float, float, float, float, float, float],
    second: tuple[float, float, float, float, float, float],
    x: float,
    y: float,
) -> None:
    both = moved(then(first, second), x, y)
    assert both == pytest.approx(moved(second, *moved(first, x, y)), abs=1e-6)
