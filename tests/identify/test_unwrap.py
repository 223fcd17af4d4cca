"""Lines that pages broke are one again; lines that were written so stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.identify.normalise import lines_of, squeeze
from archive_builder.identify.unwrap import unwrap
from archive_builder.model import Text

FULL = "为贯彻落实上级决策部署切实做好本县防返贫动态监测和帮扶工作要求"
SIGNATURE = ("青溪县人民政府", "2021年7月5日")


def test_a_paragraph_is_one_line_and_the_signature_under_it_stays() -> None:
    lines = (FULL, FULL, FULL, "请认真执行。", *SIGNATURE)
    assert unwrap(lines) == (FULL * 3 + "请认真执行。", *SIGNATURE)


@pytest.mark.parametrize(
    "following",
    ["一、总体要求", "（一）基本原则", "1.加强领导", "第一条 为规范", "附件：名单", "  缩进的段落"],
)
def test_a_new_paragraph_begins_a_line(following: str) -> None:
    assert unwrap((FULL, FULL, FULL, following))[-1] == following.strip()


@pytest.mark.parametrize(
    "full",
    [
        FULL[:-1] + "。",
        FULL[:-1] + "：",
        "（" + FULL[:-2] + "）",
        "关于" + FULL[:-5] + "的通知",
    ],
)
def test_what_is_complete_does_not_go_on(full: str) -> None:
    assert unwrap((FULL, FULL, FULL + "。", full, "青溪县民政局"))[-1] == "青溪县民政局"


def test_rows_of_a_table_stay_apart() -> None:
    row = "石桥镇人民政府 上塘村村民委员会 一百二十户 四百三十人 已完成 无"
    assert unwrap((row,) * 5) == (row,) * 5


def test_lines_of_any_length_are_as_they_were_written() -> None:
    lines = ("关于春灌的通知", "各村：", "请做好春灌准备工作", *SIGNATURE)
    assert unwrap(lines) == lines


def test_a_sentence_goes_on_over_the_page() -> None:
    text = Text((f"{FULL}\n{FULL}\n— 1 —", f"{FULL}\n完毕\n— 2 —"))
    assert lines_of(text) == (FULL * 3 + "完毕",)


@given(st.lists(st.text("为贯彻落实，。：（一）、 2021aZ", min_size=1, max_size=40)))
def test_no_character_is_lost(lines: list[str]) -> None:
    assert squeeze("".join(unwrap(lines))) == squeeze("".join(lines))
