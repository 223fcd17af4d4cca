from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.pdf.bands import Box
from archive_builder.convert.pdf.strays import Piece, disordered, ordered


def piece(text: str, left: float, bottom: float = 100) -> Piece:
    """Characters of 10 pt, side by side."""
    return Piece(text, Box(left, bottom, left + 10 * len(text), bottom + 10))


def test_strays_fill_their_gaps_and_the_blanks_go() -> None:
    line = [piece("李", 0), piece("祥，", 20), piece("某", 50), piece("𠮷", 10), piece("㛃", 40)]
    assert ordered(line) == "李𠮷祥，㛃某"


def test_what_was_drawn_late_may_be_the_common_characters() -> None:
    line = [piece("䶮", 0), piece("㛃", 20), piece("、", 10), piece("。", 30), piece("村", 80)]
    assert ordered(line) == "䶮、㛃。 村"


def test_a_line_may_begin_with_a_stray() -> None:
    assert ordered([piece("某丙", 10), piece("㛃", 0)]) == "㛃某丙"


def test_a_line_in_order_stays() -> None:
    assert ordered([piece("一", 0), piece("二", 10), piece("三", 90)]) is None
    assert ordered([]) is None


def test_columns_keep_their_order() -> None:
    assert ordered([piece("右栏", 300), piece("左栏", 0)]) is None


def test_what_is_printed_over_other_text_stays() -> None:
    assert ordered([piece("一二三", 0), piece("四", 40), piece("二", 10)]) is None


def test_what_touches_nothing_stays() -> None:
    assert ordered([piece("一", 0), piece("三", 90), piece("二", 50)]) is None


def test_what_stands_on_another_height_stays() -> None:
    assert ordered([piece("一", 0), piece("三", 20), piece("二", 10, bottom=94)]) is None


def test_writing_from_right_to_left_stays() -> None:
    assert ordered([piece("ב", 10), piece("א", 0)]) is None


def test_disorder_is_a_step_back_within_a_line() -> None:
    line = piece("一二三", 0).box
    assert disordered([line, piece("二", 10).box])
    assert not disordered([line, piece("四", 30).box, piece("一", 0, bottom=80).box])


@given(st.permutations(range(6)), st.integers(0, 200))
def test_no_character_is_lost_or_doubled(places: list[int], between: int) -> None:
    line = [piece("一二三四五六"[n], n * (10 + between / 10)) for n in places]
    text = ordered(line)
    assert text is None or sorted(text.replace(" ", "")) == sorted("一二三四五六")


@given(st.permutations(range(1, 5)))
def test_strays_come_in_order_whatever_order_they_were_drawn_in(places: list[int]) -> None:
    frame = [piece("首", 0)] + [piece(one, 20 * n) for n, one in enumerate("甲乙丙丁", 1)]
    late = [piece("一二三四"[n - 1], 20 * n - 10) for n in places]
    assert ordered([*frame, *late]) == "首一甲二乙三丙四丁"
