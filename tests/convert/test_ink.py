from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.pdf.ink import Raster, boxes, marked, paper_of


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    width = draw(st.integers(1, 24))
    height = draw(st.integers(1, 12))
    dark = draw(st.sets(st.integers(0, width * height - 1), max_size=14))
    return Raster(width, height, bytes(int(place in dark) for place in range(width * height)))


def pixels(marks: Raster) -> set[tuple[int, int]]:
    return {(n % marks.width, n // marks.width) for n, level in enumerate(marks.levels) if level}


@given(rasters(), st.integers(1, 6))
def test_boxes_hold_every_mark_tightly_and_stand_apart(marks: Raster, gap: int) -> None:
    found = boxes(marks, gap)
    dark = pixels(marks)
    for x, y in dark:
        assert sum(a <= x < c and b <= y < d for a, b, c, d in found) == 1
    for left, top, right, bottom in found:
        inside = [(x, y) for x, y in dark if left <= x < right and top <= y < bottom]
        assert (min(x for x, _ in inside), min(y for _, y in inside)) == (left, top)
        assert (max(x for x, _ in inside), max(y for _, y in inside)) == (right - 1, bottom - 1)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            sideways = max(one[0], other[0]) - min(one[2], other[2])
            upwards = max(one[1], other[1]) - min(one[3], other[3])
            assert max(sideways, upwards) >= gap


def test_marks_on_one_line_are_one_box_and_far_ones_two() -> None:
    row = bytes([0, 1, 0, 1, 0, 0, 0, 0, 1, 0])
    assert boxes(Raster(10, 1, row), 3) == ((1, 0, 4, 1), (8, 0, 9, 1))


def test_what_is_darker_than_the_paper_is_marked() -> None:
    scan = Raster(8, 2, bytes([230, 231, 229, 230, 230, 230, 100, 205]) * 2)
    assert paper_of(scan) == 230
    assert marked(scan).levels == bytes([0, 0, 0, 0, 0, 0, 1, 1]) * 2


def test_a_dark_page_is_marked_all_over() -> None:
    assert marked(Raster(4, 1, bytes([20, 20, 20, 250]))).levels == bytes([1, 1, 1, 1])


def test_rows_and_blankness() -> None:
    picture = Raster(2, 3, b"\xff\xff\x00\xff\xff\xff")
    assert picture.rows(1, 2) == Raster(2, 1, b"\x00\xff")
    assert not picture.blank
    assert picture.rows(2, 9).blank
