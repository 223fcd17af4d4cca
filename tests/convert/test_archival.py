from __future__ import annotations

import io

import pikepdf
import pytest
from document_builders import annotate, new_pdf, saved
from pikepdf import Array, Dictionary, Name, Pdf

from archive_builder.convert.pdf.archival import obstacles, settle_for_archive

CMYK = "使用 CMYK 颜色而无色彩特性文件"


def with_image(**entries: object) -> Pdf:
    pdf = new_pdf(content=b"/Im Do")
    settings = {
        "Width": 1,
        "Height": 1,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceGray,
    } | entries
    image = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, **settings)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=image))
    return pdf


def with_resources(content: bytes = b"", **entries: object) -> Pdf:
    pdf = new_pdf(content=content)
    pdf.pages[0].obj.Resources = Dictionary(**entries)
    return pdf


def found(pdf: Pdf) -> tuple[str, ...]:
    with pikepdf.open(io.BytesIO(saved(pdf))) as again:
        return obstacles(again)


def test_plain_pages_have_no_obstacle() -> None:
    assert found(new_pdf(2)) == ()
    assert found(with_image()) == ()


@pytest.mark.parametrize(
    ("content", "obstacle"),
    [
        (b"0 0 0 1 k 0 0 9 9 re f", (CMYK,)),
        (b".1 0 0 1.0 K", (CMYK,)),
        (b"/DeviceCMYK cs", (CMYK,)),
        (b"1 0 0 rg 0 0 9 9 re f", ()),
        (b"BT (1 2 3 k) Tj ET", ()),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G /I true ID \x00 EI", ("图像设为平滑放大",)),
    ],
)
def test_content_is_searched(content: bytes, obstacle: tuple[str, ...]) -> None:
    assert found(new_pdf(content=content)) == obstacle


def test_content_of_forms_is_searched() -> None:
    pdf = with_resources(b"/X Do")
    form = pdf.make_stream(b"0 0 0 1 k", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    pdf.pages[0].Resources.XObject = Dictionary(X=form)
    assert found(pdf) == (CMYK,)


@pytest.mark.parametrize(
    ("entries", "obstacle"),
    [
        ({"ColorSpace": Name.DeviceCMYK}, CMYK),
        ({"ColorSpace": Array([Name.Indexed, Name.DeviceCMYK, 0, b"0000"])}, CMYK),
        ({"Interpolate": True}, "图像设为平滑放大"),
        ({"Filter": Name.JPXDecode}, "含 PDF/A 校验程序不能核验的内容"),
        ({"Filter": Name.LZWDecode}, "用 PDF/A 不许的方式压缩"),
        ({"F": b"other.bin"}, "内容在文件之外"),
        ({"Subtype": Name.PS}, "含 PostScript 程序"),
    ],
)
def test_pictures_are_looked_at(entries: dict[str, object], obstacle: str) -> None:
    pdf = with_image()
    image = pdf.pages[0].Resources.XObject.Im
    for key, value in entries.items():
        image[f"/{key}"] = value
    assert obstacles(pdf) == (obstacle,)


def test_a_profile_for_other_colours_is_found() -> None:
    pdf = with_image()
    profile = pdf.make_stream(bytes(16) + b"RGB " + bytes(100), N=1)
    pdf.pages[0].Resources.XObject.Im.ColorSpace = Array([Name.ICCBased, profile])
    assert found(pdf) == ("色彩特性文件与图像不符",)
    profile.N = 3
    assert found(pdf) == ()


def test_fonts_must_be_there_where_they_show_text() -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    assert found(with_resources(b"BT /F 9 Tf (a) Tj ET", Font=Dictionary(F=font))) == (
        "字体未嵌入（Helvetica）",
    )
    assert found(with_resources(b"BT /F 9 Tf ET", Font=Dictionary(F=font))) == ()


@pytest.mark.parametrize(
    ("entries", "obstacle"),
    [
        (
            {"ColorSpace": Dictionary(C=Array([Name.DeviceN, Array([]), Name.DeviceRGB]))},
            "含 PDF/A 校验程序不能核验的内容",
        ),
        ({"Pattern": Dictionary(P=Dictionary(PatternType=2))}, "含 PDF/A 校验程序不能核验的内容"),
        ({"ExtGState": Dictionary(G=Dictionary(TR=Name.Identity))}, "含印刷专用的网点或传递函数"),
    ],
)
def test_resources_are_looked_at(entries: dict[str, object], obstacle: str) -> None:
    assert found(with_resources(**entries)) == (obstacle,)


def test_pages_and_annotations_are_looked_at() -> None:
    large = Pdf.new()
    large.add_blank_page(page_size=(14_000, 300))
    large.pages[0].obj.MediaBox = Array([0, 0, 15_000, 300])
    assert found(large) == ("页面过小或过大",)
    linked, stamped = new_pdf(), new_pdf()
    annotate(linked, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    annotate(stamped, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]))
    assert (found(linked), found(stamped)) == ((), ("含批注",))


def test_settling_mends_what_no_reader_shows() -> None:
    pdf = with_resources(ProcSet=Array([Name.PDF]), Encoding=Dictionary())
    descriptor = Dictionary(FontFile2=pdf.make_stream(b""), CIDSet=pdf.make_stream(b""))
    below = Dictionary(Subtype=Name.CIDFontType2, FontDescriptor=descriptor)
    font = Dictionary(Subtype=Name.Type0, DescendantFonts=Array([below]))
    pdf.pages[0].Resources.Font = Dictionary(F=font)
    form = pdf.make_stream(b"", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Private=1)
    pdf.pages[0].Resources.XObject = Dictionary(X=form)
    settle_for_archive(pdf)
    resources = pdf.pages[0].Resources
    own = resources.Font.F.DescendantFonts[0]
    assert set(resources.keys()) == {"/Font", "/XObject"}
    assert set(resources.XObject.X.keys()) - {"/Length"} == {"/Subtype", "/BBox"}
    assert own.CIDToGIDMap == Name.Identity
    assert set(own.FontDescriptor.keys()) == {"/FontFile2"}
