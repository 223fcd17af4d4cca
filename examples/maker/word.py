"""Blocks → docx, formatted by hand on 正文 as clerks do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from maker import photos
from maker.blocks import Break, Grid, Kind, Line, Paper, Picture
from maker.steady import repack

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
WIDEST = 440
"""pt that a red head may take."""
RED = RGBColor(0xD0, 0x10, 0x10)
FICTION = "演示材料，内容均为虚构"


@dataclass(frozen=True, slots=True)
class Look:
    """Faces and sizes (pt) of a document; `pitch` is the distance of its lines."""

    title: tuple[str, float]
    body: tuple[str, float]
    heading: str
    subheading: str
    pitch: float
    table: float


LOOKS = {
    "公文": Look(("方正小标宋简体", 22), ("仿宋_GB2312", 16), "黑体", "楷体_GB2312", 28, 12),
    "普通": Look(("黑体", 18), ("宋体", 14), "黑体", "宋体", 24, 10.5),
}


def write(paper: Paper) -> bytes:
    """A docx of the paper."""
    document = Document()
    look = LOOKS[paper.settings.get("look", "公文")]
    _set_up(document, paper)
    _red_head(document, paper)
    for block in paper.blocks:
        _add(document, block, look)
    _number(document.sections[0].footer.paragraphs[0])
    buffer = BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _set_up(document: Docx, paper: Paper) -> None:
    core = document.core_properties
    core.author = core.last_modified_by = paper.settings.get("author", "Administrator")
    core.created = core.modified = datetime(2021, 12, 18, 10, 0)
    core.comments = FICTION
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if "landscape" in paper.settings:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
        section.top_margin = section.bottom_margin = Mm(25)
    section.page_width, section.page_height = width, height


def _style(run: Run, face: str, size: float, colour: RGBColor | None = None) -> None:
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour


def _red_head(document: Docx, paper: Paper) -> None:
    if "redhead" not in paper.settings:
        return
    head = document.add_paragraph()
    head.alignment = CENTRE
    text = paper.settings["redhead"]
    _style(head.add_run(text), "方正小标宋简体", min(36, WIDEST / len(text)), RED)
    number = document.add_paragraph()
    number.alignment = CENTRE
    _style(number.add_run(paper.settings.get("number", "")), "仿宋_GB2312", 16)
    _underline(number)
    document.add_paragraph()


def _underline(paragraph: Paragraph) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in {"val": "single", "sz": "18", "space": "6", "color": "D01010"}.items():
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _add(document: Docx, block: Line | Grid | Picture | Break, look: Look) -> None:
    match block:
        case Line():
            _line(document.add_paragraph(), block, look)
        case Grid():
            _grid(document, block, look)
        case Picture():
            paragraph = document.add_paragraph()
            paragraph.alignment = CENTRE
            picture = BytesIO(photos.inset(block.scene, block.caption))
            paragraph.add_run().add_picture(picture, width=Mm(130))
        case Break():
            document.add_page_break()


def _line(paragraph: Paragraph, line: Line, look: Look) -> None:
    faces = {
        Kind.TITLE: look.title,
        Kind.HEADING: (look.heading, look.body[1]),
        Kind.SUBHEADING: (look.subheading, look.body[1]),
        Kind.CENTRED: (look.subheading, look.body[1]),
    }
    face, size = faces.get(line.kind, look.body)
    _style(paragraph.add_run(line.text), face, size)
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.pitch)
    shape.space_after = Pt(0)
    paragraph.alignment = JUSTIFY
    if line.kind in {Kind.TITLE, Kind.CENTRED}:
        paragraph.alignment = CENTRE
        shape.line_spacing = Pt(max(look.pitch, size * 1.6))
    elif line.kind is Kind.RIGHT:
        paragraph.alignment = RIGHT
        shape.right_indent = Pt(size * 2)
    elif line.kind is not Kind.FLUSH:
        shape.first_line_indent = Pt(size * 2)


def _grid(document: Docx, grid: Grid, look: Look) -> None:
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    table = document.add_table(len(grid.rows), len(grid.rows[0]), "Table Grid")
    table.autofit = False
    for column, weight in zip(table.columns, grid.weights, strict=True):
        column.width = int(width * weight / sum(grid.weights))
    for i, (row, texts) in enumerate(zip(table.rows, grid.rows, strict=True)):
        columns = zip(table.columns, row.cells, texts, grid.longest, strict=True)
        for column, cell, text, longest in columns:
            cell.width = column.width
            paragraph = cell.paragraphs[0]
            paragraph.alignment = CENTRE if i == 0 or longest < 8 else None
            paragraph.paragraph_format.line_spacing = Pt(look.table * 1.5)
            paragraph.paragraph_format.space_after = Pt(0)
            _style(paragraph.add_run(text), look.body[0] if i else "黑体", look.table)


def _number(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTRE
    _style(paragraph.add_run("— "), "宋体", 14)
    run = paragraph.add_run()
    _style(run, "宋体", 14)
    for kind in ("begin", "", "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = "PAGE"
        run._element.append(part)
    _style(paragraph.add_run(" —"), "宋体", 14)
