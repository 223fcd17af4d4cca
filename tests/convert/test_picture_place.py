from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.picture.place import MARGIN, MAX_STRIPS, OVERLAP, place, strips
from archive_builder.typeset.marks import A4, MM

DPI = st.floats(0, 5000)


def test_a_photograph_fits_between_the_margins() -> None:
    placed = place(4000, 3000, (72, 72))
    assert placed.page == (A4[1], A4[0])
    assert placed.size[1] == pytest.approx(A4[0] - 50 * MM)
    assert placed.size[0] / placed.size[1] == pytest.approx(4 / 3)
    assert placed.too_fine


def test_a_small_picture_is_not_enlarged_beyond_96_dpi() -> None:
    assert place(96, 192, (96, 96)).size == (72.0, 144.0)
    assert place(96, 192, (0, 0)).size == (72.0, 144.0)
    assert place(300, 600, (300, 300)).size == (72.0, 144.0)


def test_a_scan_of_a4_fills_its_page() -> None:
    placed = place(2480, 3508, (300, 300))
    assert placed.page == A4
    assert placed.size == (pytest.approx(A4[0], rel=0.001), pytest.approx(A4[1], rel=0.001))
    assert not placed.too_fine


@pytest.mark.parametrize("pixels", [(4961, 3508), (7016, 4961)])
def test_a_larger_scan_of_its_shape_is_reduced_to_the_page(pixels: tuple[int, int]) -> None:
    placed = place(*pixels, (300, 300))
    assert placed.page == (A4[1], A4[0])
    assert placed.size[0] == pytest.approx(A4[1], rel=0.001)
    assert placed.dpi == pytest.approx(72 * pixels[0] / A4[1], rel=0.001)


def test_a_square_stands_on_a_portrait_page() -> None:
    assert place(500, 500, (96, 96)).page == A4


def test_a_fax_keeps_its_shape() -> None:
    placed = place(1728, 1143, (204, 98))
    assert placed.size[0] / placed.size[1] == pytest.approx((1728 / 204) / (1143 / 98))


@pytest.mark.parametrize(
    ("pixels", "pages"),
    [((1080, 2400), 0), ((1080, 2800), 2), ((1080, 9000), 6), ((9000, 1080), 0), ((300, 900), 0)],
)
def test_long_pictures_are_cut(pixels: tuple[int, int], pages: int) -> None:
    assert len(strips(*pixels, (0, 0))) == pages


def test_a_picture_beyond_measure_stands_on_one_page() -> None:
    assert strips(1080, 70_000, (0, 0)) == ()


@given(st.integers(1, 3_000), st.integers(1, 60_000), DPI, DPI)
def test_strips_show_the_whole_picture_and_overlap(
    width: int, height: int, across: float, down: float
) -> None:
    cut = strips(width, height, (across, down))
    if not cut:
        return
    assert 2 <= len(cut) <= MAX_STRIPS
    assert (cut[0].box[1], cut[-1].box[3]) == (0, height)
    for one in cut:
        assert one.box[0] == 0
        assert one.box[2] == width
        assert one.placed.size[0] <= one.placed.page[0] - 2 * MARGIN + 0.01
        assert one.placed.size[1] <= one.placed.page[1] - 2 * MARGIN + 1
    for upper, lower in pairwise(cut):
        dots = (upper.box[3] - upper.box[1]) / upper.placed.size[1]
        assert (upper.box[3] - lower.box[1]) / dots == pytest.approx(OVERLAP, abs=1 / dots + 0.01)


@given(st.integers(1, 20_000), st.integers(1, 20_000), DPI, DPI)
def test_nothing_is_enlarged_nor_runs_off_its_page(
    width: int, height: int, across: float, down: float
) -> None:
    placed = place(width, height, (across, down))
    assert sorted(placed.page) == sorted(A4)
    for side, room in zip(placed.size, placed.page, strict=True):
        assert 0 < side <= room * 1.0001
    assert placed.size[0] <= 72 * width / 96 * 1.0001
    assert placed.size[1] <= 72 * height / 96 * 1.0001
    assert placed.turned.turned == placed
