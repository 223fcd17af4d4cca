"""Blocks → a born digital PDF."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib import textsplit
from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from archive_builder.typeset.marks import Role
from maker import faces
from maker.blocks import Block, Break, Grid, Kind, Line, Paper, Picture
from maker.word import FICTION, WIDEST

textsplit.ALL_CANNOT_START += "，；：！？"  # reportlab knows the Japanese marks only
RED = HexColor("#d01010")
CENTRED = {Kind.TITLE, Kind.CENTRED}


def write(paper: Paper) -> bytes:
    """A PDF of the paper, the same on every run."""
    buffer = BytesIO()
    size = landscape(A4) if "landscape" in paper.settings else A4
    template = SimpleDocTemplate(
        buffer,
        pagesize=size,
        topMargin=37 * mm,
        bottomMargin=30 * mm,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        title=paper.lines[0],
        subject=FICTION,
        invariant=1,
        initialFontName=faces.for_pdf(Role.SONG),  # else Helvetica, which is not embedded
    )
    story = [*_red_head(paper), *(_flow(b, template.width) for b in paper.blocks)]
    template.build(story, onFirstPage=_number, onLaterPages=_number)
    return buffer.getvalue()


def _number(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont(faces.for_pdf(Role.SONG), 12)
    canvas.drawCentredString(template.pagesize[0] / 2, 18 * mm, f"— {canvas.getPageNumber()} —")


def _red_head(paper: Paper) -> list[Flowable]:
    if "redhead" not in paper.settings:
        return []
    text = paper.settings["redhead"]
    head = ParagraphStyle(
        "head",
        fontName=faces.for_pdf(Role.TITLE),
        fontSize=min(32, WIDEST / len(text)),
        leading=40,
        alignment=TA_CENTER,
        textColor=RED,
    )
    number = ParagraphStyle("number", head, fontSize=16, leading=28, textColor=black)
    number.fontName = faces.for_pdf(Role.FANG)
    return [
        Paragraph(text, head),
        Spacer(1, 8),
        Paragraph(paper.settings.get("number", ""), number),
        HRFlowable(width="100%", thickness=2, color=RED, spaceBefore=4, spaceAfter=24),
    ]


def _flow(block: Block, width: float) -> Flowable:
    match block:
        case Line():
            return Paragraph(_keep_gaps(block.text), _style(block.kind))
        case Grid():
            return _table(block, width)
        case Break():
            return PageBreak()
        case Picture():
            raise ValueError("PDF 底稿不放照片")


def _keep_gaps(text: str) -> str:
    """Wide gaps between the fields of a line; reportlab makes one space of any run."""
    return text.replace("　", "\u00a0" * 2).replace(" " * 4, "\u00a0" * 4)


def _style(kind: Kind) -> ParagraphStyle:
    role = {
        Kind.TITLE: Role.TITLE,
        Kind.HEADING: Role.HEI,
        Kind.SUBHEADING: Role.KAI,
        Kind.CENTRED: Role.KAI,
    }.get(kind, Role.FANG)
    size = 22 if kind is Kind.TITLE else 16
    indented = kind in {Kind.BODY, Kind.HEADING, Kind.SUBHEADING}
    return ParagraphStyle(
        kind.name,
        fontName=faces.for_pdf(role),
        fontSize=size,
        leading=34 if kind is Kind.TITLE else 28,
        firstLineIndent=2 * size if indented else 0,
        rightIndent=2 * size if kind is Kind.RIGHT else 0,
        alignment=TA_CENTER if kind in CENTRED else TA_RIGHT if kind is Kind.RIGHT else 0,
        wordWrap="CJK",
    )


def _table(grid: Grid, width: float) -> Table:
    style = ParagraphStyle(
        "cell", fontName=faces.for_pdf(Role.FANG), fontSize=11, leading=15, wordWrap="CJK"
    )
    head = ParagraphStyle("head", style, fontName=faces.for_pdf(Role.HEI), alignment=TA_CENTER)
    cells = [[Paragraph(c, style if i else head) for c in r] for i, r in enumerate(grid.rows)]
    widths = [width * w / sum(grid.weights) for w in grid.weights]
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.5, black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONTNAME", (0, 0), (-1, -1), style.fontName),
    ]
    return Table(cells, colWidths=widths, style=lines, repeatRows=1, spaceBefore=6, spaceAfter=6)
