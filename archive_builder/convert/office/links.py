"""Links out of a document, which LibreOffice would follow to other files and to the network."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from archive_builder.convert.kind import Kind

_OUTWARD = re.compile(
    rb"""(<(?!(?:text|draw):a\b)[\w.-]+:[\w.-]+\b[^>]*?\b[\w.-]+:href\s*=\s*)(["'])
    (?:[A-Za-z][\w+.-]*:|[/\\&]|[^"']*?(?:\.\.|&))[^"']*""",
    re.VERBOSE,
)
"""A place outside the package (ODF 1.2, xlink:href), or one in disguise, of anything but a link
that a reader would click."""
_SVG = (b"<svg", b"<\0s\0v\0g", b":svg", b":\0s\0v\0g")
_DRAWN = re.compile(r"""([\w.:-]*href\s*=\s*)(["'])(?!\s*(?:#|data:))[^"']*""", re.IGNORECASE)
_STYLED = re.compile(r"""url\((?!\s*["']?(?:#|data:))[^)]*\)|@import[^;]*;""", re.IGNORECASE)
_PEEKED = 4096

_OFFICE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
_OPEN = frozenset({Kind.ODT, Kind.ODS, Kind.ODP})
_RELATIONS = re.compile(r"(word|ppt/slides|xl/drawings)/_rels/[^/]+\.rels")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_PICTURE = re.compile(rb"""\bType=["'][^"']*/image["']""")
_OUTSIDE = re.compile(rb"""\bTargetMode=["']External["']""")


def cut_links(content: bytes) -> bytes:
    """Return a part of an ODF document with links to pictures and the like leading nowhere."""
    return _OUTWARD.sub(rb"\1\2Pictures/none", content)


def is_drawing(package: zipfile.ZipFile, name: str) -> bool:
    """Whether a member is an SVG, whatever it is called."""
    if name.endswith((".xml", ".rels", "/")):
        return False
    with package.open(name) as member:
        head = member.read(_PEEKED)
    return any(mark in head for mark in _SVG)


def cut_drawing(content: bytes) -> bytes:
    """Return an SVG that shows nothing but what it holds itself."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = content.decode("utf-16" if wide else "latin-1", "replace")
    text = _STYLED.sub("none", _DRAWN.sub(r"\1\2#", text))
    return text.encode("utf-16" if wide else "latin-1", "replace")


def pictures_outside(source: Path, kind: Kind) -> int:
    """Count the pictures of a package that are only linked, and therefore not printed."""
    if kind not in _OFFICE | _OPEN:
        return 0
    try:
        with zipfile.ZipFile(source) as package:
            return sum(_outside(package, kind))
    except zipfile.BadZipFile:
        return 0


def _outside(package: zipfile.ZipFile, kind: Kind) -> Iterator[int]:
    for name in package.namelist():
        if kind in _OPEN and name in ("content.xml", "styles.xml"):
            yield len(_OUTWARD.findall(package.read(name)))
        elif kind in _OFFICE and _RELATIONS.fullmatch(name):
            relations = _RELATION.findall(package.read(name))
            yield sum(bool(_PICTURE.search(r) and _OUTSIDE.search(r)) for r in relations)
