"""Preparing Word documents for rdocx 0.16.

A run that mixes Latin and Chinese is set wholly in its Latin face: runs are cut where the script
changes. The character pitch of a Chinese page grid (charSpace, in 1/4096 pt) is taken for twips,
which throws lines off the page: it goes, at the cost of a few hundredths of a point a character.
Faces are known to it by name: families are renamed to the five roles. Signs of Wingdings and
Symbol become characters, old text boxes new ones.
"""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from archive_builder.convert.package import rewrite
from archive_builder.convert.word.boxes import renew_boxes
from archive_builder.convert.word.families import by_role
from archive_builder.convert.word.spacing import lower, part, text_like
from archive_builder.convert.word.styles import Styles
from archive_builder.convert.word.symbols import respell

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_PART = re.compile(r"word/.*\.xml")
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_SILENT = re.compile(r"word/(theme/.*|fontTable|settings|webSettings|styles\w*)\.xml")
"""Parts that say nothing to readers; a theme names faces in thirty scripts."""
_STYLES = "word/styles.xml"
_CJK = re.compile(
    "[\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u25a0-\u25ff\u2e80-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+"
)
_TEXT, _RUN, _STYLE, _PARAGRAPH = qn("w:t"), qn("w:r"), qn("w:rPr"), qn("w:p")


def prepare(source: Path, target: Path) -> set[str]:
    """Write a copy of a Word document that rdocx sets right.

    Returns:
        The characters that its parts spell, their markup included.

    Raises:
        zipfile.BadZipFile: the document is damaged.
        lxml.etree.XMLSyntaxError: a part is no XML (a `SyntaxError`).
        UnicodeDecodeError: a part is not in UTF-8.
    """
    spelled: set[str] = set()
    styles = _styles(source)

    def edit(name: str, content: bytes) -> bytes:
        if not _PART.fullmatch(name):
            return content
        root = parse_xml(by_role(content.decode()).encode())
        respell(root)
        if _STORY.fullmatch(name):
            _set_right(root, styles)
        edited = serialize_part_xml(root)
        spelled.update("" if _SILENT.fullmatch(name) else edited.decode())
        return edited

    rewrite(source, target, edit)
    return spelled


def _styles(source: Path) -> Styles:
    with zipfile.ZipFile(source) as package:
        if _STYLES not in package.namelist():
            return Styles(None)
        return Styles(parse_xml(package.read(_STYLES)))


def _set_right(root: BaseOxmlElement, styles: Styles) -> None:
    renew_boxes(root)
    for run in list(root.iter(_RUN)):
        _cut(run)
    for paragraph in root.iter(_PARAGRAPH):
        part(paragraph, styles)
        lower(paragraph, styles)
    for grid in root.iter(qn("w:docGrid")):
        grid.attrib.pop(qn("w:charSpace"), None)


def _cut(run: BaseOxmlElement) -> None:
    """Give every stretch of one script its own run, with the same style."""
    content = [child for child in run if child.tag != _STYLE]
    if not any(child.tag == _TEXT and len(scripts(child.text or "")) > 1 for child in content):
        return
    style = run.find(_STYLE)
    for child in content:
        for piece in _pieces(child):
            part = run.makeelement(_RUN, run.attrib, run.nsmap)
            part.extend([piece] if style is None else [deepcopy(style), piece])
            run.addprevious(part)
    run.getparent().remove(run)


def _pieces(child: BaseOxmlElement) -> list[BaseOxmlElement]:
    if child.tag != _TEXT:
        return [child]
    return [text_like(child, text) for text in scripts(child.text or "")]


def scripts(text: str) -> list[str]:
    """Cut text where it changes between Chinese and other scripts."""
    edges = {0, len(text), *(edge for found in _CJK.finditer(text) for edge in found.span())}
    return [text[start:stop] for start, stop in pairwise(sorted(edges))]
