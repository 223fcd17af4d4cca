from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from document_builders import picture, rendered, written
from PIL import Image, ImageChops

from archive_builder.convert import image
from archive_builder.convert.image import convert, layout
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4, MM


def pages(path: Path, fonts: FontSet) -> pikepdf.Pdf:
    outcome = convert(path, fonts)
    assert isinstance(outcome, Pages)
    return pikepdf.open(io.BytesIO(outcome.pdf))


def test_a_photograph_fits_between_the_margins() -> None:
    width, height, across, down = layout(4000, 3000, (72, 72))
    assert (width, height) == (A4[1], A4[0])
    assert down == pytest.approx(A4[0] - 50 * MM)
    assert across / down == pytest.approx(4 / 3)


def test_a_small_picture_is_not_enlarged_beyond_96_dpi() -> None:
    assert layout(96, 192, (96, 96))[2:] == (72.0, 144.0)
    assert layout(96, 192, (1, 1))[2:] == (72.0, 144.0)
    assert layout(300, 600, (300, 300))[2:] == (72.0, 144.0)


def test_a_scan_of_a4_fills_its_page() -> None:
    width, height, across, down = layout(2480, 3508, (300, 300))
    assert (width, height) == A4
    assert max(across / width, down / height) == pytest.approx(1.0)
    assert min(across / width, down / height) > 0.99


def test_a_square_stands_on_a_portrait_page() -> None:
    assert layout(500, 500, (96, 96))[:2] == A4


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_image_data_is_kept(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    content = picture(kind, (120, 80))
    with pages(written(tmp_path, "a", content), fonts) as pdf:
        (embedded,) = pdf.pages[0].Resources.XObject.values()
        assert embedded.read_raw_bytes() in content


@pytest.mark.parametrize(("turn", "portrait"), [(1, False), (3, False), (6, True), (8, True)])
def test_a_photograph_stands_upright(
    tmp_path: Path, fonts: FontSet, turn: int, portrait: bool
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    photo = Image.new("RGB", (400, 300), "white")
    photo.paste("red", (0, 0, 400, 60))
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif, quality=95)
    outcome = convert(written(tmp_path, "a", buffer.getvalue()), fonts)
    assert isinstance(outcome, Pages)
    shown = rendered(outcome.pdf)
    assert (shown.height > shown.width) == portrait
    box = red_box(shown)
    edges = {1: box[1], 3: shown.height - box[3], 6: shown.width - box[2], 8: box[0]}
    across = box[2] - box[0] > box[3] - box[1]
    assert across == (turn in (1, 3))
    assert edges[turn] < min(shown.size) * 0.5


def test_a_mirrored_photograph_is_put_right(tmp_path: Path, fonts: FontSet) -> None:
    exif = Image.Exif()
    exif[0x0112] = 2
    photo = Image.new("RGB", (400, 300), "white")
    photo.paste("red", (0, 0, 60, 300))
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif, quality=95)
    outcome = convert(written(tmp_path, "a", buffer.getvalue()), fonts)
    assert isinstance(outcome, Pages)
    shown = rendered(outcome.pdf)
    assert red_box(shown)[0] > shown.width / 2


def red_box(shown: Image.Image) -> tuple[int, int, int, int]:
    red, green, _ = shown.split()
    box = ImageChops.subtract(red, green).point(lambda value: 255 * (value > 150)).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white_paper(tmp_path: Path, fonts: FontSet, mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (200, 200), 0).save(buffer, "PNG")
    outcome = convert(written(tmp_path, "a", buffer.getvalue()), fonts)
    assert isinstance(outcome, Pages)
    assert rendered(outcome.pdf).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("TIFF", "CMYK"), ("GIF", "P")],
)
def test_every_colour_model_makes_a_page(
    tmp_path: Path, fonts: FontSet, kind: str, mode: str
) -> None:
    noise = Image.radial_gradient("L").resize((60, 40))
    coloured = noise.convert("I;16") if mode == "I;16" else noise.convert("RGB").convert(mode)
    buffer = io.BytesIO()
    coloured.save(buffer, kind)
    with pages(written(tmp_path, "a", buffer.getvalue()), fonts) as pdf:
        assert len(pdf.pages) == 1


def test_a_tiff_has_a_page_a_frame(tmp_path: Path, fonts: FontSet) -> None:
    frames = [Image.new("1", (100, 140), n) for n in (0, 1, 0)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    with pages(written(tmp_path, "a", buffer.getvalue()), fonts) as pdf:
        assert len(pdf.pages) == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_a_problem(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    whole = picture(kind, (300, 300))
    outcome = convert(written(tmp_path, "a", whole[: len(whole) // 2]), fonts)
    assert isinstance(outcome, Problem)
    assert "不完整" in outcome.reason


def test_a_picture_too_large_is_refused_unread(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "MAX_PIXELS", 10_000)
    outcome = convert(written(tmp_path, "a", picture("PNG", (200, 100), "1")), fonts)
    assert isinstance(outcome, Problem)
    assert "200×100" in outcome.reason
    assert "1 万像素" in outcome.reason
