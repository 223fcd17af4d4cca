from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from document_builders import compound, new_pdf, ooxml, package, picture, saved, written
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.ole import SIGNATURE, root_entries
from archive_builder.convert.sniff import SUFFIXES, Kind, sniff
from archive_builder.convert.sniff_text import in_text

HTML = "<html><body><table><tr><td>序号</td></tr></table></body></html>"
MAIL = "Received: from a\nMIME-Version: 1.0\nSubject: =?utf-8?b?5rWL?=\n\n正文"

SAMPLES = [
    (ooxml("docx"), Kind.DOCX),
    (ooxml("docm"), Kind.DOCX),
    (ooxml("xlsx"), Kind.XLSX),
    (ooxml("xlsb"), Kind.XLSB),
    (ooxml("pptx"), Kind.PPTX),
    (package({"mimetype": b"application/vnd.oasis.opendocument.text"}), Kind.ODT),
    (package({"OFD.xml": b"<OFD/>"}), Kind.OFD),
    (package({"名单.txt": b"x"}), Kind.ZIP),
    (ooxml("docx")[:90], Kind.DAMAGED),
    (compound(["WordDocument", "1Table"]), Kind.DOC),
    (compound(["Workbook"]), Kind.XLS),
    (compound(["Book"]), Kind.XLS),
    (compound(["PowerPoint Document"]), Kind.PPT),
    (compound(["EncryptionInfo", "EncryptedPackage"]), Kind.LOCKED),
    (compound(["Thumbs"]), Kind.UNKNOWN),
    (compound(["WORKBOOK"]), Kind.XLS),
    (compound(["MatOST", "MM"]), Kind.WORKS),
    (compound(["CONTENTS", "SPELLING"]), Kind.WORKS),
    (compound(["Contents", "Quill"]), Kind.UNKNOWN),
    (compound(["WordDocument"])[:512], Kind.DAMAGED),
    (bytes(4000), Kind.DAMAGED),
    (b"\x01\xfe\x32\0Works", Kind.WORKS),
    (package({"META-INF/MANIFEST.MF": b"x", "A.class": b"y"}), Kind.PROGRAM),
    (package({"uof.xml": b"<x/>"}), Kind.UOF),
    (picture("JPEG2000"), Kind.JPEG2000),
    (picture("AVIF"), Kind.AVIF),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", Kind.AVIF),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Kind.HEIC),
    (b"\xff\x0a\xf8\x19", Kind.JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", Kind.JXL),
    (b"MZ".ljust(60, b"\0") + b"\x40\0\0\0PE\0\0", Kind.PROGRAM),
    (b"MZ is how this text begins, " + b"and it is long enough to be one. " * 9, Kind.TEXT),
    (b"\x7fELF\2\1\1", Kind.PROGRAM),
    (b"@echo off\r\ncopy a b\r\n", Kind.PROGRAM),
    (b"#!/bin/sh\necho\n", Kind.PROGRAM),
    (b'Set fso = CreateObject("Scripting.FileSystemObject")', Kind.PROGRAM),
    (b"\x4c\0\0\0\x01\x14\x02\0" + bytes(60), Kind.SHORTCUT),
    (b"[InternetShortcut]\r\nURL=http://example.invalid/\r\n", Kind.SHORTCUT),
    (b"\4" + "张三".encode("gb18030") + bytes(157), Kind.OWNER),
    (b"AC1032\0\0\0", Kind.CAD),
    (b"SQLite format 3\0", Kind.DATABASE),
    (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Kind.SVG),
    (b'<?xml version="1.0"?><uof:UOF xmlns:uof="http://x"/>', Kind.UOF),
    (b"\x10" * 7 + b"\x11" * 6 + b"S\r\nFrom: a\r\n", Kind.MAILBOX),
    (b"From a@b Thu Jan  1 08:00:00 2021\nSubject: x\n\nx\n\nFrom a@b Fri", Kind.MAILBOX),
    (b"#!AMR\n\x3c", Kind.AUDIO),
    (saved(new_pdf()), Kind.PDF),
    (b"\r\n junk before\n" + saved(new_pdf()), Kind.PDF),
    (picture("JPEG"), Kind.JPEG),
    (picture("PNG"), Kind.PNG),
    (picture("TIFF"), Kind.TIFF),
    (picture("BMP"), Kind.BMP),
    (picture("GIF"), Kind.GIF),
    (picture("WEBP"), Kind.WEBP),
    (b"{\\rtf1\\ansi }", Kind.RTF),
    (b"Rar!\x1a\x07\x01\x00", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c\0\0", Kind.SEVEN_ZIP),
    (b"\0\0\0\x18ftypheic\0\0", Kind.HEIC),
    (b"\0\0\0\x18ftypisom\0\0", Kind.VIDEO),
    (b"ID3\x04\0\0", Kind.AUDIO),
    ("关于开展自查的通知".encode(), Kind.TEXT),
    ("关于开展自查的通知".encode("gb18030"), Kind.TEXT),
    ("关于开展自查的通知".encode("utf-8-sig"), Kind.TEXT),
    ("关于开展自查的通知".encode("utf-16"), Kind.TEXT),
    (HTML.encode("gb18030"), Kind.HTML),
    ("\n<table><tr><td>姓名</td></tr></table>".encode("gb18030"), Kind.HTML),
    (HTML.encode("gb18030") + b"\xff\xff", Kind.HTML),
    (MAIL.encode(), Kind.MAIL),
    ("Date: \nFrom: 某某乡\nMime-Version: 1.0\n\n正文".encode("gb18030") + b"\xff", Kind.MAIL),
    ("关于开展自查的通知\n".encode("utf-16-le"), Kind.TEXT),
    (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', Kind.SHEET_XML),
    (compound(["__properties_version1.0"]), Kind.OUTLOOK),
    (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:x/>', Kind.WORD_XML),
    (b"", Kind.EMPTY),
    (bytes(range(256)) * 4, Kind.UNKNOWN),
]


@pytest.mark.parametrize(
    ("content", "kind"), SAMPLES, ids=[f"{n}-{kind.name}" for n, (_, kind) in enumerate(SAMPLES)]
)
def test_content_tells_the_kind(tmp_path: Path, content: bytes, kind: Kind) -> None:
    assert sniff(written(tmp_path, "file.pdf", content)) == kind


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".txt", ""])
def test_a_suffix_counts_for_nothing(tmp_path: Path, suffix: str) -> None:
    assert sniff(written(tmp_path, f"file{suffix}", picture("JPEG"))) == Kind.JPEG


def test_names_deeper_down_in_a_compound_file_do_not_count(tmp_path: Path) -> None:
    path = written(tmp_path, "a", compound(["WordDocument"], nested=["Workbook"]))
    assert root_entries(path) == {"WordDocument", "ObjectPool"}
    assert sniff(path) == Kind.DOC


@given(st.sampled_from([b"", b"PK\x03\x04", SIGNATURE, b"%PDF-", b"\xff\xd8\xff"]), st.binary())
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes) -> None:
    path = written(tmp_path_factory.mktemp("bytes"), "a", head + rest)
    assert isinstance(sniff(path), Kind)


@given(st.integers(0, 2047), st.binary(min_size=1, max_size=8))
def test_no_damaged_compound_file_raises(
    tmp_path_factory: pytest.TempPathFactory, place: int, noise: bytes
) -> None:
    whole = bytearray(compound(["WordDocument"], nested=["Workbook"]))
    whole[place : place + len(noise)] = noise
    names = root_entries(written(tmp_path_factory.mktemp("cfb"), "a", bytes(whole)))
    assert all(isinstance(name, str) for name in names)


CSV = "序号,姓名,金额\n1,张三,100\n2,李四,200\n"
TABLES = [
    CSV,
    CSV.replace(",", "\t"),
    CSV.replace(",", ";"),
    '名称,说明\n甲,"一,二"\n乙,"第一行\n第二行"\n丙,\n',
    "统计表,,\n序号,姓名,金额\n1,张三,100\n",
]


@pytest.mark.parametrize("text", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_of_even_rows_is_a_table(tmp_path: Path, text: str, encoding: str) -> None:
    assert sniff(written(tmp_path, "a.txt", text.encode(encoding))) == Kind.CSV


PROSE = [
    "各乡镇,各部门:\n现将有关事项通知如下,请遵照执行.\n",
    "Dear Sir, we thank you\nfor it, and we hope\nto hear, if we may\nfrom you, soon\n",
    "第一章；总则。\n第二章；责任。\n第三章；附则。\n第四章；其他。\n第五章；结束。\n",
    "姓名,张三\n",
    "一,二\n三,四,五\n六,七\n八,九\n",
    "关于开展自查的通知\n各单位：\n请按时报送。\n",
]


@pytest.mark.parametrize("text", PROSE)
def test_commas_of_prose_make_no_table(tmp_path: Path, text: str) -> None:
    assert sniff(written(tmp_path, "a.csv", text.encode())) == Kind.TEXT


MARKED = [
    "# 工作总结\n\n- 第一项\n- 第二项\n",
    "## 说明\n\n| 姓名 | 金额 |\n| --- | ---: |\n| 张三 | 100 |\n",
    "# 说明\n\n见**附件**和[网站](https://example.invalid)。\n",
    "# 用法\n```\nrun\n```\n",
]


@pytest.mark.parametrize("text", MARKED)
def test_several_marks_make_it_markdown(tmp_path: Path, text: str) -> None:
    assert sniff(written(tmp_path, "a.txt", text.encode())) == Kind.MARKDOWN


UNMARKED = [
    "1. 第一项\n2. 第二项\n- 其他\n",
    "# 只有一行\n正文。\n",
    "总结\n----------\n一、情况\n二、问题\n",
    "# 标题\n- 项\n" + "正文很长。\n" * 40,
]


@pytest.mark.parametrize("text", UNMARKED)
def test_a_list_or_a_sign_alone_is_plain_text(tmp_path: Path, text: str) -> None:
    assert sniff(written(tmp_path, "a.md", text.encode())) == Kind.TEXT


@given(st.text(st.sampled_from('一二,.\t;|#-*"\n '), max_size=200))
def test_no_text_raises(text: str) -> None:
    assert in_text(text.encode()) in (Kind.TEXT, Kind.CSV, Kind.MARKDOWN)


def test_every_suffix_is_lower_case_without_dot() -> None:
    for kind, suffixes in SUFFIXES.items():
        assert suffixes and len(set(suffixes)) == len(suffixes), kind
        assert all(s == s.lower() and s.isalnum() for s in suffixes), kind


@pytest.mark.parametrize(
    "text", ["\n" * 200_000, "<!--a-->" * 2_000 + "x", "From a 1:" + "1:" * 50_000, " \n" * 50_000]
)
def test_no_text_holds_the_sniffer_up(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, "a", text.encode())
    assert sniff(path) in (Kind.TEXT, Kind.HTML, Kind.UNKNOWN)


def test_a_damaged_zip_of_any_kind_is_damaged(tmp_path: Path) -> None:
    sound = package({"[Content_Types].xml": b"x" * 500, "名.xml": b"y"})
    wrong_name = sound.replace("名".encode(), b"\xc3\xfb\xa3")
    assert sniff(written(tmp_path, "a", wrong_name)) == Kind.DAMAGED
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("[Content_Types].xml", bytes(range(256)) * 20)
    spoilt = bytearray(buffer.getvalue())
    spoilt[60:120] = b"\xff" * 60
    assert sniff(written(tmp_path, "b", bytes(spoilt))) == Kind.DAMAGED
