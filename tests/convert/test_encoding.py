from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.decoding import decode

HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@given(HANZI)
def test_unicode_is_read_with_and_without_a_mark(text: str) -> None:
    assert decode(text.encode("utf-8")) == text
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("utf-16")) == text


@given(HANZI)
def test_gb18030_is_read_unless_it_is_utf8_by_chance(text: str) -> None:
    content = text.encode("gb18030")
    try:
        assert decode(content) == content.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(content) == text


def test_gb18030_of_a_real_sentence() -> None:
    sentence = "根据《关于2021年度考核工作的通知》（兴政发〔2021〕12号）要求，现报告如下。\r\n"
    assert decode(sentence.encode("gb18030")) == sentence


def test_noise_is_no_text() -> None:
    noise = random.Random(1).randbytes(4096)
    assert decode(noise) is None
    assert decode(b"\x00\x01\x02\x03" * 100) is None
    assert decode("文字".encode() + b"\x00" * 20) is None


def test_a_stray_control_character_is_forgiven() -> None:
    text = "关于做好工作的通知" * 300 + "\x0b\x1a"
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read_where_it_is_plain(encoding: str) -> None:
    text = "关于开展自查的通知（2021年）\r\n各乡镇：\n"
    assert decode(text.encode(encoding)) == text
    assert decode(("ก็ดี" * 20 + "\n").encode(encoding)) is None
