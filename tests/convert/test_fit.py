"""Workbooks on paper: what is read of them here, and how LibreOffice then prints them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import xlsxwriter
from document_builders import package, written

from archive_builder.convert.office import desk, find_office, printing
from archive_builder.convert.office.workbook import headers, saved_values
from archive_builder.convert.outcome import Pages
from archive_builder.typeset.fonts import FontSet

OFFICE = find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

A4 = (595, 842)
SPINE = 25 / 25.4 * 72
Book = xlsxwriter.Workbook
Fill = Callable[[Book], None]


def book(fill: Fill) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        fill(made)
    return buffer.getvalue()


def table(made: Book, name: str, columns: int, rows: int = 3, width: float = 14) -> object:
    page = made.add_worksheet(name)
    page.set_column(0, columns - 1, width)
    page.write_row(0, 0, [f"栏{n}" for n in range(columns)])
    for row in range(1, rows):
        page.write_row(row, 0, [f"{row}-{n}" for n in range(columns)])
    return page


# What is read here


def test_headers_are_found_by_sheet(tmp_path: Path) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("花名册")
        page.merge_range(0, 0, 0, 2, "某村花名册")
        page.merge_range(1, 0, 2, 0, "序号")
        page.write_row(1, 1, ["姓名", "住址"])
        page.write_row(3, 0, [1, "甲", "一组"])
        made.add_worksheet("空")

    assert headers(written(tmp_path, "a", book(fill))) == {"花名册": (1, 2)}


def test_what_cannot_be_read_has_no_headers_and_no_values(tmp_path: Path) -> None:
    file = written(tmp_path, "a", b"no workbook")
    assert headers(file) == {}
    assert saved_values(file, {"一": [(2, 5)]}) == {"一": [(2, 5, "unknown", None)]}
    assert saved_values(file, {}) == {}


def test_saved_values_are_read(tmp_path: Path) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        page.write_formula(0, 0, "=TODAY()", day, 44550)
        page.write_formula(1, 0, "=NOW()", None, 44550.5)
        page.write_formula(2, 1, '=TEXT(TODAY(),"yyyy")', None, "2021")

    file = written(tmp_path, "a", book(fill))
    cells = {"一": [(0, 0), (0, 1), (1, 2), (7, 90)]}
    assert saved_values(file, cells) == {
        "一": [
            (0, 0, "date", 44550.0),
            (0, 1, "number", 44550.5),
            (1, 2, "text", "2021"),
            (7, 90, "unknown", None),
        ]
    }


# How it is printed


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory, fonts: FontSet) -> Iterator[Callable]:
    folder = tmp_path_factory.mktemp("fit")

    def printed(content: bytes | Fill) -> tuple[Pages, list[tuple[float, float, str]]]:
        """What was said, and width, height and text of every page."""
        assert OFFICE is not None
        file = written(folder, "文件", content if isinstance(content, bytes) else book(content))
        outcome = printing.convert(OFFICE, file, fonts)
        assert isinstance(outcome, Pages)
        document = pypdfium2.PdfDocument(outcome.pdf)
        try:
            return outcome, [
                (*page.get_size(), page.get_textpage().get_text_bounded()) for page in document
            ]
        finally:
            document.close()

    yield printed
    desk.leave()


def sizes(pages: list[tuple[float, float, str]]) -> list[tuple[int, int]]:
    return [(round(width), round(height)) for width, height, _ in pages]


@needs_office
def test_a_sheet_becomes_one_a4_page_wide(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        table(made, "窄", 4)
        table(made, "宽", 14)
        table(made, "略宽", 7).set_paper(8)
        table(made, "最宽", 60)

    _, pages = sheets(fill)
    assert sizes(pages) == [A4, A4[::-1], A4, A4[::-1]]
    assert "栏13" in pages[1][2]
    assert "2-59" in pages[3][2]


@needs_office
def test_a_header_is_on_every_page_and_rows_are_there_once(sheets: Callable) -> None:
    _, pages = sheets(lambda made: table(made, "册", 12, 200))
    assert len(pages) > 3
    joined = ["".join(text.split()) for *_, text in pages]
    assert all("栏0" in text and "栏11" in text for text in joined)
    words = " ".join(text for *_, text in pages).split()
    assert [words.count(f"{row}-11") for row in range(1, 200)] == [1] * 199


@needs_office
def test_what_runs_beyond_the_last_column_costs_no_page(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        page.write(0, 0, "很长的说明" * 40)

    _, pages = sheets(fill)
    assert len(pages) == 1


@needs_office
def test_what_the_author_fitted_stays(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = table(made, "一", 30, 120)
        page.fit_to_pages(1, 1)
        turned = table(made, "二", 3)
        turned.set_landscape()

    _, pages = sheets(fill)
    assert sizes(pages) == [A4, A4[::-1]]


@needs_office
def test_hidden_columns_do_not_make_a_sheet_wide_and_print_areas_hold(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        table(made, "一", 30).set_column(3, 29, 14, None, {"hidden": True})
        table(made, "二", 30).print_area(0, 0, 1, 2)
        table(made, "藏", 3).hide()

    made, pages = sheets(fill)
    assert sizes(pages) == [A4, A4]
    assert "栏2" in pages[1][2]
    assert not any(word in pages[1][2] for word in ("栏3", "2-0"))
    assert made.notes == (
        "有 1 张隐藏的工作表未印出",
        "有隐藏的行列未印出",
        "只印设定的打印区域，区域外另有内容",
    )
    assert made.tabular


@needs_office
def test_the_day_of_printing_and_our_files_name_are_not_printed(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = table(made, "一", 3)
        page.set_header("&L内部&D &T&C&F&R&Z")
        page.set_footer("&L第&P页 &D")

    _, ((*_, text),) = sheets(fill)
    assert "内部" in text
    assert "第1页" in text.replace(" ", "")
    assert str(dt.date.today().year) not in text
    assert "document" not in text
    assert "/" not in text


@needs_office
def test_formulas_show_what_they_showed(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        page.set_column(0, 0, 14)
        page.write_formula(0, 0, "=TODAY()", day, 44550)
        page.write_formula(1, 0, "=A1+1", day, 44551)
        page.write_formula(2, 0, "=1+2", None, 99)
        page.write_formula(3, 0, "=2+3", None, "")
        page.write_formula(4, 0, "=OURMACRO(7)", None, 77)
        page.write_formula(5, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(6, 0, "=TODAY()+0", None, 44550)

    made, ((*_, text),) = sheets(fill)
    assert text.split() == ["2021-12-20", "2021-12-21", "99", "5", "77", "#DIV/0!", "44550"]
    assert made.notes == ()


@needs_office
def test_today_is_the_day_of_saving_where_nothing_else_is_known(sheets: Callable) -> None:
    content = book(lambda made: made.add_worksheet("一").write_formula(0, 0, "=YEAR(TODAY())"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        members = {name: parts.read(name) for name in parts.namelist()}
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = core.replace(str(dt.date.today().year).encode(), b"2019")
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v>0</v>", b"")
    made, ((*_, text),) = sheets(package(members))
    assert text.split() == ["2019"]
    assert made.notes == ("文中自动日期按最后保存日期印出",)


@needs_office
def test_sheets_that_share_a_page_style_are_fitted_one_by_one(sheets: Callable) -> None:
    cells = "<table:table-cell office:value-type='string'><text:p>字</text:p></table:table-cell>"
    tables = "".join(
        f"<table:table table:name='{name}'><table:table-row>{cells * count}</table:table-row>"
        "</table:table>"
        for name, count in (("窄", 3), ("宽", 30), ("又窄", 2))
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces} office:version='1.2'><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    parts = {
        "mimetype": kind.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }
    _, pages = sheets(package(parts))
    assert sizes(pages) == [A4, A4[::-1], A4]


@needs_office
def test_the_spine_has_room_for_its_thread(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        for name, columns in (("窄", 3), ("宽", 14)):
            page = table(made, name, columns)
            page.set_margins(left=0.1, right=0.1, top=0.1, bottom=0.1)

    made, _ = sheets(fill)
    document = pypdfium2.PdfDocument(made.pdf)
    narrow, wide = (page.get_textpage() for page in document)
    left = min(narrow.get_charbox(n)[0] for n in range(narrow.count_chars()))
    top = max(wide.get_charbox(n)[3] for n in range(wide.count_chars()))
    assert left >= SPINE
    assert document[1].get_height() - top >= SPINE
    document.close()


@needs_office
def test_rows_are_as_high_as_their_text_and_no_line_begins_with_a_stop(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        wrapped = made.add_format({"text_wrap": True})
        page.set_column(0, 0, 10)
        for row in range(40):
            page.write(row, 0, f"{row}" + "已经核实整改，" * 5, wrapped)
        page.set_row(7, 15, None, {"hidden": True})

    made, _ = sheets(fill)
    document = pypdfium2.PdfDocument(made.pdf)
    texts = []
    for number in range(len(document)):
        page = document[number].get_textpage()
        texts.append(page.get_text_bounded())
        tops = [page.get_charbox(n)[3] for n in range(page.count_chars()) if page.get_charbox(n)[3]]
        assert all(a > b - 8 for a, b in pairwise(tops))
    document.close()
    lines = "\n".join(texts).split()
    assert len(lines) > 39 * 3
    assert not [line for line in lines if line.startswith("，")]
    assert not [line for line in lines if line.startswith("7已")]
    assert "有隐藏的行列未印出" in made.notes


@needs_office
def test_rows_keep_heights_that_are_larger_or_given(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        wrapped = made.add_format({"text_wrap": True})
        page.set_column(0, 0, 10)
        page.set_row(0, 100)
        page.write(0, 0, "甲", wrapped)
        page.write(1, 0, "乙", wrapped)
        page.set_row(1, 60)

    made, _ = sheets(fill)
    document = pypdfium2.PdfDocument(made.pdf)
    page = document[0].get_textpage()
    first, last = (page.get_charbox(page.get_text_range().index(one))[1] for one in "甲乙")
    document.close()
    assert first - last == pytest.approx(60, abs=2)


@needs_office
def test_numbers_and_short_dates_show_as_in_excel(sheets: Callable) -> None:
    def fill(made: Book) -> None:
        page = made.add_worksheet("一")
        page.set_column(0, 0, 24)
        page.write(0, 0, 1234567, made.add_format({"num_format": '0!.0,"万元"'}))
        page.write(1, 0, 44550.354166667, made.add_format({"num_format": 14}))
        page.write(2, 0, 44550.354166667, made.add_format({"num_format": 22}))

    _, ((*_, text),) = sheets(fill)
    assert sorted(text.split()) == ["123.5万元", "2021/12/20", "2021/12/20", "8:30"]


@needs_office
def test_it_is_said_how_far_a_sheet_is_shrunk(sheets: Callable) -> None:
    made, _ = sheets(lambda made: table(made, "宽", 40))
    (note,) = made.notes
    assert note.startswith("表宽，缩印至 ")
    assert 10 <= int(note.split()[1].rstrip("%")) < 45
