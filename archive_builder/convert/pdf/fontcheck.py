"""Fonts of a PDF: their names, and whether it carries them."""

from __future__ import annotations

import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from archive_builder.convert.pdf.walk import fonts_of

_STANDARD = re.compile("(Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats)", re.IGNORECASE)
"""Faces that every reader and printer has, or has the equal of."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PREFIX = re.compile("^[A-Z]{6}\\+")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def font_names(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Name the fonts that pages may use, without subset prefixes, each once and in order."""
    names = {readable_name(font) for font in fonts_of(pdf) if Name.BaseFont in font}
    return tuple(sorted(set(map(without_prefix, names))))


def without_prefix(name: str) -> str:
    """A font's name without the six letters that mark a subset."""
    return _PREFIX.sub("", name, count=1)


def is_embedded(font: Dictionary) -> bool:
    """Whether a font brings its glyphs."""
    if font.get(Name.Subtype) == Name.Type3:
        return True
    descriptor = descendant(font).get(Name.FontDescriptor)
    return isinstance(descriptor, Dictionary) and any(key in descriptor for key in _FILES)


def is_standard(font: Dictionary) -> bool:
    """Whether a font is one that every reader has."""
    return bool(_STANDARD.match(readable_name(font)))


def descendant(font: Dictionary) -> Dictionary:
    """The part of a composite font that describes its glyphs; a simple font itself."""
    below = font.get(Name.DescendantFonts)
    own = below[0] if isinstance(below, Array) and len(below) else font
    return own if isinstance(own, Dictionary) else font


def readable_name(font: Dictionary) -> str:
    """A font's name; Chinese programs write it in GBK, where PDF wants UTF-8."""
    name: Object | None = font.get(Name.BaseFont)
    written = name.unparse(resolved=True) if isinstance(name, Name) else b"/?"
    raw = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), written[1:])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
