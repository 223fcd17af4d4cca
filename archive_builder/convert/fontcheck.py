"""Fonts that a PDF names and does not carry: another machine shows other glyphs, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

_STANDARD = re.compile("(Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats)", re.IGNORECASE)
"""Faces that every reader and printer has, or has the equal of."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def missing_fonts(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Name the fonts of a document's pages that are not embedded, the standard ones aside."""
    names = set()
    for page in pdf.pages:
        fonts = page.obj.get(Name.Resources, Dictionary()).get(Name.Font)
        for font in fonts.values() if isinstance(fonts, Dictionary) else ():
            names |= set(_missing(font))
    return tuple(sorted(names))


def _missing(font: Object) -> Iterator[str]:
    if not isinstance(font, Dictionary) or font.get(Name.Subtype) == Name.Type3:
        return
    below = font.get(Name.DescendantFonts)
    own = below[0] if isinstance(below, Array) and len(below) else font
    if not isinstance(own, Dictionary):
        return
    descriptor = own.get(Name.FontDescriptor, Dictionary())
    embedded = isinstance(descriptor, Dictionary) and any(key in descriptor for key in _FILES)
    name = _readable(font.get(Name.BaseFont))
    if not embedded and not _STANDARD.match(name):
        yield name


def _readable(name: Object | None) -> str:
    """A font's name; Chinese programs write it in GBK, where PDF wants UTF-8."""
    written = name.unparse() if isinstance(name, Name) else b"/?"
    raw = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), written[1:])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
