from __future__ import annotations

import pikepdf
import pytest
from document_builders import new_pdf, rendered, saved
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array

from archive_builder.convert.pdf.content import balance, content_of, shows


def depths(content: bytes) -> list[int]:
    """How deep the graphics state is nested after every operator."""
    with pikepdf.new() as scratch:
        parsed = pikepdf.parse_content_stream(scratch.make_stream(content))
    found = [0]
    for instruction in parsed:
        found.append(found[-1] + {"q": 1, "Q": -1}.get(str(instruction.operator), 0))
    return found


def balanced(content: bytes) -> bytes:
    pdf = new_pdf(content=content)
    balance(pdf, pdf.pages[0].obj)
    return content_of(pdf.pages[0].obj)


@given(st.lists(st.sampled_from([b"q", b"Q", b"1 0 0 rg", b"(q Q) Tj", b"0 0 9 9 re f", b"\n"])))
def test_every_state_is_closed_and_none_that_was_not_opened(words: list[bytes]) -> None:
    found = depths(balanced(b" ".join(words)))
    assert min(found) == 0
    assert found[-1] == 0


@pytest.mark.parametrize("content", [b"q 1 0 0 rg Q", b"", b"q q Q Q", b"q[(Q)]TJ Q"])
def test_what_is_balanced_stays_as_it_is(content: bytes) -> None:
    assert balanced(content) == content


def test_a_state_closed_too_often_is_passed_over_as_readers_do() -> None:
    content = b"Q 2 0 0 2 0 0 cm Q 1 0 0 rg 10 10 20 20 re f"
    pdf = new_pdf(content=content)
    before = rendered(saved(pdf))
    balance(pdf, pdf.pages[0].obj)
    assert rendered(saved(pdf)).tobytes() == before.tobytes()
    assert before.getpixel((50, 250)) == (255, 0, 0)


def test_parts_of_a_content_stay_parts() -> None:
    pdf = new_pdf()
    page = pdf.pages[0].obj
    page.Contents = Array([pdf.make_stream(b"q 1 0 0 rg"), pdf.make_stream(b"0 0 9 9 re f")])
    balance(pdf, page)
    assert depths(content_of(page))[-1] == 0
    assert [part.read_bytes() for part in page.Contents][1:3] == [b"q 1 0 0 rg", b"0 0 9 9 re f"]


@pytest.mark.parametrize(
    ("content", "show"),
    [
        (b"q 1 0 0 rg Q", False),
        (b"0 0 9 9 re f*", False),
        (b"BT(x)Tj ET", True),
        (b"BT[(x)]TJ", True),
        (b"BT(x)' ET", True),
        (b"/Im Do", True),
        (b"BI /W 1 /H 1 ID x EI", True),
        (b"/S1 gs /f 1 Tf 0 0 m n", False),
    ],
)
def test_what_shows_something_is_told_without_parsing(content: bytes, show: bool) -> None:
    assert shows(content) is show
