"""Which characters a PDF shows in a font that it does not carry, and how wide they are."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fontTools import agl
from pikepdf import Array, Dictionary, Name, Object, Stream
from reportlab.pdfbase import _fontdata  # type: ignore[attr-defined]

from archive_builder.convert.pdf.values import entry, number

ORDERINGS = frozenset({"GB1", "CNS1", "Japan1", "Korea1"})
"""Adobe's character collections for Chinese, Japanese and Korean."""
_FULL = 1000.0
_ENCODINGS: Mapping[str, list[str | None]] = _fontdata.encodings
_STANDARD_WIDTHS: Mapping[str, Mapping[str, float]] = _fontdata.widthsByFontGlyph
_SYMBOLIC = 4


@dataclass(frozen=True, slots=True)
class Letter:
    """One glyph of a font.

    Attributes:
        number: its code in a simple font, its CID in a composite one.
        char: what it shows; empty where that can't be told.
        width: in thousandths of an em; None where the PDF does not say.
    """

    number: int
    char: str
    width: float | None


def composite_letters(font: Dictionary, own: Dictionary, strings: Iterable[bytes]) -> list[Letter]:
    """The glyphs that strings ask of a composite font (PDF 32000-1, 9.7), in order of CID.

    Empty where its codes can't be read: a CMap of the PDF's own, or plain glyph numbers without
    a table of characters.

    Args:
        font: the Type0 font.
        own: its descendant.
        strings: what is shown in it.
    """
    table = _table(font, own)
    cmap = _cmap(font.get(Name.Encoding)) if table else None
    if cmap is None or not table:
        return []
    numbers = sorted({cid for string in strings for cid in cmap.decode(string)})
    widths, default = _cid_widths(own.get(Name.W)), number(own.get(Name.DW), _FULL)
    return [Letter(cid, table.get(cid, ""), widths.get(cid, default)) for cid in numbers]


def _cmap(encoding: Object | None) -> Any:
    from pdfminer.cmapdb import CMapDB  # noqa: PLC0415 - 0.1 s, and rarely asked for

    try:
        return CMapDB.get_cmap(str(encoding)[1:]) if isinstance(encoding, Name) else None
    except CMapDB.CMapNotFound:
        return None


def _table(font: Dictionary, own: Dictionary) -> Mapping[int, str]:
    """Characters by CID; where codes are CIDs the PDF's own table counts first."""
    from pdfminer.cmapdb import CMapDB  # noqa: PLC0415 - see above

    encoding = font.get(Name.Encoding)
    if encoding in (Name("/Identity-H"), Name("/Identity-V")):
        table = to_unicode(font)
        if table:
            return table
    ordering = ordering_of(own)
    if ordering not in ORDERINGS:
        return {}
    upright = isinstance(encoding, Name) and str(encoding).endswith("V")
    table_: Mapping[int, str] = CMapDB.get_unicode_map(f"Adobe-{ordering}", upright).cid2unichr
    return table_


def ordering_of(own: Dictionary) -> str:
    """The character collection whose CIDs a descendant font uses; '' where it says none."""
    return str(entry(own, Name.CIDSystemInfo, Name.Ordering) or "")


def to_unicode(font: Dictionary) -> dict[int, str]:
    """Characters by code, as the font's own table has them; empty without one."""
    from pdfminer.cmapdb import CMapParser, FileUnicodeMap  # noqa: PLC0415 - see above

    stream = font.get(Name.ToUnicode)
    if not isinstance(stream, Stream):
        return {}
    table = FileUnicodeMap()
    CMapParser(table, io.BytesIO(stream.read_bytes())).run()
    return table.cid2unichr


def _cid_widths(listed: Object | None) -> dict[int, float]:
    """Widths by CID out of `/W`: «first [widths]» and «first last width» (9.7.4.3)."""
    widths: dict[int, float] = {}
    items = list(listed) if isinstance(listed, Array) else []
    while len(items) > 1:
        first = int(number(items.pop(0), 0))
        if isinstance(items[0], Array):
            values = [number(value, _FULL) for value in items.pop(0)]
            widths |= dict(enumerate(values, first))
        elif len(items) > 1:
            last, width = int(number(items.pop(0), 0)), number(items.pop(0), _FULL)
            widths |= dict.fromkeys(range(first, min(last, 0xFFFF) + 1), width)
        else:
            break
    return widths


def simple_letters(font: Dictionary, standard: str, strings: Iterable[bytes]) -> list[Letter]:
    """The glyphs that strings ask of a simple font (PDF 32000-1, 9.6), in order of code.

    Args:
        font: the Type1 or TrueType font.
        standard: which of the standard fonts it is or stands near to, for the widths it leaves out.
        strings: what is shown in it.
    """
    names, table = _glyph_names(font, standard), to_unicode(font)
    codes = sorted({code for string in strings for code in string})
    known = _STANDARD_WIDTHS.get(standard, {})
    widths = dict(_simple_widths(font))
    return [
        Letter(
            code,
            _char(names.get(code, ""), standard) or table.get(code, ""),
            widths.get(code, known.get(names.get(code, ""))),
        )
        for code in codes
    ]


def is_readable(font: Dictionary) -> bool:
    """Whether a simple font's codes stand for known glyphs, and not for signs of its own."""
    flags = entry(font, Name.FontDescriptor, Name.Flags)
    signs = int(number(flags, 0)) & _SYMBOLIC
    return Name.Encoding in font or Name.ToUnicode in font or not signs


def _char(name: str, standard: str) -> str:
    return str(agl.toUnicode(name, isZapfDingbats=standard == "ZapfDingbats"))


def _glyph_names(font: Dictionary, standard: str) -> dict[int, str]:
    encoding = font.get(Name.Encoding)
    base = encoding.get(Name.BaseEncoding) if isinstance(encoding, Dictionary) else encoding
    table = _ENCODINGS.get(str(base)[1:]) if isinstance(base, Name) else None
    names = dict(enumerate(table or _ENCODINGS[_built_in(font, standard)]))
    if isinstance(encoding, Dictionary):
        names |= _differences(encoding.get(Name.Differences))
    return {code: name for code, name in names.items() if name}


def _built_in(font: Dictionary, standard: str) -> str:
    if standard in ("Symbol", "ZapfDingbats"):
        return f"{standard}Encoding"
    return "WinAnsiEncoding" if font.get(Name.Subtype) == Name.TrueType else "StandardEncoding"


def _differences(listed: Object | None) -> dict[int, str]:
    names: dict[int, str] = {}
    code = 0
    for item in listed if isinstance(listed, Array) else ():
        if isinstance(item, Name):
            names[code] = item.unparse().decode("latin-1")[1:]
            code += 1
        else:
            code = int(number(item, code))
    return names


def _simple_widths(font: Dictionary) -> Iterator[tuple[int, float]]:
    listed = font.get(Name.Widths)
    first = int(number(font.get(Name.FirstChar), 0))
    for code, width in enumerate(listed if isinstance(listed, Array) else (), first):
        yield code, number(width, 0.0)
