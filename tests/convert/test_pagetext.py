from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from document_builders import new_pdf, saved, texts
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from archive_builder.convert.pdf.pagetext import closed_up, page_texts, unbroken
from archive_builder.decoding import tidy
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Sheet, Text


def test_text_comes_by_page_also_rare_characters(fonts: FontSet) -> None:
    sheets = [Sheet(*A4, (Text(72, 72, line),)) for line in ("第一页2021年", "喆瞾𬭎")]
    buffer = io.BytesIO()
    draw(sheets, fonts, buffer)
    assert page_texts(buffer.getvalue()).pages == ("第一页2021年", "喆瞾𬭎")


def test_a_picture_has_no_text() -> None:
    assert page_texts(saved(new_pdf(2))).pages == ("", "")


def test_what_is_no_pdf_has_no_pages() -> None:
    assert page_texts(b"nothing").pages == ()


@given(st.text())
def test_tidy_text_is_composed_and_free_of_controls(raw: str) -> None:
    text = tidy(raw)
    assert not any(unicodedata.category(c) == "Cc" for c in text if c != "\n")
    assert unicodedata.is_normalized("NFC", text)
    assert tidy(text) == text


def test_line_ends_become_plain() -> None:
    assert tidy("一\r\n二\r三\t四\x00\u00ad") == "一\n二\n三 四"


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("国 防 部 发 〔 2012 〕 21 号", "国防部发〔2012〕21号"),
        ("根据 2021 年度 GDP 增长 8% 的目标", "根据2021年度GDP增长8%的目标"),
        ("工业和信息化部 市场监管总局关于", "工业和信息化部 市场监管总局关于"),
        ("张某 李某 王 某", "张某 李某 王 某"),
        ("first page of 3", "first page of 3"),
    ],
)
def test_blanks_that_are_only_distance_go(apart: str, together: str) -> None:
    assert closed_up(apart) == together


def test_worksheets_are_read_row_by_row(fonts: FontSet) -> None:
    numbers = [Text(200, 100 + 20 * n, str(n), size=10) for n in range(3)]
    figures = [Text(206, 100 + 20 * n, "5", size=10) for n in range(3)]
    words = [Text(72, 100 + 20 * n, f"第{n}户", size=10) for n in range(3)]
    buffer = io.BytesIO()
    draw([Sheet(*A4, (*numbers, *words, *figures))], fonts, buffer)
    (page,) = page_texts(buffer.getvalue(), tabular=True).pages
    assert page.split("\n") == ["第0户 05", "第1户 15", "第2户 25"]
    apart = [Text(220, 100 + 20 * n, "5", size=10) for n in range(3)]
    buffer = io.BytesIO()
    draw([Sheet(*A4, (*numbers, *apart, *words))], fonts, buffer)
    (page,) = page_texts(buffer.getvalue(), tabular=True).pages
    assert page.split("\n") == ["第0户 0 5", "第1户 1 5", "第2户 2 5"]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("基金\x02石药", "基金-石药"),
        ("2021\x022022", "2021-2022"),
        ("A\x02区", "A-区"),
        ("docu\x02ment", "document"),
    ],
)
def test_hyphens_at_line_ends_stay_unless_they_divide_a_word(broken: str, whole: str) -> None:
    assert unbroken(broken) == whole


@pytest.mark.parametrize("tabular", [False, True])
def test_a_hyphen_that_ends_a_line_is_read(fonts: FontSet, tmp_path: Path, tabular: bool) -> None:
    lines = (Text(72, 72, "自然科学基金-", size=16), Text(72, 96, "石药集团", size=16))
    path = tmp_path / "letter.pdf"
    with path.open("wb") as file:
        draw([Sheet(*A4, lines)], fonts, file)
    (page,) = page_texts(path, tabular).pages
    assert page.replace("\n", "") == "自然科学基金-石药集团"


def _hex(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}>"


def _drawn(operators: str) -> bytes:
    """A page with text in a font F of which every character is as wide as high."""
    pdf = new_pdf(1, operators.encode())
    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=4)
    glyphs = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system,
        DW=1000,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=Array([pdf.make_indirect(glyphs)]),
    )
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
    return saved(pdf)


def test_characters_drawn_after_their_line_are_read_where_they_stand() -> None:
    line = f"1 0 0 1 10 70 Tm [{_hex('李')} -1000 {_hex('祥，')} -1000 {_hex('某')}] TJ"
    late = f"1 0 0 1 20 70 Tm [{_hex('喆')} -2000 {_hex('堃')}] TJ"
    below = f"1 0 0 1 10 50 Tm {_hex('小塘村')} Tj"
    pdf = _drawn(f"BT /F 10 Tf {line} {late} {below} ET")
    (raw,) = texts(pdf)
    assert raw.split() == ["李", "祥，", "某", "喆", "堃", "小塘村"]
    assert page_texts(pdf).pages == ("李喆祥，堃某\n小塘村",)


def test_a_note_above_the_line_stays_out_of_its_gaps() -> None:
    line = f"1 0 0 1 10 70 Tm [{_hex('李')} -1000 {_hex('祥')}] TJ"
    above = _drawn(f"BT /F 10 Tf {line} 1 0 0 1 20 76 Tm {_hex('喆')} Tj ET")
    assert "李喆祥" not in page_texts(above).pages[0]


def test_a_line_that_is_upside_down_stays() -> None:
    line = f"-1 0 0 -1 90 70 Tm [{_hex('甲')} -1000 {_hex('丙丁')}] TJ"
    pdf = _drawn(f"BT /F 10 Tf {line} -1 0 0 -1 80 70 Tm {_hex('乙')} Tj ET")
    (page,) = page_texts(pdf).pages
    assert page == texts(pdf)[0]
    assert "甲" in page


def test_columns_keep_the_order_in_which_they_were_drawn() -> None:
    column = "1 0 0 1 {x} 70 Tm {first} Tj 1 0 0 1 {x} 50 Tm {second} Tj"
    right = column.format(x=100, first=_hex("右一"), second=_hex("右二"))
    left = column.format(x=10, first=_hex("左一"), second=_hex("左二"))
    (page,) = page_texts(_drawn(f"BT /F 10 Tf {right} {left} ET")).pages
    assert page.split() == ["右一", "右二", "左一", "左二"]


@pytest.mark.parametrize(("gap", "row"), [(2, "1 户某"), (1, "1户某")])
def test_cells_of_a_worksheet_stay_apart_by_two_points(
    fonts: FontSet, gap: float, row: str
) -> None:
    figure, buffer = Text(70, 100, "1", size=10), io.BytesIO()
    word = Text(75 + gap, 100, "户某", size=10)
    draw([Sheet(*A4, (word, figure))], fonts, buffer)
    assert page_texts(buffer.getvalue(), tabular=True).pages == (row,)


def test_chinese_spread_to_the_width_of_a_cell_stays_together(fonts: FontSet) -> None:
    spread = [Text(70 + 12 * n, 100, one, size=10) for n, one in enumerate("审计业")]
    buffer = io.BytesIO()
    draw([Sheet(*A4, tuple(spread))], fonts, buffer)
    assert page_texts(buffer.getvalue(), tabular=True).pages == ("审计业",)
