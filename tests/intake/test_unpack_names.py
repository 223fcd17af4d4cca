import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from archive_builder.decoding import readable
from archive_builder.intake.unpack.names import Places, escapes, fitting, one_component

_COMMON = "".join(
    bytes([high, low]).decode("gb2312", "ignore")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF)
)
"""The 3,755 characters of GB 2312 that are in daily use."""
chinese = st.text(st.sampled_from(_COMMON), min_size=1, max_size=12)
anything = st.text(max_size=150)


@given(chinese)
def test_chinese_names_are_read_in_utf8(name):
    assert readable(f"{name}.docx".encode()) == f"{name}.docx"


def test_every_common_character_is_read_in_gbk():
    wrong = [c for c in _COMMON if readable(f"{c}.docx".encode("gbk")) != f"{c}.docx"]
    assert len(_COMMON) == 3755
    assert wrong == []


@given(st.binary(max_size=60))
def test_any_bytes_are_some_name(raw):
    assert isinstance(readable(raw), str)


@given(anything)
def test_a_fitting_name_can_be_a_key_of_the_record(name):
    key = fitting(name)
    key.encode()
    assert key
    assert fitting(key) == key
    for part in key.split("/"):
        assert part not in ("", ".")
        assert len(part.encode()) <= 255
        assert not any(unicodedata.category(c) == "Cc" for c in part)


@given(st.lists(st.sampled_from(["a.txt", "a-2.txt", "é", "é", ".x", ".x-2", "f/a.txt"])))
def test_no_two_places_are_the_same_in_nfc(names):
    places = Places()
    given_out = [unicodedata.normalize("NFC", places.claim(name)) for name in names]
    assert len(set(given_out)) == len(names)


@given(anything)
def test_one_component_is_never_a_path(name):
    part = one_component(name)
    assert not set(part) & set("/\\:")
    assert not escapes(part)


def test_what_leads_out():
    for name in ("/a", "a/../b", "..", "C:a", "c:/x", "//host/share"):
        assert escapes(name)
    for name in ("a..b/c", "...", "a/b", "一:二", "a.b"):
        assert not escapes(name)
