"""Embedding a face in a PDF whole-Unicode: one subset font (Type0, Identity-H) a face and document.

reportlab's own TTFont cuts a face into pieces of 256 characters and writes wrong ToUnicode entries
beyond the basic plane (𬭎), so that such text can't be found or copied. This is a dynamic font in
reportlab's sense: it is asked to encode text while pages are drawn and for its objects at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc, pdfmetrics

from archive_builder.typeset.program import Program, Source, source_of
from archive_builder.typeset.typecase import Typeface

_MOST_ENTRIES = 100
"""Lines that a bfchar section may have (PDF 32000-1, 9.10.3, by way of Adobe's note 5014)."""

_SYMBOLIC = 4
_CAP_HEIGHT, _STEM = 700, 80
_IDENTITY = {
    "Registry": pdfdoc.PDFString("Adobe"),
    "Ordering": pdfdoc.PDFString("Identity"),
    "Supplement": 0,
}


class EmbeddedFont:
    """What reportlab asks of a dynamic font. Codes count characters in the order of their use."""

    _multiByte = 1  # noqa: N815  reportlab's names
    _dynamicFont = 1  # noqa: N815
    shapable = False

    def __init__(self, typeface: Typeface) -> None:
        self.typeface = typeface
        self.fontName = f"{typeface.path}#{typeface.subfont}"
        self.face = SimpleNamespace(name=self.fontName)
        self._codes: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()

    def stringWidth(self, text: str, size: float, encoding: str = "") -> float:  # noqa: ARG002, N802
        """Width of a text at a size, pt."""
        return sum(map(self.typeface.advance, text)) * size

    def splitString(self, text: str, doc: Any) -> list[tuple[int, bytes]]:  # noqa: N802
        """The text's codes, two bytes each; there is only the one subset 0."""
        codes = self._codes.setdefault(doc, {})
        numbers = [codes.setdefault(char, len(codes) + 1) for char in text]
        return [(0, _two_bytes(numbers))]

    def getSubsetInternalName(self, _subset: int, doc: Any) -> str:  # noqa: N802
        """The name that page content uses; the document is told of this font the first time."""
        if self.fontName not in doc.fontMapping:
            doc.fontMapping[self.fontName] = f"/F{len(doc.fontMapping) + 1}"
            doc.delayedFonts.append(self)
        return str(doc.fontMapping[self.fontName])

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Add the font's objects to a document whose pages are all drawn."""
        internal = doc.fontMapping[self.fontName][1:]
        chars = list(self._codes.pop(doc))
        font = _Writer(doc, internal).font(self.typeface, chars)
        doc.idToObject["BasicFonts"].dict[internal] = font


@cache
def embedded(typeface: Typeface) -> EmbeddedFont:
    """A face's font, known to reportlab by its `fontName`."""
    font = EmbeddedFont(typeface)
    pdfmetrics.registerFont(font)
    return font


class _Writer:
    """Writes one font's objects (PDF 32000-1, 9.7) into a document."""

    def __init__(self, doc: Any, internal: str) -> None:
        self._doc = doc
        self._internal = internal

    def font(self, typeface: Typeface, chars: list[str]) -> Any:
        """The Type0 font in which code 1 shows the first character, 2 the second …."""
        source = source_of(typeface)
        program = source.cut([typeface.glyph_name(char) for char in chars])
        name = pdfdoc.PDFName(f"{subset_prefix(program.content)}+{source.name}")
        descendant = {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": pdfdoc.PDFDictionary(_IDENTITY),
            "FontDescriptor": self._descriptor(name, source, program),
            "CIDToGIDMap": self._stream("glyphs", _two_bytes([0, *program.numbers])),
            "DW": 1000,
            "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(_advances(typeface, chars))]),
        }
        font = {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([self._add("cid", descendant)]),
            "ToUnicode": self._stream("unicode", to_unicode(dict(enumerate(chars, 1)))),
        }
        return self._add("font", font)

    def _descriptor(self, name: Any, source: Source, program: Program) -> Any:
        size = len(program.content)
        descriptor = {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": _SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray(program.box),
            "ItalicAngle": 0,
            "Ascent": source.ascent,
            "Descent": source.descent,
            "CapHeight": _CAP_HEIGHT,
            "StemV": _STEM,
            "FontFile2": self._stream("program", program.content, Length1=size),
        }
        return self._add("descriptor", descriptor)

    def _add(self, part: str, entries: dict[str, Any]) -> Any:
        return self._doc.Reference(pdfdoc.PDFDictionary(entries), f"{part}:{self._internal}")

    def _stream(self, part: str, content: bytes, **entries: int) -> Any:
        stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content)
        stream.filters = [pdfdoc.PDFZCompress]
        return self._doc.Reference(stream, f"{part}:{self._internal}")


def subset_prefix(program: bytes) -> str:
    """Six capitals that name a subset (PDF 32000-1, 9.6.4), from its content."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(program).digest()[:6])


def _advances(typeface: Typeface, chars: list[str]) -> list[int]:
    return [round(typeface.advance(char) * 1000) for char in chars]


def _two_bytes(numbers: Iterable[int]) -> bytes:
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The CMap that tells readers what each code stands for (also beyond the BMP)."""
    said = {code: text.encode("utf-16-be", "replace").hex() for code, text in texts.items()}
    entries = [f"<{code:04X}> <{text.upper()}>" for code, text in said.items()]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(entries), _MOST_ENTRIES):
        section = entries[start : start + _MOST_ENTRIES]
        lines += [f"{len(section)} beginbfchar", *section, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
