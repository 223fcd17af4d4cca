"""Documents as LibreOffice is to see them; the originals are never touched."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.convert.package import rewrite

Edit = tuple[re.Pattern[str], re.Pattern[bytes], bytes]
"""Names of parts, what to look for in them, and what to put in its place."""

_TEXTS: Edit = (
    re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"),
    re.compile(
        rb"""((?:<w:instrText\b[^>]*>|\bw:instr=["'])\s*)(DATE|TIME|FILENAME)\b""", re.IGNORECASE
    ),
    rb"\1KEPT\2",
)
_SLIDES: Edit = (
    re.compile(r"ppt/(slides|slideLayouts|slideMasters)/[^/]+\.xml"),
    re.compile(rb"""(<a:fld\b[^>]*\btype=["'])(datetime)"""),
    rb"\1KEPT\2",
)
_LINKED: Edit = (
    re.compile(r"content\.xml|styles\.xml"),
    re.compile(
        rb"""(<[\w.-]+:image\b[^>]*?\b[\w.-]+:href=)(["'])(?:[A-Za-z][\w+.-]*:|/|\.\.)[^"']*"""
    ),
    rb"\1\2Pictures/none",
)
_PARTS: Mapping[Kind, Edit] = {
    Kind.DOCX: _TEXTS,
    Kind.PPTX: _SLIDES,
    Kind.ODT: _LINKED,
    Kind.ODS: _LINKED,
    Kind.ODP: _LINKED,
}
_RTF = re.compile(
    rb"(\\fldinst\b[^}]*?[\s{])(DATE|TIME|FILENAME|INCLUDEPICTURE|INCLUDETEXT)\b", re.IGNORECASE
)
"""LibreOffice never follows links of the other kinds; pictures of ODF and RTF it would."""

_RELATIONS = re.compile(r"(word|ppt/slides|xl/worksheets)/_rels/[^/]+\.rels")
_EMBEDDED = re.compile(rb"""<Relationship\b[^>]*\bType=["'][^"']*/(oleObject|package)["'][^>]*>""")
_EQUATION = re.compile(rb"""<o:OLEObject\b[^>]*\bProgID=["']Equation""")


def stage(source: Path, kind: Kind, folder: Path) -> Path:
    """Return a copy of a document in `folder`, as LibreOffice is to see it.

    LibreOffice sees neither where the document lies, which it could not open on a machine whose
    locale lacks the letters, nor what lies beside it or anywhere else: links to pictures are cut.
    Fields that would show today's date or the name of our file (docx, pptx, rtf) keep what they
    showed when they were saved: they get names that no program knows. What can't be read well
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
    parts, sought, instead = _PARTS[kind]

    def edit(name: str, content: bytes) -> bytes:
        return sought.sub(instead, content) if parts.fullmatch(name) else content

    try:
        with zipfile.ZipFile(source) as package:
            named = filter(parts.fullmatch, package.namelist())
            if not any(sought.search(package.read(name)) for name in named):
                return False
        rewrite(source, target, edit)
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
