"""What only LibreOffice itself can show; skipped where there is none."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import docx
import pikepdf
import pytest
import xlsxwriter
from document_builders import package, picture, rendered, written
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from archive_builder.convert import Renditions, Source, convert_all, find_office
from archive_builder.model import Rendition
from archive_builder.progress import Silent
from archive_builder.typeset.fontfind import family_name
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

OFFICE = find_office()
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

NUMBER = "某政发〔2021〕12号"
TEXT_BOX = f"""<w:p {nsdecls("w")}><w:r><w:pict>
<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:word"
 type="#_x0000_t202" style="position:absolute;margin-left:50pt;width:300pt;height:40pt">
<v:textbox><w:txbxContent><w:p><w:r><w:t>{NUMBER}</w:t></w:r></w:p></w:txbxContent></v:textbox>
<x:wrap type="topAndBottom"/></v:shape></w:pict></w:r></w:p>"""
RED = (255, 0, 0)
SAVED_DATE = "二〇二一年十二月二十日"


def letter(picture_link: str, template: str) -> bytes:
    """A notice in 仿宋 with a date field, a picture and a template that lie elsewhere."""
    made = docx.Document()
    run = made.add_paragraph().add_run("关于开展自查的通知")
    run.font.name = "仿宋_GB2312"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    line = made.add_paragraph()
    for kind, text in (("begin", ""), ("", " DATE \\@ yyyy "), ("separate", ""), ("end", "")):
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        piece.text = text
        line.add_run()._element.append(piece)
        if kind == "separate":
            line.add_run(SAVED_DATE)
    made.element.body.insert(1, parse_xml(TEXT_BOX))
    made.add_picture(io.BytesIO(picture("PNG")))
    (blip,) = made.element.iter(qn("a:blip"))
    linked = made.part.relate_to(picture_link, f"{RELATION}/image", is_external=True)
    blip.attrib.pop(qn("r:embed"))
    blip.set(qn("r:link"), linked)
    attached = made.part._settings_part.relate_to(
        template, f"{RELATION}/attachedTemplate", is_external=True
    )
    settings = made.settings.element
    settings.insert(0, settings.makeelement(qn("w:attachedTemplate"), {qn("r:id"): attached}))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


XML_SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet s:Name="花名册"><Table><Row>
<Cell><Data s:Type="String">姓名</Data></Cell><Cell><Data s:Type="Number">3</Data></Cell>
</Row></Table></Worksheet></Workbook>"""


def roster() -> bytes:
    """A sheet of 14 columns and 150 rows below a title, and a hidden one."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("花名册")
        page.set_column(0, 13, 14)
        page.merge_range(0, 0, 0, 13, "某某村花名册")
        page.write_row(1, 0, [f"栏目{n}" for n in range(14)])
        for row in range(2, 152):
            page.write_row(row, 0, [f"第{row - 1}户", *range(13)])
        page.write_formula(152, 0, "=TODAY()", None, 44550)
        hidden = book.add_worksheet("底稿")
        hidden.write(0, 0, "不应出现")
        hidden.hide()
    return buffer.getvalue()


def odf(kind: str, body: str) -> bytes:
    """An ODF package of one part."""
    places = {"draw": "drawing", "svg": "svg-compatible"}
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{places.get(name, name)}:1.0"'
        for name in ("office", "table", "text", "draw", "svg", "meta")
    )
    version = 'office:version="1.2"'
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": (
                f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
                f"{version}><office:body>{body}</office:body></office:document-content>"
            ).encode(),
            "meta.xml": (
                f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/" '
                f"{version}><office:meta><dc:date>2019-03-04T05:06:07</dc:date></office:meta>"
                "</office:document-meta>"
            ).encode(),
            "META-INF/manifest.xml": (
                "<manifest:manifest xmlns:manifest="
                '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                '<manifest:file-entry manifest:full-path="/" '
                f'manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
                '<manifest:file-entry manifest:full-path="content.xml" '
                'manifest:media-type="text/xml"/><manifest:file-entry '
                'manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
                "</manifest:manifest>"
            ).encode(),
        }
    )


def linked(server: str, local: str) -> dict[str, bytes]:
    """Documents that link to everything they can: LibreOffice left alone would fetch most of it."""

    def frame(link: str) -> str:
        return (
            '<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="paragraph">'
            f'<draw:image xlink:href="{link}" xlink:type="simple"/></draw:frame>'
        )

    sheet = (
        f'<office:spreadsheet><table:table table:name="一"><table:table-source '
        f'xlink:href="{server}/table.html" xlink:type="simple" '
        'table:filter-name="calc_HTML_WebQuery" table:table-name="HTML_all"/>'
        f"<table:shapes>{frame(f'{server}/a.png')}{frame(local)}</table:shapes><table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>表中文字</text:p>'
        "</table:table-cell><table:table-cell table:formula="
        f"'of:=WEBSERVICE(\"{server}/service\")'/></table:table-row></table:table>"
        "</office:spreadsheet>"
    )
    text = (
        '<office:text><text:section text:name="节"><text:section-source '
        f'xlink:href="{server}/section.html" xlink:type="simple"/><text:p>节中文字</text:p>'
        f"</text:section><text:p>{frame(f'{server}/b.png')}{frame(local)}</text:p></office:text>"
    )
    fields = "".join(
        f'{{\\field{{\\*\\fldinst {name} "{link}" \\\\d}}{{\\fldrslt words}}}}'
        for name in ("INCLUDEPICTURE", "INCLUDETEXT")
        for link in (f"{server}/c.png", local)
    )
    return {
        "链接文档": letter(f"{server}/spy.png", f"{server}/spy.dotx"),
        "本机图片": letter(local, f"{server}/spy.dotx"),
        "链接表": odf("spreadsheet", sheet),
        "链接文本": odf("text", text),
        "链接富文本": f"{{\\rtf1 {{\\*\\template {server}/d.dot}}{fields}}}".encode(),
    }


ODT_DATES = """<office:text><text:p>今天<text:date text:fixed="false"/>，文件
<text:file-name text:fixed="false" text:display="full"/></text:p></office:text>"""
RTF = b"""{\\rtf1{\\*\\revtbl{A;}} Printed {\\field{\\*\\fldinst {\\b DATE \\\\@ "yyyy"}}
{\\fldrslt 2018}}{\\revised\\revauth0 inserted}{\\deleted\\revauthdel0 removed}
{\\*\\atnid A}{\\*\\atnauthor B}\\chatn{\\*\\annotation {\\pard remark}}}"""


@dataclass(frozen=True, slots=True)
class Made:
    sources: dict[str, Source]
    found: dict[str, Rendition]
    renditions: Renditions
    asked: list[str]
    server: str

    def pdf(self, name: str) -> pikepdf.Pdf:
        return pikepdf.open(self.renditions.path(self.found[name]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fonts: FontSet) -> Iterator[Made]:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def note(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    for verb in ("GET", "HEAD", "OPTIONS", "PROPFIND"):
        setattr(Answer, f"do_{verb}", Answer.note)
    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    link = f"http://127.0.0.1:{server.server_port}"
    folder = tmp_path_factory.mktemp("office")
    local = folder / "local.png"
    Image.new("RGB", (200, 200), RED).save(local)
    contents = {
        "通知": letter(f"{link}/spy.png", f"{link}/spy.dotx"),
        "花名册": roster(),
        "表": XML_SHEET.encode(),
        "乱": package({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}),
        "日期": odf("text", ODT_DATES),
        "富文本": RTF,
        **linked(link, local.as_uri()),
    }
    sources = [
        Source(sha256(content).hexdigest(), written(folder, name, content), name)
        for name, content in contents.items()
    ]
    renditions = Renditions(folder / "renditions", fonts, OFFICE)
    found = convert_all(sources, renditions, Silent())
    by_name = {one.name: one for one in sources}
    by_found = {one.name: found[one.sha256] for one in sources}
    yield Made(by_name, by_found, renditions, asked, link)
    server.shutdown()
    server.server_close()


def test_a_notice_is_set_in_our_faces_with_the_date_it_was_saved_with(
    made: Made, fonts: FontSet
) -> None:
    notice = made.found["通知"]
    assert notice.problem is None
    assert not notice.draft
    assert notice.converter.startswith("LibreOffice ")
    assert "关于开展自查的通知" in notice.text.pages[0]
    assert SAVED_DATE in notice.text.pages[0]
    (fang,) = (face for face in fonts.faces if face.role == Role.FANG)
    family = family_name(fang.path, fang.subfont)
    with made.pdf("通知") as pdf:
        named = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
    assert any(family.replace(" ", "") in name for name in named)


def test_a_text_box_is_read_where_it_stands(made: Made) -> None:
    page = "".join(made.found["通知"].text.pages[0].split())
    assert page.index("关于开展自查的通知") < page.index(NUMBER) < page.index(SAVED_DATE)


def test_a_workbook_in_xml_is_a_workbook(made: Made) -> None:
    assert made.found["表"].problem is None
    assert "姓名 3" in made.found["表"].text.pages[0].split("\n")


LINKED = ("链接文档", "本机图片", "链接表", "链接文本", "链接富文本")


def test_nothing_is_fetched_from_a_network(made: Made) -> None:
    assert {made.found[name].problem for name in ("通知", *LINKED)} == {None}
    assert made.asked == []
    with pytest.raises(HTTPError):
        urlopen(f"{made.server}/heard", timeout=10)
    assert made.asked.pop() == "/heard"


@pytest.mark.parametrize("name", LINKED)
def test_no_other_file_of_the_machine_is_shown(made: Made, name: str) -> None:
    page = rendered(made.renditions.path(made.found[name]).read_bytes())
    assert RED not in {color for _, color in page.getcolors(1 << 24) or ()}


def test_a_date_of_today_is_the_day_of_saving(made: Made) -> None:
    (page,) = made.found["日期"].text.pages
    assert "19" in page
    assert str(date.today().year) not in page
    assert "document" not in page
    assert made.found["日期"].notes == ("文中自动日期按最后保存日期印出",)


def test_changes_are_shown_and_comments_said(made: Made) -> None:
    rich = made.found["富文本"]
    assert "".join(rich.text.pages[0].split()) == "Printed2018insertedremoved"
    assert rich.notes == ("文中有修订痕迹，一并印出", "有 1 条批注未印出")


def test_a_roster_is_one_page_wide_with_its_header_on_every_page(made: Made) -> None:
    roll = made.found["花名册"]
    assert len(roll.pages) > 1
    assert all(size.width > size.height for size in roll.pages)
    assert all("栏目0" in page and "栏目13" in page for page in roll.text.pages)
    joined = "".join(roll.text.pages)
    assert joined.count("某某村花名册") == 1
    assert "第7户 0 1 2 3 4 5 6 7 8 9 10 11 12" in joined
    assert all(f"第{n}户" in joined for n in range(1, 151))
    assert "2021" in joined or "44550" in joined
    assert "不应出现" not in joined


def test_what_it_cannot_open_is_a_problem_that_lasts(made: Made) -> None:
    refused = made.found["乱"]
    assert "打不开" in str(refused.problem)


def test_the_same_document_gives_the_same_bytes(made: Made, tmp_path: Path, fonts: FontSet) -> None:
    notice = made.sources["通知"]
    again = Renditions(tmp_path, fonts, OFFICE)
    found = convert_all([notice], again, Silent())[notice.sha256]
    assert found == made.found["通知"]
    assert again.path(found).read_bytes() == made.renditions.path(found).read_bytes()
