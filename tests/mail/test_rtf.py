import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.mail.compressed import decompressed
from archive_builder.mail.rtf import words_of

EXAMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320"
    "68656c090020627705b06c647d0a800fa0"
)
"""[MS-OXRTFCP] 3.1.1."""


def test_the_example_of_the_specification_is_decompressed():
    assert decompressed(EXAMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_reference_may_reach_into_what_it_writes():
    example = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompressed(example) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_what_is_not_compressed_is_taken_as_it_is():
    assert decompressed(struct.pack("<IIII", 0, 6, 0x414C454D, 0) + b"{\\rtf}x") == b"{\\rtf}"


@given(st.binary(max_size=80))
def test_no_bytes_raise(data):
    assert isinstance(decompressed(EXAMPLE[:16] + data), bytes)
    assert isinstance(decompressed(data), bytes)
    assert isinstance(words_of(data)[0], str)


def encoded(text: str) -> bytes:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk")).encode()


@pytest.mark.parametrize("head", [b"\\ansicpg936", b"{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\f0 "])
def test_chinese_is_read_by_page_or_font(head):
    rtf = b"{\\rtf1\\ansi" + head + encoded("请查收") + b"\\par " + encoded("附件") + b"}"
    assert words_of(rtf) == ("请查收\n附件", False)


def test_characters_by_number_leave_out_what_stands_for_them():
    assert words_of(b"{\\rtf1\\uc1 \\u-28647?\\u26597?a\\uc0\\u19968 b}")[0] == "送查a一b".replace(
        "送", chr(0x10000 - 28647)
    )


def test_pictures_fonts_and_what_may_be_left_out_are_not_said():
    rtf = b"{\\rtf1{\\fonttbl{\\f0 SimSun;}}{\\*\\generator x;}{\\pict 0102}a{\\b b}\\tab c\\{\\}}"
    assert words_of(rtf)[0] == "ab\tc{}"


def test_the_html_that_rtf_was_made_from_comes_out():
    rtf = (
        b"{\\rtf1\\ansi\\ansicpg936\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}"
        b"{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 "
        + encoded("请查收")
        + b"{\\*\\htmltag84 &amp;}\\htmlrtf \\'26\\htmlrtf0 B\\htmlrtf }\\htmlrtf0 "
        b"{\\*\\htmltag72 </p>}{\\*\\mhtmltag1 x}}"
    )
    assert words_of(rtf) == ("<p>请查收&amp;B</p>", True)
