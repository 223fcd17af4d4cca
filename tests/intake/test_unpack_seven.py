import lzma
from types import SimpleNamespace

import py7zr
import pytest
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import unpack
from archive_builder.intake.unpack.sevens import _dictionary
from archive_builder.model import Limits, ReceiptState

LIMITS = Limits()


@pytest.fixture
def taken(tmp_path):
    """Unpack the bytes of a 7z."""
    store = Store(tmp_path / "store")

    def take(data: bytes, limits: Limits = LIMITS):
        return unpack(make.written(tmp_path, "a.7z", data), "a.7z", store, limits)

    return take


MIXED = {"夹/甲.txt": bytes(range(256)) * 9000, "Thumbs.db": b"z" * 70_000, "乙.txt": b"after"}


@pytest.mark.parametrize(
    "filters",
    [
        None,
        [{"id": py7zr.FILTER_LZMA}],
        [{"id": py7zr.FILTER_BZIP2}],
        [{"id": py7zr.FILTER_COPY}],
        [{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 6}],
        [{"id": py7zr.FILTER_DELTA}, {"id": py7zr.FILTER_LZMA2, "preset": 6}],
    ],
)
def test_the_usual_methods_give_back_every_byte(taken, filters):
    content = taken(make.sevened(MIXED, filters=filters))
    assert [m.path for m in content.members] == ["a.7z/夹/甲.txt", "a.7z/乙.txt"]
    assert [s.path.read_bytes() for s in content.staged] == [MIXED["夹/甲.txt"], b"after"]
    assert [p.path for p in content.passed_over] == ["a.7z/Thumbs.db"]


@pytest.mark.parametrize(
    "filters",
    [
        [{"id": py7zr.FILTER_ZSTD, "level": 3}],
        [{"id": py7zr.FILTER_DEFLATE}],
        [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}],
    ],
)
def test_methods_whose_decoders_know_no_bound_are_not_tried(taken, filters):
    content = taken(make.sevened({"a": b"0" * 1000}, filters=filters))
    assert content.state is ReceiptState.DECISION
    assert "压缩方式" in content.reason


def test_a_directory_packed_by_such_a_method_is_not_inflated(taken, monkeypatch):
    chosen = SimpleNamespace(ENCODED_HEADER_FILTER=[{"id": py7zr.FILTER_ZSTD, "level": 3}])
    monkeypatch.setattr(py7zr.archiveinfo, "DEFAULT_FILTERS", chosen)
    content = taken(make.sevened({"a": b"x"}))
    assert content.state is ReceiptState.DECISION
    assert "压缩方式" in content.reason


@pytest.mark.parametrize("names_too", [False, True])
def test_passworded_ones_wait(taken, names_too):
    data = make.sevened({"a": b"x"}, password="nobody", header_encryption=names_too)
    content = taken(data)
    assert content.state is ReceiptState.DECISION
    assert "密码" in content.reason


def test_paths_out_do_not_cost_the_other_members(taken):
    content = taken(
        make.sevened(
            {"__/out.txt": b"x", "__UNC_x": b"x", "in.txt": b"in"},
            renamed={
                "__/out.txt": "../out.txt",
                "__UNC_x": "\\\\UNC\\x",
            },
        )
    )
    assert [m.path for m in content.members] == ["a.7z/in.txt"]
    assert [p.state for p in content.passed_over] == [ReceiptState.REFUSED] * 2


def test_a_dictionary_of_gigabytes_is_not_allocated(taken):
    filters = [{"id": py7zr.FILTER_LZMA2, "dict_size": 1 << 16}]
    data = make.sevened({"a": b"x" * 100}, filters=filters)
    assert taken(data).members
    assert _dictionary("LZMA2", bytes([40])) > 3 << 30
    assert _dictionary("LZMA2", bytes([24])) == 1 << 24
    assert _dictionary("LZMA", b"\x5d" + (1 << 30).to_bytes(4, "little")) == 1 << 30


def test_the_dictionary_is_what_liblzma_reads_from_the_properties():
    for size in (1 << 16, 3 << 20, 1 << 26):
        chosen = {"id": lzma.FILTER_LZMA2, "dict_size": size}
        assert _dictionary("LZMA2", lzma._encode_filter_properties(chosen)) == size


def test_an_archive_that_asks_for_too_much_memory_waits(taken, monkeypatch):
    monkeypatch.setattr("archive_builder.intake.unpack.sevens.MEMORY", 1 << 20)
    content = taken(make.sevened({"a": b"x" * 100}))
    assert content.state is ReceiptState.DECISION
    assert "超过上限 1 MB" in content.reason
