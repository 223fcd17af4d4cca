"""Giving a PDF the fonts that it names and does not carry, so that it prints alike everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

import pikepdf
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.faces import StandIn, stand_in
from archive_builder.convert.pdf.fontcheck import (
    descendant,
    is_embedded,
    is_standard,
    readable_name,
)
from archive_builder.convert.pdf.lettering import (
    Letter,
    composite_letters,
    is_readable,
    simple_letters,
)
from archive_builder.convert.pdf.rare import lacking_note
from archive_builder.convert.pdf.standin import Program, program_of
from archive_builder.convert.pdf.walk import INSIDE, Id, fonts_of, shown
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.typecase import missing

_SYMBOLIC = 4
_KEPT = frozenset({"/Type", "/CIDSystemInfo", "/DW", "/W", "/DW2", "/W2"})
"""What stays of a descendant font: where characters stand, and which."""
_CAP_HEIGHT, _STEM = 700, 80
_BLANK = frozenset({b" "})
"""What a font is made for that shows nothing: a font that is named must be there (PDF/A)."""
_GBK_NAMES = tuple(name.encode("gbk") for name in ("宋体", "楷体", "黑体", "仿宋", "新宋"))
"""Simple fonts so named show GBK, two bytes a character: against the norm, and as Chrome reads."""


def embed_stand_ins(pdf: pikepdf.Pdf, fonts: FontSet) -> tuple[str, ...]:
    """Embed our faces for the fonts that a document shows text in and does not carry.

    Every character stays where it stood, as wide as the PDF says. What can't be read, such as
    glyph numbers of a font that is not there, stays as it is.

    Returns:
        Chinese sentences on what was replaced, what was not, and characters that no face has.
    """
    bare = [font for font in fonts_of(pdf) if not is_embedded(font)]
    if not bare:
        return ()
    try:
        strings = shown(pdf)
    except pikepdf.PdfError:
        return _notes({}, {readable_name(font) for font in bare if not _is_everywhere(font)}, "")
    return _embed(pdf, bare, strings, fonts)


def _embed(
    pdf: pikepdf.Pdf, bare: list[Dictionary], strings: Mapping[Id, set[bytes]], fonts: FontSet
) -> tuple[str, ...]:
    replaced: dict[str, set[str]] = defaultdict(set)
    left: set[str] = set()
    text = ""
    for font in bare:
        asked = strings.get(font.objgen, set()) | strings.get(INSIDE, set())
        name, instead = readable_name(font), stand_in(font, fonts)
        letters = _letters(pdf, font, instead, asked or _BLANK) if instead else []
        if instead and letters:
            _replace(pdf, font, letters, instead)
        if not asked:
            continue
        if instead and letters:
            replaced[instead.name].add(name)
            text += "".join(letter.char for letter in letters)
        elif not _is_everywhere(font):
            left.add(name)
    return _notes(replaced, left, missing(text, fonts))


def _is_everywhere(font: Dictionary) -> bool:
    """Whether every reader shows a font alike, also where we have no face for it."""
    return is_standard(font) and font.get(Name.Subtype) != Name.Type0


def _notes(replaced: Mapping[str, set[str]], left: set[str], lacking: str) -> tuple[str, ...]:
    notes = [
        f"原件未嵌入字体（{_listed(names)}），以 {face} 代替" for face, names in replaced.items()
    ]
    notes += [f"原件未嵌入字体（{_listed(left)}），字形以原件为准"] if left else []
    notes += [lacking_note(lacking)] if lacking else []
    return tuple(sorted(notes))


def _listed(names: Iterable[str]) -> str:
    return "、".join(sorted(names))


def _letters(
    pdf: pikepdf.Pdf, font: Dictionary, instead: StandIn, asked: AbstractSet[bytes]
) -> list[Letter]:
    """What is shown in a font; empty where it can't be read."""
    from pdfminer.psexceptions import PSException  # noqa: PLC0415 - see lettering

    try:
        return _read(pdf, font, instead, asked)
    except (pikepdf.PdfError, PSException):
        return []


def _read(
    pdf: pikepdf.Pdf, font: Dictionary, instead: StandIn, asked: AbstractSet[bytes]
) -> list[Letter]:
    if _is_gbk(font):
        _make_composite(pdf, font)
    own = descendant(font)
    if font.get(Name.Subtype) == Name.Type0:
        letters = composite_letters(font, own, asked)
    else:
        letters = simple_letters(font, instead.standard, asked) if is_readable(font) else []
    return letters if any(letter.char for letter in letters) else []


def _is_gbk(font: Dictionary) -> bool:
    simple = font.get(Name.Subtype) in (Name.TrueType, Name.Type1)
    return simple and readable_name(font).encode("gbk", "replace").startswith(_GBK_NAMES)


def _make_composite(pdf: pikepdf.Pdf, font: Dictionary) -> None:
    """Say of a simple font that it shows GBK: letters half as wide as characters."""
    name = font.get(Name.BaseFont)
    system = Dictionary(Registry="Adobe", Ordering="GB1", Supplement=2)
    widths = Array([1, 95, 500, 814, 939, 500])
    own = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDSystemInfo=system, W=widths
    )
    for key in set(font.keys()) - {"/Type", "/BaseFont"}:
        del font[key]
    font.Subtype, font.Encoding = Name.Type0, Name("/GBK-EUC-H")
    font.DescendantFonts = Array([pdf.make_indirect(own)])


def _replace(pdf: pikepdf.Pdf, font: Dictionary, letters: list[Letter], instead: StandIn) -> None:
    composite = font.get(Name.Subtype) == Name.Type0
    program = program_of(letters, instead.chooser, coded=not composite)
    name = Name(f"/{program.prefix}+{instead.script_name}")
    descriptor = _descriptor(pdf, name, program)
    font.BaseFont = name
    if composite:
        _replace_composite(pdf, font, letters, descriptor)
    else:
        _replace_simple(pdf, font, letters, program, descriptor)


def _replace_composite(
    pdf: pikepdf.Pdf, font: Dictionary, letters: list[Letter], descriptor: Dictionary
) -> None:
    own = descendant(font)
    glyphs = bytearray(2 * (letters[-1].number + 1))
    for glyph, letter in enumerate(letters, 1):
        glyphs[2 * letter.number : 2 * letter.number + 2] = glyph.to_bytes(2, "big")
    for key in set(own.keys()) - _KEPT:
        del own[key]
    own.Subtype, own.BaseFont = Name.CIDFontType2, font.BaseFont
    own.FontDescriptor = descriptor
    own.CIDToGIDMap = pdf.make_stream(bytes(glyphs))


def _replace_simple(
    pdf: pikepdf.Pdf,
    font: Dictionary,
    letters: list[Letter],
    program: Program,
    descriptor: Dictionary,
) -> None:
    first, last = letters[0].number, letters[-1].number
    widths = dict(zip((letter.number for letter in letters), program.widths, strict=True))
    font.Subtype = Name.TrueType
    font.FirstChar, font.LastChar = first, last
    font.Widths = Array([widths.get(code, 0) for code in range(first, last + 1)])
    font.FontDescriptor = descriptor
    if Name.Encoding in font:
        del font.Encoding
    font.ToUnicode = pdf.make_stream(_to_unicode(letters))


def _descriptor(pdf: pikepdf.Pdf, name: Name, program: Program) -> Dictionary:
    stream = pdf.make_stream(program.content, Length1=len(program.content))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=_SYMBOLIC,
            FontBBox=Array(program.box),
            ItalicAngle=0,
            Ascent=program.box[3],
            Descent=program.box[1],
            CapHeight=_CAP_HEIGHT,
            StemV=_STEM,
            FontFile2=stream,
        )
    )


def _to_unicode(letters: Iterable[Letter]) -> bytes:
    """The table that tells which character a code of one byte stands for; 100 at a time."""
    lines = [
        f"<{letter.number:02X}> <{letter.char.encode('utf-16-be', 'replace').hex().upper()}>"
        for letter in letters
        if letter.char
    ]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    sections = (f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{chr(10).join(sections)}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")
