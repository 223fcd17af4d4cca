from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdf
import pytest
from document_builders import annotate, new_pdf, saved
from pikepdf import Array, Dictionary, Name, Pdf, String

from archive_builder.convert.pdf import outline as module
from archive_builder.convert.pdf.clean import Clean, clean
from archive_builder.model import Bookmark
from archive_builder.typeset.fonts import FontSet

RECT = (10, 20, 60, 40)


def cleaned(pdf: Pdf, folder: Path, fonts: FontSet) -> tuple[Clean, Path]:
    target = folder / "cleaned.pdf"
    result = clean(saved(pdf), target, fonts)
    assert isinstance(result, Clean)
    return result, target


def bookmarks(pdf: Pdf, titles: list[tuple[str, dict[str, object]]]) -> list[Dictionary]:
    """A flat outline of these titles."""
    made = [pdf.make_indirect(Dictionary(Title=title, **more)) for title, more in titles]
    for one, following in pairwise(made):
        one.Next = following
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=made[0], Last=made[-1]))
    return made


def named(pdf: Pdf) -> Pdf:
    """Give a document the names 旧, in its dictionary, and 新, two levels down in its tree."""
    pages = [page.obj for page in pdf.pages]
    pdf.Root.Dests = Dictionary({"/Old": Array([pages[1], Name.FitH, 250])})
    leaf = pdf.make_indirect(
        Dictionary(Names=Array(["new", Dictionary(D=Array([pages[2], Name.XYZ, 5, 100, 2]))]))
    )
    root = pdf.make_indirect(Dictionary(Kids=Array([leaf])))
    leaf.Kids = Array([root])
    pdf.Root.Names = Dictionary(Dests=root)
    return pdf


def goals(path: Path) -> list[list[object]]:
    """Where each link of the first page leads: page from 0, view, numbers."""
    with pikepdf.open(path) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        links = pdf.pages[0].obj.get(Name.Annots, [])
        assert all(set(one.keys()) == {
            "/Type", "/Subtype", "/Rect", "/Border", "/F", "/Dest"
        } for one in links)  # fmt: skip
        return [
            [places[one.Dest[0].objgen], str(one.Dest[1]), *(
                None if n is None else float(n) for n in list(one.Dest)[2:]
            )]
            for one in links
        ]  # fmt: skip


def test_links_lead_where_they_led_without_names(tmp_path: Path, fonts: FontSet) -> None:
    pdf = named(new_pdf(3))
    page = pdf.pages[1].obj
    for more in (
        {"Dest": Array([page, Name.Fit])},
        {"Dest": Name.Old},
        {"Dest": String("new")},
        {"A": Dictionary(S=Name.GoTo, D=String("new"))},
        {"A": Dictionary(S=Name.GoTo, D=Array([2, Name.FitR, 1, 2]))},
        {"A": Dictionary(S=Name.URI, URI="https://example.org")},
        {"A": Dictionary(S=Name.GoTo, D=String("nowhere"))},
        {"A": Dictionary(S=Name.GoToR, F="other.pdf", D=Array([1, Name.Fit]))},
        {"Dest": Array([99, Name.Fit])},
    ):
        annotate(pdf, Subtype=Name.Link, Rect=Array(RECT), **more)
    _, path = cleaned(pdf, tmp_path, fonts)
    assert goals(path) == [
        [1, "/Fit"],
        [1, "/FitH", 250],
        [2, "/XYZ", 5, 100, 2],
        [2, "/XYZ", 5, 100, 2],
        [2, "/Fit"],
    ]
    assert b"example.org" not in path.read_bytes()
    annotation = pypdf.PdfReader(path).pages[0]["/Annots"][0].get_object()
    assert annotation["/Rect"] == list(RECT)


def test_links_of_a_page_in_other_units_are_in_points(tmp_path: Path, fonts: FontSet) -> None:
    pdf = new_pdf(2)
    for page in pdf.pages:
        page.obj.UserUnit = 2
    goal = Array([pdf.pages[1].obj, Name.XYZ, 5, 100, 1.5])
    annotate(pdf, Subtype=Name.Link, Rect=Array(RECT), Dest=goal)
    _, path = cleaned(pdf, tmp_path, fonts)
    assert goals(path) == [[1, "/XYZ", 10, 200, 1.5]]
    with pikepdf.open(path) as again:
        assert [float(n) for n in again.pages[0].Annots[0].Rect] == [20, 40, 120, 80]


def test_bookmarks_of_any_depth_are_read(tmp_path: Path, fonts: FontSet) -> None:
    pdf = named(new_pdf(3))
    first, second, _ = bookmarks(
        pdf,
        [
            ("一、  总则\n", {}),
            ("二、附件", {"A": Dictionary(S=Name.GoTo, D=String("new"))}),
            ("外部", {"A": Dictionary(S=Name.URI, URI="https://example.org")}),
        ],
    )
    child = pdf.make_indirect(Dictionary(Title="（一）", Dest=Name.Old))
    first.First = child
    untitled = pdf.make_indirect(Dictionary(Title="", Dest=Name.Old))
    second.First = untitled
    untitled.First = pdf.make_indirect(Dictionary(Title="表", Dest=Array([0, Name.Fit])))
    assert cleaned(pdf, tmp_path, fonts)[0].outline == (
        Bookmark(0, "一、 总则", 2),
        Bookmark(1, "（一）", 2),
        Bookmark(0, "二、附件", 3),
        Bookmark(1, "表", 1),
    )


def test_an_outline_that_loops_ends(tmp_path: Path, fonts: FontSet) -> None:
    pdf = new_pdf()
    goal = {"Dest": Array([0, Name.Fit])}
    first, second = bookmarks(pdf, [("甲", goal), ("乙", goal)])
    second.Next, second.First = first, second
    assert [one.title for one in cleaned(pdf, tmp_path, fonts)[0].outline] == ["甲", "乙"]


@pytest.mark.parametrize("garbage", ["(text)", "[1 2]", "<< /First 7 >>", "<< /First << >> >>"])
def test_an_outline_of_garbage_is_none(tmp_path: Path, fonts: FontSet, garbage: str) -> None:
    pdf = new_pdf()
    pdf.Root.Outlines = pikepdf.Object.parse(garbage.encode())
    pdf.Root.Dests = pikepdf.Object.parse(garbage.encode())
    pdf.Root.Names = Dictionary(Dests=pikepdf.Object.parse(garbage.encode()))
    annotate(pdf, Subtype=Name.Link, Rect=Array(RECT), Dest=String("x"))
    result, path = cleaned(pdf, tmp_path, fonts)
    assert result.outline == ()
    assert goals(path) == []


def test_too_many_bookmarks_are_cut_off(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    pdf = new_pdf()
    bookmarks(pdf, [(str(number), {"Dest": Array([0, Name.Fit])}) for number in range(9)])
    assert len(cleaned(pdf, tmp_path, fonts)[0].outline) == 3


def test_nothing_of_an_outline_stays_in_the_file(tmp_path: Path, fonts: FontSet) -> None:
    pdf = new_pdf()
    bookmarks(pdf, [("secret", {"Dest": Array([0, Name.Fit])})])
    _, path = cleaned(pdf, tmp_path, fonts)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
    assert b"secret" not in path.read_bytes()
