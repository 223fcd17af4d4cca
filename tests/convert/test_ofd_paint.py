"""Paths, pictures, clips and colours of an OFD on the page, looked at with another library."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pikepdf
import pytest
from ofd_builder import (
    SPACE,
    at,
    document,
    drawn,
    filled,
    layer,
    media,
    page,
    path,
    png,
    resources,
    seen,
)
from PIL import Image, ImageOps

from archive_builder.typeset.fonts import FontSet

RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)
FILL = 'Fill="true" Stroke="false"'


def look(
    tmp_path: Path, fonts: FontSet, *objects: str, known: str = "", **files: bytes
) -> Image.Image:
    parts = {"P0.xml": page(*objects), "Res.xml": resources(known)}
    parts |= {f"Res/{name}": content for name, content in files.items()}
    return seen(drawn(tmp_path, fonts, document(parts)))


def red(inside: str = "") -> str:
    return f'<ofd:FillColor Value="255 0 0">{inside}</ofd:FillColor>'


def test_lines_have_their_width_dashes_and_places(tmp_path: Path, fonts: FontSet) -> None:
    line = path("M 0 0 L 60 0", 'LineWidth="4" DashPattern="10 10"', box="20 50 60 0")
    image = look(tmp_path, fonts, line)
    assert [at(image, x, 50) for x in (15, 25, 35, 45, 55)] == [WHITE, BLACK, WHITE, BLACK, WHITE]
    assert [at(image, 25, y) for y in (47, 49, 51, 53)] == [WHITE, BLACK, BLACK, WHITE]


def test_a_circle_of_arcs_turned_and_scaled(tmp_path: Path, fonts: FontSet) -> None:
    ring = path(
        "M -10 0 A 10 10 0 1 1 10 0 A 10 10 0 1 1 -10 0 C",
        f'{FILL} CTM="0 2 -2 0 50 50"',
        red(),
        "10 10 100 100",
    )
    image = look(tmp_path, fonts, ring)
    assert [at(image, 60 + r, 60) for r in (-21, -19, 0, 19, 21)] == [WHITE, RED, RED, RED, WHITE]
    assert [at(image, 60 + r, 60 + r) for r in (13, 15)] == [RED, WHITE]


@pytest.mark.parametrize(("rule", "middle"), [("NonZero", RED), ("Even-Odd", WHITE)])
def test_fill_rules(
    tmp_path: Path, fonts: FontSet, rule: str, middle: tuple[int, int, int]
) -> None:
    squares = "M 0 0 L 60 0 L 60 60 L 0 60 C M 20 20 L 40 20 L 40 40 L 20 40 C"
    image = look(tmp_path, fonts, path(squares, f'{FILL} Rule="{rule}"', red()))
    assert (at(image, 10, 30), at(image, 30, 30)) == (RED, middle)


def test_a_path_is_stroked_black_and_not_filled_unless_it_says_so(
    tmp_path: Path, fonts: FontSet
) -> None:
    square = path("M 10 10 L 50 10 L 50 50 L 10 50 C", 'LineWidth="2" Fill="true"')
    image = look(tmp_path, fonts, square)
    assert (at(image, 10, 30), at(image, 30, 30)) == (BLACK, WHITE)


@pytest.mark.parametrize(
    ("colour", "shown"),
    [
        ('Value="0 255 0"', GREEN),
        ('Value="#0 #ff #0"', GREEN),
        ('Value="128" ColorSpace="1"', (128, 128, 128)),
        ('Value="255 0 255 0" ColorSpace="2"', None),
        ('ColorSpace="3" Index="1"', BLUE),
        ('Value="1 2"', BLACK),
        ('Value="255 0 0" Alpha="51"', (255, 204, 204)),
    ],
)
def test_colours(
    tmp_path: Path, fonts: FontSet, colour: str, shown: tuple[int, int, int] | None
) -> None:
    palette = "<ofd:Palette><ofd:CV>255 0 0</ofd:CV><ofd:CV>0 0 255</ofd:CV></ofd:Palette>"
    spaces = (
        '<ofd:ColorSpace ID="1" Type="GRAY"/><ofd:ColorSpace ID="2" Type="CMYK"/>'
        f'<ofd:ColorSpace ID="3" Type="RGB">{palette}</ofd:ColorSpace>'
    )
    data = "M 0 0 L 50 0 L 50 50 L 0 50 C"
    square = path(data, FILL, f"<ofd:FillColor {colour}/>")
    known = f"<ofd:ColorSpaces>{spaces}</ofd:ColorSpaces>"
    found = at(look(tmp_path, fonts, square, known=known), 25, 25)
    if shown is None:  # CMYK: green, whatever green a reader makes of it
        assert found[1] > 120 > max(found[0], found[2])
    else:
        assert all(abs(a - b) <= 1 for a, b in zip(found, shown, strict=True))


def test_ways_to_draw_are_inherited(tmp_path: Path, fonts: FontSet) -> None:
    known = (
        '<ofd:DrawParams><ofd:DrawParam ID="1" LineWidth="8">'
        '<ofd:StrokeColor Value="255 0 0"/></ofd:DrawParam>'
        '<ofd:DrawParam ID="2" Relative="1"><ofd:StrokeColor Value="0 0 255"/></ofd:DrawParam>'
        "</ofd:DrawParams>"
    )
    lines = layer(
        path("M 10 20 L 50 20"),
        path("M 10 40 L 50 40", 'DrawParam="2"'),
        path("M 10 60 L 50 60", 'LineWidth="2"'),
        more='DrawParam="1"',
    )
    image = look(tmp_path, fonts, lines, known=known)
    assert [at(image, 30, y) for y in (17, 37, 57, 60)] == [RED, BLUE, WHITE, RED]


def clips(*areas: str, flag: str = "false") -> str:
    inner = "".join(f"<ofd:Clip>{one}</ofd:Clip>" for one in areas)
    return f'<ofd:Clips TransFlag="{flag}">{inner}</ofd:Clips>'


def area(x: float, y: float, width: float, height: float, more: str = "") -> str:
    data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
    shape = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:Area {more}><ofd:Path Boundary="{x} {y} 1 1">{shape}</ofd:Path></ofd:Area>'


def test_a_clip_counts_from_the_box_or_from_the_object(tmp_path: Path, fonts: FontSet) -> None:
    def square(y: float, flag: str) -> str:
        own = red() + clips(area(10, 0, 10, 10), flag=flag)
        more = f'{FILL} CTM="2 0 0 2 0 0"'
        return path("M 0 0 L 20 0 L 20 10 L 0 10 C", more, own, f"20 {y} 40 20")

    image = look(tmp_path, fonts, square(20, "false"), square(60, "true"))
    assert [at(image, x, 25) for x in (25, 35, 45, 55)] == [WHITE, RED, WHITE, WHITE]
    assert [at(image, x, 65) for x in (25, 35, 45, 55)] == [WHITE, WHITE, RED, RED]


def test_clips_intersect_and_their_areas_join(tmp_path: Path, fonts: FontSet) -> None:
    two = area(0, 0, 10, 40) + area(20, 0, 10, 40, 'CTM="1 0 0 1 10 0"')
    own = red() + clips(two, area(0, 10, 40, 10))
    image = look(tmp_path, fonts, path("M 0 0 L 40 0 L 40 40 L 0 40 C", FILL, own))
    assert [at(image, x, 15) for x in (5, 15, 25, 35)] == [RED, WHITE, WHITE, RED]
    assert at(image, 5, 5) == at(image, 5, 25) == WHITE


def test_gradients(tmp_path: Path, fonts: FontSet) -> None:
    ends = (
        '<ofd:Segment Position="0"><ofd:Color Value="255 0 0"/></ofd:Segment>'
        '<ofd:Segment Position="1"><ofd:Color Value="0 0 255"/></ofd:Segment>'
    )
    axial = f'<ofd:AxialShd StartPoint="0 0" EndPoint="40 0" Extend="3">{ends}</ofd:AxialShd>'
    radial = (
        '<ofd:RadialShd StartPoint="20 20" EndPoint="20 20" StartRadius="0" EndRadius="20">'
        f"{ends}</ofd:RadialShd>"
    )
    square = "M 0 0 L 60 0 L 60 40 L 0 40 C"
    image = look(
        tmp_path,
        fonts,
        path(square, FILL, f"<ofd:FillColor>{axial}</ofd:FillColor>", "10 10 60 40"),
        path(square, FILL, f"<ofd:FillColor>{radial}</ofd:FillColor>", "10 110 60 40"),
    )
    assert at(image, 11, 30)[0] > 240
    assert abs(at(image, 30, 30)[0] - 127) < 10
    assert at(image, 65, 30)[2] > 250
    assert at(image, 30, 130)[0] > 240
    assert at(image, 48, 130)[2] > 200
    assert at(image, 65, 130) == WHITE


def test_a_pattern_repeats_its_cell(tmp_path: Path, fonts: FontSet) -> None:
    cell = f"<ofd:CellContent>{filled('255 0 0', 0, 0, 5, 5)}</ofd:CellContent>"
    pattern = f'<ofd:Pattern Width="5" Height="5" XStep="10" YStep="10">{cell}</ofd:Pattern>'
    fill = f"<ofd:FillColor>{pattern}</ofd:FillColor>"
    image = look(tmp_path, fonts, path("M 0 0 L 40 0 L 40 40 L 0 40 C", FILL, fill, "20 20 40 40"))
    assert [at(image, 22 + 5 * n, 22) for n in range(4)] == [RED, WHITE, RED, WHITE]
    assert at(image, 22, 27) == at(image, 17, 22) == at(image, 62, 22) == WHITE
    assert at(image, 52, 52) == RED


def test_a_vector_graphic_is_drawn_wherever_it_is_used(tmp_path: Path, fonts: FontSet) -> None:
    unit = filled("255 0 0", 0, 0, 10, 10)
    known = f'<ofd:CompositeGraphicUnit ID="1"><ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit>'  # noqa: E501
    use = '<ofd:CompositeObject ResourceID="1" Boundary="{} 20 20 20" CTM="2 0 0 2 0 0" {}/>'
    image = look(tmp_path, fonts, use.format(20, ""), use.format(60, 'Alpha="51"'), known=known)
    assert [at(image, x, 35) for x in (15, 35, 45)] == [WHITE, RED, WHITE]
    assert at(image, 75, 35) == (255, 204, 204)


def halves() -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (16, 16), "blue")
    image.paste("red", (0, 0, 16, 8))
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("BMP", "RGB"), ("TIFF", "RGB"), ("GIF", "P")],
)
def test_pictures_stand_upright(tmp_path: Path, fonts: FontSet, kind: str, mode: str) -> None:
    picture = '<ofd:ImageObject ResourceID="1" Boundary="20 20 40 40" CTM="40 0 0 20 0 0"/>'
    content = saved(halves().convert(mode), kind)
    image = look(tmp_path, fonts, picture, known=media(**{"1": "a.x"}), **{"a.x": content})
    assert [at(image, 40, y) for y in (18, 25, 35, 42)] == [WHITE, RED, BLUE, WHITE]


def test_a_picture_without_a_transformation_fills_its_box(tmp_path: Path, fonts: FontSet) -> None:
    picture = '<ofd:ImageObject ResourceID="1" Boundary="20 20 40 40"/>'
    image = look(tmp_path, fonts, picture, known=media(**{"1": "a.x"}), **{"a.x": png()})
    assert (at(image, 22, 22), at(image, 58, 58), at(image, 62, 62)) == (RED, RED, WHITE)


def test_a_mask_shows_where_it_is_white(tmp_path: Path, fonts: FontSet) -> None:
    mask = Image.new("1", (16, 16), 0)
    mask.paste(1, (0, 0, 16, 8))
    picture = '<ofd:ImageObject ResourceID="1" ImageMask="2" Boundary="20 20 40 40"/>'
    known = media(**{"1": "a.x", "2": "b.x"})
    files = {"a.x": png(), "b.x": saved(mask, "PNG")}
    image = look(tmp_path, fonts, picture, known=known, **files)
    assert (at(image, 40, 30), at(image, 40, 50)) == (RED, WHITE)


def test_a_jpeg_is_kept_byte_by_byte_and_once(tmp_path: Path, fonts: FontSet) -> None:
    jpeg = png("green", (32, 32), "JPEG")
    use = '<ofd:ImageObject ResourceID="1" Boundary="{0} {0} 9 9"/>'
    parts = {
        "P0.xml": page(use.format(10), use.format(30)),
        "P1.xml": page(use.format(50)),
        "Res.xml": resources(media(**{"1": "a.jpg"})),
        "Res/a.jpg": jpeg,
    }
    outcome = drawn(tmp_path, fonts, document(parts))
    assert isinstance(outcome.pdf, bytes)
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        images = [one for p in pdf.pages for one in p.Resources.XObject.values()]
        assert len({one.objgen for one in images}) == 1
        assert images[0].read_raw_bytes() == jpeg


def jbig2(image: Image.Image) -> bytes:
    """A JBIG2 file of one region, coded as fax machines do (ITU-T T.88, 7.4.6 with MMR)."""
    buffer = io.BytesIO()
    ImageOps.invert(image.convert("L")).convert("1").save(buffer, "TIFF", compression="group4")
    with Image.open(buffer) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    fax = buffer.getvalue()[start : start + length]
    width, height = image.size

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    info = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + fax
    head = b"\x97JB2\r\n\x1a\n" + struct.pack(">BI", 1, 1)
    ends = segment(2, 49, b"") + segment(3, 51, b"")
    return head + segment(0, 48, info) + segment(1, 38, region) + ends


def test_jbig2_is_shown(tmp_path: Path, fonts: FontSet) -> None:
    scan = Image.new("1", (64, 64), 1)
    scan.paste(0, (0, 0, 64, 32))
    picture = '<ofd:ImageObject ResourceID="1" Boundary="20 20 40 40"/>'
    files = {"a.jb2": jbig2(scan)}
    image = look(tmp_path, fonts, picture, known=media(**{"1": "a.jb2"}), **files)
    assert (at(image, 40, 30), at(image, 40, 50)) == (BLACK, WHITE)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", png()[:40], b"\x97JB2\r\n\x1a\n\x01\0\0\0\x01\0\0"]
)
def test_a_picture_that_is_none_costs_itself_alone(
    tmp_path: Path, fonts: FontSet, content: bytes
) -> None:
    picture = '<ofd:ImageObject ResourceID="1" Boundary="20 20 40 40"/>'
    parts = {
        "P0.xml": page(picture, filled("255 0 0", 0, 0, 10, 10)),
        "Res.xml": resources(media(**{"1": "a.x"})),
        "Res/a.x": content,
    }
    outcome = drawn(tmp_path, fonts, document(parts))
    assert outcome.notes == ("OFD 有 1 处图片缺失或无法读取，未印出，请核对原件",)
    assert at(seen(outcome), 5, 5) == RED


def test_resources_of_a_page(tmp_path: Path, fonts: FontSet) -> None:
    own = page('<ofd:ImageObject ResourceID="5" Boundary="0 0 9 9"/>')
    named = own.replace(b"<ofd:Content>", b"<ofd:PageRes>Own.xml</ofd:PageRes><ofd:Content>")
    listed = f'<ofd:Res {SPACE} BaseLoc="."><ofd:MultiMedia ID="5"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:Res>'  # noqa: E501
    parts = {"P0.xml": named, "Own.xml": listed.encode(), "a.png": png()}
    assert at(seen(drawn(tmp_path, fonts, document(parts))), 4, 4) == RED
