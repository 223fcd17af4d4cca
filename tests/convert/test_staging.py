from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from document_builders import ooxml, package, written

from archive_builder.convert.kind import Kind
from archive_builder.convert.office.staging import embedded, stage

FIELDS = (
    '<w:p><w:instrText xml:space="preserve"> DATE \\@ "yyyy年M月d日" </w:instrText>'
    '<w:fldSimple w:instr="TIME"/><w:instrText> SAVEDATE </w:instrText>'
    "<w:instrText> FILENAME \\p </w:instrText><w:t>DATE TIME</w:t></w:p>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "desk"
    made.mkdir()
    return made


def test_fields_of_today_and_of_our_copys_name_are_stopped(tmp_path: Path, folder: Path) -> None:
    parts = {"word/document.xml": FIELDS.encode(), "word/other.xml": FIELDS.encode(), "x": b"1"}
    source = written(tmp_path, "a", package(parts))
    before = source.read_bytes()
    with zipfile.ZipFile(stage(source, Kind.DOCX, folder)) as copy:
        staged = copy.read("word/document.xml").decode()
        assert copy.read("x") == b"1"
        assert copy.read("word/other.xml") == FIELDS.encode()
    assert "> KEPTDATE \\@" in staged
    assert 'w:instr="KEPTTIME"' in staged
    assert "> KEPTFILENAME \\p" in staged
    assert "> SAVEDATE <" in staged
    assert "<w:t>DATE TIME</w:t>" in staged
    assert source.read_bytes() == before


def test_slides_keep_their_dates(tmp_path: Path, folder: Path) -> None:
    slide = b'<p:sld><a:fld id="{1}" type="datetime1"><a:t>2021/12/20</a:t></a:fld></p:sld>'
    source = written(tmp_path, "a", package({"ppt/slides/slide1.xml": slide}))
    with zipfile.ZipFile(stage(source, Kind.PPTX, folder)) as copy:
        staged = copy.read("ppt/slides/slide1.xml")
    assert b'type="KEPTdatetime1"' in staged
    assert b"2021/12/20" in staged


def test_what_has_nothing_to_stop_is_copied(tmp_path: Path, folder: Path) -> None:
    texts = package({"word/document.xml": b"<w:p/>"})
    kinds = ((Kind.XLSX, ooxml("xlsx")), (Kind.DOCX, b"no zip"), (Kind.DOC, b"old"))
    for kind, content in (*kinds, (Kind.DOCX, texts)):
        source = written(tmp_path, "某文件.wps", content)
        copy = stage(source, kind, folder)
        assert copy.read_bytes() == content
        assert copy.parent == folder
        assert copy.name.isascii()


def test_objects_of_other_programs_are_counted(tmp_path: Path) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="{n}" Type="{office}/{kind}" Target="x"/>'
        for n, kind in enumerate(("oleObject", "package", "image", "oleObject"))
    )
    text = '<w:p><o:OLEObject Type="Embed" ProgID="Equation.3" r:id="3"/></w:p>'
    parts = {
        "word/_rels/document.xml.rels": relations.encode(),
        "word/charts/_rels/chart1.xml.rels": relations.encode(),
        "word/document.xml": text.encode(),
    }
    source = written(tmp_path, "a", package(parts))
    assert embedded(source, Kind.DOCX) == 2
    assert embedded(source, Kind.DOC) == 0
    assert embedded(written(tmp_path, "b", package({"x": b""})), Kind.PPTX) == 0
    assert embedded(written(tmp_path, "c", b"no zip"), Kind.XLSX) == 0


@pytest.mark.parametrize(
    "link", ["http://a.b/c.png", "file:///c.png", "/c.png", "../c.png", "FTP://a"]
)
def test_links_to_pictures_elsewhere_are_cut(tmp_path: Path, folder: Path, link: str) -> None:
    content = (
        f'<draw:image xlink:type="simple" xlink:href="{link}"/><text:a xlink:href="{link}"/>'
        '<draw:image xlink:href="Pictures/a.png"/><draw:image xlink:href="./Object 1"/>'
    )
    source = written(tmp_path, "a", package({"content.xml": content.encode()}))
    with zipfile.ZipFile(stage(source, Kind.ODS, folder)) as copy:
        staged = copy.read("content.xml").decode()
    assert staged == content.replace(
        f'"simple" xlink:href="{link}"', '"simple" xlink:href="Pictures/none"'
    )


def test_fields_of_rich_text_are_stopped(tmp_path: Path, folder: Path) -> None:
    text = (
        rb'{\field{\*\fldinst{\b DATE \\@ "yyyy"}}{\fldrslt DATE}}{\*\fldinst INCLUDEPICTURE "x"}'
    )
    staged = stage(written(tmp_path, "a", text), Kind.RTF, folder).read_bytes()
    assert staged == text.replace(rb"{\b DATE", rb"{\b KEPTDATE").replace(b"INC", b"KEPTINC")


def test_signs_typed_as_letters_become_signs(tmp_path: Path, folder: Path) -> None:
    story = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R</w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="Wingdings" w:char="ZZ"/>'
        "</w:r></w:p></w:document>"
    )
    source = written(tmp_path, "a", package({"word/document.xml": story.encode()}))
    with zipfile.ZipFile(stage(source, Kind.DOCX, folder)) as copy:
        staged = copy.read("word/document.xml").decode()
    assert "<w:t>☑</w:t>" in staged
    assert 'w:char="F0A8"' not in staged
    assert 'w:char="ZZ"' in staged


def test_damaged_parts_with_signs_stay_as_they_are(tmp_path: Path, folder: Path) -> None:
    story = b'<w:p><w:rFonts w:ascii="Wingdings"/><w:t>R</w:p>'
    source = written(tmp_path, "a", package({"word/document.xml": story}))
    assert stage(source, Kind.DOCX, folder).read_bytes() == source.read_bytes()


def test_formats_of_a_workbook_are_spelled_out(tmp_path: Path, folder: Path) -> None:
    styles = (
        "<styleSheet><numFmts count='1'>"
        "<numFmt numFmtId='300' formatCode='0!.0,&quot;万!元&quot;\\!'/></numFmts>"
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="14"/>'
        '<xf fontId="1" numFmtId="22"/><xf numFmtId="140"/></cellXfs></styleSheet>'
    )
    source = written(tmp_path, "a", package({"xl/styles.xml": styles.encode()}))
    with zipfile.ZipFile(stage(source, Kind.XLSX, folder)) as copy:
        staged = copy.read("xl/styles.xml").decode()
    assert "'0\\.0,&quot;万!元&quot;\\!'" in staged
    assert '<numFmt numFmtId="301" formatCode="yyyy/m/d"/>' in staged
    assert '<numFmt numFmtId="302" formatCode="yyyy/m/d h:mm"/>' in staged
    cells = '<cellXfs><xf numFmtId="301"/><xf fontId="1" numFmtId="302"/><xf numFmtId="140"/>'
    assert cells in staged
    assert '<cellStyleXfs><xf numFmtId="14"/>' in staged


@pytest.mark.parametrize(
    "styles",
    [
        '<x:styleSheet><x:cellXfs><x:xf numFmtId="14"/></x:cellXfs></x:styleSheet>',
        '<styleSheet><numFmts><numFmt numFmtId="14" formatCode="0"/></numFmts>'
        '<cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
        '<styleSheet><numFmts/><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    ],
)
def test_formats_that_are_not_sure_stay(tmp_path: Path, folder: Path, styles: str) -> None:
    source = written(tmp_path, "a", package({"xl/styles.xml": styles.encode()}))
    assert stage(source, Kind.XLSX, folder).read_bytes() == source.read_bytes()
