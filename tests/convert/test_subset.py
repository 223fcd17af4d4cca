from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.subset import LARGE, subset_large_fonts
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

SHOWN, IN_FORM = "关于开展自查的通知", "附件"


Whole = tuple[bytes, dict[int, int]]


@pytest.fixture(scope="module")
def face(fonts: FontSet) -> Whole:
    """宋 whole, and the number of each character's glyph."""
    path = next(face.path for face in fonts.faces if face.role is Role.SONG)
    font = TTFont(path, lazy=True)
    return path.read_bytes(), {c: font.getGlyphID(n) for c, n in font.getBestCmap().items()}


def document(face: Whole) -> pikepdf.Pdf:
    """A page with some words, and others in a form, in a face that is embedded whole."""
    program, glyphs = face
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 200))
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.Whole,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        DW=1000,
        FontDescriptor=pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name.Whole,
                Flags=4,
                FontBBox=Array([0, -200, 1000, 900]),
                ItalicAngle=0,
                Ascent=859,
                Descent=-141,
                CapHeight=700,
                StemV=80,
                FontFile2=pdf.make_stream(program),
            )
        ),
    )
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Whole,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]),
        )
    )

    def text(words: str, y: int) -> bytes:
        codes = "".join(f"{glyphs[ord(c)]:04X}" for c in words)
        return f"BT /F1 24 Tf 20 {y} Td <{codes}> Tj ET".encode()

    fonts = Dictionary(Font=Dictionary(F1=font))
    form = pdf.make_stream(text(IN_FORM, 50))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 400, 200])
    form.Resources = fonts
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(X1=form))
    page.obj.Contents = pdf.make_stream(text(SHOWN, 120) + b" /X1 Do")
    return pdf


def rendered(pdf: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer)
    with pypdfium2.PdfDocument(buffer.getvalue()) as opened:
        return bytes(opened[0].render(scale=2).buffer)


def test_a_large_face_is_cut_and_the_page_looks_the_same(
    face: Whole,
) -> None:
    pdf = document(face)
    before = rendered(pdf)
    assert len(set(before)) > 2
    subset_large_fonts(pdf)
    buffer = io.BytesIO()
    pdf.save(buffer, compress_streams=True)
    assert len(buffer.getvalue()) < LARGE < len(face[0])
    assert rendered(pdf) == before


def test_what_cannot_be_told_stays_whole(face: Whole) -> None:
    pdf = document(face)
    resources = pdf.pages[0].obj.Resources
    resources.XObject.X1.write(b"BT (..) Tj ET")
    subset_large_fonts(pdf)
    program = resources.Font.F1.DescendantFonts[0].FontDescriptor.FontFile2
    assert program.read_bytes() == face[0]


def test_a_damaged_face_stays_as_it_is(face: Whole) -> None:
    broken = bytes(range(256)) * (LARGE // 128)
    pdf = document((broken, face[1]))
    program = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0].FontDescriptor.FontFile2
    program.write(broken, filter=None)
    subset_large_fonts(pdf)
    assert program.read_bytes() == broken
