"""What is drawn, re-read with other libraries."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest

from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Area, Link, Mark, Role, Rule, Sheet, Text
from archive_builder.typeset.measure import measurer

RARE = "瞾䶮㛃𬭎"


def pdf(fonts: FontSet, *marks: Mark) -> bytes:
    target = BytesIO()
    draw([Sheet(*A4, marks)], fonts, target)
    return target.getvalue()


def text_of(data: bytes) -> str:
    return pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()


def boxes(data: bytes) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of every character."""
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    return [page.get_charbox(i, loose=True) for i in range(page.count_chars())]


def pixel(data: bytes, x: float, y: float) -> tuple[int, ...]:
    """Colour at a place (pt from the upper left)."""
    image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("RGB")
    return image.getpixel((int(x), int(y)))


def fonts_in(data: bytes) -> list[pikepdf.Object]:
    with pikepdf.open(BytesIO(data)) as document:
        return [
            font.DescendantFonts[0].FontDescriptor
            for page in document.pages
            for font in page.Resources.Font.values()
        ]


def test_the_same_sheets_make_the_same_bytes(fonts: FontSet) -> None:
    marks = [Text(50, 50 + 30 * i, f"{role}：{RARE}", role, 16) for i, role in enumerate(Role)]
    first = pdf(fonts, *marks)
    pdf(fonts, Text(50, 50, "中间另画一份，用别的字", Role.SONG, 16))
    assert pdf(fonts, *marks) == first


@pytest.mark.parametrize("role", list(Role))
def test_text_can_be_read_back(fonts: FontSet, role: Role) -> None:
    text = f"关于〔2021〕5号“通知”——《办法》……XJ-01 98.6%℃ {RARE}（{role}）"
    data = pdf(fonts, Text(50, 100, text, role, 14))
    assert text_of(data) == text
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    assert page.get_text_range() == text


def test_every_font_is_an_embedded_subset(fonts: FontSet) -> None:
    data = pdf(fonts, *(Text(50, 50, f"字{RARE}A☑", role, 12) for role in Role))
    reader = pypdf.PdfReader(BytesIO(data))
    found = reader.pages[0]["/Resources"]["/Font"].values()
    for font in found:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        program = descriptor["/FontFile2"].get_data()
        assert len(program) < 20_000
        name = descriptor["/FontName"]
        assert name[7] == "+"
        assert name[1:7].isalpha()
        assert name[1:7].isupper()
    assert len(found) >= len({face.path for face in fonts.faces})
    assert len(data) < 60_000


def test_no_other_font_slips_in(fonts: FontSet) -> None:
    assert b"Helvetica" not in pdf(fonts, Rule(0, 0, 10, 10))
    assert len(fonts_in(pdf(fonts, Text(50, 50, "宋体", Role.SONG, 12)))) == 1


def test_a_character_that_nobody_has_is_shown_and_still_found(fonts: FontSet) -> None:
    unknown, geta = "\U000f0000", "〓"
    data = pdf(fonts, Text(50, 100, unknown, Role.SONG, 40))
    assert text_of(data) == unknown
    drawn, wanted = (
        pypdfium2.PdfDocument(pdf(fonts, Text(50, 100, text, Role.SONG, 40)))[0]
        .render(scale=1)
        .to_pil()
        .tobytes()
        for text in (unknown, geta)
    )
    assert drawn == wanted


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "零\u200b宽", "\ufe0f", "", "\t"])
def test_odd_characters_do_no_harm(fonts: FontSet, text: str) -> None:
    assert len(pypdf.PdfReader(BytesIO(pdf(fonts, Text(50, 50, text)))).pages) == 1


def test_a_mark_is_where_it_says_from_the_upper_left(fonts: FontSet) -> None:
    data = pdf(
        fonts,
        Area(100, 200, 50, 30, "#cc0000"),
        Rule(300, 400, 340, 400, 4, "#0000ff"),
        Text(60, 100, "国", Role.HEI, 40),
    )
    assert pixel(data, 125, 215) == (204, 0, 0)
    assert pixel(data, 125, 240) == (255, 255, 255)
    assert pixel(data, 320, 400) == (0, 0, 255)
    left, bottom, right, top = boxes(data)[0]
    assert (left, right) == pytest.approx((60, 100), abs=1)
    assert bottom < A4[1] - 100 < top


def test_areas_lie_under_everything(fonts: FontSet) -> None:
    rule, area = Rule(100, 215, 150, 215, 6, "#0000ff"), Area(100, 200, 50, 30, "#cc0000")
    assert pixel(pdf(fonts, rule, area), 125, 215) == (0, 0, 255)


@pytest.mark.parametrize(("anchor", "left"), [("left", 200.0), ("centre", 170.0), ("right", 140.0)])
def test_anchors(fonts: FontSet, anchor: str, left: float) -> None:
    data = pdf(fonts, Text(200, 100, "三个字", Role.SONG, 20, anchor))
    assert boxes(data)[0][0] == pytest.approx(left, abs=1)


def test_drawing_moves_on_as_far_as_measuring_says(fonts: FontSet) -> None:
    measure = measurer(fonts)
    text = f"XJ-01 国{RARE}☑ABC"
    for role in Role:
        data = pdf(fonts, Text(50, 100, f"{text}终", role, 20))
        width = measure(text, role, 20)
        assert boxes(data)[-1][0] == pytest.approx(50 + width, abs=0.5)


def test_links_are_not_drawn(fonts: FontSet) -> None:
    link = Link(10, 10, 100, 100, "somewhere")
    assert pdf(fonts, Rule(0, 0, 9, 9), link) == pdf(fonts, Rule(0, 0, 9, 9))


def test_sheets_are_taken_one_by_one_and_keep_their_sizes(fonts: FontSet, tmp_path: Path) -> None:
    def sheets() -> Iterator[Sheet]:
        yield Sheet(595, 842, (Text(50, 50, "竖"),))
        yield Sheet(842, 595, (Text(50, 50, "横"),))
        yield Sheet(300, 200, ())

    draw(sheets(), fonts, tmp_path / "a.pdf", title="两张")
    with pikepdf.open(tmp_path / "a.pdf") as document:
        sizes = [tuple(map(float, page.mediabox[2:])) for page in document.pages]
        assert document.docinfo["/Title"] == "两张"
        assert document.check_pdf_syntax() == []
    assert sizes == [(595, 842), (842, 595), (300, 200)]


def test_measuring_is_additive_and_scales(fonts: FontSet) -> None:
    measure = measurer(fonts)
    assert measure("国〔，", Role.SONG, 10.5) == pytest.approx(31.5)
    assert measure("AB", Role.SONG, 20) == pytest.approx(2 * measure("AB", Role.SONG, 10))
    assert measure("国\u200b\ufe0f", Role.SONG, 10) == pytest.approx(10)
    assert measure("", Role.SONG, 10) == 0
