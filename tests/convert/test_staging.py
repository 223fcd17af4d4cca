from __future__ import annotations

import zipfile
from pathlib import Path

from document_builders import ooxml, package, written

from archive_builder.convert.sniff import Kind
from archive_builder.convert.staging import stage

FIELDS = (
    '<w:p><w:instrText xml:space="preserve"> DATE \\@ "yyyy年M月d日" </w:instrText>'
    '<w:fldSimple w:instr="TIME"/><w:instrText> SAVEDATE </w:instrText>'
    "<w:t>DATE TIME</w:t></w:p>"
)


def test_fields_of_today_are_stopped(tmp_path: Path) -> None:
    source = written(tmp_path, "a", package({"word/document.xml": FIELDS.encode(), "x": b"1"}))
    with zipfile.ZipFile(stage(source, Kind.DOCX, tmp_path, "copy")) as copy:
        staged = copy.read("word/document.xml").decode()
        assert copy.read("x") == b"1"
    assert "> KEPTDATE \\@" in staged
    assert 'w:instr="KEPTTIME"' in staged
    assert "> SAVEDATE <" in staged
    assert "<w:t>DATE TIME</w:t>" in staged


def test_slides_keep_their_dates(tmp_path: Path) -> None:
    slide = b'<p:sld><a:fld id="{1}" type="datetime1"><a:t>2021/12/20</a:t></a:fld></p:sld>'
    source = written(tmp_path, "a", package({"ppt/slides/slide1.xml": slide}))
    with zipfile.ZipFile(stage(source, Kind.PPTX, tmp_path, "copy")) as copy:
        staged = copy.read("ppt/slides/slide1.xml")
    assert b'type="keptdatetime1"' in staged
    assert b"2021/12/20" in staged


def test_what_cannot_be_prepared_is_copied(tmp_path: Path) -> None:
    for kind, content in ((Kind.XLSX, ooxml("xlsx")), (Kind.DOCX, b"no zip"), (Kind.DOC, b"old")):
        source = written(tmp_path, "a", content)
        copy = stage(source, kind, tmp_path, f"copy-{kind.name}")
        assert copy.read_bytes() == content
        assert copy.suffix == f".{kind.name.lower()}"
