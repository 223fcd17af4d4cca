from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pikepdf
import pypdfium2
import pytest
from document_builders import picture, rendered, written
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.picture import image
from archive_builder.convert.picture.image import convert
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import A4

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def converted(path: Path, fonts: FontSet) -> Pages:
    outcome = convert(path, fonts)
    assert isinstance(outcome, Pages)
    assert isinstance(outcome.pdf, bytes)
    return outcome


def pages(path: Path, fonts: FontSet) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(converted(path, fonts).pdf))


def saved(shown: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    shown.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.effect_noise(size, 90).convert(mode)


def embedded(pdf: pikepdf.Pdf, page: int = 0) -> pikepdf.Object:
    (found,) = pdf.pages[page].Resources.XObject.values()
    return found


def dpi_of(pdf: bytes, page: int = 0) -> float:
    """Of the one picture of a page, as pypdfium2 measures it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        (shown,) = document[page].get_objects()
        left, _, right, _ = shown.get_bounds()
        return 72 * shown.get_px_size()[0] / (right - left)
    finally:
        document.close()


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
    outcome = converted(written(tmp_path, "a", buffer.getvalue()), fonts)
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
    outcome = converted(written(tmp_path, "a", buffer.getvalue()), fonts)
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
    outcome = converted(written(tmp_path, "a", buffer.getvalue()), fonts)
    assert rendered(outcome.pdf).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("TIFF", "CMYK"), ("GIF", "P")],
)
def test_every_colour_model_makes_a_page(
    tmp_path: Path, fonts: FontSet, kind: str, mode: str
) -> None:
    grey = Image.radial_gradient("L").resize((60, 40))
    coloured = grey.convert("I;16") if mode == "I;16" else grey.convert("RGB").convert(mode)
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_of_half_a_picture_half_is_shown_and_that_is_said(
    tmp_path: Path, fonts: FontSet, kind: str
) -> None:
    whole = saved(noise((300, 300)), kind)
    outcome = converted(written(tmp_path, "a", whole[: len(whole) // 2]), fonts)
    assert outcome.notes == ("图片不完整，只显示能读出的部分，请核对原件",)
    shown = rendered(outcome.pdf).crop((200, 310, 395, 530))
    upper, lower = (shown.crop((0, y, shown.width, y + 60)) for y in (10, 150))
    assert spread(upper) > 30 > spread(lower)


def spread(shown: Image.Image) -> float:
    low, high = shown.convert("L").getextrema()
    return high - low


def test_pillow_is_strict_again_afterwards(tmp_path: Path, fonts: FontSet) -> None:
    whole = picture("JPEG", (300, 300))
    convert(written(tmp_path, "a", whole[:900]), fonts)
    assert image.ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_the_mere_head_of_a_picture_is_a_problem(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    outcome = convert(written(tmp_path, "a", picture(kind, (300, 300))[:60]), fonts)
    assert isinstance(outcome, Problem)
    assert outcome.reason == "图片已损坏，无法打开，请重新报送"


def test_a_damaged_page_of_a_tiff_is_left_empty_and_named(tmp_path: Path, fonts: FontSet) -> None:
    frames = [noise((100, 140), "L") for _ in range(3)]
    whole = bytearray(
        saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="jpeg")
    )
    with Image.open(io.BytesIO(whole)) as tiff:
        tiff.seek(1)
        start, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    whole[start : start + size] = bytes(size)
    outcome = converted(written(tmp_path, "a", bytes(whole)), fonts)
    assert "第 2 页的图像已损坏，以空白页代替" in outcome.notes
    shown = [spread(rendered(outcome.pdf, number)) for number in range(3)]
    assert shown[1] == 0
    assert min(shown[0], shown[2]) > 100


def test_a_picture_too_large_is_refused_unread(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "MAX_PIXELS", 10_000)
    outcome = convert(written(tmp_path, "a", picture("PNG", (200, 100), "1")), fonts)
    assert isinstance(outcome, Problem)
    assert "200×100" in outcome.reason
    assert "1 万像素" in outcome.reason


def test_a_fine_photograph_is_printed_with_300_dpi(tmp_path: Path, fonts: FontSet) -> None:
    photo = noise((2800, 2000))
    source = saved(photo, "JPEG", quality=95, dpi=(600, 600))
    outcome = converted(written(tmp_path, "a", source), fonts)
    assert outcome.notes == ("图像过细，已缩到印刷所需的 300 dpi",)
    assert dpi_of(outcome.pdf) == pytest.approx(300, rel=0.002)
    assert len(outcome.pdf) < len(source)
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        assert (embedded(pdf).Width, embedded(pdf).Height) == (1400, 1000)
        assert embedded(pdf).Filter == pikepdf.Name.DCTDecode


def test_a_fine_line_drawing_keeps_its_dots_where_fewer_take_more_bytes(
    tmp_path: Path, fonts: FontSet
) -> None:
    plan = Image.new("1", (2400, 3000), 1)
    letters = Random(4)
    for y in range(0, 3000, 60):
        words = "".join(letters.choices("abcdefghijk ", k=110))
        ImageDraw.Draw(plan).text((0, y), words, 0, font_size=44)
    source = saved(plan, "TIFF", dpi=(600, 600), compression="group4")
    outcome = converted(written(tmp_path, "a", source), fonts)
    assert outcome.notes == ()
    with pikepdf.open(io.BytesIO(outcome.pdf)) as pdf:
        assert embedded(pdf).Width == 2400
        assert pikepdf.Name.CCITTFaxDecode in list(embedded(pdf).Filter)
    assert rendered(outcome.pdf).convert("L").getextrema()[0] < 128


def test_a_turned_fine_photograph_stands_upright(tmp_path: Path, fonts: FontSet) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = Image.new("RGB", (3000, 2000), "white")
    photo.paste("red", (0, 0, 3000, 300))
    outcome = converted(written(tmp_path, "a", saved(photo, "JPEG", exif=exif)), fonts)
    shown = rendered(outcome.pdf)
    assert shown.size == (round(A4[0]) + 1, round(A4[1]))
    box = red_box(shown)
    assert box[3] - box[1] > box[2] - box[0]
    assert box[0] > shown.width / 2


def parts(pdf: bytes) -> list[Image.Image]:
    """The picture of each page, as it is embedded."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [next(iter(p.get_objects())).get_bitmap().to_pil().convert("RGB") for p in document]
    finally:
        document.close()


def test_a_long_screenshot_is_cut_into_readable_pages(tmp_path: Path, fonts: FontSet) -> None:
    chat = Image.linear_gradient("L").resize((540, 4500)).convert("RGB")
    for y in range(0, 4500, 50):
        ImageDraw.Draw(chat).text((20, y), f"line {y}", "red", font_size=30)
    outcome = converted(written(tmp_path, "a", saved(chat, "PNG")), fonts)
    assert outcome.notes == ("长图分 5 页印出，相邻两页略有重叠",)
    shown, top, overlap = parts(outcome.pdf), 0, 540 * 5 / 142.875
    assert len(shown) == 5
    for number, part in enumerate(shown):
        assert (
            ImageChops.difference(part, chat.crop((0, top, 540, top + part.height))).getbbox()
            is None
        )
        assert dpi_of(outcome.pdf, number) == pytest.approx(96, rel=0.001)
        top += part.height - round(overlap)
    assert top + overlap == pytest.approx(4500, abs=6)


def test_a_panorama_is_seen_as_a_whole(tmp_path: Path, fonts: FontSet) -> None:
    wide = Image.new("RGB", (9000, 1000), "blue")
    outcome = converted(written(tmp_path, "a", saved(wide, "PNG")), fonts)
    assert len(parts(outcome.pdf)) == 1


def test_a_long_photograph_is_turned_before_it_is_cut(tmp_path: Path, fonts: FontSet) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = Image.new("RGB", (5000, 800), "white")
    lying.paste("red", (0, 0, 400, 800))
    outcome = converted(written(tmp_path, "a", saved(lying, "JPEG", exif=exif)), fonts)
    shown = [rendered(outcome.pdf, number) for number in range(4)]
    assert outcome.notes == ("长图分 5 页印出，相邻两页略有重叠",)
    assert all(page.height > page.width for page in shown)
    assert red_box(shown[0])[2] - red_box(shown[0])[0] == pytest.approx(453, abs=3)


def test_a_fine_long_scan_is_printed_with_300_dpi(tmp_path: Path, fonts: FontSet) -> None:
    scan = Image.linear_gradient("L").resize((2000, 7000))
    outcome = converted(written(tmp_path, "a", saved(scan, "JPEG")), fonts)
    assert outcome.notes[0] == "图像过细，已缩到印刷所需的 300 dpi"
    assert dpi_of(outcome.pdf, 1) == pytest.approx(300, rel=0.003)


def test_cmyk_stays_cmyk_and_looks_the_same(tmp_path: Path, fonts: FontSet) -> None:
    ink = Image.new("CMYK", (200, 100), (0, 255, 255, 0))
    for kind in ("TIFF", "JPEG"):
        with pages(written(tmp_path, kind, saved(ink, kind)), fonts) as pdf:
            assert embedded(pdf).ColorSpace == pikepdf.Name.DeviceCMYK
        outcome = converted(tmp_path / kind, fonts)
        red, green, blue = rendered(outcome.pdf).getpixel((421, 297))
        assert red > 200
        assert max(green, blue) < 80


def test_a_fine_cmyk_scan_stays_cmyk(tmp_path: Path, fonts: FontSet) -> None:
    ink = Image.merge("CMYK", [noise((1200, 800), "L")] * 3 + [Image.new("L", (1200, 800))])
    source = saved(ink, "TIFF", dpi=(600, 600))
    with pages(written(tmp_path, "a", source), fonts) as pdf:
        assert embedded(pdf).ColorSpace == pikepdf.Name.DeviceCMYK
        assert embedded(pdf).Width == 600


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_colour_profile_comes_along(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    source = saved(noise((90, 60)), kind, icc_profile=SRGB)
    with pages(written(tmp_path, "a", source), fonts) as pdf:
        space = embedded(pdf).ColorSpace
        assert space[0] == pikepdf.Name.ICCBased
        assert space[1].read_bytes() == SRGB


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_profile_for_other_colours_is_left_out(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    source = saved(noise((90, 60), "L"), kind, icc_profile=SRGB)
    with pages(written(tmp_path, "a", source), fonts) as pdf:
        assert embedded(pdf).ColorSpace == pikepdf.Name.DeviceGray


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bits_become_8_of_the_same_brightness(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    deep = Image.new("I;16", (300, 300), 40_000)
    outcome = converted(written(tmp_path, "a", saved(deep, kind)), fonts)
    assert outcome.notes == ("图像由 16 位色深转为 8 位",)
    assert rendered(outcome.pdf).getpixel((297, 420))[0] == pytest.approx(40_000 / 257, abs=2)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_is_shown_and_that_is_said(
    tmp_path: Path, fonts: FontSet, kind: str
) -> None:
    source = saved(
        Image.new("RGB", (90, 60), "red"),
        kind,
        save_all=True,
        append_images=[Image.new("RGB", (90, 60), "blue")],
    )
    outcome = converted(written(tmp_path, "a", source), fonts)
    assert outcome.notes == ("动态图片，只显示第一幅画面",)
    red, _, blue = rendered(outcome.pdf).getpixel((421, 297))
    assert red > 200
    assert blue < 50


@pytest.mark.parametrize("kind", ["JPEG2000", "AVIF", "BMP", "WEBP"])
def test_rarer_formats_make_a_page(tmp_path: Path, fonts: FontSet, kind: str) -> None:
    photo = Image.new("RGB", (400, 300), "red")
    shown = rendered(converted(written(tmp_path, "a", saved(photo, kind)), fonts).pdf)
    box = red_box(shown)
    assert (box[2] - box[0], box[3] - box[1]) == (
        pytest.approx(300, abs=2),
        pytest.approx(225, abs=2),
    )


def test_a_preview_in_a_tiff_is_no_page(tmp_path: Path, fonts: FontSet) -> None:
    small = Image.new("L", (40, 30), 9)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    source = saved(Image.new("L", (400, 300)), "TIFF", save_all=True, append_images=[small])
    with pages(written(tmp_path, "a", source), fonts) as pdf:
        assert len(pdf.pages) == 1


def test_what_is_kept_lossless_is_bounded(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [noise((400, 500)).filter(ImageFilter.GaussianBlur(2)) for _ in range(3)]
    source = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    path = written(tmp_path, "a", source)

    def filters() -> list[pikepdf.Object]:
        with pages(path, fonts) as pdf:
            return [embedded(pdf, number).Filter for number in range(3)]

    assert filters() == [pikepdf.Name.FlateDecode] * 3
    monkeypatch.setattr(image, "EXACT", 1000)
    assert filters() == [pikepdf.Name.FlateDecode, *[pikepdf.Name.DCTDecode] * 2]


def test_the_same_bytes_give_the_same_pages(tmp_path: Path, fonts: FontSet) -> None:
    path = written(tmp_path, "a", saved(noise((900, 700)), "JPEG", dpi=(600, 600)))
    assert converted(path, fonts).pdf == converted(path, fonts).pdf


def test_a_camera_s_raw_data_is_no_picture(tmp_path: Path, fonts: FontSet) -> None:
    raw = saved(Image.new("L", (40, 30)), "TIFF", tiffinfo={50706: b"\1\4\0\0"})
    outcome = convert(written(tmp_path, "a", raw), fonts)
    assert isinstance(outcome, Problem)
    assert "RAW" in outcome.reason


def test_a_tiff_with_too_many_pages_is_refused(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "MAX_FRAMES", 2)
    frames = [Image.new("1", (10, 14))] * 3
    source = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    outcome = convert(written(tmp_path, "a", source), fonts)
    assert isinstance(outcome, Problem)
    assert "2 页" in outcome.reason


def test_a_later_page_too_large_is_refused_unread(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "MAX_PIXELS", 10_000)
    frames = [Image.new("1", (10, 14)), Image.new("1", (200, 100))]
    source = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    outcome = convert(written(tmp_path, "a", source), fonts)
    assert isinstance(outcome, Problem)
    assert "200×100" in outcome.reason


def test_a_phone_s_photo_is_turned_by_its_container_only(tmp_path: Path, fonts: FontSet) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # readers of HEIF go by its own property and never by this (ISO 23008-12)
    photo = Image.new("RGB", (400, 300), "white")
    photo.paste("red", (0, 0, 400, 80))
    outcome = convert(written(tmp_path, "a", saved(photo, "HEIF", exif=exif)), fonts)
    assert isinstance(outcome, Pages)
    assert isinstance(outcome.pdf, bytes)
    box = red_box(rendered(outcome.pdf))
    assert box[2] - box[0] == pytest.approx(300, abs=2)
    assert box[3] - box[1] == pytest.approx(60, abs=2)
