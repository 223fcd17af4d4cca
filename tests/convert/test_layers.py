from __future__ import annotations

import pikepdf
import pytest
from document_builders import new_pdf, rendered, saved
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.boxes import settle
from archive_builder.convert.pdf.layers import flatten_layers, layers_of

RED, WHITE = (255, 0, 0), (255, 255, 255)
HIDDEN_MARK = b"/OC /L BDC 1 0 0 rg 50 50 100 100 re f EMC "


def layered(content: bytes = HIDDEN_MARK, **default: object) -> tuple[pikepdf.Pdf, pikepdf.Object]:
    pdf = new_pdf(content=content)
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="水印"))
    pdf.pages[0].obj.Resources = Dictionary(Properties=Dictionary(L=group))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(**default))
    return pdf, group


def shown_without_catalogue(pdf: pikepdf.Pdf) -> tuple[int, int, int]:
    """The colour in the middle of the mark once the page stands in a document without layers."""
    layers, pages = layers_of(pdf), [page.obj for page in pdf.pages]
    settle(pdf, pages)
    flatten_layers(pdf, pages, layers)
    del pdf.Root.OCProperties
    return rendered(saved(pdf)).getpixel((100, 200))


def test_a_layer_that_is_off_stays_out_of_sight() -> None:
    pdf, group = layered()
    pdf.Root.OCProperties.D.OFF = Array([group])
    assert shown_without_catalogue(pdf) == WHITE


def test_a_layer_that_is_on_stays() -> None:
    assert shown_without_catalogue(layered()[0]) == RED


def test_a_base_state_of_off_hides_what_is_not_on() -> None:
    pdf, group = layered(BaseState=Name.OFF)
    assert shown_without_catalogue(pdf) == WHITE
    pdf, group = layered(BaseState=Name.OFF)
    pdf.Root.OCProperties.D.ON = Array([group])
    assert shown_without_catalogue(pdf) == RED


@pytest.mark.parametrize(("state", "colour"), [(Name.OFF, WHITE), (Name.ON, RED)])
def test_what_is_said_about_printing_decides(state: Name, colour: tuple[int, int, int]) -> None:
    pdf, group = layered()
    group.Usage = Dictionary(Print=Dictionary(PrintState=state))
    pdf.Root.OCProperties.D.AS = Array([Dictionary(Event=Name.Print, OCGs=Array([group]))])
    if state == Name.ON:
        pdf.Root.OCProperties.D.OFF = Array([group])
    assert shown_without_catalogue(pdf) == colour


@pytest.mark.parametrize(
    ("policy", "colour"),
    [("AnyOn", WHITE), ("AllOn", WHITE), ("AnyOff", RED), ("AllOff", RED)],
)
def test_membership_follows_its_policy(policy: str, colour: tuple[int, int, int]) -> None:
    pdf, group = layered()
    pdf.Root.OCProperties.D.OFF = Array([group])
    member = Dictionary(Type=Name.OCMD, OCGs=Array([group]), P=Name(f"/{policy}"))
    pdf.pages[0].obj.Resources.Properties.L = member
    assert shown_without_catalogue(pdf) == colour


def test_forms_of_a_hidden_layer_and_marks_inside_forms_go() -> None:
    pdf, group = layered(b"/F Do /G Do")
    pdf.Root.OCProperties.D.OFF = Array([group])
    box = Array([0, 0, 200, 300])
    whole = pdf.make_stream(
        b"1 0 0 rg 50 50 100 100 re f",
        Subtype=Name.Form, BBox=box, OC=group,
    )  # fmt: skip
    inner = pdf.make_stream(
        HIDDEN_MARK,
        Subtype=Name.Form, BBox=box, Resources=Dictionary(Properties=Dictionary(L=group)),
    )  # fmt: skip
    pdf.pages[0].obj.Resources.XObject = Dictionary(F=whole, G=inner)
    assert shown_without_catalogue(pdf) == WHITE


def test_a_hidden_form_on_two_pages_goes_from_both() -> None:
    pdf, group = layered(b"/F Do")
    pdf.Root.OCProperties.D.OFF = Array([group])
    form = pdf.make_stream(
        b"1 0 0 rg 50 50 100 100 re f", Subtype=Name.Form, BBox=Array([0, 0, 200, 300]), OC=group
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(F=form)
    pdf.pages.append(pdf.pages[0])
    assert shown_without_catalogue(pdf) == WHITE
    assert rendered(saved(pdf), 1).getpixel((100, 200)) == WHITE


def test_colours_set_in_a_hidden_layer_still_hold_after_it() -> None:
    pdf, group = layered(b"/OC /L BDC 1 0 0 rg 0 0 9 9 re f EMC 50 50 100 100 re f")
    pdf.Root.OCProperties.D.OFF = Array([group])
    assert shown_without_catalogue(pdf) == RED


def test_hidden_words_are_gone_from_the_text() -> None:
    pdf, group = layered(b"/OC /L BDC BT /F1 12 Tf (secret) Tj ET EMC")
    pdf.Root.OCProperties.D.OFF = Array([group])
    shown_without_catalogue(pdf)
    assert b"secret" not in pdf.pages[0].obj.Contents.read_bytes()


@pytest.mark.parametrize(
    ("expression", "colour"),
    [("Not", RED), ("And", WHITE), ("Or", WHITE)],
)
def test_membership_follows_its_expression(expression: str, colour: tuple[int, int, int]) -> None:
    pdf, group = layered()
    pdf.Root.OCProperties.D.OFF = Array([group])
    told = Array([Name(f"/{expression}"), group])
    pdf.pages[0].obj.Resources.Properties.L = Dictionary(Type=Name.OCMD, VE=told)
    assert shown_without_catalogue(pdf) == colour


def test_a_page_whose_layers_all_show_is_not_rewritten() -> None:
    content = HIDDEN_MARK + b"% as it was"
    pdf, _ = layered(content)
    assert shown_without_catalogue(pdf) == RED
    assert pdf.pages[0].obj.Contents.read_bytes() == content
    assert not pdf.pages[0].obj.Resources.Properties.L.keys()


def test_a_form_without_resources_uses_the_layers_of_its_page() -> None:
    pdf, group = layered(b"/F Do")
    pdf.Root.OCProperties.D.OFF = Array([group])
    form = pdf.make_stream(HIDDEN_MARK, Subtype=Name.Form, BBox=Array([0, 0, 200, 300]))
    pdf.pages[0].obj.Resources.XObject = Dictionary(F=form)
    assert shown_without_catalogue(pdf) == WHITE
