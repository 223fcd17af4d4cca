"""Word documents without LibreOffice: rdocx with our fonts, a draft."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
import rdocx
from pikepdf import Name

from archive_builder.convert.flow.plain import set_text
from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import (
    DRAFT_NOTE,
    PLAIN_NOTE,
    Converter,
    Outcome,
    Pages,
    Problem,
)
from archive_builder.convert.panic import Panic, panics_raised
from archive_builder.convert.pdf.pagetext import page_texts
from archive_builder.convert.word.faces import cut_faces
from archive_builder.convert.word.runs import prepare
from archive_builder.convert.word.story import BROKEN, boxed, lines
from archive_builder.decoding import tidy
from archive_builder.typeset.fonts import FontSet

BOXES_NOTE = "有文本框未能显示，文字以原件为准"

_CONFIG = "FONTCONFIG_FILE"
_TAGS = frozenset({"BDC", "BMC", "EMC", "DP", "MP"})


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a Word document; where rdocx gives up, its text and tables in order."""
    try:
        with panics_raised():
            pdf = _set(path, fonts)
    except (rdocx.RdocxError, Panic, zipfile.BadZipFile, SyntaxError, ValueError):
        return _plain(path, fonts)
    lost = _lost(path, pdf)
    notes = (DRAFT_NOTE, BOXES_NOTE) if lost else (DRAFT_NOTE,)
    return Pages(pdf, draft=True, notes=notes, unshown=lost)


def _lost(path: Path, pdf: bytes) -> str:
    """The text of boxes that rdocx does not draw: a red head often is one."""
    shown = _squeezed("".join(page_texts(pdf).pages))
    try:
        boxes = [tidy(line) for line in boxed(path)]
    except BROKEN:
        return ""
    return "\n".join(line for line in boxes if _squeezed(line) not in shown)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _set(path: Path, fonts: FontSet) -> bytes:
    with tempfile.TemporaryDirectory() as folder, _without_others(Path(folder)):
        prepared = Path(folder) / "document.docx"
        faces = cut_faces(fonts, prepare(path, prepared))
        return _untagged(rdocx.Document.open(str(prepared)).to_pdf(fonts=faces))


@contextmanager
def _without_others(folder: Path) -> Iterator[None]:
    """Hide the fonts of a Linux machine: the same document and faces give the same pages."""
    config, before = folder / "fonts.conf", os.environ.get(_CONFIG)
    config.write_text(f"<fontconfig><dir>{escape(str(folder))}</dir></fontconfig>")
    os.environ[_CONFIG] = str(config)
    try:
        yield
    finally:
        del os.environ[_CONFIG]
        os.environ.update({_CONFIG: before} if before else {})


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
        text = "\n".join(lines(path))
    except BROKEN:
        return Problem("Word 文档已损坏，无法读取，请重新报送")
    if not text.strip():
        return Problem("Word 文档没有可以显示的内容")
    return Pages(set_text(text, fonts), draft=True, notes=(DRAFT_NOTE, PLAIN_NOTE))


CONVERTER = Converter(
    name=f"rdocx {version('rdocx')}（草样）",
    kinds=frozenset({Kind.DOCX}),
    convert=convert,
)
