from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from document_builders import new_pdf, saved
from pikepdf import Array, Dictionary, Name, Pdf

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf import prepare as module
from archive_builder.convert.pdf.check import BLANK, findings, read
from archive_builder.convert.pdf.clean import Clean
from archive_builder.convert.pdf.prepare import Prepared, prepare
from archive_builder.model import STAMP_BAND, Bookmark, PageFacts
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, Sheet, Text


@dataclass(frozen=True, slots=True)
class Desk:
    """Prepares into a file."""

    target: Path
    fonts: FontSet

    def prepared(self, raw: bytes | Path, *, worded: bool = False) -> Prepared:
        made = prepare(raw, self.target, self.fonts, worded=worded)
        assert isinstance(made, Prepared)
        return made


@pytest.fixture
def desk(tmp_path: Path, fonts: FontSet) -> Desk:
    return Desk(tmp_path / "prepared.pdf", fonts)


def a4(content: bytes, turn: int = 0) -> Pdf:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.obj.Contents = pdf.make_stream(content)
    page.obj.Rotate = turn
    return pdf


def drawn(fonts: FontSet, *lines: str) -> bytes:
    buffer = io.BytesIO()
    draw([Sheet(*A4, (Text(72, 100, line),)) for line in lines], fonts, buffer)
    return buffer.getvalue()


MARKS = b"0 0 100 20 re 200 400 50 50 re 495 822 100 20 re f"
"""Black at the lower left, in the middle, and at the upper right."""


def near(box: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(box, wanted, strict=True))


@pytest.mark.parametrize(
    ("turn", "size", "boxes"),
    [
        (0, (595, 842), [(495, 0, 595, 20), (0, 822, 100, 842)]),
        (180, (595, 842), [(495, 0, 595, 20), (0, 822, 100, 842)]),
        (90, (842, 595), [(0, 0, 20, 72), (822, 523, 842, 595)]),
    ],
)
def test_ink_is_found_where_it_is_displayed(
    desk: Desk,
    turn: int,
    size: tuple[float, float],
    boxes: list[tuple[float, ...]],
) -> None:
    (page,) = desk.prepared(saved(a4(MARKS, turn))).pages
    assert (page.width, page.height, page.rotation) == (*size, turn)
    assert len(page.ink) == 2
    assert all(near(box, wanted) for box, wanted in zip(page.ink, boxes, strict=True))
    bands = (0, STAMP_BAND + 2, page.height - STAMP_BAND - 2, page.height)
    assert all(b <= bands[1] or t >= bands[2] for _, t, _, b in page.ink)


def test_a_low_page_has_each_mark_once(desk: Desk) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page(page_size=(300, 60))
    page.obj.Contents = pdf.make_stream(b"100 20 50 20 re f")
    assert len(desk.prepared(saved(pdf)).pages[0].ink) == 1


def with_picture(across: float, pixels: tuple[int, int], inner: bool) -> bytes:
    """An A4 page with a picture as wide as said and half as high, maybe inside a form."""
    pdf = a4(b"/Im Do" if inner else f"{across} 0 0 {across / 2} 50 300 cm /Im Do".encode())
    width, height = pixels
    image = pdf.make_stream(
        b"\x00" * (width * height),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )
    if inner:
        image = pdf.make_stream(
            f"{across} 0 0 {across / 2} 0 0 cm /Im Do".encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 1, 1]),
            Matrix=Array([1, 0, 0, 1, 50, 300]),
            Resources=Dictionary(XObject=Dictionary(Im=image)),
        )
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=image))
    return saved(pdf)


@pytest.mark.parametrize(
    ("across", "pixels", "inner", "dpi"),
    [
        (540, (750, 375), False, 100),
        (540, (750, 300), False, 80),
        (540, (750, 375), True, 100),
        (200, (750, 375), False, None),
    ],
    ids=["even", "coarser down", "in a form", "ornament"],
)
def test_the_resolution_of_a_large_picture_is_told(
    desk: Desk, across: float, pixels: tuple[int, int], inner: bool, dpi: int | None
) -> None:
    assert desk.prepared(with_picture(across, pixels, inner)).pages[0].dpi == dpi


def test_text_fonts_and_nothing_to_complain_of(desk: Desk) -> None:
    made = desk.prepared(drawn(desk.fonts, "第一页", "第二页"), worded=True)
    assert made.text.pages == ("第一页", "第二页")
    assert (made.notes, made.obstacles) == ((), ())
    assert len(made.fonts) == 1
    assert "+" not in made.fonts[0]


def test_a_path_serves_as_well_as_bytes(desk: Desk, tmp_path: Path) -> None:
    raw = drawn(desk.fonts, "第一页")
    path = tmp_path / "raw.pdf"
    path.write_bytes(raw)
    assert desk.prepared(path) == desk.prepared(raw)


def test_words_that_are_lost_are_said(desk: Desk) -> None:
    lost = "原件有文字，转换后没有，请核对原件"
    assert lost in desk.prepared(saved(new_pdf()), worded=True).notes
    assert lost not in desk.prepared(saved(new_pdf())).notes


def test_empty_pages_between_others_are_said_of_documents_with_words(desk: Desk) -> None:
    raw = drawn(desk.fonts, "第一页", " ", "第三页", " ")
    assert "第 2 页为空白页" in desk.prepared(raw, worded=True).notes
    assert desk.prepared(raw).notes == ()


def test_nothing_but_empty_pages_is_said_once(desk: Desk) -> None:
    assert desk.prepared(saved(new_pdf(2, content=b"q Q"))).notes.count(BLANK) == 1


def test_a_page_that_lost_all_it_showed_is_said(tmp_path: Path) -> None:
    raw, target = saved(new_pdf(3)), tmp_path / "prepared.pdf"
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.pages[1].obj.Contents = pdf.make_stream(b"")
        pdf.save(target)
    pages = read(target, [PageFacts(200, 300)] * 3, tabular=False)
    assert not isinstance(pages, Problem)
    assert findings(pages, raw, worded=False) == ("第 2 页转换后没有内容，请核对原件",)


def test_pages_that_are_not_as_planned_are_found(tmp_path: Path) -> None:
    target = tmp_path / "prepared.pdf"
    new_pdf(2).save(target)
    assert isinstance(read(target, [PageFacts(200, 300)], tabular=False), Problem)
    pages = read(target, [PageFacts(200, 300), PageFacts(300, 200)], tabular=False)
    assert not isinstance(pages, Problem)
    assert findings(pages, b"", worded=False) == ("第 2 页无法显示，请核对原件",)
    target.write_bytes(b"no PDF")
    assert isinstance(read(target, [PageFacts(200, 300)], tabular=False), Problem)


def test_what_cleaning_found_is_handed_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    outline = (Bookmark(0, "第一章", 1),)

    def cleaned(_raw: bytes | Path, target: Path, _fonts: FontSet) -> Clean:
        new_pdf().save(target)
        return Clean((PageFacts(200, 300),), ("甲",), 2, outline)

    monkeypatch.setattr(module, "clean", cleaned)
    made = desk.prepared(b"")
    assert (made.notes, made.signatures, made.outline) == (("甲",), 2, outline)


def test_a_problem_stays_one(desk: Desk) -> None:
    assert isinstance(prepare(b"no PDF", desk.target, desk.fonts), Problem)


def test_characters_that_no_face_has_are_named(desk: Desk) -> None:
    raw = drawn(desk.fonts, "甲\u1820乙\ue000", "丙\u1820")
    assert "字库缺字：\u1820、U+E000" in desk.prepared(raw).notes
    assert desk.prepared(drawn(desk.fonts, "瞾䶮㛃𬭎")).notes == ()
