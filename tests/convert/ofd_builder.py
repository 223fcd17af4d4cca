"""Small OFDs made for the tests, a zip of XML each."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
from document_builders import package, written
from PIL import Image

from archive_builder.convert.ofd.converter import convert
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.pdf.pagetext import page_texts
from archive_builder.typeset.fonts import FontSet

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4


def text(
    words: str, x: float, y: float, delta: str = "", *, more: str = "", inside: str = ""
) -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 6" Size="5" {more}>{inside}'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, more: str = "", inside: str = "", box: str = "0 0 100 100") -> str:
    return (
        f'<ofd:PathObject Boundary="{box}" {more}>{inside}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def filled(colour: str, x: float, y: float, width: float, height: float) -> str:
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    return path(
        data,
        'Fill="true" Stroke="false"',
        f'<ofd:FillColor Value="{colour}"/>',
        f"{x} {y} {width} {height}",
    )


def layer(*objects: str, kind: str = "Body", more: str = "") -> str:
    return f'<ofd:Layer Type="{kind}" {more}>{"".join(objects)}</ofd:Layer>'


def page(*objects: str, template: str = "", area: str = "") -> bytes:
    """A page; what is no layer goes into one."""
    layers = "".join(objects)
    if not layers.startswith("<ofd:Layer"):
        layers = layer(*objects)
    size = f"<ofd:Area><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:Area>" if area else ""
    return (
        f"<ofd:Page {SPACE}>{size}{template}<ofd:Content>{layers}</ofd:Content></ofd:Page>".encode()
    )


def resources(content: str) -> bytes:
    return f'<ofd:Res {SPACE} BaseLoc="Res">{content}</ofd:Res>'.encode()


def media(**files: str) -> str:
    listed = (
        f'<ofd:MultiMedia ID="{name}"><ofd:MediaFile>{file}</ofd:MediaFile></ofd:MultiMedia>'
        for name, file in files.items()
    )
    return f"<ofd:MultiMedias>{''.join(listed)}</ofd:MultiMedias>"


def document(
    parts: Mapping[str, bytes], common: str = "", after: str = "", signatures: str = ""
) -> bytes:
    """An OFD whose pages are the parts that begin with P, in their order; Res.xml is its own."""
    signed = f"<ofd:Signatures>{signatures}</ofd:Signatures>" if signatures else ""
    root = f"<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot>{signed}</ofd:DocBody>"
    pages = "".join(
        f'<ofd:Page ID="{name[:-4]}" BaseLoc="{name}"/>' for name in parts if name[0] == "P"
    )
    known = "<ofd:PublicRes>Res.xml</ofd:PublicRes>" if "Res.xml" in parts else ""
    body = f"<ofd:CommonData>{known}{common}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages>{after}"
    return package(
        {
            "OFD.xml": f"<ofd:OFD {SPACE}>{root}</ofd:OFD>".encode(),
            "Doc_0/Document.xml": f"<ofd:Document {SPACE}>{body}</ofd:Document>".encode(),
            **{f"Doc_0/{name}": content for name, content in parts.items()},
        }
    )


def drawn(tmp_path: Path, fonts: FontSet, content: bytes) -> Pages:
    outcome = convert(written(tmp_path, "a.ofd", content), fonts)
    assert isinstance(outcome, Pages), outcome
    return outcome


def refused(tmp_path: Path, fonts: FontSet, content: bytes) -> Problem:
    outcome = convert(written(tmp_path, "a.ofd", content), fonts)
    assert isinstance(outcome, Problem)
    return outcome


def words(outcome: Pages) -> tuple[str, ...]:
    """The text of each page, as a rendition has it."""
    assert isinstance(outcome.pdf, bytes)
    return page_texts(outcome.pdf, outcome.tabular).pages


def seen(outcome: Pages, number: int = 0) -> Image.Image:
    """A page as a picture of 2 pixels a mm."""
    opened = pypdfium2.PdfDocument(outcome.pdf)
    image: Image.Image = opened[number].render(scale=2 / MM).to_pil().convert("RGB")
    opened.close()
    return image


def at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place in mm."""
    colour = image.getpixel((round(2 * x), round(2 * y)))
    assert isinstance(colour, tuple)
    return colour


def png(colour: str = "red", size: tuple[int, int] = (8, 8), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()
