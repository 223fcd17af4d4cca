import gzip
import io
import tarfile

import pytest
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import opens, unpack
from archive_builder.model import Limits, ReceiptState

LIMITS = Limits()


@pytest.fixture
def taken(tmp_path):
    """Unpack the bytes of a tar."""
    store = Store(tmp_path / "store")

    def take(data: bytes, name: str = "a.tar", limits: Limits = LIMITS):
        return unpack(make.written(tmp_path, name, data), name, store, limits)

    return take


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_links_devices_and_paths_out_are_refused_each(taken):
    content = taken(
        make.tarred(
            [
                special("soft", tarfile.SYMTYPE, "/etc/passwd"),
                special("hard", tarfile.LNKTYPE, "../x"),
                special("null", tarfile.CHRTYPE),
                special("pipe", tarfile.FIFOTYPE),
                special("folder", tarfile.DIRTYPE),
                ("../out.txt", b"x"),
                ("/abs.txt", b"x"),
                ("./in.txt", b"in"),
            ]
        )
    )
    assert [m.path for m in content.members] == ["a.tar/in.txt"]
    reasons = [p.reason for p in content.passed_over]
    assert [("链接" in r, "设备" in r, "越出" in r) for r in reasons] == [
        (True, False, False),
        (True, False, False),
        (False, True, False),
        (False, True, False),
        (False, False, True),
        (False, False, True),
    ]


def test_bytes_of_what_is_passed_over_do_not_shift_what_follows(taken):
    content = taken(make.tarred([("Thumbs.db", b"z" * 3000), ("a.txt", b"after")], "w:gz"), "a.tgz")
    assert [s.path.read_bytes() for s in content.staged] == [b"after"]


def test_gbk_names_of_old_tars(taken):
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding="gbk"
    ) as archive:
        archive.addfile(tarfile.TarInfo("夹/甲.txt"))
    assert [m.path for m in taken(buffer.getvalue()).members] == ["a.tar/夹/甲.txt"]


def test_a_damaged_header_in_the_middle_is_not_the_end(taken):
    data = bytearray(make.tarred([("a.txt", b"x" * 600), ("b.txt", b"y")]))
    data[512 + 1024 + 5] ^= 0xFF
    content = taken(bytes(data))
    assert content.state is ReceiptState.DECISION


def test_a_tar_without_its_end_is_not_whole(taken):
    assert taken(make.tarred([("a.txt", b"x" * 512)])[:1024]).state is ReceiptState.DECISION


def test_a_wrong_checksum_at_the_very_end_of_the_gz_counts(taken):
    data = bytearray(make.tarred([("a.txt", b"x")], "w:gz"))
    data[-6] ^= 0xFF
    assert taken(bytes(data), "a.tgz").state is ReceiptState.DECISION


def test_a_header_without_end_is_not_held_in_memory(taken):
    info = tarfile.TarInfo("a")
    info.type, info.size = tarfile.XHDTYPE, 8 << 20
    content = taken(gzip.compress(make.tarred([info])), "a.tgz")
    assert content.state is ReceiptState.DECISION


def test_holes_of_a_sparse_file_count_as_bytes(taken):
    info = tarfile.TarInfo("hole")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:398] = header[398:410] = b"00000000000\0"
    header[483:495] = b"77777777777\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    content = taken(bytes(header) + bytes(1024), limits=Limits(inflated=10 << 20))
    assert content.state is ReceiptState.REFUSED


def test_a_size_that_lies_is_damage(taken):
    info = tarfile.TarInfo("a")
    info.size = 1 << 40
    content = taken(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)
    assert content.state is ReceiptState.DECISION


def test_folders_have_a_limit_of_their_own(taken):
    folders = [special(f"f{n}", tarfile.DIRTYPE) for n in range(5)]
    data = make.tarred([*folders, ("a", b""), ("b", b"")])
    assert len(taken(data, limits=Limits(entries=5)).members) == 2
    assert "5 个文件夹" in taken(data, limits=Limits(entries=4)).reason


def test_a_gz_that_is_a_tar_by_content_is_one_whatever_its_name(tmp_path, taken):
    data = make.tarred([("a.txt", b"x")], "w:gz")
    assert opens(make.written(tmp_path, "packed.dat", data), "packed.dat")
    assert [m.path for m in taken(data, "packed.dat").members] == ["packed.dat/a.txt"]


def test_a_second_xz_stream_is_not_dropped_in_silence(taken):
    data = make.tarred([("a.txt", b"x")], "w:xz")
    assert taken(data + data, "a.tar.xz").state is ReceiptState.DECISION
