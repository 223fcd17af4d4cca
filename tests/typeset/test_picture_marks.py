from __future__ import annotations

import io
import itertools

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet, load_fonts
from archive_builder.typeset.marks import Mark, Picture, Sheet, Text


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return load_fonts()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), (255, 0, 0)).save(buffer, kind)
    return buffer.getvalue()


def drawn(fonts: FontSet, *marks: Mark) -> bytes:
    buffer = io.BytesIO()
    draw([Sheet(200.0, 300.0, marks)], fonts, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_fills_its_rectangle(fonts: FontSet, kind: str) -> None:
    pdf = drawn(fonts, Picture(50, 100, 80, 40, picture(kind)))
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    box = Image.eval(page.getchannel("G"), lambda value: 255 if value < 128 else 0).getbbox()
    assert box == (50, 100, 130, 140)


def test_a_jpeg_is_embedded_as_it_is(fonts: FontSet) -> None:
    content = picture("JPEG")
    with pikepdf.open(io.BytesIO(drawn(fonts, Picture(0, 0, 80, 40, content)))) as pdf:
        (image,) = pdf.pages[0].obj.Resources.XObject.values()
        assert image.read_raw_bytes() == content


def test_space_between_characters_widens_one_text_alone(fonts: FontSet) -> None:
    pdf = drawn(fonts, Text(10, 50, "一二三", spacing=2.0), Text(10, 90, "一二三"))
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    starts = [page.get_charbox(n, loose=True)[0] for n in range(page.count_chars())]
    wide, plain = starts[:3], starts[-3:]
    assert [round(b - a, 1) for a, b in itertools.pairwise(wide)] == [14.0, 14.0]
    assert [round(b - a, 1) for a, b in itertools.pairwise(plain)] == [12.0, 12.0]
