"""Carrying out sheets of marks as a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Area, Rule, Sheet, Text


def draw(sheets: Iterable[Sheet], fonts: FontSet, target: Path | BinaryIO) -> None:
    """Write sheets as a deterministic PDF with embedded subset fonts; Links are not drawn."""
    pdfmetrics.registerFont(TTFont("AB", str(fonts.faces[0].path)))
    canvas = Canvas(str(target) if isinstance(target, Path) else target, invariant=1, pageCompression=1)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for mark in sheet.marks:
            if isinstance(mark, Area):
                canvas.setFillColor(HexColor(mark.colour))
                y = sheet.height - mark.y - mark.height
                canvas.rect(mark.x, y, mark.width, mark.height, 0, 1)
        for mark in sheet.marks:
            if isinstance(mark, Rule):
                canvas.setStrokeColor(HexColor(mark.colour))
                canvas.setLineWidth(mark.width)
                canvas.line(mark.x1, sheet.height - mark.y1, mark.x2, sheet.height - mark.y2)
            elif isinstance(mark, Text):
                canvas.setFillColor(HexColor(mark.colour))
                canvas.setFont("AB", mark.size)
                put = {"left": canvas.drawString, "centre": canvas.drawCentredString}
                put.get(mark.anchor, canvas.drawRightString)(mark.x, sheet.height - mark.y, mark.text)
        canvas.showPage()
    canvas.save()
