import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_builder.model import SlotId
from archive_builder.model.privacy import mask, slot_key


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("户主 000000190001010000 已核", "户主 000000********0000 已核"),
        ("00000019000101000X", "000000********000X"),
        ("示例00000019000101000x.pdf", "示例000000********000x.pdf"),
        ("旧证 000000000101000。", "旧证 000000*******00。"),
        ("联系13800000000，", "联系138****0000，"),
        ("138 0000 0000", "138 **** 0000"),
        ("+86-138-0000-0000", "+86-138-****-0000"),
        ("+8613800000000", "+86138****0000"),
        ("电话8613800000000。", "电话86138****0000。"),
        ("+86 13800000000", "+86 138****0000"),
        ("卡号6200000000000000", "卡号620000******0000"),
        ("6200 0000 0000 0000 123", "6200 00** **** ***0 123"),
        ("6200000000000000123", "620000*********0123"),
        ("62000000000000001", "620000*******0001"),
        ("电话0951-0000000。", "电话0951-****000。"),
        ("010-00000000转8", "010-****0000转8"),
        ("(0951)0000000", "(0951)****000"),
        ("（0951） 0000000", "（0951） ****000"),
        ("0951－0000000", "0951－****000"),
        ("（电话（0951）0000000）", "（电话（0951）****000）"),
    ],
)
def test_the_middle_of_personal_numbers_is_hidden(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "宁政发〔2021〕12号",
        "09510000000",
        "0951 0000000",
        "2021-0951-0000000",
        "0951-000000",
        "010-20211105",
        "0951-000000000",
        "2021-11-05 09:30:00",
        "mmexport1636000000000.jpg",
        "微信图片_20211105093000.jpg",
        "IMG_20211105093000123.jpg",
        "12345678901",
        "8612345678901",
        "20 位的 62000000000000000000 不是卡号",
        "",
    ],
)
def test_other_numbers_stay(text):
    assert mask(text) == text


@given(st.text(alphabet="0123456789Xx -()号甲"))
def test_masking_keeps_length_is_stable_and_leaves_no_number_whole(text):
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", once)
    assert all(a in (b, "*") for a, b in zip(once, text, strict=True))
    assert not re.search(r"(?<![\d-])(0951-|\(0951\))\d{7}(?!\d)", once)


def test_a_slots_key_names_no_person_and_is_the_same_every_time():
    plain, personal = SlotId("u", "ZP-06", "001"), SlotId("u", "ZP-06", "000000190001010000")
    assert slot_key(plain) == "u/ZP-06/001"
    assert slot_key(personal) == slot_key(personal)
    assert slot_key(personal).startswith("u/ZP-06/#")
    assert "19000101" not in slot_key(personal)
    assert slot_key(personal) != slot_key(SlotId("u", "ZP-06", "000000190001010001"))
