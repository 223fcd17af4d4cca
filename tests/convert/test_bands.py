from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.pdf.bands import MOST, Box, cuts


def line(top: float, left: float = 80, right: float = 500, height: float = 10) -> Box:
    return Box(left, top - height, right, top)


BODY = [line(700), line(680), line(660), line(640)]


def test_a_page_drawn_from_top_to_bottom_is_whole() -> None:
    assert cuts(BODY) == []
    assert cuts([]) == []


def test_a_text_box_drawn_last_is_read_where_it_stands() -> None:
    assert cuts([*BODY, line(760, 200, 400)]) == [725.0]
    inside = [line(760), *BODY, line(740, 200, 300), line(720, 200, 300)]
    assert cuts(inside) == [745.0, 725.0, 705.0]


def test_a_footer_drawn_first_is_read_last() -> None:
    assert cuts([line(40, 280, 320), *BODY]) == [335.0]


def test_columns_and_cells_keep_their_order() -> None:
    columns = [line(top, 80, 280) for top in (700, 680)] + [
        line(top, 300, 500) for top in (697, 677)
    ]
    cells = [line(700, 80, 200), line(676, 80, 200), line(688, 220, 300)]
    assert cuts(columns) == []
    assert cuts(cells) == []


def test_a_box_beside_the_text_is_not_cut_through() -> None:
    assert cuts([*BODY, line(705, 200, 400, height=60)]) == []


def test_a_plan_with_a_thousand_labels_is_read_as_it_was_drawn() -> None:
    labels = [line(5000.0 - n, height=0.5) for n in range(MOST)]
    assert cuts([*labels, line(6000)]) == []
    assert cuts([*labels[1:], line(6000)]) != []


@given(
    st.lists(
        st.builds(
            lambda left, bottom, width, height: Box(left, bottom, left + width, bottom + height),
            *[st.integers(0, 500)] * 2,
            *[st.integers(1, 100)] * 2,
        )
    )
)
def test_no_cut_goes_through_anything_and_all_go_downwards(boxes: list[Box]) -> None:
    heights = cuts(boxes)
    assert heights == sorted(heights, reverse=True)
    assert not any(box.bottom < height < box.top for box in boxes for height in heights)
