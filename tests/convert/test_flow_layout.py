from __future__ import annotations

import io
from itertools import chain, pairwise

import pikepdf
import pytest
from document_builders import picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_builder.convert.flow.blocks import (
    Align,
    Block,
    Cell,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Run,
    Style,
    Table,
    text_of,
)
from archive_builder.convert.flow.layout import HEIGHT, LEADING, LEFT, SIZE, TOP, WIDTH, lay_out
from archive_builder.convert.flow.plain import set_blocks
from archive_builder.typeset import marks
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import NO_END, NO_START, Measure
from archive_builder.typeset.marks import Role, Rule, Sheet, Text
from archive_builder.typeset.measure import measurer

SENTENCE = "各村党支部：现将二〇二一年度工作总结如下，请认真对照检查（见附件）。"


@pytest.fixture(scope="module")
def measure(fonts: FontSet) -> Measure:
    return measurer(fonts)


def paragraph(text: str, **more: object) -> Paragraph:
    return Paragraph((Run(text),), **more)


def heading(text: str, level: int = 2) -> Heading:
    return Heading(level, (Run(text),))


def table(rows: int, text: str = "某某镇人民政府", head: bool = True) -> Table:
    top = ((Cell((Run("单位"),), head=True), Cell((Run("情况"),), head=True)),) if head else ()
    return Table((*top, *((Cell((Run(f"{n}"),)), Cell((Run(text),))) for n in range(rows))))


def lines(sheet: Sheet) -> dict[float, list[Text]]:
    """The texts of a sheet by their baselines."""
    made: dict[float, list[Text]] = {}
    for mark in sheet.marks:
        if isinstance(mark, Text):
            made.setdefault(round(mark.y, 2), []).append(mark)
    return made


def shown(sheets: list[Sheet]) -> str:
    every = chain.from_iterable(sheet.marks for sheet in sheets)
    return "".join("".join(mark.text.split()) for mark in every if isinstance(mark, Text))


def squeezed(blocks: list[Block]) -> str:
    return "".join(text_of(blocks).split())


def right(mark: Text, measure: Measure) -> float:
    width = measure(mark.text, mark.role, mark.size) + (len(mark.text) - 1) * mark.spacing
    return mark.x + width * {"left": 1.0, "centre": 0.5}[mark.anchor]


words = st.text(st.sampled_from("工作总结（一）。，《报告》“好”A b1 2%—…\u3000"), max_size=90)
runs = st.lists(st.builds(Run, words, st.sampled_from(Style)), max_size=3).map(tuple)
cells = st.builds(
    Cell,
    st.lists(st.builds(Run, words), max_size=1).map(tuple),
    st.integers(1, 3),
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from(Align),
)
rows = st.lists(st.lists(cells, max_size=4).map(tuple), min_size=1, max_size=5)
blocks_of_any_kind = st.one_of(
    st.builds(Heading, st.integers(1, 6), runs),
    st.builds(
        Paragraph,
        runs,
        st.integers(0, 3),
        st.just(""),
        st.integers(0, 2),
        st.sampled_from(Align),
        st.booleans(),
    ),
    st.builds(Preformatted, words, st.booleans()),
    st.builds(Table, rows.map(tuple)),
    st.just(PageBreak()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(blocks_of_any_kind, max_size=12))
def test_every_character_appears_once_within_the_type_area(
    measure: Measure, blocks: list[Block]
) -> None:
    sheets = list(lay_out(blocks, measure))
    in_order = not any(isinstance(block, Table) for block in blocks)
    found, said = shown(sheets), squeezed(blocks)
    assert (found if in_order else sorted(found)) == (said if in_order else sorted(said))
    for mark in chain.from_iterable(sheet.marks for sheet in sheets):
        if isinstance(mark, Text):
            assert mark.x >= LEFT - 0.01
            assert right(mark, measure) <= LEFT + WIDTH + 0.01
            assert TOP < mark.y < TOP + HEIGHT + 0.01


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("工作总结（一）。，《报告》“好”AB1"), min_size=1, max_size=400))
def test_no_line_begins_or_ends_with_a_mark_that_must_not(measure: Measure, text: str) -> None:
    some = "文" + text.replace("（", "（文").replace("《", "《文").replace("“", "“文").replace(
        "，", "文，"
    )
    some = (
        some.replace("。", "文。").replace("）", "文）").replace("》", "文》").replace("”", "文”")
    )
    for sheet in lay_out([paragraph(some)], measure):
        for line in lines(sheet).values():
            assert line[0].text[0] not in NO_START
            assert line[-1].text[-1] not in NO_END


def test_full_lines_reach_both_margins(measure: Measure) -> None:
    (sheet,) = lay_out([paragraph(SENTENCE * 5)], measure)
    *full, last = lines(sheet).values()
    assert len(full) > 3
    for line in full:
        assert line[0].x == pytest.approx(LEFT)
        assert right(line[-1], measure) == pytest.approx(LEFT + WIDTH, abs=0.01)
    assert last[0].spacing == 0


def test_a_first_line_is_set_in_by_two_characters(measure: Measure) -> None:
    (sheet,) = lay_out([paragraph(SENTENCE * 2, indented=True)], measure)
    first, *others = lines(sheet).values()
    assert first[0].x == pytest.approx(LEFT + 2 * SIZE)
    assert right(first[-1], measure) == pytest.approx(LEFT + WIDTH, abs=0.01)
    assert all(line[0].x == pytest.approx(LEFT) for line in others)


def test_words_of_other_styles_stand_beside_each_other(measure: Measure) -> None:
    marked = (Run("按"), Run("一月", Style.STRONG), Run("abc", Style.CODE), Run("报"))
    (sheet,) = lay_out([Paragraph(marked)], measure)
    (line,) = lines(sheet).values()
    assert [mark.role for mark in line] == [Role.FANG, Role.HEI, Role.SONG, Role.FANG]
    for before, after in pairwise(line):
        assert after.x == pytest.approx(right(before, measure))


@pytest.mark.parametrize("before", range(20, 30))
def test_no_page_ends_with_a_heading(measure: Measure, before: int) -> None:
    blocks = [paragraph("文", spaced=False)] * before
    sheets = list(lay_out([*blocks, heading("一、任务"), paragraph(SENTENCE * 3)], measure))
    for sheet in sheets[:-1]:
        *_, last = lines(sheet).values()
        assert last[0].text != "一、任务"
    assert shown(sheets).count("一、任务") == 1


@pytest.mark.parametrize("before", range(22, 29))
@pytest.mark.parametrize("length", [2, 3, 4, 5])
def test_a_paragraph_leaves_no_line_alone(measure: Measure, before: int, length: int) -> None:
    text = "字" * 31 * (length - 1) + "完"
    blocks = [*([paragraph("文", spaced=False)] * before), paragraph(text, spaced=False)]
    counts = [len(lines(sheet)) for sheet in lay_out(blocks, measure)]
    assert sum(counts) == before + length
    if len(counts) > 1:
        assert counts[1] >= 2
        assert counts[0] == before or counts[0] - before >= 2


def test_a_page_break_begins_a_page_and_makes_none_that_is_empty(measure: Measure) -> None:
    blocks = [PageBreak(), paragraph("甲"), PageBreak(), PageBreak(), paragraph("乙"), PageBreak()]
    assert [shown([sheet]) for sheet in lay_out(blocks, measure)] == ["甲", "乙"]


def test_the_header_of_a_table_is_on_every_page_and_rows_stay_whole(measure: Measure) -> None:
    sheets = list(lay_out([table(120, "某某镇人民政府" * 8)], measure))
    assert len(sheets) > 2
    for sheet in sheets:
        first = next(iter(lines(sheet).values()))
        assert [mark.text for mark in first] == ["单位", "情况"]
        assert {mark.role for mark in first} == {Role.HEI}
    body = [mark.text for sheet in sheets for mark in sheet.marks if isinstance(mark, Text)]
    assert [text for text in body if text.isdigit()] == [f"{n}" for n in range(120)]
    for sheet in sheets:
        numbers = [m for m in sheet.marks if isinstance(m, Text) and m.text.isdigit()]
        others = [m for m in sheet.marks if isinstance(m, Text) and "某" in m.text]
        assert len(others) == 2 * len(numbers)


def test_a_row_taller_than_a_page_goes_on(measure: Measure) -> None:
    blocks = [table(1, SENTENCE * 200)]
    sheets = list(lay_out(blocks, measure))
    assert len(sheets) > 1
    assert shown(sheets).replace("单位情况", "") == squeezed(blocks).replace("单位情况", "")


def test_a_table_is_closed_at_both_ends_of_a_page(measure: Measure) -> None:
    for sheet in lay_out([table(80, head=False)], measure):
        across = [m for m in sheet.marks if isinstance(m, Rule) and m.x2 - m.x1 > WIDTH]
        upright = [m for m in sheet.marks if isinstance(m, Rule) and m.x1 == m.x2]
        assert min(m.y1 for m in across) == pytest.approx(min(m.y1 for m in upright))
        assert max(m.y1 for m in across) == pytest.approx(max(m.y2 for m in upright))


def test_a_cell_over_several_rows_stands_in_their_middle(measure: Measure) -> None:
    tall = Cell((Run("农业"),), rows=3)
    made = Table(((tall, Cell((Run("a"),))), (Cell((Run("b"),)),), (Cell((Run("c"),)),)))
    (sheet,) = lay_out([made], measure)
    at = {mark.text: mark.y for mark in sheet.marks if isinstance(mark, Text)}
    assert at["农业"] == pytest.approx(at["b"])
    floors = [m for m in sheet.marks if isinstance(m, Rule) and m.y1 == m.y2]
    inner = [m for m in floors if m.width < 1]
    assert len(inner) == 2
    assert all(m.x1 > LEFT + 1 for m in inner)


def test_columns_get_the_width_their_words_need(measure: Measure) -> None:
    made = Table(((Cell((Run("1"),)), Cell((Run("某某镇人民政府的说明"),))),))
    (sheet,) = lay_out([made], measure)
    first, second = (mark.x for mark in sheet.marks if isinstance(mark, Text))
    assert second - first < WIDTH / 3


def test_many_columns_are_set_in_smaller_type(measure: Measure) -> None:
    row = tuple(Cell((Run("完成情况"),)) for _ in range(14))
    (sheet,) = lay_out([Table((row,))], measure)
    sizes = {mark.size for mark in sheet.marks if isinstance(mark, Text)}
    assert sizes == {6.0}


def test_items_hang_from_their_markers(measure: Measure) -> None:
    item = paragraph(SENTENCE * 2, depth=1, marker="12.")
    wide = paragraph("短", depth=1, marker="（十二）")
    (sheet,) = lay_out([item, wide], measure)
    first, *others, last = lines(sheet).values()
    assert first[0].text == "12."
    assert right(first[0], measure) < first[1].x == pytest.approx(LEFT + 2 * SIZE)
    assert all(line[0].x == pytest.approx(LEFT + 2 * SIZE) for line in others)
    assert last[0].text == "（十二） 短"


def test_pictures_are_never_enlarged_and_fit_the_type_area(fonts: FontSet) -> None:
    small, large = picture("PNG", (40, 20)), picture("JPEG", (2000, 3000))
    blocks = [Picture(small, 40, 20), Picture(large, 2000, 3000)]
    sheets = list(lay_out(blocks, measurer(fonts)))
    one, two = (m for sheet in sheets for m in sheet.marks if isinstance(m, marks.Picture))
    assert (one.width, one.height) == (30, 15)
    assert two.height == pytest.approx(0.8 * HEIGHT)
    assert two.width / two.height == pytest.approx(2 / 3)
    with pikepdf.open(io.BytesIO(set_blocks(blocks, fonts))) as pdf:
        filters = [str(i.Filter) for page in pdf.pages for i in page.obj.Resources.XObject.values()]
    assert len(filters) == 2


def test_lines_are_as_far_apart_as_said(measure: Measure) -> None:
    (sheet,) = lay_out([paragraph(SENTENCE * 4)], measure)
    baselines = list(lines(sheet))
    apart = {round(b - a, 2) for a, b in pairwise(baselines)}
    assert apart == {LEADING}


def test_the_same_blocks_give_the_same_bytes(fonts: FontSet) -> None:
    blocks = [heading("总结", 1), paragraph(SENTENCE), table(3), Picture(picture("PNG"), 40, 20)]
    assert set_blocks(blocks, fonts) == set_blocks(blocks, fonts)


def test_a_line_is_drawn_through_struck_words(measure: Measure) -> None:
    runs = (Run("原定"), Run("十二月二十日", struck=True), Run("次日"))
    (sheet,) = lay_out([Paragraph(runs)], measure)
    _, struck, after = (mark for mark in sheet.marks if isinstance(mark, Text))
    (rule,) = (mark for mark in sheet.marks if isinstance(mark, Rule))
    assert struck.text == "十二月二十日"
    assert (rule.x1, rule.x2) == pytest.approx((struck.x, after.x))
    assert struck.y - 0.6 * SIZE < rule.y1 == rule.y2 < struck.y


def test_struck_words_that_go_on_are_struck_on_every_line(measure: Measure) -> None:
    sheets = lay_out([Paragraph((Run("作废" * 60, struck=True),))], measure)
    found = [mark for sheet in sheets for mark in sheet.marks]
    rules = [mark for mark in found if isinstance(mark, Rule)]
    assert len(rules) == sum(isinstance(mark, Text) for mark in found) > 2
    assert all(rule.x2 <= LEFT + WIDTH + 0.01 for rule in rules)


def test_struck_words_of_a_heading_are_said_to_be(measure: Measure) -> None:
    (sheet,) = lay_out([Heading(1, (Run("旧", struck=True), Run("新名称")))], measure)
    assert [mark.text for mark in sheet.marks if isinstance(mark, Text)] == ["〔删去：旧〕新名称"]


def test_a_program_is_broken_rather_than_set_too_small(measure: Measure) -> None:
    block = Preformatted("很长的一行" * 40, shaded=True)
    found = [mark for sheet in lay_out([block], measure) for mark in sheet.marks]
    lines = [mark for mark in found if isinstance(mark, Text)]
    assert "".join(line.text for line in lines) == block.text
    assert {line.size for line in lines} == {9.0}
    assert len(lines) > 1


def test_the_signs_of_a_program_are_as_large_as_its_words(measure: Measure) -> None:
    block = Preformatted("x = y + 1  # 注\n" + "长" * 90, shaded=True)
    found = [mark for sheet in lay_out([block], measure) for mark in sheet.marks]
    texts = [mark for mark in found if isinstance(mark, Text)]
    assert {mark.size for mark in texts} == {9.0}
    for one, after in pairwise(texts):
        end = one.x + measure(one.text, one.role, one.size)
        assert one.y != after.y or end < after.x
