"""The fonts of the PDF that is drawn: who shows which character, and what is embedded of each."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Pdf, String

from archive_builder.convert.ofd.faces import (
    EmbeddedFace,
    Face,
    FontFile,
    Glyph,
    OurFace,
    embedded_face,
)
from archive_builder.convert.ofd.losses import Loss
from archive_builder.convert.ofd.model import Font
from archive_builder.convert.ofd.package import UnreadableError
from archive_builder.convert.ofd.resources import Resources
from archive_builder.convert.word.families import role_of
from archive_builder.typeset.embed import subset_prefix, to_unicode
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role
from archive_builder.typeset.typecase import Typeface, type_case, typeface

MAX_CODES = 60_000
"""Glyphs of one font in one document."""

_SANS = re.compile("arial|helvet|verdana|tahoma|sans|segoe|calibri|carlito", re.IGNORECASE)
_LATIN = (
    (re.compile("courier|mono|consolas", re.IGNORECASE), "liberationmono-regular"),
    (re.compile("calibri|carlito", re.IGNORECASE), "carlito-regular"),
    (_SANS, "liberationsans-regular"),
    (re.compile(""), "liberationserif-regular"),
)
"""Faces for the office program that also serve families that have no Chinese; the last for any."""
_LAST_LATIN = "\u024f"
_SYMBOLIC = 4
_ASCENT, _DESCENT, _STEM = 859, -141, 80


class PdfFont:
    """One face in the PDF. Codes count glyphs, by what they stand for, in the order of use."""

    def __init__(self, pdf: Pdf, face: Face, number: int) -> None:
        self.face = face
        self.name = f"/F{number}"
        self.object = pdf.make_indirect(Dictionary(Type=Name.Font))
        self._pdf = pdf
        self._codes: dict[tuple[Glyph, str], int] = {}
        self._texts: dict[int, str] = {}
        self._widths: dict[Glyph, int] = {}

    def width(self, glyph: Glyph) -> int:
        """How far a glyph moves on, in thousandths of an em."""
        if glyph not in self._widths:
            self._widths[glyph] = round(1000 * self.face.advance(glyph))
        return self._widths[glyph]

    def code(self, glyph: Glyph, text: str) -> int:
        """The code that shows a glyph; it is read as a text unless it was as another before."""
        key = (glyph, text)
        if key not in self._codes:
            fixed = self.face.code(glyph)
            self._codes[key] = min(len(self._codes), MAX_CODES) + 1 if fixed is None else fixed
            self._texts.setdefault(self._codes[key], text)
        return self._codes[key]

    def reads(self, glyph: Glyph, text: str) -> bool:
        """Whether the code of a glyph is read as a text."""
        return self._texts[self.code(glyph, text)] == text

    def finish(self) -> None:
        """Embed the face, cut down to the glyphs in use."""
        glyphs = [glyph for glyph, _ in self._codes]
        file = self.face.cut(glyphs)
        name = Name(f"/{subset_prefix(file.content)}+{self.face.name}")
        widths = list(map(self.width, glyphs))
        descendant = (_by_cid if file.is_cff else _by_code)(self._pdf, file, widths)
        descendant.update(
            {
                "/Type": Name.Font,
                "/BaseFont": name,
                "/CIDSystemInfo": _identity(),
                "/FontDescriptor": self._pdf.make_indirect(_descriptor(self._pdf, name, file)),
            }
        )
        self.object.update(
            {
                "/Subtype": Name.Type0,
                "/BaseFont": name,
                "/Encoding": Name("/Identity-H"),
                "/DescendantFonts": Array([self._pdf.make_indirect(descendant)]),
                "/ToUnicode": self._pdf.make_stream(to_unicode(self._texts)),
            }
        )


def _by_code(pdf: Pdf, file: FontFile, widths: list[int]) -> Dictionary:
    """TrueType: codes lead to glyphs by a table of their own."""
    numbers = b"".join(one.to_bytes(2, "big") for one in (0, *file.numbers))
    table = pdf.make_stream(numbers)
    return Dictionary(Subtype=Name.CIDFontType2, CIDToGIDMap=table, W=Array([1, Array(widths)]))


def _by_cid(_pdf: Pdf, file: FontFile, widths: list[int]) -> Dictionary:
    """CFF: codes are the font's own numbers."""
    once = sorted(dict(zip(file.numbers, widths, strict=True)).items())
    parts = [part for cid, width in once for part in (cid, Array([width]))]
    return Dictionary(Subtype=Name.CIDFontType0, W=Array(parts))


def _descriptor(pdf: Pdf, name: Name, file: FontFile) -> Dictionary:
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array(file.box),
        ItalicAngle=0,
        Ascent=_ASCENT,
        Descent=_DESCENT,
        CapHeight=_ASCENT,
        StemV=_STEM,
    )
    if file.is_cff:
        descriptor.FontFile3 = pdf.make_stream(file.content, Subtype=Name.CIDFontType0C)
    else:
        descriptor.FontFile2 = pdf.make_stream(file.content, Length1=len(file.content))
    return descriptor


def _identity() -> Dictionary:
    return Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)


@dataclass(frozen=True, slots=True)
class Letter:
    """What shows a character: a font, a glyph of it, and whether the document brought it."""

    font: PdfFont
    glyph: Glyph
    embedded: bool


class Fonts:
    """The fonts of one PDF."""

    def __init__(self, pdf: Pdf, fonts: FontSet) -> None:
        self._pdf = pdf
        self._case = type_case(fonts)
        self._latin = {path.stem.lower(): typeface(path, 0) for path in fonts.office}
        self._embedded: dict[Hashable, EmbeddedFace | None] = {}
        self._used: dict[Hashable, PdfFont] = {}

    def letter(
        self, font: Font, resources: Resources, char: str, glyph: int | None
    ) -> Letter | None:
        """Who shows a character of a text; None where there is nothing to be seen.

        Args:
            font: what the text is set in.
            resources: where the font's file is found.
            char: the character.
            glyph: the number in that file of the glyph that shows it, where the text says so.
        """
        face = self._face(font, resources)
        if face is not None:
            found = glyph if glyph is not None and face.has(glyph) else face.glyph(char)
            if found is not None:
                return Letter(self._use((resources, font.place), face), found, embedded=True)
        ours = self._ours(font, char)
        if ours is None:
            return None
        key = (ours.path, ours.subfont)
        used = self._used.get(key) or self._use(key, OurFace(ours))
        return Letter(used, char, embedded=False)

    def embeds(self, font: Font, resources: Resources) -> bool:
        """Whether the document brought a font's file, and it can be read."""
        return self._face(font, resources) is not None

    def finish(self) -> None:
        """Embed all that was used."""
        for font in self._used.values():
            font.finish()

    def _use(self, key: Hashable, face: Face) -> PdfFont:
        if key not in self._used:
            self._used[key] = PdfFont(self._pdf, face, len(self._used) + 1)
        return self._used[key]

    def _face(self, font: Font, resources: Resources) -> EmbeddedFace | None:
        key = (resources, font.place)
        if font.place and key not in self._embedded:
            self._embedded[key] = _read(font, resources)
            if self._embedded[key] is None:
                resources.losses.add(Loss.FONT)
        return self._embedded.get(key)

    def _ours(self, font: Font, char: str) -> Typeface | None:
        role = role_of(font.name)
        if role is None and char <= _LAST_LATIN:
            stem = next(stem for pattern, stem in _LATIN if pattern.search(font.name))
            latin = self._latin.get(stem)
            if latin is not None and latin.has(char):
                return latin
        return self._case.face(char, role or (Role.HEI if _SANS.search(font.name) else Role.SONG))


def _read(font: Font, resources: Resources) -> EmbeddedFace | None:
    name = "".join(c for c in font.name.split(" ")[0] if c.isalnum() or c == "-")
    try:
        return embedded_face(resources.package.content(font.place), name or "Font")
    except UnreadableError:
        return None
