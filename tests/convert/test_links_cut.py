from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from document_builders import package, written

from archive_builder.convert.kind import Kind
from archive_builder.convert.office.links import cut_drawing, cut_links, pictures_outside
from archive_builder.convert.office.staging import stage


@pytest.mark.parametrize(
    "place",
    [
        "http://a/b.png",
        "ftp://a/b",
        "file:///etc/x.png",
        "/etc/x",
        "../x.png",
        "a/../../x",
        "\\\\h\\s",
        "&#102;ile:///x",
    ],
)
@pytest.mark.parametrize(
    "element",
    ["draw:image", "style:background-image", "draw:fill-image", "text:list-level-style-image"],
)
def test_links_out_of_a_text_lead_nowhere(element: str, place: str) -> None:
    cut = cut_links(f'<{element} a:b="c" xlink:href="{place}" x="1"/>'.encode())
    assert cut == f'<{element} a:b="c" xlink:href="Pictures/none" x="1"/>'.encode()


@pytest.mark.parametrize(
    "kept",
    [
        b'<draw:image xlink:href="Pictures/1.png"/>',
        b'<draw:object xlink:href="./Object 1"/>',
        b'<text:a xlink:href="http://a/b">x</text:a>',
        b'<draw:a xlink:href="http://a/b"/>',
    ],
)
def test_what_lies_inside_and_what_readers_click_stays(kept: bytes) -> None:
    assert cut_links(kept) == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_drawing_shows_only_what_it_holds(encoding: str) -> None:
    drawing = (
        '<svg><image href="file:///x.png"/><image xlink:href=\'http://a/b\'/><use href="#a"/>'
        '<image href="data:image/png;base64,AA"/><style>@import url(http://a); p{fill:url(#g)}'
        "</style></svg>"
    )
    cut = cut_drawing(drawing.encode(encoding)).decode(encoding)
    assert "file:" not in cut
    assert "http:" not in cut
    assert "@import" not in cut
    for kept in ('href="#a"', 'href="data:image/png;base64,AA"', "url(#g)"):
        assert kept in cut


def test_a_drawing_is_known_by_its_content(tmp_path: Path) -> None:
    drawing = b'<?xml version="1.0"?><svg><image href="file:///secret.png"/></svg>'
    for kind, name in ((Kind.DOCX, "word/media/image1.png"), (Kind.ODT, "Pictures/1.bin")):
        source = written(tmp_path, "a", package({name: drawing, "word/document.xml": b"<w:p/>"}))
        with zipfile.ZipFile(stage(source, kind, tmp_path)) as copy:
            assert b"secret" not in copy.read(name)
            assert b"<svg>" in copy.read(name)


def test_pictures_that_are_only_linked_are_counted(tmp_path: Path) -> None:
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relations = (
        f'<Relationships><Relationship Id="1" Type="{image}" Target="http://a" '
        f'TargetMode="External"/><Relationship Id="2" Type="{image}" Target="media/1.png"/>'
        "</Relationships>"
    )
    text = written(tmp_path, "a", package({"word/_rels/document.xml.rels": relations.encode()}))
    assert pictures_outside(text, Kind.DOCX) == 1
    content = b'<draw:image xlink:href="http://a/b.png"/><draw:image xlink:href="Pictures/1.png"/>'
    assert (
        pictures_outside(written(tmp_path, "b", package({"content.xml": content})), Kind.ODT) == 1
    )
    assert pictures_outside(text, Kind.DOC) == 0
