"""What only LibreOffice itself can show; skipped where there is none."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pikepdf
import pytest
import xlsxwriter
from document_builders import package, picture, written
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

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
SAVED_DATE = "二〇二一年十二月二十日"


def letter(picture_link: str) -> bytes:
    """A notice in 仿宋 with a date field, and a picture that lies on a web server."""
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


@dataclass(frozen=True, slots=True)
class Made:
    sources: dict[str, Source]
    found: dict[str, Rendition]
    renditions: Renditions
    asked: list[str]

    def pdf(self, name: str) -> pikepdf.Pdf:
        return pikepdf.open(self.renditions.path(self.found[name]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, fonts: FontSet) -> Iterator[Made]:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    link = f"http://127.0.0.1:{server.server_port}/spy.png"
    contents = {
        "通知": letter(link),
        "花名册": roster(),
        "表": XML_SHEET.encode(),
        "乱": package({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}),
    }
    folder = tmp_path_factory.mktemp("office")
    sources = [
        Source(sha256(content).hexdigest(), written(folder, name, content), name)
        for name, content in contents.items()
    ]
    renditions = Renditions(folder / "renditions", fonts, OFFICE)
    found = convert_all(sources, renditions, Silent())
    by_name = {one.name: one for one in sources}
    yield Made(by_name, {one.name: found[one.sha256] for one in sources}, renditions, asked)
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


def test_nothing_is_fetched_from_a_network(made: Made) -> None:
    assert made.found["通知"].problem is None
    assert made.asked == []


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
