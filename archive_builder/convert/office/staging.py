"""Documents as LibreOffice is to see them; the originals are never touched."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from docx.opc.oxml import serialize_part_xml
from docx.oxml.parser import parse_xml

from archive_builder.convert.kind import Kind
from archive_builder.convert.office.links import cut_drawing, cut_links, is_drawing
from archive_builder.convert.office.numbers import plain_formats
from archive_builder.convert.package import rewrite
from archive_builder.convert.word.symbols import respell

_DATES = re.compile(
    rb"""((?:<w:instrText\b[^>]*>|\bw:instr=["'])\s*)(DATE|TIME|FILENAME)\b""", re.IGNORECASE
)
_NOW = re.compile(rb"""(<a:fld\b[^>]*\btype=["'])(datetime)""")
_SIGNS = re.compile(rb"""["'](Wingdings|Symbol)""")


def _text(content: bytes) -> bytes:
    """A part of a docx with dates as they were saved, and signs as characters of their own.

    Signs typed as letters of Wingdings would come out as those letters.
    """
    content = _DATES.sub(rb"\1KEPT\2", content)
    if not _SIGNS.search(content):
        return content
    try:
        root = parse_xml(content)
    except SyntaxError:
        return content
    respell(root)
    return serialize_part_xml(root)


def _slide(content: bytes) -> bytes:
    return _NOW.sub(rb"\1KEPT\2", content)


Edit = tuple[re.Pattern[str], Callable[[bytes], bytes]]
"""Names of parts, and what is done to them."""

_TEXTS: Edit = (
    re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|numbering)\.xml"),
    _text,
)
_SLIDES: Edit = (re.compile(r"ppt/(slides|slideLayouts|slideMasters)/[^/]+\.xml"), _slide)
_LINKS: Edit = (re.compile(r"content\.xml|styles\.xml"), cut_links)
_FORMATS: Edit = (re.compile(r"xl/styles\.xml"), plain_formats)
_PARTS: Mapping[Kind, Edit] = {
    Kind.DOCX: _TEXTS,
    Kind.XLSX: _FORMATS,
    Kind.PPTX: _SLIDES,
    Kind.ODT: _LINKS,
    Kind.ODS: _LINKS,
    Kind.ODP: _LINKS,
}
_RTF = re.compile(
    rb"(\\fldinst\b[^}]*?[\s{])(DATE|TIME|FILENAME|INCLUDEPICTURE|INCLUDETEXT)\b", re.IGNORECASE
)
"""LibreOffice would follow links of RTF, of ODF and of the SVGs in any package."""

_RELATIONS = re.compile(r"(word|ppt/slides|xl/worksheets)/_rels/[^/]+\.rels")
_EMBEDDED = re.compile(rb"""<Relationship\b[^>]*\bType=["'][^"']*/(oleObject|package)["'][^>]*>""")
_EQUATION = re.compile(rb"""<o:OLEObject\b[^>]*\bProgID=["']Equation""")


def stage(source: Path, kind: Kind, folder: Path) -> Path:
    """Return a copy of a document in `folder`, as LibreOffice is to see it.

    LibreOffice sees neither where the document lies, which it could not open on a machine whose
    locale lacks the letters, nor what lies beside it or anywhere else: links to pictures are cut.
    Fields that would show today's date or the name of our file (docx, pptx, rtf) keep what they
    showed when they were saved: they get names that no program knows. Numbers of a workbook (xlsx)
    get formats that LibreOffice shows as Excel in China does. What can't be read well
    enough for that is copied as it is.
    """
    target = folder / "document"
    if kind == Kind.RTF:
        target.write_bytes(_RTF.sub(rb"\1KEPT\2", source.read_bytes()))
    elif not _edited(source, kind, target):
        shutil.copyfile(source, target)
    return target


def _edited(source: Path, kind: Kind, target: Path) -> bool:
    """Write a copy with its parts edited; False when there is nothing to edit."""
    if kind not in _PARTS:
        return False
    parts, edit = _PARTS[kind]
    try:
        with zipfile.ZipFile(source) as package:
            names = package.namelist()
            found = {name: package.read(name) for name in filter(parts.fullmatch, names)}
            drawings = {n: package.read(n) for n in names if is_drawing(package, n)}
        edited = {name: edit(content) for name, content in found.items()}
        edited |= {name: cut_drawing(content) for name, content in drawings.items()}
        if edited == found | drawings:
            return False
        rewrite(source, target, edited.get)
    except zipfile.BadZipFile:
        return False
    return True


def embedded(source: Path, kind: Kind) -> int:
    """Count the objects of other programs in a package, whose look alone is printed.

    Formulas are not counted: their look is all there is to them.
    """
    if kind not in (Kind.DOCX, Kind.XLSX, Kind.PPTX):
        return 0
    try:
        with zipfile.ZipFile(source) as package:
            names = package.namelist()
            found = sum(
                len(_EMBEDDED.findall(package.read(name)))
                for name in filter(_RELATIONS.fullmatch, names)
            )
            if found and "word/document.xml" in names:
                found -= len(_EQUATION.findall(package.read("word/document.xml")))
    except zipfile.BadZipFile:
        return 0
    return max(found, 0)
