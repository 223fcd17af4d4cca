"""Text of an OFD: embedded fonts and glyphs by number, stand-ins, and where letters stand."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from ofd_builder import at, document, drawn, page, resources, seen, text, words
from PIL import Image

from archive_builder.convert.ofd.faces import embedded_face
from archive_builder.convert.outcome import Pages
from archive_builder.typeset.fonts import FontSet

WHITE, BLACK, RED = (255, 255, 255), (0, 0, 0), (255, 0, 0)


def square(pen: object, left: int, top: int) -> None:
    pen.moveTo((left, 0))  # type: ignore[attr-defined]
    for corner in ((left, top), (left + 400, top), (left + 400, 0)):
        pen.lineTo(corner)  # type: ignore[attr-defined]
    pen.closePath()  # type: ignore[attr-defined]


def font(*, cff: bool = False, mapped: bool = True) -> bytes:
    """Three glyphs 1 em wide: none, a low block for 甲, and a high one that nothing leads to."""
    names, heights = [".notdef", "low", "high"], {"low": 300, "high": 900}
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("甲"): "low"} if mapped else {})
    glyphs = {}
    for name in names:
        pen = T2CharStringPen(1000, None) if cff else TTGlyphPen(None)
        if name in heights:
            square(pen, 0, heights[name])
        glyphs[name] = pen.getCharString() if cff else pen.glyph()  # type: ignore[union-attr]
    if cff:
        builder.setupCFF("Blocks", {}, glyphs, {})
    else:
        builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    buffer = io.BytesIO()
    builder.font.save(buffer)
    return buffer.getvalue()


def bare_cff() -> bytes:
    return bytes(TTFont(io.BytesIO(font(cff=True))).reader["CFF "])


def look(tmp_path: Path, fonts: FontSet, *objects: str, file: bytes | None = None) -> Pages:
    named = "<ofd:FontFile>a.ttf</ofd:FontFile>" if file is not None else ""
    known = f'<ofd:Fonts><ofd:Font ID="1" FontName="宋体">{named}</ofd:Font></ofd:Fonts>'
    parts = {"P0.xml": page(*objects), "Res.xml": resources(known)}
    return drawn(tmp_path, fonts, document(parts | ({"Res/a.ttf": file} if file else {})))


def glyphs(numbers: str, position: int = 0, count: int = 1) -> str:
    total = len(numbers.split())
    return (
        f'<ofd:CGTransform CodePosition="{position}" CodeCount="{count}" GlyphCount="{total}">'
        f"<ofd:Glyphs>{numbers}</ofd:Glyphs></ofd:CGTransform>"
    )


@pytest.mark.parametrize("file", [font(), font(cff=True)])
def test_an_embedded_font_is_used_as_it_is(tmp_path: Path, fonts: FontSet, file: bytes) -> None:
    outcome = look(tmp_path, fonts, text("甲", 20, 20, more='Font="1"'), file=file)
    image = seen(outcome)
    assert [at(image, 21, y) for y in (22, 24.5)] == [WHITE, BLACK]
    assert words(outcome) == ("甲",)
    assert outcome.notes == ()


@pytest.mark.parametrize("file", [font(mapped=False), font(cff=True, mapped=False), bare_cff()])
def test_glyphs_by_number_are_read_as_their_characters(
    tmp_path: Path, fonts: FontSet, file: bytes
) -> None:
    one = text("乙", 20, 20, more='Font="1"', inside=glyphs("2"))
    other = text("丙", 40, 20, more='Font="1"', inside=glyphs("2"))
    low = text("𬭎", 60, 20, more='Font="1"', inside=glyphs("1"))
    outcome = look(tmp_path, fonts, one, other, low, file=file)
    image = seen(outcome)
    assert [at(image, x, 22) for x in (21, 41, 61)] == [BLACK, BLACK, WHITE]
    assert at(image, 61, 24.5) == BLACK
    assert words(outcome)[0].replace(" ", "") == "乙丙𬭎"


def test_several_characters_make_several_glyphs(tmp_path: Path, fonts: FontSet) -> None:
    inside = glyphs("2 1", position=1, count=2)
    three = text("甲ff乙", 20, 20, "g 3 10", more='Font="1"', inside=inside)
    outcome = look(tmp_path, fonts, three, file=font())
    image = seen(outcome)
    assert [at(image, x, 22) for x in (21, 31, 41)] == [WHITE, BLACK, WHITE]
    assert words(outcome) == ("甲ff乙",)


@pytest.mark.parametrize("file", [b"", b"no font", font()[:400], font().replace(b"glyf", b"xxxx")])
def test_a_font_that_is_none_is_stood_in_for(tmp_path: Path, fonts: FontSet, file: bytes) -> None:
    outcome = look(tmp_path, fonts, text("甲", 20, 20, more='Font="1"'), file=file or b"x")
    assert words(outcome) == ("甲",)
    assert outcome.notes == ("OFD 有 1 处内嵌字体无法使用，以其他字体代替，请核对原件",)


def test_a_character_that_a_font_lacks_is_shown_by_another(tmp_path: Path, fonts: FontSet) -> None:
    outcome = look(tmp_path, fonts, text("甲乙", 20, 20, "5", more='Font="1"'), file=font())
    assert words(outcome) == ("甲乙",)
    assert isinstance(outcome.pdf, bytes)
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        assert len(pdf.pages[0].Resources.Font) == 2


def test_letters_stand_where_they_are_put(tmp_path: Path, fonts: FontSet) -> None:
    file = font()
    across = text("甲", 20, 20, more='Font="1"')
    codes = (
        '<ofd:TextObject Boundary="20 60 1 1" Size="5" Font="1" CTM="2 0 0 2 0 0">'
        '<ofd:TextCode X="1" Y="5" DeltaX="g 2 10" DeltaY="0 5">甲甲甲</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    image = seen(look(tmp_path, fonts, across, codes, file=file))
    assert [at(image, x, 24.5) for x in (19, 20.5, 21, 23)] == [WHITE, BLACK, BLACK, WHITE]
    for x, y in ((22, 70), (42, 70), (62, 80)):
        assert at(image, x + 1, y - 1) == at(image, x + 3, y - 2) == BLACK
        assert (
            at(image, x - 1, y - 1) == at(image, x + 1, y + 1) == at(image, x + 5, y - 1) == WHITE
        )


def inked(image: Image.Image, *places: tuple[float, float]) -> list[bool]:
    """Whether these places, in mm, are more black than white: edges are grey."""
    return [sum(at(image, x, y)) < 3 * 128 for x, y in places]


def test_stretched_and_turned_letters(tmp_path: Path, fonts: FontSet) -> None:
    wide = text("甲", 20, 20, more='Font="1" HScale="2"')
    turned = text("甲", 60, 20, more='Font="1" CharDirection="90"')
    image = seen(look(tmp_path, fonts, wide, turned, file=font()))
    assert inked(image, (23, 24.5), (25, 24.5)) == [True, False]
    assert inked(image, (61, 24), (61, 26), (61, 28), (63, 26)) == [False, True, False, False]


def test_italics_lean(tmp_path: Path, fonts: FontSet) -> None:
    high = text("甲", 20, 20, more='Font="1" Italic="true"', inside=glyphs("2"))
    image = seen(look(tmp_path, fonts, high, file=font()))
    assert inked(image, (20, 21), (22.5, 21), (24, 21)) == [False, True, False]
    assert inked(image, (20.5, 24.5), (21.5, 24.5), (23, 24.5)) == [True, True, False]


def test_text_without_distances_goes_on_by_itself(tmp_path: Path, fonts: FontSet) -> None:
    down = text("甲甲", 60, 20, more='Font="1" ReadDirection="90"')
    image = seen(look(tmp_path, fonts, text("甲甲", 20, 20, more='Font="1"'), down, file=font()))
    assert [at(image, x, 24.5) for x in (21, 23, 26)] == [BLACK, WHITE, BLACK]
    assert [at(image, 61, y) for y in (24.5, 26, 29.5)] == [BLACK, WHITE, BLACK]


def test_colours_and_outlines_of_letters(tmp_path: Path, fonts: FontSet) -> None:
    fill = '<ofd:FillColor Value="255 0 0"/>'
    line = '<ofd:StrokeColor Value="0 0 255"/>'
    red = text("甲", 20, 20, more='Font="1"', inside=fill)
    faint = text("甲", 40, 20, more='Font="1" Alpha="51"', inside=fill)
    hollow = text("甲", 60, 20, more='Font="1" Fill="false" Stroke="true"', inside=line)
    none = text("甲", 80, 20, more='Font="1" Fill="false"')
    image = seen(look(tmp_path, fonts, red, faint, hollow, none, file=font()))
    assert [at(image, x, 24.25) for x in (21, 41, 61, 81)] == [RED, (255, 204, 204), WHITE, WHITE]
    assert at(image, 60, 24.25)[2] > at(image, 60, 24.25)[0]


def test_half_width_letters_keep_to_their_places(tmp_path: Path, fonts: FontSet) -> None:
    """Ours are wider or narrower than those of the Chinese face that the document means."""
    outcome = look(tmp_path, fonts, text("WWWii", 20, 20, "g 4 2.5", more='Font="1"'))
    assert words(outcome) == ("WWWii",)
    image = seen(outcome)
    dark = [x for x in range(40, 70) if any(image.getpixel((x, y)) != WHITE for y in range(40, 55))]
    assert dark[0] >= 40
    assert dark[-1] <= 2 * (20 + 5 * 2.5)


def test_bold_stand_ins_are_bolder(tmp_path: Path, fonts: FontSet) -> None:
    def ink(weight: int) -> int:
        more = f'Font="1" Weight="{weight}"'
        image = seen(look(tmp_path, fonts, text("国", 20, 20, more=more))).convert("L")
        return sum(255 - value for value in image.tobytes())

    assert ink(700) > 1.1 * ink(400)


def test_tables_of_a_font_may_be_damaged() -> None:
    assert embedded_face(font(), "a") is not None
    assert embedded_face(font().replace(b"cmap", b"xxxx"), "a") is not None
    assert embedded_face(font().replace(b"hmtx", b"xxxx"), "a") is None
    assert embedded_face(b"\x01\x00\x04\x01rubbish", "a") is None
