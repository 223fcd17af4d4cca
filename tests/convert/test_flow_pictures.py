from __future__ import annotations

import io

from PIL import Image

from archive_builder.convert.flow.pictures import picture


def test_a_phone_s_photo_in_a_mail_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(content, "JPEG", exif=exif)
    shown = picture(content.getvalue())
    assert shown is not None
    assert (shown.width, shown.height) == (300, 400)
    with Image.open(io.BytesIO(shown.content)) as image:
        assert image.size == (300, 400)


def test_16_bits_of_grey_become_8_and_not_black_and_white() -> None:
    deep = Image.new("I;16", (4, 1))
    for x, value in enumerate((0, 10_000, 30_000, 65_535)):
        deep.putpixel((x, 0), value)
    content = io.BytesIO()
    deep.save(content, "PNG")
    shown = picture(content.getvalue())
    assert shown is not None
    with Image.open(io.BytesIO(shown.content)) as image:
        assert [image.convert("L").getpixel((x, 0)) for x in range(4)] == [0, 38, 116, 255]
