"""Cutting large fonts down to the glyphs that a document shows.

Some programs embed a Chinese face whole, 5 to 20 MB of it, in every PDF. A volume of fifty such
documents can't be sent, and a printer takes minutes over it.
"""

from __future__ import annotations

import io
from collections import defaultdict

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Array, Dictionary, Name, Stream

from archive_builder.convert.pdf.walk import INSIDE, Id, fonts_of, shown

LARGE = 300_000
"""Bytes of a font program, as it is stored, from which cutting pays."""

_BROKEN = (TTLibError, AssertionError, AttributeError, KeyError, ValueError, IndexError, TypeError)
"""What fontTools raises on damaged fonts."""


def subset_large_fonts(pdf: pikepdf.Pdf) -> None:
    """Cut every large TrueType face that is addressed by glyph (Identity-H) to what is shown.

    A document whose content is damaged or shows text in a font that was chosen outside its form,
    and a face that can't be read, stay as they are.
    """
    programs = {font.objgen: _program(font) for font in fonts_of(pdf)}
    large = {
        font: program
        for font, program in programs.items()
        if program is not None and int(program.get(Name.Length, 0)) >= LARGE
    }
    if not large:
        return
    try:
        strings = shown(pdf)
    except pikepdf.PdfError:
        return
    if strings.get(INSIDE):
        return
    wanted: dict[Id, set[int]] = defaultdict(set)
    for font, program in large.items():
        wanted[program.objgen].update(*map(_glyphs, strings[font]))
    for program in {program.objgen: program for program in large.values()}.values():
        _cut(program, wanted[program.objgen])


def _program(font: Dictionary) -> Stream | None:
    """The font program of a face whose codes are glyph numbers."""
    below = font.get(Name.DescendantFonts)
    own = below[0] if isinstance(below, Array) and len(below) == 1 else None
    if not isinstance(own, Dictionary) or font.get(Name.Encoding) != Name("/Identity-H"):
        return None
    if own.get(Name.CIDToGIDMap, Name.Identity) != Name.Identity:
        return None
    descriptor = own.get(Name.FontDescriptor)
    program = descriptor.get(Name.FontFile2) if isinstance(descriptor, Dictionary) else None
    return program if isinstance(program, Stream) else None


def _glyphs(string: bytes) -> set[int]:
    return {string[i] << 8 | string[i + 1] for i in range(0, len(string) - 1, 2)}


def _cut(program: Stream, glyphs: set[int]) -> None:
    """Leave the outlines of these glyphs only; all keep their numbers."""
    options = Options(
        retain_gids=True,
        notdef_outline=True,
        hinting=True,
        legacy_cmap=True,
        symbol_cmap=True,
        layout_features=[],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "kern", "DSIG", "name", "vhea", "vmtx"],
    )
    try:
        font = TTFont(io.BytesIO(program.read_bytes()), lazy=True)
        count = font["maxp"].numGlyphs
        cutter = Subsetter(options)
        cutter.populate(gids=[0, *(glyph for glyph in sorted(glyphs) if 0 < glyph < count)])
        cutter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    except _BROKEN:
        return
    program.write(buffer.getvalue())
    program.Length1 = len(buffer.getvalue())
