from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest
from document_builders import new_pdf, rendered, saved, texts
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf

from archive_builder.convert.pdf.embed import embed_stand_ins
from archive_builder.convert.pdf.faces import stand_ins
from archive_builder.convert.pdf.fontcheck import font_names, is_embedded, without_prefix
from archive_builder.convert.pdf.walk import fonts_of, shown
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.typecase import Typeface


def named(name: str) -> pikepdf.Object:
    """A name as Chinese programs write it: in GBK."""
    return pikepdf.Object.parse(b"/" + b"".join(b"#%02X" % byte for byte in name.encode("gbk")))


def page_of(font: Dictionary, shows: bytes) -> Pdf:
    pdf = new_pdf(content=b"BT /F 20 Tf 20 200 Td " + shows + b" Tj ET")
    pdf.pages[0].obj.Resources = Dictionary(Font=Dictionary(F=font))
    return pdf


def composite(name: str, encoding: str, ordering: str = "GB1", **entries: object) -> Dictionary:
    system = Dictionary(Registry="Adobe", Ordering=ordering, Supplement=2)
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=named(name),
        CIDSystemInfo=system,
        W=Array([1, 95, 500, 814, 939, 500]),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=named(name),
        Encoding=Name(f"/{encoding}"),
        DescendantFonts=Array([below]),
        **entries,
    )


def simple(name: str, **entries: object) -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{name}"), **entries)


def spelled(raw: bytes) -> bytes:
    return b"<" + raw.hex().encode() + b">"


def embedded(pdf: Pdf) -> Dictionary:
    (font,) = fonts_of(pdf)
    assert is_embedded(font)
    return font


def advances(pdf: Pdf) -> list[float]:
    """Widths in thousandths of an em, as a third library reads them of the font programs."""
    found: list[float] = []
    for font in fonts_of(pdf):
        own = font.DescendantFonts[0] if Name.DescendantFonts in font else font
        program = TTFont(io.BytesIO(own.FontDescriptor.FontFile2.read_bytes()))
        found += [program["hmtx"][name][0] for name in program.getGlyphOrder()[1:]]
    return found


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("GBK-EUC-H", "gbk"),
        ("GB-EUC-H", "gb2312"),
        ("UniGB-UCS2-H", "utf-16-be"),
        ("UniGB-UTF16-H", "utf-16-be"),
    ],
)
def test_chinese_text_stays_in_every_predefined_encoding(
    fonts: FontSet, encoding: str, codec: str
) -> None:
    pdf = page_of(composite("仿宋_GB2312", encoding), spelled("兴庆区A1".encode(codec)))
    before = texts(saved(pdf))
    (note,) = embed_stand_ins(pdf, fonts)
    face = next(face for face in fonts.faces if face.role == "仿宋")
    assert note == f"原件未嵌入字体（仿宋_GB2312），以 {face.name} 代替"
    assert texts(saved(pdf)) == before == ["兴庆区A1"]
    assert stand_ins(font_names(pdf), fonts) == (
        () if face.official else (f"仿宋{face.stands_in}",)
    )
    assert sorted(advances(pdf)) == [500, 500, 1000, 1000, 1000]
    assert embedded(pdf).Encoding == Name(f"/{encoding}")


def test_what_is_embedded_is_seen_where_it_stood(fonts: FontSet) -> None:
    pdf = page_of(composite("宋体", "GBK-EUC-H"), spelled("口口".encode("gbk")))
    embed_stand_ins(pdf, fonts)
    page = rendered(saved(pdf), scale=2).convert("L").point(lambda level: 255 * (level < 128))
    first, second = page.crop((40, 160, 80, 208)), page.crop((80, 160, 120, 208))
    for square in (first, second):
        left, top, right, bottom = square.getbbox()
        assert 1 <= left <= 10
        assert 30 <= right <= 39
        assert 5 <= top <= 15
        assert 35 <= bottom <= 48
    assert page.crop((120, 0, 400, 600)).getbbox() is None


def test_glyph_numbers_are_read_by_the_documents_own_table(fonts: FontSet) -> None:
    font = composite("SimHei", "Identity-H", "Identity")
    bare = page_of(font, b"<00070009>")
    assert embed_stand_ins(bare, fonts) == ("原件未嵌入字体（SimHei），字形以原件为准",)
    told = page_of(composite("SimHei", "Identity-H", "Identity"), b"<00070009>")
    table = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0007> <515A> "
    table += b"<0009> <59D4> endbfchar"
    told.pages[0].Resources.Font.F.ToUnicode = told.make_stream(table)
    (note,) = embed_stand_ins(told, fonts)
    assert note.startswith("原件未嵌入字体（SimHei），以 ")
    assert texts(saved(told)) == ["党委"]


def test_bytes_in_a_font_of_chinese_name_are_gbk(fonts: FontSet) -> None:
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=named("黑体"),
        Encoding=Name.WinAnsiEncoding,
        FirstChar=32,
        Widths=Array([500] * 90),
    )
    pdf = page_of(font, spelled("全世界1".encode("gbk")))
    embed_stand_ins(pdf, fonts)
    assert texts(saved(pdf)) == ["全世界1"]
    assert sorted(advances(pdf)) == [500, 1000, 1000, 1000]


def has_liberation(fonts: FontSet) -> bool:
    return any(path.name.startswith("LiberationSans-Regular") for path in fonts.office)


def test_a_standard_font_is_replaced_by_one_as_wide(fonts: FontSet) -> None:
    if not has_liberation(fonts):
        pytest.skip("no Liberation faces on this machine")
    pdf = page_of(simple("Helvetica", Encoding=Name.WinAnsiEncoding), b"(A\\200 iW)")
    assert embed_stand_ins(pdf, fonts) == ("原件未嵌入字体（Helvetica），以 Liberation Sans 代替",)
    font = embedded(pdf)
    widths = dict(zip(range(font.FirstChar, font.LastChar + 1), font.Widths, strict=True))
    assert {code: widths[code] for code in b"A iW\x80"} == {
        65: 667,
        32: 278,
        105: 222,
        87: 944,
        128: 556,
    }
    assert texts(saved(pdf)) == ["A€ iW"]
    assert pypdf.PdfReader(io.BytesIO(saved(pdf))).pages[0].extract_text() == "A€ iW"


def test_differences_and_bold_are_heeded(fonts: FontSet) -> None:
    if not has_liberation(fonts):
        pytest.skip("no Liberation faces on this machine")
    encoding = Dictionary(Differences=Array([1, Name("/alpha"), Name("/eacute"), 66, Name("/one")]))
    pdf = page_of(simple("TimesNewRoman,BoldItalic", Encoding=encoding), b"<010242>")
    embed_stand_ins(pdf, fonts)
    assert texts(saved(pdf)) == ["αé1"]
    assert font_names(pdf) == ("LiberationSerif-BoldItalic",)


def test_wider_glyphs_are_squeezed_into_the_documents_widths(fonts: FontSet) -> None:
    if not has_liberation(fonts):
        pytest.skip("no Liberation faces on this machine")
    widths = {"FirstChar": 87, "LastChar": 87, "Widths": Array([400])}
    pdf = page_of(simple("ArialNarrow", Encoding=Name.WinAnsiEncoding, **widths), b"(W)")
    embed_stand_ins(pdf, fonts)
    program = TTFont(io.BytesIO(embedded(pdf).FontDescriptor.FontFile2.read_bytes()))
    glyph = program["glyf"][program.getGlyphOrder()[1]]
    natural = Typeface(
        next(path for path in fonts.office if path.name == "LiberationSans-Regular.ttf"), 0
    ).advance("W")
    assert natural > 0.9
    assert (
        program["hmtx"][program.getGlyphOrder()[1]][0],
        glyph.xMax <= 405,
        glyph.xMax > 380,
    ) == (400, True, True)


def test_signs_are_known_by_their_names(fonts: FontSet) -> None:
    pdf = page_of(simple("ZapfDingbats"), b"(4)")
    (note,) = embed_stand_ins(pdf, fonts)
    assert "ZapfDingbats" in note
    assert texts(saved(pdf)) == ["✔"]


def test_a_font_of_signs_of_its_own_is_left(fonts: FontSet) -> None:
    font = simple("Wingdings", FontDescriptor=Dictionary(Type=Name.FontDescriptor, Flags=4))
    pdf = page_of(font, b"(l)")
    assert embed_stand_ins(pdf, fonts) == ("原件未嵌入字体（Wingdings），字形以原件为准",)


def test_glyph_numbers_of_a_standard_font_are_spoken_of(fonts: FontSet) -> None:
    pdf = page_of(composite("TimesNewRoman", "Identity-H", "Identity"), b"<0024>")
    assert embed_stand_ins(pdf, fonts) == ("原件未嵌入字体（TimesNewRoman），字形以原件为准",)


def test_what_shows_nothing_is_not_spoken_of(fonts: FontSet) -> None:
    pdf = page_of(composite("楷体", "GBK-EUC-H"), b"()")
    assert embed_stand_ins(pdf, fonts) == ()


def test_characters_that_no_face_has_are_named(fonts: FontSet) -> None:
    pdf = page_of(composite("宋体", "UniGB-UTF16-H"), spelled("一\ue7c7".encode("utf-16-be")))
    notes = embed_stand_ins(pdf, fonts)
    assert len(notes) == 1 or notes[1].startswith("字库缺字：")
    lacking = page_of(composite("宋体", "Identity-H", "Identity"), b"<0001>")
    table = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0001> <1820> "
    lacking.pages[0].Resources.Font.F.ToUnicode = lacking.make_stream(table + b"endbfchar")
    assert "字库缺字：\u1820" in embed_stand_ins(lacking, fonts)


def test_text_in_forms_counts_also_in_a_font_chosen_outside(fonts: FontSet) -> None:
    pdf = page_of(composite("宋体", "GBK-EUC-H"), spelled("甲".encode("gbk")))
    page = pdf.pages[0]
    inner = b"BT 20 100 Td " + spelled("乙".encode("gbk")) + b" Tj ET"
    page.Resources.XObject = Dictionary(
        X=pdf.make_stream(inner, Subtype=Name.Form, BBox=Array([0, 0, 200, 300]))
    )
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /X Do")
    assert {string for strings in shown(pdf).values() for string in strings} == {
        "甲".encode("gbk"),
        "乙".encode("gbk"),
    }
    embed_stand_ins(pdf, fonts)
    assert len(advances(pdf)) == 2


def test_damaged_content_leaves_fonts_as_they_are(fonts: FontSet) -> None:
    pdf = page_of(composite("宋体", "GBK-EUC-H"), b"()")
    stream = pdf.make_stream(b"no deflate")
    stream.Filter = Name.FlateDecode
    pdf.pages[0].Contents = stream
    again = pikepdf.open(io.BytesIO(saved(pdf, compress_streams=False)))
    assert embed_stand_ins(again, fonts) == ("原件未嵌入字体（宋体），字形以原件为准",)


def test_the_same_pdf_gives_the_same_programs(fonts: FontSet) -> None:
    made = []
    for _ in range(2):
        pdf = page_of(composite("楷体", "GBK-EUC-H"), spelled("三月".encode("gbk")))
        embed_stand_ins(pdf, fonts)
        made.append(saved(pdf, deterministic_id=True))
    assert made[0] == made[1]


def test_subset_prefixes_are_left_out_of_names() -> None:
    assert [without_prefix(name) for name in ("ABCDEF+SimSun", "SimSun", "AB+C")] == [
        "SimSun",
        "SimSun",
        "AB+C",
    ]


def test_what_stands_in_for_lighter_sans_is_named(fonts: FontSet) -> None:
    assert stand_ins({"ABSans-Regular"}, fonts) == ("等线以 Noto Sans SC 代替",)
