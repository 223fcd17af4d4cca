from __future__ import annotations

import io

import pytest
from document_builders import picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from archive_builder.convert.picture.jpeg import still

FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 2}])
def test_what_follows_the_picture_is_left_out(options: dict[str, object]) -> None:
    whole = picture("JPEG", (120, 80), **options)
    assert still(whole) == whole
    assert still(whole + FILM) == whole


def test_of_several_pictures_the_first_is_left() -> None:
    first, second = Image.new("RGB", (64, 48), "red"), Image.new("RGB", (64, 48), "blue")
    buffer = io.BytesIO()
    first.save(buffer, "MPO", save_all=True, append_images=[second])
    alone = still(buffer.getvalue())
    assert len(alone) < buffer.tell() * 0.6
    with Image.open(io.BytesIO(alone)) as shown:
        assert shown.format == "JPEG"
        red, _, blue = shown.convert("RGB").getpixel((9, 9))
        assert red > 200
        assert blue < 50


def test_a_profile_is_left_out_on_demand_only() -> None:
    whole = picture("JPEG", (40, 30), icc_profile=PROFILE)
    for wanted in (True, False):
        with Image.open(io.BytesIO(still(whole, profile=wanted))) as shown:
            shown.load()
            assert ("icc_profile" in shown.info) == wanted


def test_one_cut_short_stays_as_it_is() -> None:
    whole = picture("JPEG", (120, 80))
    for end in range(2, len(whole), 7):
        assert still(whole[:end]) == whole[:end]


@given(st.binary())
def test_no_bytes_raise(data: bytes) -> None:
    assert len(still(b"\xff\xd8" + data)) <= len(data) + 2
