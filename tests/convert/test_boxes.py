from __future__ import annotations

import pikepdf
import pytest
from document_builders import new_pdf, rendered, saved
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.boxes import settle
from archive_builder.model import PageFacts


def settled(pdf: pikepdf.Pdf) -> tuple[PageFacts, ...]:
    return settle(pdf, [page.obj for page in pdf.pages])


def test_the_crop_box_becomes_the_page() -> None:
    pdf = new_pdf()
    pdf.pages[0].obj.MediaBox = Array([-10, -20, 190, 280])
    pdf.pages[0].obj.CropBox = Array([0, 0, 150, 999])
    assert settled(pdf) == (PageFacts(150, 280),)
    assert [float(v) for v in pdf.pages[0].obj.MediaBox] == [0, 0, 150, 280]
    assert Name.CropBox not in pdf.pages[0].obj


@pytest.mark.parametrize(("turn", "size"), [(90, (300, 200)), (-90, (300, 200)), (180, (200, 300))])
def test_sizes_are_as_displayed(turn: int, size: tuple[float, float]) -> None:
    pdf = new_pdf()
    pdf.pages[0].obj.Rotate = turn
    assert settled(pdf) == (PageFacts(*size, rotation=turn % 360),)
    assert int(pdf.pages[0].obj.Rotate) == turn % 360


@pytest.mark.parametrize(
    "box",
    [[0, 0, 0, 0], [0, 0, 5], ["a", 0, 1, 1], [1e400, 0, 9, 9], None],
    ids=["empty", "three", "text", "infinite", "none"],
)
def test_an_impossible_box_is_what_readers_show_instead(box: list[object] | None) -> None:
    pdf = new_pdf()
    page = pdf.pages[0].obj
    del page.MediaBox
    if box is not None:
        parsed = " ".join(
            "(a)" if v == "a" else "9" * 400 + ".5" if v == 1e400 else str(v) for v in box
        )
        page.MediaBox = pikepdf.Object.parse(f"[{parsed}]".encode())
    assert settled(pdf) == (PageFacts(612, 792),)


def test_inherited_entries_move_to_the_page() -> None:
    pdf = new_pdf()
    page = pdf.pages[0].obj
    parent = page.Parent
    parent.Rotate = 90
    parent.MediaBox = Array([0, 0, 100, 50])
    parent.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(ca=1)))
    del page.MediaBox
    if Name.Resources in page:
        del page.Resources
    assert settled(pdf) == (PageFacts(50, 100, rotation=90),)
    assert Name.ExtGState in page.Resources


def test_user_units_are_drawn_out() -> None:
    pdf = new_pdf(content=b"1 0 0 rg 10 10 20 20 re f")
    pdf.pages[0].obj.MediaBox = Array([0, 0, 50, 50])
    pdf.pages[0].obj.UserUnit = 2
    assert settled(pdf) == (PageFacts(100, 100),)
    shown = rendered(saved(pdf))
    assert shown.size == (100, 100)
    assert shown.getpixel((50, 50)) == (255, 0, 0)
    assert shown.getpixel((65, 50)) == (255, 255, 255)


def test_what_prints_nothing_goes() -> None:
    pdf = new_pdf()
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
    page.PieceInfo = Dictionary()
    page.StructParents = 3
    settled(pdf)
    assert set(page.keys()) <= {
        "/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/Rotate",
    }  # fmt: skip


def test_resources_that_pages_inherit_stay_one_object() -> None:
    pdf = new_pdf(3)
    for page in pdf.pages:
        if Name.Resources in page.obj:
            del page.obj.Resources
    pdf.Root.Pages.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(ca=1)))
    settled(pdf)
    assert len({page.obj.Resources.objgen for page in pdf.pages}) == 1
    assert pdf.pages[0].obj.Resources.is_indirect
    assert set(pdf.Root.Pages.keys()) == {"/Type", "/Kids", "/Count"}
