import struct
import zipfile

import pytest
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import Unpacked, opens, unpack
from archive_builder.model import Limits, ReceiptState

LIMITS = Limits()


@pytest.fixture
def taken(tmp_path):
    """Unpack the bytes of a zip."""
    store = Store(tmp_path / "store")

    def take(data: bytes, limits: Limits = LIMITS):
        packed = make.written(tmp_path, "a.zip", data)
        return unpack(packed, "a.zip", store, limits)

    return take


def names(content: Unpacked) -> list[str]:
    return [m.path.removeprefix("a.zip/") for m in content.members]


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("夹/甲.txt".encode("gbk"), 0, "夹/甲.txt"),
        ("夹/甲.txt".encode(), 0x800, "夹/甲.txt"),
        ("夹/甲.txt".encode(), 0, "夹/甲.txt"),
        ("一.txt".encode("gbk"), 0, "一.txt"),
        ("表だより.txt".encode("cp932"), 0, "表だより.txt"),
        ("夹\\甲.txt".encode("gbk"), 0, "夹/甲.txt"),
        (b"./x//a.txt", 0, "x/a.txt"),
        (b"a\0.txt", 0, "a_.txt"),
        (b"a\x1b[31m.txt", 0, "a_[31m.txt"),
    ],
)
def test_names_are_read_as_their_sender_wrote_them(taken, raw, flags, name):
    assert names(taken(make.zipped_raw([(raw, b"x")], flags))) == [name]


def test_a_name_too_long_is_cut_and_keeps_its_suffix(taken):
    long = "档" * 100 + ".docx"
    (name,) = names(taken(make.zipped_raw([(long.encode(), b"x")], 0x800)))
    assert name.startswith("档" * 60)
    assert name.endswith(".docx")
    assert len(name.encode()) <= 255


@pytest.mark.parametrize(
    "raw",
    [b"../../etc/passwd", b"a/../../b", b"/etc/passwd", b"C:\\x.txt", b"\\\\host\\x", b"..\\x"],
)
def test_paths_that_lead_out_are_refused_by_name(taken, raw):
    content = taken(make.zipped_raw([(raw, b"x"), (b"good.txt", b"y")]))
    assert names(content) == ["good.txt"]
    assert [p.state for p in content.passed_over] == [ReceiptState.REFUSED]
    assert "越出" in content.passed_over[0].reason


@pytest.mark.parametrize(
    ("mode", "why"), [(0o120777, "链接"), (0o020600, "设备"), (0o010600, "设备")]
)
def test_links_and_devices_are_refused(taken, mode, why):
    content = taken(make.zipped_raw([(b"x", b"/etc/passwd")], attributes=mode << 16))
    assert not content.members
    assert why in content.passed_over[0].reason


def test_folders_are_no_members_unless_they_hold_bytes(taken):
    data = make.zipped_raw([(b"f/", b""), ("空\\".encode("gbk"), b""), (b"odd/", b"text")])
    assert names(taken(data)) == ["odd"]


def test_one_locked_member_locks_the_archive(taken):
    data = bytearray(make.zipped_raw([(b"a", b"x"), (b"b", b"y")]))
    second = data.rindex(b"PK\x01\x02")
    data[second + 8] |= 1
    content = taken(bytes(data))
    assert content.state is ReceiptState.DECISION
    assert "密码" in content.reason


def test_a_size_that_lies_is_damage_not_belief(taken):
    data = bytearray(make.zipped({"a.txt": b"0" * 100_000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    assert taken(bytes(data)).state is ReceiptState.DECISION


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_inflate_without_bound_are_not_tried(taken, method):
    content = taken(make.zipped({"a.txt": b"0" * 1000}, method))
    assert content.state is ReceiptState.DECISION
    assert "压缩方式" in content.reason


def test_tens_of_thousands_of_entries_are_counted_before_any_is_taken(taken):
    directory = b"".join(_central(n) for n in range(30_000))
    end = struct.pack("<HHHHIIH", 0, 0, 30_000, 30_000, len(directory), 0, 0)
    content = taken(directory + b"PK\x05\x06" + end)
    assert content.state is ReceiptState.REFUSED
    assert "30000 个文件，超过上限 5000 个" in content.reason


def _central(number: int) -> bytes:
    name = b"%d" % number
    fixed = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
    return b"PK\x01\x02\x14\x00" + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name


def test_a_directory_of_megabytes_is_not_read(taken, tmp_path):
    directory = (_central(1) + b"") * 190_000
    end = struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(directory), 0, 0)
    data = b"PK\x03\x04" + directory + b"PK\x05\x06" + end
    assert opens(make.written(tmp_path, "x", data), "x")
    content = taken(data)
    assert content.state is ReceiptState.REFUSED
    assert "目录" in content.reason


def test_overlapping_entries_count_every_time_that_they_inflate(taken):
    """Many lines of the directory that all point at the same bytes."""
    once = make.zipped({"a": b"0" * 60_000})
    start = once.index(b"PK\x01\x02")
    line = once[start : once.index(b"PK\x05\x06")]
    end = struct.pack("<HHHHIIH", 0, 0, 50, 50, len(line) * 50, start, 0)
    content = taken(once[:start] + line * 50 + b"PK\x05\x06" + end, Limits(inflated=1 << 20))
    assert content.state is not ReceiptState.UNPACKED
    assert "1 MB" in content.reason or "打不开" in content.reason


def test_a_self_extracting_archive_called_zip_is_opened(taken):
    assert names(taken(b"stub" * 20 + make.zipped({"a.txt": b"x"}))) == ["a.txt"]
