"""Signatures of an OFD: their seals on the page, and how many there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ofd_builder import SPACE, at, document, drawn, filled, page, png, seen, text, words

from archive_builder.convert.ofd.seal import seal_picture
from archive_builder.convert.outcome import Pages
from archive_builder.typeset.fonts import FontSet

RED, WHITE, BLACK = (255, 0, 0), (255, 255, 255), (0, 0, 0)


def der(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes(3, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def seal(picture: bytes, kind: bytes = b"png", version: int = 4) -> bytes:
    """A seal after GB/T 38540 (version 4) or GM/T 0031 (1), its signatures left out."""
    head = der(0x30, der(0x16, b"ES"), der(0x02, bytes([version])), der(0x16, b"maker"))
    times = (der(0x18, b"20200101000000Z"), der(0x18, b"20300101000000Z"))
    holder = der(0x30, der(0x02, b"\1"), der(0x0C, "某某县人民政府".encode()), *times)
    shown = der(0x30, der(0x16, kind), der(0x04, picture), der(0x02, b"\x28"), der(0x02, b"\x28"))
    info = der(0x30, head, der(0x16, b"1"), holder, shown)
    return der(0x30, info, der(0x04, b"certificate"), der(0x03, b"\0signature"))


def signed(content: bytes) -> bytes:
    """The value of a signature, with its seal in it."""
    times = der(0xA0, der(0x18, b"20200101000000Z"))
    to_sign = der(
        0x30, der(0x02, b"\4"), content, times, der(0x03, b"\0hash"), der(0x16, b"/S.xml")
    )
    return der(0x30, to_sign, der(0x04, b"certificate"), der(0x03, b"\0signature"))


def signature(*stamps: str, parts: str = "") -> bytes:
    info = f"<ofd:SignedInfo>{''.join(stamps)}{parts}</ofd:SignedInfo>"
    value = "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue>"
    return f"<ofd:Signature {SPACE}>{info}{value}</ofd:Signature>".encode()


def stamp(box: str, name: str = "P0", more: str = "") -> str:
    return f'<ofd:StampAnnot ID="1" PageRef="{name}" Boundary="{box}" {more}/>'


def look(tmp_path: Path, fonts: FontSet, *signatures: bytes, value: bytes, **parts: bytes) -> Pages:
    listed = "".join(
        f'<ofd:Signature ID="{n}" BaseLoc="S{n}/Signature.xml"/>' for n in range(len(signatures))
    )
    parts = {
        "P0.xml": page(filled("0 0 0", 0, 0, 30, 100), text("盖章", 100, 100, "5")),
        "Signatures.xml": f"<ofd:Signatures {SPACE}>{listed}</ofd:Signatures>".encode(),
        **{f"S{n}/Signature.xml": one for n, one in enumerate(signatures)},
        **{f"S{n}/SignedValue.dat": value for n in range(len(signatures))},
        **{name.replace("__", "/"): content for name, content in parts.items()},
    }
    return drawn(tmp_path, fonts, document(parts, signatures="/Doc_0/Signatures.xml"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF"])
def test_a_seal_is_drawn_in_its_place_and_hides_nothing(
    tmp_path: Path, fonts: FontSet, kind: str
) -> None:
    value = signed(seal(png("red", kind=kind), kind.lower().encode()))
    outcome = look(tmp_path, fonts, signature(stamp("20 40 40 20")), value=value)
    image = seen(outcome)
    assert [at(image, x, 50) for x in (25, 62)] == [BLACK, WHITE]
    assert all(abs(a - b) < 3 for a, b in zip(at(image, 45, 50), RED, strict=True))
    assert [at(image, 45, y) for y in (38, 62)] == [WHITE, WHITE]
    assert outcome.signatures == 1
    assert outcome.notes == ("电子签章外观，签名以原件为准",)
    assert words(outcome) == ("盖章",)


def test_the_seal_itself_is_asked_first(tmp_path: Path, fonts: FontSet) -> None:
    where = "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>"
    one = signature(stamp("40 40 20 20"), parts=where)
    outcome = look(tmp_path, fonts, one, value=b"", **{"S0__Seal.esl": seal(png(), version=1)})
    assert at(seen(outcome), 50, 50) == RED


def test_a_seal_over_the_edges_of_pages_is_clipped(tmp_path: Path, fonts: FontSet) -> None:
    """骑缝章: each page shows its part."""
    half = signature(stamp("40 40 40 40", more='Clip="0 0 20 40"'))
    image = seen(look(tmp_path, fonts, half, value=signed(seal(png()))))
    assert [at(image, x, 60) for x in (45, 58, 62)] == [RED, RED, WHITE]


def test_a_seal_that_is_an_ofd(tmp_path: Path, fonts: FontSet) -> None:
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 10 10</ofd:PhysicalBox></ofd:PageArea>"
    inner = document({"P0.xml": page(filled("255 0 0", 5, 0, 5, 10))}, area)
    value = signed(seal(inner, b"ofd"))
    image = seen(look(tmp_path, fonts, signature(stamp("40 40 40 40")), value=value))
    assert [at(image, x, 60) for x in (45, 58, 62, 78, 82)] == [WHITE, WHITE, RED, RED, WHITE]


def test_signatures_without_a_look_are_counted(tmp_path: Path, fonts: FontSet) -> None:
    outcome = look(tmp_path, fonts, signature(), signature(), value=b"0")
    assert (outcome.signatures, outcome.notes) == (2, ())


@pytest.mark.parametrize("value", [b"", b"rubbish", signed(seal(b"no picture"))])
def test_a_seal_that_cannot_be_read_is_said(tmp_path: Path, fonts: FontSet, value: bytes) -> None:
    outcome = look(tmp_path, fonts, signature(stamp("20 40 40 20")), value=value)
    assert outcome.notes == ("OFD 有 1 处签章图形缺失或无法读取，未印出，请核对原件",)
    assert outcome.signatures == 1


def test_a_long_picture_is_found() -> None:
    picture = bytes(range(256)) * 300
    assert seal_picture(seal(picture)) == seal_picture(signed(seal(picture))) == picture


def test_nothing_is_taken_for_a_picture() -> None:
    assert seal_picture(signed(der(0x30, der(0x16, b"png"), der(0x04, b"x")))) is None
    deep = b"x"
    for _ in range(200):
        deep = der(0x30, deep)
    assert seal_picture(deep) is None


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(noise: bytes) -> None:
    found = seal_picture(noise)
    assert found is None or found in noise


@given(st.integers(0, 240))
def test_a_seal_cut_short_has_no_picture(cut: int) -> None:
    whole = signed(seal(b"picture"))
    assert seal_picture(whole[: min(cut, len(whole) - 1)]) is None
