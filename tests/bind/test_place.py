"""Where source pages go: numbers, for every rotation, side, size, origin and unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.bind.place import IDENTITY, Matrix, SourcePage, moved, place, then
from archive_builder.bind.plan import Side
from archive_builder.typeset.marks import A4

sizes = st.floats(50, 2000)
pages = st.builds(
    lambda x, y, w, h, rotation, unit: SourcePage((x, y, x + w, y + h), rotation, unit),
    st.floats(-500, 500),
    st.floats(-500, 500),
    sizes,
    sizes,
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from([0.5, 1.0, 2.0]),
)


def scale(matrix: Matrix) -> float:
    return float((matrix[0] ** 2 + matrix[1] ** 2) ** 0.5)


@given(pages, st.sampled_from(Side))
def test_a_page_fits_a4_centred_and_is_never_enlarged(page: SourcePage, side: Side) -> None:
    matrix = place(page, side)
    left, low, right, high = moved(page.box, matrix)
    assert left >= -1.01
    assert low >= -1.01
    assert right <= A4[0] + 1.01
    assert high <= A4[1] + 1.01
    assert (left + right) / 2 == pytest.approx(A4[0] / 2, abs=1.01)
    assert (low + high) / 2 == pytest.approx(A4[1] / 2, abs=1.01)
    assert scale(matrix) <= page.unit + 1e-9
    across = abs(right - left) - abs(high - low)
    assert across <= 1e-6


def test_an_a4_page_is_left_alone() -> None:
    for width, height in (A4, (595, 842), (595.32, 841.92)):
        assert place(SourcePage((0, 0, width, height)), Side.FRONT) == IDENTITY


@pytest.mark.parametrize(
    ("side", "rotation", "top_left"),
    [
        (Side.FRONT, 0, (0, 0)),  # the top goes to the spine, at the left of a front
        (Side.BACK, 0, A4),  # and at the right of a back
        (Side.FRONT, 180, A4),
        (Side.BACK, 180, (0, 0)),
    ],
)
def test_a_landscape_page_has_its_top_at_the_spine(
    side: Side, rotation: int, top_left: tuple[float, float]
) -> None:
    page = SourcePage((0, 0, A4[1], A4[0]), rotation)
    corner = moved((0, A4[0], 0, A4[0]), place(page, side))
    assert corner[:2] == pytest.approx(top_left, abs=0.01)


def test_a_page_that_is_displayed_upright_is_turned_by_its_rotation_alone() -> None:
    page = SourcePage((0, 0, A4[1], A4[0]), 90)
    for side in Side:
        assert moved((0, 0, 0, 0), place(page, side))[:2] == pytest.approx((0, A4[1]))


def test_letter_is_made_smaller_and_a5_is_not_made_larger() -> None:
    assert scale(place(SourcePage((0, 0, 612, 792)), Side.FRONT)) == pytest.approx(A4[0] / 612)
    assert place(SourcePage((0, 0, 420, 595)), Side.FRONT)[:4] == (1, 0, 0, 1)


def test_matrices_apply_in_order() -> None:
    turn_then_move = then((0, 1, -1, 0, 0, 0), (1, 0, 0, 1, 10, 0))
    assert moved((1, 0, 1, 0), turn_then_move)[:2] == (10, 1)
