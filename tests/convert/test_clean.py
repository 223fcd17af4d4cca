from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from document_builders import annotate, new_pdf, red_look, rendered, saved, texts
from pikepdf import Array, Dictionary, Encryption, Name, Pdf
from PIL import Image, ImageChops

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf import clean as module
from archive_builder.convert.pdf.clean import Clean, clean
from archive_builder.convert.pdf.repair import as_pictures
from archive_builder.model import PageFacts
from archive_builder.typeset.fonts import FontSet

RED, WHITE = (255, 0, 0), (255, 255, 255)
RECT = (100, 100, 160, 140)
MIDDLE = (130, 180)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans into a file and hands back what came of it."""

    target: Path
    fonts: FontSet

    def of(self, raw: bytes | Path) -> tuple[Clean, bytes]:
        result = clean(raw, self.target, self.fonts)
        assert isinstance(result, Clean)
        return result, self.target.read_bytes()

    def pdf(self, pdf: Pdf, **options: object) -> bytes:
        return self.of(saved(pdf, **options))[1]

    def notes(self, pdf: Pdf, **options: object) -> tuple[str, ...]:
        return self.of(saved(pdf, **options))[0].notes

    def refused(self, content: bytes) -> str:
        result = clean(content, self.target, self.fonts)
        assert isinstance(result, Problem)
        assert result.lasting
        assert not self.target.exists()
        return result.reason


@pytest.fixture
def cleaner(tmp_path: Path, fonts: FontSet) -> Cleaner:
    return Cleaner(tmp_path / "cleaned.pdf", fonts)


def field(pdf: Pdf, kind: Name, **entries: object) -> Dictionary:
    widget = annotate(pdf, Subtype=Name.Widget, FT=kind, T="字段", Rect=Array(RECT), **entries)
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), NeedAppearances=True)
    return widget


@pytest.mark.parametrize("flags", [4, 0], ids=["printed", "not flagged"])
def test_a_seal_becomes_part_of_the_page(cleaner: Cleaner, flags: int) -> None:
    pdf = new_pdf()
    annotate(pdf, Subtype=Name.Stamp, Rect=Array(RECT), F=flags, AP=Dictionary(N=red_look(pdf)))
    made = cleaner.pdf(pdf)
    assert rendered(made).getpixel(MIDDLE) == RED
    with pikepdf.open(io.BytesIO(made)) as again:
        assert Name.Annots not in again.pages[0].obj


def test_a_signature_keeps_its_look_and_loses_its_value(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    value = Dictionary(Type=Name.Sig, Contents=pikepdf.String("dead beef"))
    field(pdf, Name.Sig, F=132, V=value, AP=Dictionary(N=red_look(pdf)))
    result, made = cleaner.of(saved(pdf))
    assert rendered(made).getpixel(MIDDLE) == RED
    assert "电子签章外观，签名以原件为准" in result.notes
    with pikepdf.open(io.BytesIO(made)) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
        assert b"dead beef" not in made


@pytest.mark.parametrize(
    ("flags", "colour"),
    [(4, RED), (0, RED), (36, RED), (2, WHITE), (6, WHITE), (32, WHITE)],
    ids=["printed", "not flagged", "paper only", "hidden", "hidden, printed", "not viewed"],
)
def test_a_field_shows_unless_it_is_hidden(
    cleaner: Cleaner, flags: int, colour: tuple[int, int, int]
) -> None:
    pdf = new_pdf()
    field(pdf, Name.Btn, F=flags, AP=Dictionary(N=red_look(pdf)))
    assert rendered(cleaner.pdf(pdf)).getpixel(MIDDLE) == colour


def test_a_value_without_an_appearance_is_written_out(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    field(pdf, Name.Tx, F=4, V="通过验收", DA="/Helv 0 Tf 0 g")
    assert "通过验收" in texts(cleaner.pdf(pdf))[0]


def test_an_empty_appearance_does_not_hide_the_value(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    empty = pdf.make_stream(b"/Tx BMC EMC", Subtype=Name.Form, BBox=Array([0, 0, 60, 40]))
    field(pdf, Name.Tx, F=4, V="一、甲\n二、乙", Ff=4096, DA="/Helv 9 Tf", AP=Dictionary(N=empty))
    assert "二、乙" in texts(cleaner.pdf(pdf))[0]


def test_a_value_that_is_shown_is_not_written_twice(cleaner: Cleaner) -> None:
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
    assert texts(cleaner.pdf(pdf))[0].count("ABC") == 1


def test_comments_keep_their_sign_and_are_counted(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    for text in ("请核对", ""):
        annotate(pdf, Subtype=Name.Text, Rect=Array(RECT), F=4, Contents=text)
    annotate(pdf, Subtype=Name.Square, Rect=Array(RECT), F=4, Contents="金额有误")
    annotate(pdf, Subtype=Name.Square, Rect=Array(RECT), F=4)
    result, made = cleaner.of(saved(pdf))
    assert rendered(made).getpixel((103, 182)) == (255, 255, 0)
    assert "原件有 3 处批注，内容未印出" in result.notes


MARKED = (100, 140, 160, 140, 100, 100, 160, 100)


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("Highlight", {"QuadPoints": Array(MARKED), "C": Array([1, 1, 0])}),
        ("Highlight", {"QuadPoints": Array(MARKED), "CA": 0.5}),
        ("Underline", {"QuadPoints": Array(MARKED), "C": Array([1, 0, 0])}),
        ("StrikeOut", {"QuadPoints": Array(MARKED)}),
        ("Squiggly", {"QuadPoints": Array(MARKED)}),
        ("Ink", {"InkList": Array([Array([105, 105, 120, 135, 150, 110])]), "C": Array([1, 0, 0])}),
        ("Square", {"C": Array([0, 0, 1]), "IC": Array([1, 0, 0]), "BS": Dictionary(W=3)}),
        ("Circle", {"C": Array([0, 0.5, 0]), "Border": Array([0, 0, 2])}),
        ("Text", {}),
        ("Popup", {}),
        ("FileAttachment", {}),
    ],
)
def test_what_has_no_look_shows_as_in_chromiums_reader(
    cleaner: Cleaner, kind: str, entries: dict[str, object]
) -> None:
    pdf = new_pdf(content=b"0 0 1 rg 10 10 50 50 re f 0.8 g 100 100 30 20 re f")
    annotate(pdf, Subtype=Name(f"/{kind}"), Rect=Array(RECT), F=4, **entries)
    source = saved(pdf)
    assert same(rendered(source, scale=2), rendered(cleaner.of(source)[1], scale=2))


def test_a_field_without_a_look_keeps_its_frame(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    field(pdf, Name.Tx, F=4, MK=Dictionary(BC=Array([0, 0, 1]), BG=Array([1, 0.5, 0.5])))
    source = saved(pdf)
    with pypdfium2.PdfDocument(source) as document:
        document.init_forms()
        expected = document[0].render(scale=2).to_pil().convert("RGB")
    made = rendered(cleaner.of(source)[1], scale=2)
    assert same(expected, made)
    assert made.getpixel((260, 360)) == (255, 128, 128)


def same(one: Image.Image, other: Image.Image) -> bool:
    """Equal but for a few pixels of a curve's or a wave's edge."""
    worst = ImageChops.difference(one, other).convert("L").histogram()
    return sum(worst[40:]) <= 30


def test_a_look_that_blends_is_drawn_straight_onto_the_page(cleaner: Cleaner) -> None:
    pdf = new_pdf(content=b"0 0 1 rg 0 0 200 300 re f")
    look = red_look(pdf)
    look.write(b"/G gs 1 1 0 rg 0 0 60 40 re f")
    look.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(BM=Name.Multiply)))
    look.Group = Dictionary(S=Name.Transparency, I=True)
    annotate(pdf, Subtype=Name.Highlight, Rect=Array(RECT), F=4, AP=Dictionary(N=look))
    assert rendered(cleaner.pdf(pdf)).getpixel(MIDDLE) == (0, 0, 0)


@pytest.mark.parametrize("value", [Name.Yes, Name.Off])
def test_the_look_is_that_of_the_state(cleaner: Cleaner, value: Name) -> None:
    pdf = new_pdf()
    field(pdf, Name.Btn, F=4, V=value, AP=Dictionary(N=Dictionary(Yes=red_look(pdf))))
    colour = RED if value == Name.Yes else WHITE
    assert rendered(cleaner.pdf(pdf)).getpixel(MIDDLE) == colour


def test_a_tick_without_a_look_is_drawn(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    field(pdf, Name.Btn, F=4, V=Name.Yes)
    shown = rendered(cleaner.pdf(pdf)).crop((100, 160, 160, 200))
    assert shown.getextrema() == ((0, 255), (0, 255), (0, 255))


def test_choices_are_written_as_people_see_them_and_secrets_are_not(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    field(pdf, Name.Ch, F=4, V="2", Opt=Array([Array(["1", "不同意"]), Array(["2", "同意"])]))
    assert "同意" in texts(cleaner.pdf(pdf))[0]
    pdf = new_pdf()
    field(pdf, Name.Tx, F=4, V="hunter2", Ff=1 << 13)
    made = cleaner.pdf(pdf)
    assert texts(made)[0].strip() == "*******"


def test_a_signature_that_shows_twice_is_one(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    value = pdf.make_indirect(Dictionary(Type=Name.Sig))
    for _ in range(2):
        annotate(pdf, Subtype=Name.Widget, FT=Name.Sig, Rect=Array(RECT), V=value)
    annotate(pdf, Subtype=Name.Widget, FT=Name.Sig, Rect=Array(RECT))
    assert cleaner.of(saved(pdf))[0].signatures == 1


def test_nothing_stands_beside_the_pages(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    pdf.docinfo["/Author"] = "somebody"
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "something"
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))
    pdf.attachments["附件.txt"] = b"attached"
    result, made = cleaner.of(saved(pdf))
    assert "原件附有 1 个嵌入文件，未印出" in result.notes
    with pikepdf.open(io.BytesIO(made)) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
        assert set(again.trailer.keys()) == {"/Root", "/Size", "/ID"}
    for secret in (b"somebody", b"something", b"alert", b"attached"):
        assert secret not in made


def test_the_same_pdf_gives_the_same_bytes(cleaner: Cleaner) -> None:
    pdf = new_pdf(3)
    annotate(pdf, Subtype=Name.Stamp, Rect=Array(RECT), F=4, AP=Dictionary(N=red_look(pdf)))
    field(pdf, Name.Tx, F=4, V="通过验收")
    pdf.docinfo["/CreationDate"] = "D:20211220120000"
    first = cleaner.of(saved(pdf))
    pdf.docinfo["/CreationDate"] = "D:20220101120000"
    pdf.trailer.ID = Array([b"one", b"two"])
    assert cleaner.of(saved(pdf)) == first


def test_pages_and_sizes(cleaner: Cleaner) -> None:
    assert cleaner.of(saved(new_pdf(3)))[0].pages == (PageFacts(200, 300),) * 3


def test_an_open_password_is_a_problem(cleaner: Cleaner) -> None:
    content = saved(new_pdf(), encryption=Encryption(owner="o", user="u"))
    assert "口令" in cleaner.refused(content)


def test_permissions_are_lifted_and_said(cleaner: Cleaner) -> None:
    result, made = cleaner.of(saved(new_pdf(), encryption=Encryption(owner="o", user="")))
    assert "原件设有权限限制" in result.notes
    with pikepdf.open(io.BytesIO(made)) as again:
        assert not again.is_encrypted


def test_a_damaged_table_is_mended_and_said(cleaner: Cleaner) -> None:
    content = saved(new_pdf())
    place = content.rindex(b"startxref")
    result, _ = cleaner.of(content[:place] + b"startxref\n7\n%%EOF\n")
    assert result.notes[0].startswith("原件结构有损")


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj << >>\n%%EOF"])
def test_what_is_beyond_repair_is_a_problem(cleaner: Cleaner, content: bytes) -> None:
    assert "损坏" in cleaner.refused(content)


def test_shells_are_problems(cleaner: Cleaner) -> None:
    portfolio, form = new_pdf(), new_pdf()
    portfolio.Root.Collection = Dictionary()
    portfolio.attachments["附件.txt"] = b"attached"
    form.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array([]))
    form.Root.NeedsRendering = True
    assert "文件包" in cleaner.refused(saved(portfolio))
    assert "XFA" in cleaner.refused(saved(form))


def test_no_pages_and_too_many_are_problems(
    cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有页面" in cleaner.refused(saved(Pdf.new()))
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    assert "共 3 页，超过 2 页" in cleaner.refused(saved(new_pdf(3)))


def test_content_that_inflates_without_end_is_refused(
    cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_CONTENT", 1 << 20)
    pdf = new_pdf(1)
    pdf.pages[0].Contents = pdf.make_stream(
        zlib.compress(b"0 0 m 9 9 l S\n" * 100_000), Filter=Name.FlateDecode
    )
    assert "内容超过 1 MB" in cleaner.refused(saved(pdf))


def test_a_portfolio_without_files_is_what_its_pages_show(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    pdf.Root.Collection = Dictionary()
    assert len(cleaner.of(saved(pdf))[0].pages) == 1


def test_a_form_that_has_its_pages_is_shown(cleaner: Cleaner) -> None:
    pdf = new_pdf()
    packet = pdf.make_stream(b"<config><dynamicRender>required</dynamicRender></config>")
    field(pdf, Name.Btn, F=4, AP=Dictionary(N=red_look(pdf)))
    pdf.Root.AcroForm.XFA = Array(["config", packet])
    assert rendered(cleaner.pdf(pdf)).getpixel(MIDDLE) == RED
    pdf.Root.AcroForm.Fields = Array()
    cleaner.target.unlink()
    assert "XFA" in cleaner.refused(saved(pdf))


def test_what_only_chromiums_reader_opens_has_pages(cleaner: Cleaner) -> None:
    content = saved(new_pdf(content=b"1 0 0 rg 0 0 200 300 re f"))
    broken = content.replace(b"trailer << ", b"trailer << /Encrypt 7 ")
    assert broken != content
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(io.BytesIO(broken))
    result, made = cleaner.of(broken)
    assert len(result.pages) == 1
    assert result.notes == ("原件结构有损，已修复后转换，请核对",)
    assert rendered(made).getpixel(MIDDLE) == RED


def test_a_page_in_pictures_looks_like_the_page(tmp_path: Path) -> None:
    source = saved(new_pdf())
    with as_pictures(source) as (pdf, said):
        assert "图像" in said
        made = saved(pdf)
    assert same(rendered(source), rendered(made))


def test_a_page_larger_than_any_is_pictured_smaller() -> None:
    pdf = new_pdf(2)
    pdf.pages[0].obj.MediaBox = Array([0, 0, 100_000, 50_000])
    with as_pictures(saved(pdf)) as (made, _):
        assert [float(edge) for edge in made.pages[0].MediaBox] == [0, 0, 14_400, 7_200]
        assert len(made.pages) == 2


def test_a_file_is_opened_where_it_lies(cleaner: Cleaner, tmp_path: Path) -> None:
    path = tmp_path / "原件.pdf"
    path.write_bytes(saved(new_pdf(2)))
    assert len(cleaner.of(path)[0].pages) == 2


def test_a_full_disk_is_no_documents_fault(fonts: FontSet) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="No space"):
        clean(saved(new_pdf()), full, fonts)


def test_private_data_of_pictures_goes(cleaner: Cleaner) -> None:
    pdf = new_pdf(content=b"/F Do")
    look = red_look(pdf)
    look.Metadata = pdf.make_stream(b"<x:xmpmeta>somebody</x:xmpmeta>")
    look.PieceInfo = Dictionary(Maker=Dictionary(LastModified="D:2021"))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=look))
    made = cleaner.pdf(pdf)
    assert b"somebody" not in made
    assert b"D:2021" not in made


def type0(pdf: Pdf, name: bytes, embedded: bool) -> pikepdf.Object:
    base = pikepdf.Object.parse(b"/" + name)
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=base)
    if embedded:
        descriptor.FontFile2 = pdf.make_stream(b"")
    below = Dictionary(Subtype=Name.CIDFontType2, BaseFont=base, FontDescriptor=descriptor)
    return Dictionary(Subtype=Name.Type0, BaseFont=base, DescendantFonts=Array([below]))


def test_fonts_that_are_not_there_are_named(cleaner: Cleaner) -> None:
    pdf = new_pdf(content=b"BT /A 9 Tf <00410042> Tj /D 9 Tf (AB) Tj /C 9 Tf (AB) Tj ET")
    pdf.pages[0].obj.Resources = Dictionary(
        Font=Dictionary(
            A=type0(pdf, b"#B7#C2#CB#CE_GB2312", embedded=False),
            B=type0(pdf, b"SimHei", embedded=True),
            C=Dictionary(Subtype=Name.Type1, BaseFont=Name.Helvetica),
            D=Dictionary(Subtype=Name.TrueType, BaseFont=Name("/FZXBSJW")),
        )
    )
    notes = cleaner.notes(pdf)
    assert "原件未嵌入字体（仿宋_GB2312），字形以原件为准" in notes
    assert any(note.startswith("原件未嵌入字体（FZXBSJW），以 ") for note in notes)
