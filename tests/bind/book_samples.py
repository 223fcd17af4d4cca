"""Books and source PDFs for the tests of this room."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf

from archive_builder.bind import Book, BookKind, GapLine, Item, PaperItem, Section, load_look
from archive_builder.model import PageFacts, Rendition, Text
from archive_builder.typeset import marks
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Role, Sheet

TEMPLATES = Path(__file__).parents[2] / "templates"
LOOK = load_look(TEMPLATES)

FIELDS = (
    ("全宗名称", "某县乡村振兴局"),
    ("类目名称", "政策落实"),
    ("案卷题名", "某县政策落实档案"),
    ("时间", "2021年1月至2021年12月"),
    ("保管期限", "30年"),
    ("件（页）数", "{items} 件 {pages} 页"),
    ("归档号", ""),
    ("档号", ""),
)


def item(
    name: str, pages: int = 1, *, title: str = "", problem: str | None = None, **said: str
) -> Item:
    """A document; its rendition's key is its name."""
    return Item(
        sha256=name.encode().hex().ljust(64, "0")[:64],
        name=f"{name}.docx",
        size=12_345,
        title=title or f"{name}的题名",
        number=said.get("number", ""),
        author=said.get("author", ""),
        date=said.get("date", ""),
        rendition=Rendition(
            key=name,
            pages=(PageFacts(*A4),) * pages,
            text=Text(()),
            converter="test 1",
            problem=problem,
        ),
        origin=f"archive/objects/{name}",
        remark=said.get("remark", ""),
        validity=said.get("validity", ""),
    )


def paper(number: int, pages: int = 1, *, title: str = "", remark: str = "") -> PaperItem:
    """An original that exists only on paper."""
    return PaperItem(
        number=number,
        title=title or f"纸质{number}号的题名",
        pages=pages,
        place="示例村委会文件柜 3 号",
        actor="示例员",
        day=date(2021, 12, 3),
        remark=remark or f"纸质原件\n{pages} 页",
    )


def volume(*sections: Section, remarks: tuple[str, ...] = (), title: str = "某县档案") -> Book:
    return Book("x/y", BookKind.VOLUME, title, FIELDS, sections, remarks)


def compilation(*sections: Section, notes: tuple[str, ...] = ()) -> Book:
    fields = (("年度", "2021年"), ("编印单位", "某镇"), ("编印年月", ""))
    return Book("x/z", BookKind.COMPILATION, "某镇政策汇编", fields, sections, notes=notes)


def small_volume() -> Book:
    """Two documents, one that can't be shown, one gap page."""
    return volume(
        Section("ZP-01", "花名册", (item("甲", 2, number="某发〔2021〕1号"), item("乙", 1))),
        Section(
            "ZP-02",
            "“三类人群”档案",
            (item("丙", problem="文件加密"),),
            (GapLine("监测", "缺", "", "12月20日前"), GapLine("风险消除", "待盖章")),
        ),
        remarks=("用纸 {sheets} 张。",),
    )


def volume_with_paper() -> Book:
    """Four originals on paper: first, between documents, alone in a section, and last."""
    return volume(
        Section("ZP-01", "花名册", (paper(1, 4), item("甲", 2), paper(2, 12), item("乙", 1))),
        Section("ZP-02", "入户问卷", (paper(3),)),
        Section("ZP-03", "登记簿", (item("丙", problem="文件加密"), paper(14, 3))),
        remarks=("收 {items} 件，编 {pages} 页，用纸 {sheets} 张。",),
    )


def text_pdf(fonts: FontSet, texts: list[str], size: tuple[float, float] = A4) -> bytes:
    """A page a text, with embedded fonts."""
    file = io.BytesIO()
    draw((Sheet(*size, (marks.Text(72, 120, t, Role.SONG, 20),)) for t in texts), fonts, file)
    return file.getvalue()


def raw_pdf(content: bytes, *, pages: int = 1, **entries: object) -> bytes:
    """A PDF of pages with this content and these page entries."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=A4).obj
            page.Contents = pdf.make_stream(content)
            for key, value in entries.items():
                page[f"/{key}"] = value
        file = io.BytesIO()
        pdf.save(file)
        return file.getvalue()
