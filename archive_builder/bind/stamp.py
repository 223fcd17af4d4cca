"""页号 on the pages: one embedded font, taken from a drawn page and shared by all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Object, Pdf

from archive_builder.bind.plan import Pagination, Side
from archive_builder.bind.style import PageNumber
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import A4, MM, Sheet, Text


def copied(value: Object, source: Pdf, pdf: Pdf) -> Object:
    """A copy in `pdf` of what `source` holds, made an object of its own; once for each object."""
    return pdf.copy_foreign(value if value.is_indirect else source.make_indirect(value))


def letters(pagination: Pagination) -> list[str]:
    """The characters that its labels are made of."""
    return sorted({letter for page in pagination.pages for letter in page.label})


def specimen(shown: Iterable[str], face: PageNumber) -> Sheet:
    """A sheet with a mark for each character; drawing it embeds the glyphs to stamp with."""
    pitch = face.size * 1.5
    texts = (Text(50, 50 + i * pitch, c, face.font, face.size) for i, c in enumerate(shown))
    return Sheet(*A4, tuple(texts))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Writes labels at the outer upper corner (GB/T 9705: front right, back left).

    Attributes:
        fonts: the drawn specimen's fonts by their names there.
        glyphs: for each character, its font's name and its code in it.
    """

    face: PageNumber
    measure: Measure
    fonts: dict[str, Object]
    glyphs: dict[str, tuple[str, bytes]]

    def content(self, label: str, side: Side, prefix: str) -> bytes:
        """Operators that write a label on an A4 page; `prefix` goes before the fonts' names."""
        x, y = self.face.side * MM, A4[1] - self.face.top * MM
        if side is Side.FRONT:
            x = A4[0] - x - self.measure(label, self.face.font, self.face.size)
        shown = " ".join(
            f"{prefix}{font} {self.face.size:g} Tf <{code.hex()}> Tj"
            for font, code in (self.glyphs[letter] for letter in label)
        )
        return f"q 0 g BT 1 0 0 1 {x:.3f} {y:.3f} Tm {shown} ET Q".encode()


def read_stamp(
    pdf: Pdf, drawn: Pdf, shown: Iterable[str], face: PageNumber, measure: Measure
) -> Stamp:
    """Take the fonts and codes from the specimen that `drawn` ends with."""
    page = drawn.pages[-1]
    used, font = [], ""
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            font = str(operands[0]).removeprefix("/")
        elif operator == "Tj":
            used.append((font, bytes(operands[0])))
    glyphs = dict(zip(shown, used, strict=True))
    names = sorted({name for name, _ in used})
    fonts = {name: copied(page.resources.Font[f"/{name}"], drawn, pdf) for name in names}
    return Stamp(face, measure, fonts, glyphs)
