import zipfile

import pytest

from archive_builder.archive import Store
from archive_builder.intake.unpack import Limits, Sealed, is_archive, unpack


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def make(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(inflated=10_000), "超过"),
        (Limits(entries=2), "超过 2 个"),
        (Limits(depth=0), "超过 0 层"),
    ],
)
def test_a_breach_is_refused_with_its_figure_and_leaves_nothing(tmp_path, store, limits, words):
    bomb = make(tmp_path / "b.zip", {f"{n}.txt": b"0" * 5000 for n in range(3)})
    content = unpack(bomb, "b.zip", store, limits)
    assert isinstance(content, Sealed)
    assert words in content.reason
    assert not list(store.objects())
    assert not list(tmp_path.rglob("staging/*"))


def test_inflated_bytes_are_counted_not_believed(tmp_path, store):
    bomb = make(tmp_path / "b.zip", {"a.txt": b"0" * 100_000})
    raw = bytearray(bomb.read_bytes())
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    bomb.write_bytes(raw)
    assert isinstance(unpack(bomb, "b.zip", store, Limits(inflated=50)), Sealed)


def test_office_packages_are_documents(tmp_path):
    assert not is_archive(make(tmp_path / "a.docx", {"[Content_Types].xml": b"", "word/d": b""}))
    assert not is_archive(make(tmp_path / "a.ofd", {"OFD.xml": b""}))
    assert is_archive(make(tmp_path / "a.zip", {"word.docx": b""}))
    (tmp_path / "x").write_bytes(b"PK\x03\x04 no more")
    assert not is_archive(tmp_path / "x")


def test_no_flipped_bytes_get_past_as_a_crash(tmp_path, store):
    whole = make(tmp_path / "w.zip", {"a.txt": b"a" * 300, "夹/b.txt": b"b" * 40}).read_bytes()
    for place in range(len(whole)):
        damaged = tmp_path / "d.zip"
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        if is_archive(damaged):
            unpack(damaged, "d.zip", store, Limits())
