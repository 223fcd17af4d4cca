"""Rare characters that come out as boxes, because none of our faces has them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from archive_builder.convert.pdf.faces import script_name
from archive_builder.convert.pdf.fontcheck import without_prefix
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.typecase import missing

_PRIVATE = range(0xE000, 0xF900)
_NAME = 256


def lacking_note(chars: str) -> str:
    """「字库缺字：…」: characters that no face has; unprintable ones by their number."""
    return f"字库缺字：{'、'.join(map(_readable, chars))}"


def _readable(char: str) -> str:
    plain = char.isprintable() and ord(char) not in _PRIVATE
    return char if plain else f"U+{ord(char):04X}"


def boxes_drawn(pdf: Path, texts: Iterable[str], fonts: FontSet) -> str:
    """The characters that pages show as boxes or 〓, each once and in order.

    Those are the ones set in a face of ours that none of our faces has. What a PDF sets in a face
    that it brought is its own affair.

    Args:
        pdf: the prepared pages.
        texts: what they say.
        fonts: the faces of this machine, all of which have GBK.
    """
    pages = [missing("".join(c for c in set(text) if not _is_in_gbk(c)), fonts) for text in texts]
    if not any(pages):
        return ""
    ours = frozenset(
        script_name(face.path, face.subfont) for face in (*fonts.faces, *fonts.fallback, fonts.sans)
    )
    with pypdfium2.PdfDocument(pdf) as document:
        found = (
            char
            for number, suspects in enumerate(pages)
            if suspects
            for char, font in _set(document[number].get_textpage())
            if char in suspects and without_prefix(font) in ours
        )
        return "".join(dict.fromkeys(found))


@cache
def _is_in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _set(page: pypdfium2.PdfTextPage) -> Iterator[tuple[str, str]]:
    """Every character of a page with the font that it is set in."""
    lead = 0
    for number in range(page.count_chars()):
        unit = raw.FPDFText_GetUnicode(page, number)
        if unit & 0xFC00 == 0xD800:  # noqa: PLR2004 - the first half of a pair (UTF-16)
            lead = unit
            continue
        pair = lead and unit & 0xFC00 == 0xDC00  # noqa: PLR2004 - the second half
        yield (
            chr(0x10000 + ((lead & 0x3FF) << 10) + (unit & 0x3FF) if pair else unit),
            _font(page, number),
        )
        lead = 0


def _font(page: pypdfium2.PdfTextPage, number: int) -> str:
    name = ctypes.create_string_buffer(_NAME)
    length = raw.FPDFText_GetFontInfo(page, number, name, _NAME, ctypes.c_int())
    return name.value.decode("utf-8", "replace") if 0 < length <= _NAME else ""
