"""Own pages as marks: what they say, and where it stands."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from book_samples import LOOK, compilation, item, paper, small_volume, volume, volume_with_paper

from archive_builder.bind import Book, GapLine, Pagination, Section
from archive_builder.bind.layout import OwnSheets, lay_out
from archive_builder.bind.plan import EntryKind, PageKind
from archive_builder.typeset.marks import A4, MM, Area, Link, Role, Rule, Sheet, Text


def measure(text: str, _role: Role, size: float) -> float:
    return sum(size if ord(c) > 255 else size / 2 for c in text)


def laid(book: Book) -> tuple[Pagination, OwnSheets]:
    return lay_out(book, LOOK, measure)


def said(sheet: Sheet) -> str:
    return "".join(mark.text for mark in sheet.marks if isinstance(mark, Text))


def extent(mark: Text) -> tuple[float, float]:
    width = measure(mark.text, mark.role, mark.size)
    start = mark.x - {"left": 0.0, "centre": 0.5, "right": 1.0}[mark.anchor] * width
    return start, start + width


def big_book() -> Book:
    long = "关于印发《健全防止返贫动态监测和帮扶机制的实施方案》的通知（含监测对象认定程序及附表）"
    return volume(
        *(
            Section(
                f"ZP-{n:02}",
                f"第{n}项应备材料及有关佐证资料",
                tuple(
                    item(
                        f"{n}-{k}",
                        1 + (n * k) % 4,
                        title=long[: 12 + 7 * k],
                        number=f"兴党农发〔2021〕{n}{k}号",
                        author="中共银川市兴庆区委农村工作领导小组",
                        date=f"2021{n:02}{k + 1:02}",
                        problem="文件加密" if (n, k) == (2, 2) else None,
                    )
                    for k in range(5)
                ),
                tuple(GapLine(f"{m}月", "缺") for m in range(n % 3 * 5)),
            )
            for n in range(1, 13)
        ),
        remarks=tuple(f"第{n}条说明：字体以其他字体代替，版面与原件可能不同。" for n in range(40)),
        title="兴庆区掌政镇某村国家二〇二一年度巩固脱贫成果后评估工作落实档案" * 2,
    )


@pytest.mark.parametrize(
    "book",
    [small_volume(), volume_with_paper(), big_book(), compilation(notes=("说明。" * 900,))],
)
def test_every_text_stands_between_the_margins_of_its_side(book: Book) -> None:
    pagination, own = laid(book)
    for (kind, entry), sheets in own.items():
        for index, sheet in enumerate(sheets):
            left, right = (15, 25) if index % 2 else (25, 15)
            for mark in sheet.marks:
                if isinstance(mark, Text) and mark.colour == "#000000":
                    start, end = extent(mark)
                    assert start >= left * MM - 0.5, (kind, entry, mark)
                    assert end <= A4[0] - right * MM + 0.5, (kind, entry, mark)
                    assert mark.y - mark.size * 0.86 >= 19 * MM, (kind, entry, mark)
                    assert mark.y <= A4[1] - 15 * MM, (kind, entry, mark)
    assert {(p.kind, p.entry) for p in pagination.pages} - set(own) == {
        (p.kind, p.entry) for p in pagination.pages if p.kind in (PageKind.BLANK, PageKind.DOCUMENT)
    }


@pytest.mark.parametrize("book", [small_volume(), volume_with_paper(), big_book()])
def test_the_contents_print_the_planned_numbers(book: Book) -> None:
    pagination, own = laid(book)
    numbers = pagination.numbers()
    lines = [
        (int(link.target), link, sheet)
        for sheet in own[PageKind.CONTENTS, None]
        for link in sheet.marks
        if isinstance(link, Link)
    ]
    assert [entry for entry, _, _ in lines] == list(range(len(pagination.entries)))
    documents = [i for i, e in enumerate(pagination.entries) if e.kind is EntryKind.DOCUMENT]
    for entry, link, sheet in lines:
        first, last = numbers[entry]
        texts = [
            mark.text
            for mark in sheet.marks
            if isinstance(mark, Text) and link.y <= mark.y <= link.y + link.height
        ]
        assert (f"{first}-{last}" if entry == documents[-1] else first) in texts
        title = pagination.entries[entry].title
        assert title.replace(" ", "") in "".join(texts).replace(" ", "")
        if entry in documents:
            assert texts[0] == str(documents.index(entry) + 1)


def test_numbers_of_headings_stand_in_the_column_of_the_others() -> None:
    contents = laid(small_volume())[1][PageKind.CONTENTS, None][0]
    at = {m.text: (m.x, m.anchor) for m in contents.marks if isinstance(m, Text)}
    assert at["5"] == at["6-6"] == at["页号"]
    assert at["5"][1] == "centre"


def test_the_contents_take_as_many_pages_as_planned_and_all_labels_hold() -> None:
    pagination, own = laid(big_book())
    for kind in (PageKind.CONTENTS, PageKind.REMARKS, PageKind.GAP, PageKind.NOTES):
        planned = sum(page.kind is kind for page in pagination.pages)
        assert planned == sum(len(sheets) for (k, _), sheets in own.items() if k is kind)
    assert sum(page.kind is PageKind.CONTENTS for page in pagination.pages) >= 3


def test_the_last_document_says_from_where_to_where_also_before_a_gap() -> None:
    book = volume(Section("A", "甲", (item("a", 2), item("b", 3)), (GapLine("x", "缺"),)))
    contents = said(laid(book)[1][PageKind.CONTENTS, None][0])
    assert "4-6" in contents
    assert "缺：x" in contents


def test_a_compilation_names_first_pages_only() -> None:
    book = compilation(Section("", "国家", (item("a", 2), item("b", 3))))
    contents = said(laid(book)[1][PageKind.CONTENTS, None][0])
    assert "5" in contents
    assert "5-7" not in contents


def test_counts_on_cover_and_remarks_are_the_plan_s() -> None:
    pagination, own = laid(small_volume())
    assert "3 件 7 页" in said(own[PageKind.COVER, None][0])
    assert f"用纸 {pagination.sheets} 张" in said(own[PageKind.REMARKS, None][0])
    assert (pagination.items, pagination.numbered) == (3, 7)


def test_an_empty_field_of_the_cover_is_a_rule_for_handwriting() -> None:
    book = volume(title="甲")
    full = replace(book, fields=tuple((label, value or "写") for label, value in book.fields))
    empty, filled = (laid(b)[1][PageKind.COVER, None][0] for b in (book, full))
    rules = [[m for m in s.marks if isinstance(m, Rule)] for s in (empty, filled)]
    assert len(rules[0]) == len(rules[1]) == 4 + 7
    assert said(filled).count("写") == 2


def test_a_field_that_the_look_does_not_name_is_printed_all_the_same() -> None:
    book = replace(volume(), fields=(("密级", "内部"),))
    assert "密级内部" in said(laid(book)[1][PageKind.COVER, None][0])


def test_a_compilation_s_cover_and_blank_year_month() -> None:
    cover = laid(compilation())[1][PageKind.COVER, None][0]
    assert all(text in said(cover) for text in ("内部资料", "某镇政策汇编", "（2021年）", "某镇编"))
    assert len([m for m in cover.marks if isinstance(m, Rule)]) == 1


def test_a_very_long_title_gets_smaller_until_it_fits() -> None:
    title = "巩固拓展脱贫攻坚成果同乡村振兴有效衔接" * 12
    cover = laid(volume(title=title))[1][PageKind.COVER, None][0]
    lines = [m for m in cover.marks if isinstance(m, Text) and m.role is Role.TITLE]
    assert "".join(line.text for line in lines) == title
    assert lines[0].size < LOOK.covers[small_volume().kind].title.size
    assert lines[-1].y < 160 * MM


def test_every_gap_sheet_says_what_is_missing() -> None:
    gaps = tuple(GapLine(f"第{n}户", "缺", f"差第{n}页", "12月20日前") for n in range(90))
    own = laid(volume(Section("ZP-06", "一户一档", (), gaps)))[1]
    sheets = own[PageKind.GAP, 1]
    assert len(sheets) > 1
    for sheet in sheets:
        assert "缺" in [mark.text for mark in sheet.marks if isinstance(mark, Text)]
        assert "ZP-06 一户一档" in said(sheet)
        assert "缺 90 项" in said(sheet)
    everything = "".join(map(said, sheets))
    assert all(f"第{n}户" in everything for n in range(90))


def test_gaps_that_differ_in_their_part_only_share_a_row() -> None:
    households = tuple(GapLine(f"样例户{n}", "缺", "未收到", "12月20日前") for n in range(1, 361))
    returned = GapLine("样例户400", "退回", "照片不清")
    section = Section("ZP-06", "一户一档", (), (*households, returned, *households[:1]))
    (sheet,) = laid(volume(section))[1][PageKind.GAP, 1]
    texts = [mark.text for mark in sheet.marks if isinstance(mark, Text)]
    assert [t for t in texts if t in ("1", "2", "3", "4")] == ["1", "2", "3"]
    assert "、样例户40等 360 项" in "".join(texts)
    assert "样例户41" not in "".join(texts)
    assert "照片不清" in texts
    assert "缺 361 项、退回 1 项" in texts


@pytest.mark.parametrize(
    ("state", "sign"), [("缺", "缺"), ("退回", "缺"), ("待签字", "待"), ("已收待核", "待")]
)
def test_what_was_sent_back_is_not_there_either(state: str, sign: str) -> None:
    section = Section("ZR-04", "走访", (), (GapLine("", state, "无落款"),))
    (sheet,) = laid(volume(section))[1][PageKind.GAP, 1]
    size = LOOK.gap.mark_type.size
    signs = [m.text for m in sheet.marks if isinstance(m, Text) and m.size == size]
    assert signs == [sign]


def test_a_slip_says_what_is_put_in_and_which_numbers_it_gets() -> None:
    own = laid(volume_with_paper())[1]
    slips = {e: sheets for (kind, e), sheets in own.items() if kind is PageKind.PAPER}
    assert [len(sheets) for sheets in slips.values()] == [1, 1, 1, 1]
    texts = [mark.text for mark in slips[3][0].marks if isinstance(mark, Text)]
    for label, value in (
        ("题名", "纸质2号的题名"),
        ("编号", "纸质2号"),
        ("页数", "12 页"),
        ("页号", "8 至 19"),
        ("存放处", "示例村委会文件柜 3 号"),
        ("登记", "示例员　2021年12月3日"),
    ):
        assert texts[texts.index(label) + 1] == value
    assert "此处插入纸质原件" in texts
    assert "插入纸质原件 12 页，插入后逐页编号 8 至 19。" in "".join(texts)
    assert "逐页编号 22。" in said(slips[6][0])


def test_the_contents_list_paper_by_its_first_number_and_the_last_from_where_to_where() -> None:
    table = laid(volume_with_paper())[1][PageKind.CONTENTS, None][0]
    texts = [mark.text for mark in table.marks if isinstance(mark, Text)]
    assert {"2", "8", "22", "25-27"} <= set(texts)
    joined = "".join(texts)
    assert joined.count("纸质") == 4 * 2


def test_what_a_person_wrote_of_a_paper_stays_on_its_slip() -> None:
    long = replace(paper(7, 40, title="题" * 200), place="档案室" * 60, actor="员" * 60)
    sheet = laid(volume(Section("A", "甲", (long,))))[1][PageKind.PAPER, 1][0]
    assert max(m.y for m in sheet.marks if isinstance(m, Text)) <= A4[1] - 15 * MM


def test_a_problem_page_names_file_size_hash_place_and_reason() -> None:
    sheet = laid(small_volume())[1][PageKind.PROBLEM, 4][0]
    digest = next(i for i in small_volume().items() if i.problem).sha256
    for text in (
        "本件无法显示",
        "丙.docx",
        "12,345 字节",
        digest,
        "archive/objects/丙",
        "文件加密",
    ):
        assert text in said(sheet)


def test_dividers_say_code_title_counts_and_their_tabs_step_down() -> None:
    own = laid(small_volume())[1]
    first, second = own[PageKind.DIVIDER, 0][0], own[PageKind.DIVIDER, 3][0]
    assert all(text in said(first) for text in ("ZP-01", "花名册", "文件 2 件"))
    assert "缺" not in said(first)
    assert "文件 1 件　　缺 1 项、待盖章 1 项" in said(second)
    tabs = [next(m for m in s.marks if isinstance(m, Area)) for s in (first, second)]
    assert tabs[0].x + tabs[0].width == pytest.approx(A4[0])
    assert tabs[0].y + tabs[0].height == pytest.approx(tabs[1].y)


def test_a_compilation_has_no_remarks_page_but_says_them_in_its_notes() -> None:
    book = replace(compilation(Section("", "国家", (item("a"),)), notes=("甲",)), remarks=("乙",))
    pagination, own = laid(book)
    assert (PageKind.REMARKS, None) in own
    assert all(page.kind is not PageKind.REMARKS for page in pagination.pages)
    assert said(own[PageKind.NOTES, None][0]).endswith("　　甲　　乙")


def test_no_paragraph_leaves_one_line_alone_on_a_sheet() -> None:
    for length in range(20, 200, 45):
        texts = tuple("说" * (length + n * 7 % 90) + "。" for n in range(60))
        sheets = laid(compilation(notes=texts))[1][PageKind.NOTES, None]
        lines = [
            [m.text for m in sheet.marks if isinstance(m, Text) and m.role is Role.FANG]
            for sheet in sheets
        ]
        assert "".join(map("".join, lines)) == "".join(f"　　{text}" for text in texts)
        for this, following in itertools.pairwise(lines):
            if not following[0].startswith("　　"):
                assert not this[-1].startswith("　　")
                assert not following[1].startswith("　　") or this[-2].startswith("　　")
