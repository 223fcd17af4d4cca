"""The finished file: source pages in their places, numbers, links, outline, bytes."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from book_samples import LOOK, item, raw_pdf, small_volume, text_pdf, volume
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageFilter

from archive_builder.bind import Book, GapLine, Pagination, Section, build
from archive_builder.bind.links import page_labels
from archive_builder.bind.outline import bookmarks
from archive_builder.bind.plan import Page, PageKind, Side
from archive_builder.errors import ArchiveBuilderError
from archive_builder.model import Rendition
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, MM

Built = tuple[Path, Pagination]
Bind = Callable[..., Built]


@pytest.fixture
def bind(tmp_path: Path, fonts: FontSet) -> Bind:
    def bound(book: Book, sources: dict[str, bytes], name: str = "book.pdf") -> Built:
        for key, data in sources.items():
            (tmp_path / f"{key}.pdf").write_bytes(data)

        def pdf_of(rendition: Rendition) -> Path:
            return tmp_path / f"{rendition.key}.pdf"

        return tmp_path / name, build(book, fonts, LOOK, pdf_of, tmp_path / name)

    return bound


@pytest.fixture
def bound(bind: Bind, fonts: FontSet) -> Built:
    return bind(
        small_volume(),
        {"甲": text_pdf(fonts, ["甲文第一页", "甲文第二页"]), "乙": text_pdf(fonts, ["乙文"])},
    )


def picture(path: Path | bytes, index: int, scale: float = 0.4) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        return document[index].render(scale=scale).to_pil().convert("L")


def corner_text(path: Path, index: int, side: Side) -> str:
    with pypdfium2.PdfDocument(path) as document:
        left = A4[0] - 45 * MM if side is Side.FRONT else 0
        text = document[index].get_textpage()
        return text.get_text_bounded(left, A4[1] - 18 * MM, left + 45 * MM, A4[1]).strip()


def test_pages_labels_numbers_and_outline_are_the_plan_s(bound: Built) -> None:
    path, plan = bound
    reader = pypdf.PdfReader(path)
    assert list(reader.page_labels) == [page.label for page in plan.pages]
    for index, page in enumerate(plan.pages):
        assert corner_text(path, index, page.side) == page.label
    titles = [
        entry.title
        for entry in itertools.chain(*(e if isinstance(e, list) else [e] for e in reader.outline))
    ]
    assert titles == [mark.title for mark in bookmarks(plan)]
    assert titles == [
        *("封面", "目录", "ZP-01 花名册", "甲的题名", "乙的题名"),
        *("ZP-02 “三类人群”档案", "丙的题名", "缺：监测；待盖章：风险消除", "备考表"),
    ]


def test_the_text_can_be_read_back_by_another_library(bound: Built) -> None:
    path, plan = bound
    reader = pypdf.PdfReader(path)
    spans = plan.spans()
    assert "甲文第二页" in reader.pages[spans[1][1]].extract_text()
    assert "ZP-02" in reader.pages[spans[3][0]].extract_text()
    contents = "".join(reader.pages[2].extract_text().split())
    for text in ("卷内文件目录", "某发〔2021〕1号", "缺：监测；待盖章：风险消除"):
        assert text in contents


def test_numbers_stand_ten_mm_from_the_top_at_the_outer_edge(bound: Built) -> None:
    path, plan = bound
    with pypdfium2.PdfDocument(path) as document:
        for index, page in enumerate(plan.pages):
            if not page.label:
                continue
            shown = document[index]
            text = shown.get_textpage()
            runs = shown.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=text)
            last = list(runs)[-1]
            left, low, right, high = last.get_bounds()
            outer = A4[0] - right if page.side is Side.FRONT else left
            assert 15 * MM <= outer <= 20 * MM
            assert 8 * MM <= A4[1] - high <= A4[1] - low <= 14 * MM


def test_contents_lines_link_to_their_pages(bound: Built) -> None:
    path, plan = bound
    reader = pypdf.PdfReader(path)
    positions = {page.indirect_reference.idnum: i for i, page in enumerate(reader.pages)}
    links = [a.get_object() for a in reader.pages[2]["/Annots"]]
    assert [positions[link["/Dest"][0].idnum] for link in links] == [
        first for _, (first, _) in sorted(plan.spans().items())
    ]


def test_same_input_same_bytes_and_nothing_but_the_title_in_its_metadata(
    bound: Built, bind: Bind
) -> None:
    path, _ = bound
    again, _ = bind(small_volume(), {}, "again.pdf")
    assert path.read_bytes() == again.read_bytes()
    reader = pypdf.PdfReader(path)
    assert dict(reader.metadata) == {"/Title": "某县档案"}
    assert reader.xmp_metadata.dc_title == {"x-default": "某县档案"}
    assert b"CreateDate" not in path.read_bytes()
    assert {"/OpenAction", "/Names", "/AcroForm"}.isdisjoint(reader.root_object)


def test_page_labels_of_any_kind_are_written(tmp_path: Path) -> None:
    labels = ["", "1", "2", "2-1", "2-2", "3", "", "", "7", "8", "12", "12"]
    pages = [Page(1, Side.FRONT, PageKind.DOCUMENT, 0, 1, label) for label in labels]
    with pikepdf.new() as pdf:
        for _ in labels:
            pdf.add_blank_page()
        pdf.Root.PageLabels = page_labels(pages)
        assert len(pdf.Root.PageLabels.Nums) == 2 * 9
        pdf.save(tmp_path / "labels.pdf")
    assert list(pypdf.PdfReader(tmp_path / "labels.pdf").page_labels) == labels


def test_the_page_tree_is_balanced(bind: Bind, fonts: FontSet) -> None:
    source = text_pdf(fonts, [str(n) for n in range(100)])
    path, plan = bind(volume(Section("A", "甲", (item("甲", 100),))), {"甲": source})
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == len(plan.pages) == pdf.Root.Pages.Count
        assert len(pdf.Root.Pages.Kids) == 4
        assert all(kid.Type == Name.Pages for kid in pdf.Root.Pages.Kids)


CORNERS = b"""1 0 0 rg 100 200 40 40 re f 0 0 1 rg 300 200 40 40 re f 0 0.6 0 rg 100 500 40 40 re f
0 g 3 w 90 190 320 380 re S 0.5 g 0 0 80 2000 re f"""


@pytest.mark.parametrize("unit", [1, 2])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, *A4), None),
        ((0, 0, 500, 900), (80, 180, 420, 600)),
        ((-50, 100, 450, 700), None),
        ((-200, -200, 900, 900), (60, 150, 460, 450)),
    ],
)
def test_a_source_page_is_shown_as_readers_show_it(
    bind: Bind, media: tuple[float, ...], crop: tuple[float, ...] | None, rotation: int, unit: int
) -> None:
    """pdfium's picture of the source, turned, fitted and pasted, is the picture of its page."""
    boxes = {"MediaBox": Array(media)} | ({"CropBox": Array(crop)} if crop else {})
    plain = raw_pdf(CORNERS, Rotate=rotation, **boxes)
    source = raw_pdf(CORNERS, pages=2, Rotate=rotation, UserUnit=unit, **boxes)
    path, plan = bind(volume(Section("A", "甲", (item("甲", 2),))), {"甲": source})
    for position, side in zip(plan.spans()[1], Side, strict=True):
        assert plan.pages[position].side is side
        shown, expected = picture(path, position), expect(picture(plain, 0, 0.4 * unit), side)
        assert ImageChops.difference(body(shown), body(expected)).getextrema()[1] < 48


def expect(source: Image.Image, side: Side) -> Image.Image:
    """A page's picture as it must stand on A4."""
    if source.width > source.height:
        source = source.rotate(90 if side is Side.FRONT else -90, expand=True)
    width, height = round(A4[0] * 0.4), round(A4[1] * 0.4)
    if source.width > width + 1 or source.height > height + 1:
        factor = min(width / source.width, height / source.height)
        source = source.resize((round(source.width * factor), round(source.height * factor)))
    paper = Image.new("L", (width, height), 255)
    paper.paste(source, ((width - source.width) // 2, (height - source.height) // 2))
    return paper


def body(image: Image.Image) -> Image.Image:
    """A picture without the strip in which the number stands, its edges softened."""
    below = image.crop((0, 18, round(A4[0] * 0.4), round(A4[1] * 0.4)))
    return below.filter(ImageFilter.GaussianBlur(4))


@pytest.mark.parametrize(
    "content",
    [
        b"0.2 0 0 0.2 0 0 cm 5 Tr 1 0 0 rg",
        b"BT (q q q) Tj ET",
        b"",
    ],
)
@pytest.mark.parametrize("size", [A4, (842.0, 595.0)])
def test_a_page_that_changes_its_graphics_state_does_not_move_the_number(
    bind: Bind, content: bytes, size: tuple[float, float]
) -> None:
    source = raw_pdf(content, MediaBox=Array([0, 0, *size]))
    path, plan = bind(volume(Section("A", "甲", (item("甲"),))), {"甲": source})
    assert corner_text(path, plan.spans()[1][0], Side.FRONT) == "2"
    depth = 0
    with pikepdf.open(path) as pdf:
        for instruction in pikepdf.parse_content_stream(pdf.pages[plan.spans()[1][0]]):
            depth += {"q": 1, "Q": -1}.get(str(instruction.operator), 0)
            assert depth >= 0
    assert depth == 0


def test_a_bound_book_can_be_bound_again(bind: Bind, bound: Built) -> None:
    path, plan = bound
    outer = volume(Section("A", "甲", (item("卷", len(plan.pages)),)))
    again, outer_plan = bind(outer, {"卷": path.read_bytes()}, "outer.pdf")
    first = outer_plan.spans()[1][0]
    for index, page in enumerate(plan.pages):
        stamped = outer_plan.pages[first + index]
        found = corner_text(again, first + index, stamped.side)
        assert sorted(found) == sorted(page.label + stamped.label)


def linked(pages: list[tuple[float, float]]) -> bytes:
    """Pages that each link to the next by an explicit destination, and elsewhere."""
    with pikepdf.new() as pdf:
        made = [pdf.add_blank_page(page_size=size).obj for size in pages]
        for index, page in enumerate(made):
            goal = made[(index + 1) % len(made)]
            rect = Array([100, 200, 150, 220])
            page.Annots = Array(
                [
                    Dictionary(Subtype=Name.Link, Rect=rect, Dest=Array([goal, Name.Fit])),
                    Dictionary(
                        Subtype=Name.Link,
                        Rect=rect,
                        A=Dictionary(S=Name.GoTo, D=Array([goal, Name.XYZ, 5, 6, 0])),
                    ),
                    Dictionary(
                        Subtype=Name.Link, Rect=rect, A=Dictionary(S=Name.URI, URI="http://x.cn")
                    ),
                    Dictionary(Subtype=Name.Link, Rect=rect, Dest="chapter1"),
                    Dictionary(Subtype=Name.Text, Rect=rect, Contents="note"),
                ]
            )
        file = io.BytesIO()
        pdf.save(file)
        return file.getvalue()


def test_links_inside_a_document_lead_to_its_own_pages_and_others_are_dropped(bind: Bind) -> None:
    source = linked([A4, A4, (842, 595)])
    book = volume(Section("A", "甲", (item("甲", 3), item("乙", 3))))
    path, plan = bind(book, {"甲": source, "乙": source})
    reader = pypdf.PdfReader(path)
    positions = {page.indirect_reference.idnum: i for i, page in enumerate(reader.pages)}
    for entry in (1, 2):
        first = plan.spans()[entry][0]
        for index in range(3):
            links = [a.get_object() for a in reader.pages[first + index]["/Annots"]]
            targets = [positions[link["/Dest"][0].idnum] for link in links]
            assert targets == [first + (index + 1) % 3] * 2
            if index == 0:
                assert [float(v) for v in links[0]["/Rect"]] == [100, 200, 150, 220]
                assert [str(v) for v in links[1]["/Dest"][1:]] == ["/XYZ", "5", "6", "0"]


def test_only_what_a_page_shows_is_taken_over(bind: Bind) -> None:
    source = raw_pdf(
        b"0 0 9 9 re f",
        AA=Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)")),
        Annots=Array([Dictionary(Subtype=Name.Screen, Rect=Array([0, 0, 9, 9]))]),
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB),
    )
    path, plan = bind(volume(Section("A", "甲", (item("甲"),))), {"甲": source})
    page = pypdf.PdfReader(path).pages[plan.spans()[1][0]]
    assert set(page) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Group"}
    assert b"JavaScript" not in path.read_bytes()


def test_resources_that_pages_inherit_and_share_are_copied_once(bind: Bind, fonts: FontSet) -> None:
    with pikepdf.open(io.BytesIO(text_pdf(fonts, [f"第{n}页" for n in range(9)]))) as pdf:
        shared = pdf.make_indirect(pdf.pages[0].resources)
        for page in pdf.pages:
            del page.obj.Resources
        pdf.Root.Pages.Resources = shared
        file = io.BytesIO()
        pdf.save(file)
    path, plan = bind(volume(Section("A", "甲", (item("甲", 9),))), {"甲": file.getvalue()})
    reader = pypdf.PdfReader(path)
    first, last = plan.spans()[1]
    pages = reader.pages[first : last + 1]
    assert len({page.raw_get("/Resources").idnum for page in pages}) == 1
    assert [f"第{n}页" in page.extract_text() for n, page in enumerate(pages)] == [True] * 9


def test_a_rendition_with_other_pages_than_planned_is_refused_and_nothing_is_written(
    bind: Bind, fonts: FontSet, tmp_path: Path
) -> None:
    (tmp_path / "book.pdf").write_bytes(b"previous")
    book = volume(Section("A", "甲", (item("甲", 3),)))
    with pytest.raises(ArchiveBuilderError, match="有 2 页，编页为 3 页"):
        bind(book, {"甲": text_pdf(fonts, ["一", "二"])})
    with pytest.raises(ArchiveBuilderError, match="无法读取"):
        bind(book, {"甲": b"%PDF-1.7 nonsense"})
    (tmp_path / "甲.pdf").unlink()
    with pytest.raises(ArchiveBuilderError, match="无法读取"):
        bind(book, {})
    assert (tmp_path / "book.pdf").read_bytes() == b"previous"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.pdf"]


def test_a_section_without_documents_has_divider_and_gap_page(bind: Bind) -> None:
    path, plan = bind(volume(Section("A", "甲", (), (GapLine("", "缺"),))), {})
    assert [p.label for p in plan.pages if p.label] == ["1", "2"]
    assert len(pypdf.PdfReader(path).pages) == len(plan.pages)
