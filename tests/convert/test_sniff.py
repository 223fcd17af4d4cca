from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import compound, new_pdf, ooxml, package, picture, saved, written
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.convert.ole import SIGNATURE, root_entries
from archive_builder.convert.sniff import Kind, sniff

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
