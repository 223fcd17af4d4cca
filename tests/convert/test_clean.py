from __future__ import annotations

import io

import pikepdf
import pytest
from document_builders import annotate, new_pdf, red_look, rendered, saved, texts
from pikepdf import Array, Dictionary, Encryption, Name, Pdf

from archive_builder.convert import clean as module
from archive_builder.convert.clean import Clean, clean
from archive_builder.convert.outcome import Problem
from archive_builder.model import PageSize
from archive_builder.typeset.fonts import FontSet

RED, WHITE = (255, 0, 0), (255, 255, 255)
RECT = Array([100, 100, 160, 140])
MIDDLE = (130, 180)


def cleaned(pdf: Pdf, fonts: FontSet, **options: object) -> Clean:
    result = clean(saved(pdf, **options), fonts)
    assert isinstance(result, Clean)
    return result


def refused(content: bytes, fonts: FontSet) -> str:
    result = clean(content, fonts)
    assert isinstance(result, Problem)
    assert result.lasting
    return result.reason


def field(pdf: Pdf, kind: Name, **entries: object) -> Dictionary:
    widget = annotate(pdf, Subtype=Name.Widget, FT=kind, T="字段", Rect=RECT, **entries)
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), NeedAppearances=True)
    return widget


@pytest.mark.parametrize("flags", [4, 0], ids=["printed", "not flagged"])
def test_a_seal_becomes_part_of_the_page(fonts: FontSet, flags: int) -> None:
    pdf = new_pdf()
    annotate(pdf, Subtype=Name.Stamp, Rect=RECT, F=flags, AP=Dictionary(N=red_look(pdf)))
    result = cleaned(pdf, fonts)
    assert rendered(result.pdf).getpixel(MIDDLE) == RED
    with pikepdf.open(io.BytesIO(result.pdf)) as again:
        assert Name.Annots not in again.pages[0].obj


def test_a_signature_keeps_its_look_and_loses_its_value(fonts: FontSet) -> None:
    pdf = new_pdf()
    value = Dictionary(Type=Name.Sig, Contents=pikepdf.String("dead beef"))
    field(pdf, Name.Sig, F=132, V=value, AP=Dictionary(N=red_look(pdf)))
    result = cleaned(pdf, fonts)
    assert rendered(result.pdf).getpixel(MIDDLE) == RED
    assert "电子签章外观，签名以原件为准" in result.notes
    with pikepdf.open(io.BytesIO(result.pdf)) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
        assert b"dead beef" not in result.pdf


@pytest.mark.parametrize("flags", [0, 6], ids=["screen only", "hidden"])
def test_a_field_that_does_not_print_is_not_shown(fonts: FontSet, flags: int) -> None:
    pdf = new_pdf()
    field(pdf, Name.Btn, F=flags, AP=Dictionary(N=red_look(pdf)))
    assert rendered(cleaned(pdf, fonts).pdf).getpixel(MIDDLE) == WHITE


def test_a_value_without_an_appearance_is_written_out(fonts: FontSet) -> None:
    pdf = new_pdf()
    field(pdf, Name.Tx, F=4, V="通过验收", DA="/Helv 0 Tf 0 g")
    assert "通过验收" in texts(cleaned(pdf, fonts).pdf)[0]


def test_an_empty_appearance_does_not_hide_the_value(fonts: FontSet) -> None:
    pdf = new_pdf()
    empty = pdf.make_stream(b"/Tx BMC EMC", Subtype=Name.Form, BBox=Array([0, 0, 60, 40]))
    field(pdf, Name.Tx, F=4, V="一、甲\n二、乙", Ff=4096, DA="/Helv 9 Tf", AP=Dictionary(N=empty))
    assert "二、乙" in texts(cleaned(pdf, fonts).pdf)[0]


def test_a_value_that_is_shown_is_not_written_twice(fonts: FontSet) -> None:
    pdf = new_pdf()
    look = pdf.make_stream(
        b"BT /F 12 Tf (ABC) Tj ET",
        Subtype=Name.Form,
        BBox=Array([0, 0, 60, 40]),
        Resources=Dictionary(
            Font=Dictionary(
                F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            )
        ),
    )
    field(pdf, Name.Tx, F=4, V="ABC", AP=Dictionary(N=look))
    assert texts(cleaned(pdf, fonts).pdf)[0].count("ABC") == 1


def test_comments_are_left_out_and_counted(fonts: FontSet) -> None:
    pdf = new_pdf()
    for _ in range(2):
        annotate(pdf, Subtype=Name.Text, Rect=RECT, F=4, AP=Dictionary(N=red_look(pdf)))
    result = cleaned(pdf, fonts)
    assert rendered(result.pdf).getpixel(MIDDLE) == WHITE
    assert "原件有 2 处批注未印出" in result.notes


def test_nothing_stands_beside_the_pages(fonts: FontSet) -> None:
    pdf = new_pdf()
    pdf.docinfo["/Author"] = "somebody"
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "something"
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))
    pdf.attachments["附件.txt"] = b"attached"
    result = cleaned(pdf, fonts)
    assert "原件附有 1 个嵌入文件，未印出" in result.notes
    with pikepdf.open(io.BytesIO(result.pdf)) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
        assert set(again.trailer.keys()) == {"/Root", "/Size", "/ID"}
    for secret in (b"somebody", b"something", b"alert", b"attached"):
        assert secret not in result.pdf


def test_the_same_pdf_gives_the_same_bytes(fonts: FontSet) -> None:
    pdf = new_pdf(3)
    annotate(pdf, Subtype=Name.Stamp, Rect=RECT, F=4, AP=Dictionary(N=red_look(pdf)))
    field(pdf, Name.Tx, F=4, V="通过验收")
    pdf.docinfo["/CreationDate"] = "D:20211220120000"
    first = clean(saved(pdf), fonts)
    pdf.docinfo["/CreationDate"] = "D:20220101120000"
    pdf.trailer.ID = Array([b"one", b"two"])
    assert clean(saved(pdf), fonts) == first


def test_pages_and_sizes(fonts: FontSet) -> None:
    assert cleaned(new_pdf(3), fonts).pages == (PageSize(200, 300),) * 3


def test_an_open_password_is_a_problem(fonts: FontSet) -> None:
    content = saved(new_pdf(), encryption=Encryption(owner="o", user="u"))
    assert "口令" in refused(content, fonts)


def test_permissions_are_lifted_and_said(fonts: FontSet) -> None:
    result = cleaned(new_pdf(), fonts, encryption=Encryption(owner="o", user=""))
    assert "原件设有权限限制" in result.notes
    with pikepdf.open(io.BytesIO(result.pdf)) as again:
        assert not again.is_encrypted


def test_a_damaged_table_is_mended_and_said(fonts: FontSet) -> None:
    content = saved(new_pdf())
    place = content.rindex(b"startxref")
    result = clean(content[:place] + b"startxref\n7\n%%EOF\n", fonts)
    assert isinstance(result, Clean)
    assert result.notes[0].startswith("原件结构有损")


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj << >>\n%%EOF"])
def test_what_is_beyond_repair_is_a_problem(fonts: FontSet, content: bytes) -> None:
    assert "损坏" in refused(content, fonts)


def test_shells_are_problems(fonts: FontSet) -> None:
    portfolio, form = new_pdf(), new_pdf()
    portfolio.Root.Collection = Dictionary()
    form.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array([]))
    form.Root.NeedsRendering = True
    assert "文件包" in refused(saved(portfolio), fonts)
    assert "XFA" in refused(saved(form), fonts)


def test_no_pages_and_too_many_are_problems(
    fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有页面" in refused(saved(Pdf.new()), fonts)
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    assert "共 3 页，超过 2 页" in refused(saved(new_pdf(3)), fonts)


def test_blank_pages_alone_are_said(fonts: FontSet) -> None:
    blank = "转换结果只有空白页，请核对原件"
    assert blank in cleaned(new_pdf(2, content=b"q 1 0 0 1 0 0 cm Q"), fonts).notes
    assert blank not in cleaned(new_pdf(2), fonts).notes


def type0(pdf: Pdf, name: bytes, embedded: bool) -> pikepdf.Object:
    base = pikepdf.Object.parse(b"/" + name)
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=base)
    if embedded:
        descriptor.FontFile2 = pdf.make_stream(b"")
    below = Dictionary(Subtype=Name.CIDFontType2, BaseFont=base, FontDescriptor=descriptor)
    return Dictionary(Subtype=Name.Type0, BaseFont=base, DescendantFonts=Array([below]))


def test_fonts_that_are_not_there_are_named(fonts: FontSet) -> None:
    pdf = new_pdf()
    pdf.pages[0].obj.Resources = Dictionary(
        Font=Dictionary(
            A=type0(pdf, b"#B7#C2#CB#CE_GB2312", embedded=False),
            B=type0(pdf, b"SimHei", embedded=True),
            C=Dictionary(Subtype=Name.Type1, BaseFont=Name.Helvetica),
            D=Dictionary(Subtype=Name.TrueType, BaseFont=Name("/FZXBSJW")),
        )
    )
    notes = cleaned(pdf, fonts).notes
    assert notes == ("原件未嵌入字体（FZXBSJW、仿宋_GB2312），字形以原件为准",)
