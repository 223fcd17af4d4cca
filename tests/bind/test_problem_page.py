"""The page that stands for a document without pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from book_samples import LOOK, item

from archive_builder.bind import Item
from archive_builder.bind.layout.problem import problem_page
from archive_builder.typeset.marks import A4, MM, Role, Rule, Sheet, Text


def measure(text: str, _role: Role, size: float) -> float:
    return sum(size if ord(c) > 255 else size / 2 for c in text)


def laid(given: Item) -> Sheet:
    return problem_page(given, LOOK, measure)


def said(sheet: Sheet) -> list[str]:
    return [mark.text for mark in sheet.marks if isinstance(mark, Text)]


def film(**said_of_it: object) -> Item:
    made = item("甲", problem="视频不能印成纸页，以原件为准")
    details = ("时长 3 分 20 秒", "画面 1920×1080 像素")
    return replace(
        made,
        size=734_003_200,
        rendition=replace(made.rendition, kind="视频", details=details),
        **said_of_it,
    )


def test_it_says_what_the_file_is_and_where_it_lies() -> None:
    texts = said(laid(film()))
    for label, value in (
        ("类别", "视频"),
        ("时长", "3 分 20 秒"),
        ("画面", "1920×1080 像素"),
        ("大小", "700.0 MB（734,003,200 字节）"),
        ("文件名", "甲.docx"),
        ("原件存放", "archive/objects/甲"),
    ):
        assert texts[texts.index(label) + 1] == value
    assert "视频不能印成纸页，以原件为准" in texts
    assert "本件以原件为准" in "".join(texts)


def test_a_detail_without_a_label_is_a_remark() -> None:
    given = film()
    rendition = replace(given.rendition, details=("画面全黑",))
    texts = said(laid(replace(given, rendition=rendition)))
    assert texts[texts.index("说明") + 1] == "画面全黑"


@pytest.mark.parametrize("length", [1, 30, 120, 255])
def test_long_names_stay_on_the_page_and_within_their_cells(length: int) -> None:
    sheet = laid(film(title="题" * length, name="x" * length, origin="archive/" + "y" * length))
    rules = [mark for mark in sheet.marks if isinstance(mark, Rule)]
    right = max(max(rule.x1, rule.x2) for rule in rules)
    assert max(max(rule.y1, rule.y2) for rule in rules) < A4[1] - 25 * MM
    for mark in sheet.marks:
        if isinstance(mark, Text):
            width = measure(mark.text, mark.role, mark.size)
            end = mark.x + width * {"left": 1.0, "centre": 0.5}[mark.anchor]
            assert end <= right + 0.1
            assert mark.y <= A4[1] - 15 * MM
    everything = "".join(said(sheet))
    assert everything.count("题") >= length
    assert everything.count("x") >= length
