"""页号 on the pages: one embedded font shared by all of them."""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from archive_builder.bind.plan import Page, Pagination, Side
from archive_builder.bind.style import PageNumber
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Sheet, Text

_FONT = "/PageNumber{}"


def specimen(pagination: Pagination, face: PageNumber) -> Sheet:
    """A sheet with each character that a label holds, a text a character, from which to stamp."""
    letters = sorted({letter for page in pagination.pages for letter in page.label})
    pitch = face.size * 1.5
    return Sheet(
        *A4,
        tuple(Text(50, 50 + i * pitch, c, face.font, face.size) for i, c in enumerate(letters)),
    )


class Stamp:
    """Writes labels with the glyphs of a drawn specimen.

    Attributes:
        fonts: the font resources that a stamped page needs, by name.
    """

    def __init__(
        self, pdf: Pdf, drawn: pikepdf.Page, sheet: Sheet, face: PageNumber, measure: Measure
    ) -> None:
        self._face = face
        self._measure = measure
        self.fonts: dict[str, pikepdf.Object] = {}
        self._glyphs: dict[str, tuple[str, bytes]] = {}
