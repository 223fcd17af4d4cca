"""The plan's invariants, for any mixture of documents, gaps and problems."""

from __future__ import annotations

from dataclasses import replace

import pytest
from book_samples import item, paper, volume, volume_with_paper
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.bind import Book, BookKind, GapLine, Pagination, PaperItem, Section
from archive_builder.bind.outline import bookmarks
from archive_builder.bind.plan import (
    NUMBERED,
    EntryKind,
    Lengths,
    PageKind,
    Side,
    plan,
)
from archive_builder.errors import UsageError
from archive_builder.model import listed

items = st.builds(
    item,
    st.uuids().map(lambda u: u.hex),
    st.integers(0, 7),
    problem=st.sampled_from([None, None, None, "坏"]),
)
sections = st.builds(
    Section,
    st.just("ZP-01"),
    st.text(max_size=5),
    st.lists(items, max_size=4).map(tuple),
    st.integers(0, 3).map(lambda n: (GapLine("部分", "缺"),) * n),
)
papers = st.builds(paper, st.integers(1, 99), st.integers(1, 30))
sections_with_papers = st.builds(
    Section,
    st.just("ZP-01"),
    st.text(max_size=5),
    st.lists(items | papers, max_size=5).map(tuple),
    st.integers(0, 1).map(lambda n: (GapLine("部分", "缺"),) * n),
)
volumes = st.builds(lambda parts: volume(*parts), st.lists(sections_with_papers, max_size=5))
books = st.builds(
    lambda parts, kind: replace(volume(*parts), kind=kind),
    st.lists(sections, max_size=5),
    st.sampled_from(BookKind),
)
lengths = st.builds(
    Lengths,
    contents=st.integers(1, 4),
    notes=st.integers(0, 3),
    remarks=st.integers(0, 2),
    gaps=st.just(dict.fromkeys(range(5), 2)),
)


@given(books, lengths)
def test_every_part_starts_on_a_front_and_blanks_only_fill_backs(
    book: Book, sizes: Lengths
) -> None:
    pages = plan(book, sizes).pages
    assert len(pages) % 2 == 0
    for position, page in enumerate(pages):
        assert page.sheet == position // 2 + 1
        assert page.side is (Side.BACK if position % 2 else Side.FRONT)
        if page.source == 1:
            assert page.side is Side.FRONT
        if page.kind is PageKind.BLANK:
            assert page.side is Side.BACK
            assert position + 1 == len(pages) or pages[position + 1].source == 1
            assert (page.label, page.entry, page.source) == ("", None, None)


@given(books, lengths)
def test_labels_are_on_numbered_pages_only_unique_and_increasing(
    book: Book, sizes: Lengths
) -> None:
    pages = plan(book, sizes).pages
    assert all((page.label != "") == (page.kind in NUMBERED) for page in pages)
    numbers = [int(page.label) for page in pages if page.label]
    if book.kind is BookKind.VOLUME:
        assert numbers == list(range(1, len(numbers) + 1))
    else:
        assert numbers == sorted(set(numbers))
        fronts = [p for p in pages if p.label and p.side is Side.FRONT]
        assert all(int(page.label) % 2 for page in fronts)


@given(books, lengths)
def test_every_source_page_is_there_once_in_order(book: Book, sizes: Lengths) -> None:
    planned = plan(book, sizes)
    for entry, line in enumerate(book.lines()):
        pages = [page for page in planned.pages if page.entry == entry]
        if line.kind is EntryKind.SECTION:
            expected = [(PageKind.DIVIDER, 1)]
        elif line.kind is EntryKind.GAP:
            expected = [(PageKind.GAP, 1), (PageKind.GAP, 2)]
        elif line.item is None or line.item.problem is not None:
            expected = [(PageKind.PROBLEM, 1)]
        else:
            count = len(line.item.rendition.pages)
            expected = [(PageKind.DOCUMENT, n) for n in range(1, count + 1)]
        assert [(page.kind, page.source) for page in pages] == expected


@given(volumes, lengths)
def test_numbers_are_left_out_exactly_behind_slips_and_are_counted(
    book: Book, sizes: Lengths
) -> None:
    planned = plan(book, sizes)
    given, kept = [], 0
    for page in planned.pages:
        if page.label:
            given.append(int(page.label))
        if page.kind is PageKind.PAPER:
            assert page.label == ""
            assert page.side is Side.FRONT
            assert page.reserved
            given += range(page.reserved.first, page.reserved.last + 1)
            kept += page.reserved.count
        else:
            assert page.reserved is None
    assert given == list(range(1, len(given) + 1))
    on_paper = [i for i in book.items() if isinstance(i, PaperItem)]
    assert kept == sum(paper.pages for paper in on_paper)
    assert planned.numbered == sum(page.label != "" for page in planned.pages) + kept
    assert planned.items == len(list(book.items()))
    assert planned.sheets == len(planned.pages) // 2


@given(volumes, lengths)
def test_the_numbers_of_an_entry_are_those_of_its_pages_or_those_kept(
    book: Book, sizes: Lengths
) -> None:
    planned = plan(book, sizes)
    numbers = planned.numbers()
    for entry, line in enumerate(book.lines()):
        first, last = map(int, numbers[entry])
        if isinstance(line.item, PaperItem):
            assert last - first + 1 == line.item.pages
        else:
            labels = [page.label for page in planned.pages if page.entry == entry]
            assert [str(first), str(last)] == [labels[0], labels[-1]]


@given(volumes, lengths)
def test_a_plan_with_papers_round_trips_through_json(book: Book, sizes: Lengths) -> None:
    planned = plan(book, sizes)
    assert Pagination.from_json(planned.to_json()) == planned


@given(books | volumes, lengths, lengths)
def test_labels_do_not_depend_on_unnumbered_lengths(
    book: Book, one: Lengths, other: Lengths
) -> None:
    def labels(sizes: Lengths) -> dict[int, str]:
        planned = plan(book, sizes)
        return {entry: first for entry, (first, _) in planned.numbers().items()}

    assert labels(one) == labels(other)


@given(books, lengths)
def test_counts_and_bookmarks(book: Book, sizes: Lengths) -> None:
    planned = plan(book, sizes)
    assert planned.items == len(list(book.items()))
    assert planned.numbered == len([page for page in planned.pages if page.label])
    assert planned.sheets == (len(planned.pages) + 1) // 2
    marks = bookmarks(planned)
    nested = [mark.title for mark in marks if planned.pages[mark.position].entry is not None]
    assert nested == [line.title for line in book.lines()]
    assert [mark.position for mark in marks] == sorted(mark.position for mark in marks)


@given(books, lengths)
def test_json_round_trip(book: Book, sizes: Lengths) -> None:
    planned = plan(book, sizes)
    assert Pagination.from_json(planned.to_json()) == planned


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind":"volume","entries":[{}],"pages":[]}'])
def test_damaged_json_is_said_to_be(text: str) -> None:
    with pytest.raises(UsageError, match="编页文件已损坏"):
        Pagination.from_json(text)


def test_a_small_volume_by_hand() -> None:
    book = volume(
        Section("A", "甲", (item("a", 3), item("b", 1)), (GapLine("", "缺"),)), remarks=("x",)
    )
    planned = plan(book, Lengths(contents=2, remarks=1, gaps={0: 1}))
    assert [(p.kind.value, p.label) for p in planned.pages] == [
        ("cover", ""),
        ("blank", ""),
        ("contents", ""),
        ("contents", ""),
        ("divider", "1"),
        ("blank", ""),
        ("document", "2"),
        ("document", "3"),
        ("document", "4"),
        ("blank", ""),
        ("document", "5"),
        ("blank", ""),
        ("gap", "6"),
        ("blank", ""),
        ("remarks", ""),
        ("blank", ""),
    ]


def test_a_volume_with_papers_by_hand() -> None:
    planned = plan(volume_with_paper(), Lengths(remarks=1))
    said = [(p.kind.value, p.label, str(p.reserved or "")) for p in planned.pages if p.source]
    assert said == [
        ("cover", "", ""),
        ("contents", "", ""),
        ("divider", "1", ""),
        ("paper", "", "2 至 5"),
        ("document", "6", ""),
        ("document", "7", ""),
        ("paper", "", "8 至 19"),
        ("document", "20", ""),
        ("divider", "21", ""),
        ("paper", "", "22"),
        ("divider", "23", ""),
        ("problem", "24", ""),
        ("paper", "", "25 至 27"),
        ("remarks", "", ""),
    ]
    assert (planned.items, planned.numbered, planned.sheets) == (7, 27, 13)
    assert planned.fill("{items} 件 {pages} 页") == "7 件 27 页"


def test_a_gap_of_the_whole_requirement_is_named_by_its_title() -> None:
    section = Section("A", "花名册", (), (GapLine("-", "缺"), GapLine("户籍", "缺")))
    assert section.missing == "缺：花名册、户籍"


def test_open_parts_are_named_by_state_and_what_is_missing_comes_first() -> None:
    gaps = (GapLine("支书", "待盖章"), GapLine("第一书记", "缺"), GapLine("队员", "待盖章"))
    section = Section("ZR-05", "访谈提纲", (), gaps)
    assert section.missing == "缺：第一书记；待盖章：支书、队员"
    assert section.tally == "缺 1 项、待盖章 2 项"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([f"2021年{n}月" for n in range(1, 13)], "2021年1月至12月"),
        (["2021年1月", "2021年3月", "2021年4月", "汇总"], "2021年1月、2021年3月至4月、汇总"),
        (["2021年12月", "2022年1月"], "2021年12月、2022年1月"),
        (["户籍", "户籍", "脱贫"], "户籍、脱贫"),
    ],
)
def test_months_in_a_row_are_named_as_a_span(parts: list[str], said: str) -> None:
    assert listed(parts, 12) == said
