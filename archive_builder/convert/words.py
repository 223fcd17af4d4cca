"""Word documents without LibreOffice: rdocx with our fonts, a draft."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import docx
import pikepdf
import rdocx
from docx.opc.exceptions import OpcError
from docx.table import Table
from pikepdf import Name

from archive_builder.convert.outcome import DRAFT_NOTE, Converter, Outcome, Pages, Problem
from archive_builder.convert.panic import Panic, panics_raised
from archive_builder.convert.plain import set_text
from archive_builder.convert.runs import prepare
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

PLAIN_NOTE = "版式未能还原，仅按顺序列出文字"

_LAST_RESORT = "Noto Sans SC"
"""The family that rdocx asks first for characters that no named face has."""

_TAGS = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a Word document; where rdocx gives up, its text and tables in order."""
    try:
        with panics_raised():
            return Pages(_set(path, fonts), draft=True, notes=(DRAFT_NOTE,))
    except (rdocx.RdocxError, Panic, zipfile.BadZipFile, SyntaxError, ValueError):
        return _plain(path, fonts)


def _set(path: Path, fonts: FontSet) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "document.docx"
        prepare(path, prepared)
        content = prepared.read_bytes()
    faces = [(face.role.value, face.path.read_bytes()) for face in fonts.faces]
    faces.append((_LAST_RESORT, dict(faces)[Role.SONG.value]))
    return _untagged(rdocx.Document.from_bytes(content).to_pdf(fonts=faces))


def _untagged(pdf: bytes) -> bytes:
    """Take out the tags: rdocx gives every glyph one, and readers find each text twice."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            kept = [
                one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in _TAGS
            ]
            page.obj[Name.Contents] = document.make_stream(pikepdf.unparse_content_stream(kept))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def _plain(path: Path, fonts: FontSet) -> Outcome:
    try:
        text = "\n".join(_lines(path))
    except (OpcError, zipfile.BadZipFile, AttributeError, KeyError, SyntaxError, ValueError):
        # python-docx expects parts to be what they should be and fails as it happens to
        return Problem("Word 文档已损坏，无法读取，请重新报送")
    if not text.strip():
        return Problem("Word 文档没有可以显示的内容")
    return Pages(set_text(text, fonts), draft=True, notes=(DRAFT_NOTE, PLAIN_NOTE))


def _lines(path: Path) -> Iterator[str]:
    for item in docx.Document(str(path)).iter_inner_content():
        if isinstance(item, Table):
            yield from ("　".join(cell.text for cell in row.cells) for row in item.rows)
        else:
            yield item.text


CONVERTER = Converter(
    name=f"rdocx {version('rdocx')}（草样）",
    revision=1,
    kinds=frozenset({Kind.DOCX}),
    convert=convert,
)
