"""What holds for every kind of container."""

import errno
import gzip
import hashlib
from pathlib import Path

import pytest
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import Sealed, Unpacked, opens, unpack
from archive_builder.model import Limits, ReceiptState

MAIL = (
    b"From: a@example.invalid\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/plain\n\nword\n"
    b'--b\nContent-Type: application/pdf; name="a.pdf"\n\n%PDF-\n--b--\n'
)
OUTLOOK = make.compound(
    {
        "__properties_version1.0": bytes(32),
        "__substg1.0_1000001F": make.wide("正文"),
        "__attach_version1.0_#00000000": {
            "__substg1.0_3707001F": make.wide("a.pdf"),
            "__substg1.0_37010102": b"%PDF-",
        },
    }
)
SAMPLES = {
    "s.zip": make.zipped({"a.txt": b"a" * 300, "夹/b.txt": b"b" * 40}),
    "s.tar": make.tarred([("a.txt", b"a" * 300)]),
    "s.tar.gz": make.tarred([("a.txt", b"a" * 300)], "w:gz"),
    "s.tar.bz2": make.tarred([("a.txt", b"a" * 300)], "w:bz2"),
    "s.tar.xz": make.tarred([("a.txt", b"a" * 300)], "w:xz"),
    "s.txt.gz": gzip.compress(b"a" * 300),
    "s.7z": make.sevened({"a.txt": b"a" * 300}),
    "s4.rar": make.rar4([(b"a.txt", b"a" * 30)]),
    "s5.rar": make.rar5(make.rar5_file("a.txt", b"a" * 30)),
    "s.eml": MAIL,
    "s.msg": OUTLOOK,
}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def staged_files(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "store" / "staging").iterdir())


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_is_unfolded_with_its_bytes_and_its_path(tmp_path, store, name):
    packed = make.written(tmp_path, name, SAMPLES[name])
    assert opens(packed, f"any/folder/{name}")
    content = unpack(packed, f"乡/{name}", store, Limits(), "shared")
    assert isinstance(content, Unpacked)
    assert content.members
    assert [m.sha256 for m in content.members] == [s.sha256 for s in content.staged]
    for member, staged in zip(content.members, content.staged, strict=True):
        assert member.path.startswith(f"乡/{name}/")
        assert member.root == "shared"
        assert member.stamp.size == staged.size == staged.path.stat().st_size
        assert hashlib.sha256(staged.path.read_bytes()).hexdigest() == staged.sha256
    assert not list(store.objects())


@pytest.mark.parametrize("name", SAMPLES)
def test_no_flipped_byte_gets_past_as_an_error(tmp_path, store, name):
    whole = SAMPLES[name]
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = make.written(
            tmp_path, name, whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        )
        if opens(damaged, name):
            content = unpack(damaged, name, store, Limits(inflated=1 << 20))
            for staged in content.staged if isinstance(content, Unpacked) else ():
                store.discard(staged)
    assert not staged_files(tmp_path)


@pytest.mark.parametrize("name", [n for n in SAMPLES if n not in ("s.eml", "s.msg")])
def test_one_cut_short_is_damaged_and_leaves_nothing(tmp_path, store, name):
    filled = SAMPLES[name].rstrip(b"\0")
    packed = make.written(tmp_path, name, filled[: len(filled) * 2 // 3])
    assert opens(packed, name)
    content = unpack(packed, name, store, Limits())
    assert isinstance(content, Sealed)
    assert content.state is ReceiptState.DECISION
    assert "打不开" in content.reason
    assert not staged_files(tmp_path)


BOMBS = {
    "b.zip": make.zipped({f"{n}.txt": b"0" * 50_000 for n in range(3)}),
    "b.tar": make.tarred([(f"{n}.txt", b"0" * 50_000) for n in range(3)]),
    "b.tar.gz": make.tarred([(f"{n}.txt", b"0" * 50_000) for n in range(3)], "w:gz"),
    "b.tar.xz": make.tarred([(f"{n}.txt", b"0" * 50_000) for n in range(3)], "w:xz"),
    "b.txt.gz": gzip.compress(b"0" * 150_000),
    "b.7z": make.sevened({f"{n}.txt": b"0" * 50_000 for n in range(3)}),
    "b.rar": make.rar5(*(make.rar5_file(f"{n}.txt", b"0" * 50_000) for n in range(3))),
    "b.eml": MAIL.replace(b"%PDF-", b"0" * 120_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_more_bytes_than_allowed_are_refused_with_the_figures(tmp_path, store, name):
    packed = make.written(tmp_path, name, BOMBS[name])
    content = unpack(packed, name, store, Limits(inflated=100 << 10))
    assert content.state is ReceiptState.REFUSED
    assert "超过上限 100 KB" in content.reason
    assert not staged_files(tmp_path)


@pytest.mark.parametrize("name", [n for n in BOMBS if n not in ("b.txt.gz", "b.eml")])
def test_more_entries_than_allowed_are_refused_with_the_figures(tmp_path, store, name):
    packed = make.written(tmp_path, name, BOMBS[name])
    content = unpack(packed, name, store, Limits(entries=2))
    assert content.state is ReceiptState.REFUSED
    assert "3 个文件" in content.reason
    assert "超过上限 2 个" in content.reason
    assert not staged_files(tmp_path)


def nested(depth: int) -> bytes:
    inner = make.zipped({"deepest.txt": b"x"})
    for level in range(depth - 1):
        inner = make.zipped({f"{level}.zip": inner})
    return inner


def test_nested_archives_keep_the_path_that_they_came_in(tmp_path, store):
    packed = make.written(tmp_path, "n.zip", nested(3))
    content = unpack(packed, "n.zip", store, Limits(depth=3))
    assert [(m.path, m.aside and m.aside[0]) for m in content.members] == [
        ("n.zip/1.zip", ReceiptState.UNPACKED),
        ("n.zip/1.zip/0.zip", ReceiptState.UNPACKED),
        ("n.zip/1.zip/0.zip/deepest.txt", None),
    ]


def test_a_nest_too_deep_is_refused_whole(tmp_path, store):
    packed = make.written(tmp_path, "n.zip", nested(4))
    content = unpack(packed, "n.zip", store, Limits(depth=3))
    assert content == Sealed(ReceiptState.REFUSED, "压缩包套压缩包有 4 层以上，超过上限 3 层")
    assert not staged_files(tmp_path)


def test_limits_hold_across_the_nest(tmp_path, store):
    one = make.zipped({"a": b"0" * 40_000, "b": b""})
    packed = make.written(
        tmp_path, "n.zip", make.zipped({"1.zip": one, "2.zip": one, "3.zip": one})
    )
    assert isinstance(unpack(packed, "n.zip", store, Limits(entries=9)), Unpacked)
    assert unpack(packed, "n.zip", store, Limits(entries=8)).state is ReceiptState.REFUSED
    assert unpack(packed, "n.zip", store, Limits(inflated=99_000)).state is ReceiptState.REFUSED


def test_a_nested_archive_that_cannot_be_opened_waits_alone(tmp_path, store):
    locked = make.zipped_raw([(b"x", b"y")], flags=1)
    torn = make.zipped({"a.txt": b"a" * 300, "b.txt": b"b"})
    torn = torn.replace(b"PK\x01\x02", b"PK\x09\x09")
    packed = make.written(
        tmp_path, "n.zip", make.zipped({"锁.zip": locked, "坏.zip": torn, "好.txt": b"fine"})
    )
    content = unpack(packed, "n.zip", store, Limits())
    asides = {m.path: m.aside for m in content.members}
    assert asides["n.zip/好.txt"] is None
    assert asides["n.zip/锁.zip"][0] is ReceiptState.DECISION
    assert "密码" in asides["n.zip/锁.zip"][1]
    assert "打不开" in asides["n.zip/坏.zip"][1]
    assert len(asides) == len(content.staged) == 3


def test_an_archive_that_contains_itself_ends(tmp_path, store):
    """Every level of this one is the same bytes again, as of a quine."""
    inner = make.zipped({"q.zip": b"PK\x03\x04"})
    for _ in range(40):
        inner = make.zipped({"q.zip": inner}, 0)
    content = unpack(make.written(tmp_path, "q.zip", inner), "q.zip", store, Limits())
    assert content.state is ReceiptState.REFUSED
    assert not staged_files(tmp_path)


def test_same_names_are_all_kept(tmp_path, store):
    data = make.zipped_raw(
        [
            (b"a.txt", b"1"),
            (b"a.txt", b"2"),
            (b"a-2.txt", b"3"),
            ("é".encode(), b"4"),
            ("é".encode(), b"5"),
        ],
        flags=0x800,
    )
    content = unpack(make.written(tmp_path, "d.zip", data), "d.zip", store, Limits())
    assert [m.path.removeprefix("d.zip/") for m in content.members] == [
        "a.txt",
        "a-2.txt",
        "a-2-2.txt",
        "é",
        "é-2",
    ]
    assert [s.path.read_bytes() for s in content.staged] == [b"1", b"2", b"3", b"4", b"5"]


def test_temporary_files_are_passed_over_with_their_rule(tmp_path, store):
    packed = make.written(
        tmp_path, "t.zip", make.zipped({"~$甲.docx": b"x", "Thumbs.db": b"x", "甲.docx": b"x"})
    )
    content = unpack(packed, "t.zip", store, Limits())
    assert [m.path for m in content.members] == ["t.zip/甲.docx"]
    assert {(p.path, p.state) for p in content.passed_over} == {
        ("t.zip/~$甲.docx", ReceiptState.IGNORED),
        ("t.zip/Thumbs.db", ReceiptState.IGNORED),
    }


def test_an_empty_archive_waits_for_a_person(tmp_path, store):
    for name, data in (("e.zip", make.zipped({})), ("f.zip", make.zipped({"夹/": b""}))):
        packed = make.written(tmp_path, name, data)
        assert opens(packed, name)
        assert "没有文件" in unpack(packed, name, store, Limits()).reason


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_is_not_called_a_damaged_archive(tmp_path, store, monkeypatch, error):
    packed = make.written(tmp_path, "s.zip", SAMPLES["s.zip"])

    class Full:
        def __init__(self, path):
            self.path = path

        def open(self, mode):
            raise OSError(error, "no")

        def unlink(self, *, missing_ok):
            assert missing_ok

    monkeypatch.setattr(store, "new_staging_path", lambda: Full(tmp_path))
    with pytest.raises(OSError, match="no") as raised:
        unpack(packed, "s.zip", store, Limits())
    assert raised.value.errno == error


def test_an_error_later_on_leaves_nothing_either(tmp_path, store, monkeypatch):
    packed = make.written(tmp_path, "s.zip", SAMPLES["s.zip"])
    fresh, given = store.new_staging_path, []

    def second_fails():
        if given:
            raise OSError(errno.ENOSPC, "full")
        given.append(fresh())
        return given[0]

    monkeypatch.setattr(store, "new_staging_path", second_fails)
    with pytest.raises(OSError, match="full"):
        unpack(packed, "s.zip", store, Limits())
    assert not staged_files(tmp_path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\n" + make.zipped({"inside.txt": b"x"}, 0)),
        ("setup.exe", b"MZ" + bytes(60) + make.zipped({"inside.txt": b"x"})),
        ("a.docx", make.zipped({"[Content_Types].xml": b"", "word/d": b""})),
        ("renamed.zip", make.zipped({"[Content_Types].xml": b"", "word/d": b""})),
        ("a.ofd", make.zipped({"OFD.xml": b""})),
        ("a.odt", make.zipped({"mimetype": b""})),
        ("a.jar", make.zipped({"META-INF/MANIFEST.MF": b""})),
        ("torn.docx", b"PK\x03\x04 no more"),
        ("a.emz", gzip.compress(b"picture")),
        ("a.doc", make.compound({"WordDocument": b"x"})),
        ("a.txt", b"From: nobody\nMIME-Version: 1.0\n\nwords"),
        ("empty.txt", b""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_documents_are_left_whole(tmp_path, name, data):
    assert not opens(make.written(tmp_path, name, data), name)


@pytest.mark.parametrize("name", ["a.zip", "a.rar", "a.7z", "a.tgz", "a.gz", "a.tar"])
def test_what_is_called_an_archive_and_is_none_waits(tmp_path, store, name):
    packed = make.written(tmp_path, name, b"no archive at all")
    assert opens(packed, name)
    assert unpack(packed, name, store, Limits()).state is ReceiptState.DECISION


@pytest.mark.parametrize(
    "name", ["a.z01", "a.Z12", "a.r00", "a.7z.001", "a.zip.002", "a.part1.rar", "b.zip"]
)
def test_pieces_of_a_split_archive_wait_for_the_whole(tmp_path, store, name):
    data = {
        "a.part1.rar": make.rar5(make.rar5_file("a", b"x"), flags=1),
        "b.zip": SAMPLES["s.zip"][:-18] + b"\1\0\1\0" + SAMPLES["s.zip"][-14:],
    }.get(name, b"anything")
    packed = make.written(tmp_path, name, data)
    assert opens(packed, name)
    assert "分卷压缩包" in unpack(packed, name, store, Limits()).reason
