"""Carrying out sheets of marks as a PDF; every decision was made before."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from archive_builder.typeset.embed import embedded
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Area, Mark, Picture, Role, Rule, Sheet, Text
from archive_builder.typeset.measure import measurer
from archive_builder.typeset.typecase import TypeCase, type_case

rl_config.useA85 = 0  # binary streams: a fifth smaller, and assembling need not deflate them again

_BEFORE = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""How much of a text stands before its anchor."""


def draw(
    sheets: Iterable[Sheet], fonts: FontSet, target: Path | BinaryIO, *, title: str = ""
) -> None:
    """Write sheets as a PDF: the same sheets and fonts give the same bytes.

    Sheets are taken one by one and may differ in size. All fonts are embedded as subsets, text
    can be searched and copied; a character that no face has is drawn as 〓 and still found.
    `Link` marks are not drawn. `title` is what readers of the file show as its title.

    Raises:
        OSError: the target can't be written.
    """
    canvas = Canvas(
        str(target) if isinstance(target, Path) else target,
        pageCompression=1,
        invariant=1,
        initialFontName=_first_font(fonts),  # type: ignore[arg-type]  # the stub says float
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("archive-builder")
    pen = _Pen(canvas, fonts)
    for sheet in sheets:
        pen.draw(sheet)
    canvas.save()


def _first_font(fonts: FontSet) -> str | None:
    """An embedded font for a page's start, lest reportlab put its Helvetica there."""
    face = type_case(fonts).face(" ", Role.SONG)
    return embedded(face).fontName if face else None


class _Pen:
    """A canvas with the fonts to write on it."""

    def __init__(self, canvas: Canvas, fonts: FontSet) -> None:
        self._canvas = canvas
        self._case: TypeCase = type_case(fonts)
        self._measure = measurer(fonts)

    def draw(self, sheet: Sheet) -> None:
        """Draw one sheet: areas first, then the rest in order."""
        self._canvas.setPageSize((sheet.width, sheet.height))
        for mark in sorted(sheet.marks, key=lambda mark: not isinstance(mark, Area)):
            self._mark(mark, sheet.height)
        self._canvas.showPage()

    def _mark(self, mark: Mark, height: float) -> None:
        match mark:
            case Area():
                self._canvas.setFillColor(HexColor(mark.colour))
                y = height - mark.y - mark.height
                self._canvas.rect(mark.x, y, mark.width, mark.height, stroke=0, fill=1)
            case Rule():
                self._canvas.setStrokeColor(HexColor(mark.colour))
                self._canvas.setLineWidth(mark.width)
                self._canvas.line(mark.x1, height - mark.y1, mark.x2, height - mark.y2)
            case Picture():
                y = height - mark.y - mark.height
                image = ImageReader(BytesIO(mark.content))
                self._canvas.drawImage(image, mark.x, y, mark.width, mark.height)
            case Text():
                self._text(mark, height)

    def _text(self, mark: Text, height: float) -> None:
        self._canvas.setFillColor(HexColor(mark.colour))
        before = _BEFORE[mark.anchor]
        x = mark.x - (before and before * self._measure(mark.text, mark.role, mark.size))
        line = self._canvas.beginText(x, height - mark.y)
        if mark.spacing:
            line.setCharSpace(mark.spacing)
        for face, chars in groupby(mark.text, lambda char: self._case.face(char, mark.role)):
            if face:
                line.setFont(embedded(face).fontName, mark.size)
                line.textOut("".join(chars))
        if mark.spacing:
            line.setCharSpace(0)  # it would hold for the texts that follow
        self._canvas.drawText(line)
