"""避头尾, words kept whole, no orphans: and nothing is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.typeset.lines import (
    NO_END,
    NO_START,
    SLACK,
    Measure,
    break_balanced,
    break_lines,
)
from archive_builder.typeset.marks import Role

SIZE = 10.0


def lines(text: str, chars: float, measure: Measure) -> list[str]:
    return break_lines(text, chars * SIZE, Role.SONG, SIZE, measure)


@pytest.mark.parametrize(
    ("text", "chars", "expected"),
    [
        ("", 4, [""]),
        ("四字正好", 4, ["四字正好"]),
        ("甲乙丙丁，戊己", 4, ["甲乙丙", "丁，戊己"]),
        ("甲乙丙《丁戊》己庚", 4, ["甲乙丙", "《丁戊》", "己庚"]),
        ("甲乙丙丁……戊己庚", 4, ["甲乙丙", "丁……戊", "己庚"]),
        ("完成率达98.6%以上的", 5, ["完成率达", "98.6%以", "上的"]),
        ("定于2021-12-20前报", 6, ["定于", "2021-12-20", "前报"]),
        ("某政办发〔2021〕5号文", 7, ["某政办发", "〔2021〕5号文"]),
        ("编号 XJ-01 至 XJ-20", 5, ["编号 XJ-01", "至 XJ-20"]),
        ("第一行\n第二行\n", 9, ["第一行", "第二行", ""]),
        ("　　段首空两格的话", 6, ["　　段首空两", "格的话"]),
    ],
)
def test_breaks_where_the_rules_of_printing_allow(
    text: str, chars: float, expected: list[str], squares: Measure
) -> None:
    assert lines(text, chars, squares) == expected


def test_a_word_wider_than_the_line_breaks_after_hyphens_first(squares: Measure) -> None:
    assert lines("XJ-2021-0001", 3, squares) == ["XJ-", "2021-", "0001"]


def test_a_word_that_fits_a_line_is_never_cut(squares: Measure) -> None:
    assert lines("甲乙丙 organisation 丁", 6, squares) == ["甲乙丙", "organisation", "丁"]


def test_the_last_line_is_never_one_character(squares: Measure) -> None:
    assert lines("一二三四五六七八九", 8, squares) == ["一二三四五六七", "八九"]
    assert lines("一二三四五六七八九。", 8, squares) == ["一二三四五六七", "八九。"]


def test_an_orphan_stays_where_pulling_would_only_make_another(squares: Measure) -> None:
    assert lines("中国人", 2, squares) == ["中国", "人"]
    assert lines("一二三四五六，七。", 4, squares) == ["一二三", "四五", "六，七。"]


def test_an_english_apostrophe_does_not_part_a_word(squares: Measure) -> None:
    assert lines("甲乙丙it’s", 4, squares) == ["甲乙丙", "it’s"]


CHINESE = st.text("一二三四五六七八九十", min_size=1, max_size=12)
WORDS = st.sampled_from(["XJ-01", "2021-12-20", "98.6%", "GB/T", "a", "〔2021〕5号"])
CLAUSES = st.builds(
    lambda before, body, after: before + body + after,
    st.sampled_from(["", "（", "《", "“", " "]),
    CHINESE | WORDS,
    st.sampled_from(["", "，", "。", "）", "》", "”", "……", "——", " ", "：", "\n"]),
)
TEXTS = st.lists(CLAUSES, max_size=20).map("".join)


@given(st.text() | TEXTS, st.floats(1, 30))
def test_nothing_is_lost(squares: Measure, text: str, chars: float) -> None:
    broken = lines(text, chars, squares)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert len(broken) >= text.count("\n") + 1


@given(st.text() | TEXTS, st.floats(0.4, 30))
def test_no_line_is_wider_than_the_column(squares: Measure, text: str, chars: float) -> None:
    for line in lines(text, chars, squares):
        assert len(line) <= 1 or squares(line, Role.SONG, SIZE) <= chars * SIZE + SLACK


@given(TEXTS, st.floats(9, 30))
def test_no_mark_stands_on_the_wrong_side_of_a_break(
    squares: Measure, text: str, chars: float
) -> None:
    for paragraph in text.split("\n"):
        broken = lines(paragraph, chars, squares)
        assert not any(line[0] in NO_START for line in broken[1:])
        assert not any(line[-1] in NO_END for line in broken[:-1])


LONGER = st.text("一二三四五六七八九十", min_size=4, max_size=20)


@given(LONGER, CHINESE, st.integers(4, 9))
def test_no_orphans_in_plain_text(squares: Measure, first: str, second: str, chars: int) -> None:
    broken = lines(f"{first}，{second}。", chars, squares)
    assert len(broken) == 1 or sum(char.isalnum() for char in broken[-1]) > 1


@given(TEXTS, st.floats(9, 30))
def test_balancing_adds_no_line_and_loses_nothing(
    squares: Measure, text: str, chars: float
) -> None:
    greedy = lines(text, chars, squares)
    balanced = break_balanced(text, chars * SIZE, Role.SONG, SIZE, squares)
    assert len(balanced) <= len(greedy)
    assert "".join("".join(balanced).split()) == "".join(text.split())


def test_a_title_is_broken_into_lines_of_like_length(squares: Measure) -> None:
    title = "关于印发《某县档案资料收集整理工作方案》的通知"
    assert break_balanced(title, 200, Role.TITLE, 10, squares) == [
        "关于印发《某县档案资料收",
        "集整理工作方案》的通知",
    ]


def test_a_long_paragraph_of_nothing_but_signs_is_broken(squares: Measure) -> None:
    assert "".join(lines("=" * 40_000, 20, squares)) == "=" * 40_000
