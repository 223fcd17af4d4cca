from __future__ import annotations

from archive_builder.convert.sheet.heads import column_titles, header_rows

HEADER = ["序号", "户主姓名", "家庭人口", "备注"]
TITLE = ["某某村花名册", "", "", ""]
DATA = [["1", "甲", "4", ""], ["2", "乙", "3", "在外务工"]]


def test_the_header_is_below_title_and_unit() -> None:
    grid = [TITLE, ["填报单位：某某村", "", "", "2021年12月"], HEADER, *DATA]
    assert header_rows(grid) == range(2, 3)


def test_merged_cells_make_a_header_of_two_rows() -> None:
    group = ["序号", "户主姓名", "家庭成员", ""]
    names = ["", "", "男", "女"]
    merged = [((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 2), (1, 3)), ((0, 0), (0, 3))]
    grid = [TITLE, group, names, *DATA]
    rows = header_rows(grid, merged)
    assert rows == range(1, 3)
    assert column_titles(grid, rows, merged) == ["序号", "户主姓名", "家庭成员\n男", "家庭成员\n女"]


def test_a_table_of_numbers_alone_has_no_header() -> None:
    assert header_rows([["1", "2"], ["3", "4"]]) == range(0)


def test_a_header_without_rows_repeats_nothing() -> None:
    assert header_rows([TITLE, HEADER]) == range(0)


def test_nothing_has_no_header() -> None:
    assert header_rows([]) == range(0)
    assert header_rows([["", ""], ["", ""]]) == range(0)
