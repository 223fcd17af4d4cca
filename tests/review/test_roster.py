"""Tables as clerks make them → the households they name. All persons are fictional."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import Household
from archive_builder.review import merged, read_roster

ID = "640000190001010000"
"""No person's: the region has no such county, and nobody was born then."""


def households(*lines: str) -> list[tuple[str, str]]:
    """Read one sheet, its cells divided by `|`."""
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return [(found.number, found.head) for found in read_roster([rows]).households]


def test_a_head_a_line_with_its_number():
    assert households(
        "序号|户编号|户主|户籍人口数",
        "1|户001|示例户甲|4",
        "2|户002|示例户乙|3",
    ) == [("户001", "示例户甲"), ("户002", "示例户乙")]


def test_titles_stand_above_and_sums_and_signatures_below():
    assert households(
        "某家园移民户花名册|||",
        "填报单位：某家园||2021年12月|",
        "|||",
        "序号|户主姓名|人口|备注",
        "1|示例户甲|4|",
        "小计||4|",
        "2|示 例 户乙|3|",
        "合 计|2户|7|",
        "|合计||",
        "填表人：示例某|||",
        "|审核：示例某||",
    ) == [("", "示例户甲"), ("", "示例户乙")]


def test_one_household_for_all_its_members():
    assert households(
        "户编号|姓名|与户主关系",
        "001|示例户甲|户主",
        "001|示例户甲配偶|配偶",
        "001|示例户甲之子|之子",
        "002|示例户乙|本人",
        "002|示例户乙之女|之女",
    ) == [("001", "示例户甲"), ("002", "示例户乙")]


def test_a_number_merged_over_a_household_is_its_heads():
    assert households(
        "户号|姓名|家庭关系",
        "7|示例户甲之父|之父",
        "|示例户甲|户主",
        "|示例户甲之子|之子",
        "8|示例户乙|户主",
        "|示例户丙|户主",
    ) == [("7", "示例户甲"), ("8", "示例户乙"), ("", "示例户丙")]


def test_the_heads_column_says_it_where_nobody_is_marked():
    assert households(
        "户主姓名|姓名|与户主关系",
        "示例户甲|示例户甲|",
        "示例户甲|示例户甲之子|",
        "示例户乙|示例户乙|",
    ) == [("", "示例户甲"), ("", "示例户乙")]


def test_a_header_of_two_lines():
    assert households(
        "序号|户主信息||家庭成员信息||备注",
        "|身份证号码|姓名|姓名|与户主关系|",
        f"1|{ID}|示例户甲|示例户甲|户主|",
        "||示例户甲|示例户甲之子|之子|",
        f"2|{ID}|示例户乙|示例户乙|户主|",
    ) == [("", "示例户甲"), ("", "示例户乙")]


def test_the_name_under_the_head_and_not_the_id_card():
    assert households(
        "序号|户主||住址",
        "|身份证号|姓名|",
        f"1|{ID}|示例户甲|一排",
        f"2|{ID}|示例户乙|二排",
    ) == [("", "示例户甲"), ("", "示例户乙")]


def test_a_name_with_the_households_size_or_number_is_the_heads():
    assert households(
        "序号|姓名|家庭人口(人)", "1|示例户甲|4", "|示例户甲之子|", "2|示例户乙|1"
    ) == [
        ("", "示例户甲"),
        ("", "示例户乙"),
    ]
    assert households("户编号|姓名", "1|示例户甲", "1|示例户甲之子", "2|示例户乙", "|示例户丙") == [
        ("1", "示例户甲"),
        ("2", "示例户乙"),
    ]


def test_one_households_own_form_is_no_roster():
    assert not households(
        "某家园移民户基本情况表|||",
        "户主姓名|示例户甲|性别|男",
        "家庭住址|一排|家庭人口|2",
        "姓名|与户主关系|年龄|",
        "示例户甲|户主|40|",
    )


def test_notes_below_the_names_are_no_household():
    assert households(
        "户主姓名|户编号",
        "示例户甲|1",
        "本表一式两份，村、乡各一份|",
        "负责人签字|",
        "备注：以上属实|",
    ) == [("1", "示例户甲")]


def test_persons_alone_name_no_household():
    found = read_roster([[("序号", "姓名", "职务"), ("1", "示例某", "网格员")]])

    assert found.households == ()
    (finding,) = found.findings
    assert finding.blocks and "户主姓名" in finding.text


@pytest.mark.parametrize("sheets", [[], [[]], [[()]], [[("某家园花名册",)]], [[("", ""), ("无",)]]])
def test_what_is_no_roster_names_nobody_and_says_what_to_do(sheets):
    found = read_roster(sheets)

    assert found.households == () and len(found.findings) == 1


@pytest.mark.parametrize(
    "heading",
    [
        "户主",
        "户主姓名",
        "户主\n姓名",
        "户 主",
        "姓名（户主）",
        "户主名",
        "移民户主姓名",
        "农户姓名",
        "户主姓名（与户口本一致）",
        "户代表",
        "户主（签字）",
        "搬迁户户主姓名",
    ],
)
def test_headings_of_the_head(heading):
    assert read_roster([[(heading,), ("示例户甲",)]]).households == (Household("", "示例户甲"),)


@pytest.mark.parametrize(
    "heading",
    ["与户主关系", "是否户主", "户主身份证号", "户主联系电话", "非户主", "帮扶责任人姓名", "户数"],
)
def test_headings_of_something_else(heading):
    assert read_roster([[("序号", heading), ("1", "示例户甲")]]).households == ()


@pytest.mark.parametrize(
    "heading", ["户编号", "户号", "编号", "家庭编号", "户编码", "档案编号", "户编号（12位）"]
)
def test_headings_of_the_number(heading):
    assert households(f"{heading}|户主", "12|示例户甲") == [("12", "示例户甲")]


def test_the_households_number_goes_before_any_other():
    assert households("编号|户编号|户主", "1|640001|示例户甲") == [("640001", "示例户甲")]


@pytest.mark.parametrize(
    "number",
    [
        ID,
        f"{ID[:17]}X",
        f"户{ID}",
        "640000900101000",
        "6400**********0000",
        "13000000000",
        "/",
        "—",
        "无",
        "",
    ],
)
def test_a_persons_own_number_is_no_households_number(number):
    assert households("户编号|户主", f"{number}|示例户甲") == [("", "示例户甲")]


def test_personal_numbers_stay_out_of_the_heads_name():
    assert households("户主", f"示例户甲（{ID}）", "示例户乙13000000000") == [
        ("", "示例户甲"),
        ("", "示例户乙"),
    ]


def test_a_header_printed_again_on_each_page_is_no_household():
    assert households("序号|户主姓名", "1|示例户甲", "序号|户主姓名", "2|示例户乙") == [
        ("", "示例户甲"),
        ("", "示例户乙"),
    ]


def test_namesakes_are_two_households_unless_their_number_is_one():
    assert households(
        "户编号|户主", "1|示例户甲", "1|示例户甲", "2|示例户甲", "|示例户甲", "|示例户甲"
    ) == [
        ("1", "示例户甲"),
        ("2", "示例户甲"),
        ("", "示例户甲"),
        ("", "示例户甲"),
    ]


def test_sheets_of_groups_add_up_and_a_part_of_another_adds_nothing():
    groups = [[("户主",), ("示例户甲",), ("示例户乙",)], [("户主",), ("示例户丙",), ("示例户甲",)]]
    part = [("户主",), ("示例户丙",)]
    note = [("填表说明",), ("一户一行",)]
    found = read_roster([note, *groups, part]).households

    assert [household.head for household in found] == [
        "示例户甲",
        "示例户乙",
        "示例户丙",
        "示例户甲",
    ]


HOUSEHOLDS = st.lists(
    st.builds(
        Household, st.sampled_from(["", "1", "2"]), st.sampled_from(["示例户甲", "示例户乙"])
    ),
    max_size=6,
).map(tuple)


@given(HOUSEHOLDS, HOUSEHOLDS)
def test_merging_loses_nobody(first, second):
    both = merged([first, second])

    assert set(both) == {*first, *second}
    assert merged([both, first]) == both
    assert merged([both, second]) == both


CELLS = st.text("户主姓名编号关系123合计示例甲乙：（） |无", max_size=6)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=8))
def test_no_table_is_too_strange(rows):
    for household in read_roster([rows]).households:
        assert household.head and len(household.head) <= 30
