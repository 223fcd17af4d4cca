"""The archives are written by hand: no free program makes rar. Packed ones use a stand-in for the
program that unpacks them, and the installed one where there is one."""

import sys
from pathlib import Path

import pytest
import rarfile
import unpack_builders as make

from archive_builder.archive import Store
from archive_builder.intake.unpack import (
    NEEDS_UNPACKER,
    Sealed,
    can_open_rar,
    rars,
    unpack,
    unpackers,
)
from archive_builder.model import Limits, ReceiptState

LIMITS = Limits()


@pytest.fixture
def taken(tmp_path):
    """Unpack the bytes of a rar."""
    store = Store(tmp_path / "store")

    def take(data: bytes, limits: Limits = LIMITS):
        return unpack(make.written(tmp_path, "a.rar", data), "a.rar", store, limits)

    return take


def program(monkeypatch, source: str) -> None:
    """Let a Python program stand in for the unpacker; the archive is its first argument."""
    command = (sys.executable, "-c", f"import sys; w = sys.stdout.buffer.write; {source}")
    monkeypatch.setattr(rars, "find_unpacker", lambda: command)


def contents(content) -> dict[str, bytes]:
    pairs = zip(content.members, content.staged, strict=True)
    return {
        member.path.removeprefix("a.rar/"): staged.path.read_bytes() for member, staged in pairs
    }


PACKED = make.rar5(
    make.rar5_file("夹/甲.txt", b"abc", method=3),
    make.rar5_folder("夹"),
    make.rar5_file("Thumbs.db", b"skip", method=3),
    make.rar5_link("l", "甲.txt"),
    make.rar5_file("乙.txt", b"defg", method=3),
)


def test_stored_members_need_no_program(taken, monkeypatch):
    monkeypatch.setattr(rars, "find_unpacker", lambda: None)
    data = make.rar5(
        make.rar5_file("夹/甲.txt", b"abc"),
        make.rar5_folder("夹"),
        make.rar5_link("l", "/etc/passwd"),
        make.rar5_file("../out", b"x"),
        make.rar5_file("甲.txt", b"one"),
        make.rar5_file("甲.txt", b"two"),
    )
    content = taken(data)
    assert contents(content) == {"夹/甲.txt": b"abc", "甲.txt": b"one", "甲-2.txt": b"two"}
    assert [(p.path, p.state) for p in content.passed_over] == [
        ("a.rar/l", ReceiptState.REFUSED),
        ("a.rar/../out", ReceiptState.REFUSED),
    ]


def test_old_archives_name_their_members_in_gbk(taken):
    content = taken(
        make.rar4([("夹\\甲.txt".encode("gbk"), b"abc"), ("一览.doc".encode("gbk"), b"")])
    )
    assert contents(content) == {"夹/甲.txt": b"abc", "一览.doc": b""}


def test_packed_members_wait_where_no_program_is_installed(taken, monkeypatch):
    monkeypatch.setattr(rars, "find_unpacker", lambda: None)
    assert taken(PACKED) == Sealed(ReceiptState.DECISION, NEEDS_UNPACKER)
    assert not can_open_rar()
    assert "unar" in NEEDS_UNPACKER
    assert "7-Zip" in NEEDS_UNPACKER


def test_what_the_program_writes_is_cut_into_members(taken, monkeypatch):
    program(monkeypatch, "w(b'abcskipdefg')")
    content = taken(PACKED)
    assert contents(content) == {"夹/甲.txt": b"abc", "乙.txt": b"defg"}
    assert [p.path for p in content.passed_over] == ["a.rar/Thumbs.db", "a.rar/l"]


@pytest.mark.parametrize(
    "source",
    [
        "w(b'abcskipde')",
        "w(b'abcskipdefgh')",
        "w(b'abcskipXefg')",
        "w(b'abcskipdefg'); sys.exit(1)",
        "sys.exit(2)",
    ],
)
def test_what_the_program_gets_wrong_is_never_taken(taken, monkeypatch, tmp_path, source):
    program(monkeypatch, source)
    assert taken(PACKED).state is ReceiptState.DECISION
    assert not list((tmp_path / "store" / "staging").iterdir())


def test_a_program_that_never_ends_is_ended(taken, monkeypatch):
    program(monkeypatch, "w(b'a'); sys.stdout.flush(); __import__('time').sleep(600)")
    monkeypatch.setattr(unpackers, "_PATIENCE", 0.2)
    assert taken(PACKED).state is ReceiptState.DECISION


def test_a_program_that_writes_without_end_is_stopped_at_the_limit(taken, monkeypatch):
    program(monkeypatch, "[w(b'0' * 65536) for _ in iter(int, 1)]")
    bomb = make.rar5(make.rar5_file("a", b"0", method=3, size=1 << 40))
    content = taken(bomb, Limits(inflated=1 << 20))
    assert content.state is ReceiptState.REFUSED
    assert "超过上限 1 MB" in content.reason


def test_passworded_ones_wait(taken):
    for data in (
        make.rar5(make.rar5_locked("a")),
        make.rar4([(b"a", b"x")], flags=0x80),
    ):
        content = taken(data)
        assert content.state is ReceiptState.DECISION
        assert "密码" in content.reason


@pytest.mark.parametrize("data", [make.rar5(flags=1), make.rar4([(b"a", b"x")], flags=1)])
def test_volumes_wait_for_the_whole(taken, data):
    assert "分卷" in taken(data).reason


def test_a_long_directory_ends_at_the_limit(taken):
    data = make.rar5(*(make.rar5_file(str(n), b"") for n in range(30)))
    content = taken(data, Limits(entries=20))
    assert content.state is ReceiptState.REFUSED
    assert "21 个文件，超过上限 20 个" in content.reason


def test_no_program_is_run_for_a_comment(taken, monkeypatch):
    monkeypatch.setattr(rarfile, "tool_setup", lambda: pytest.fail("ran a program"))
    assert rarfile.RAR_MAX_COMMENT < 0
    assert taken(make.rar4([(b"a", b"x")])).members


def test_a_program_is_found_only_when_it_says_that_it_reads_rar(tmp_path, monkeypatch):
    monkeypatch.setattr(unpackers.shutil, "which", lambda name, path: f"/{name}")
    said = {"/unar": b"", "/unrar": b"unrar-free", "/7zz": b"Formats: 7z zip", "/7z": b"Rar5"}

    def run(command, **_options):
        return type("Told", (), {"stdout": said[command[0]]})

    monkeypatch.setattr(unpackers.subprocess, "run", run)
    assert unpackers.find_unpacker()[0] == "/7z"
    said["/7z"] = b""
    assert unpackers.find_unpacker() is None


@pytest.mark.skipif(not can_open_rar(), reason="no program that opens rar is installed")
def test_the_installed_program_gives_the_same_as_reading_stored_bytes(taken, monkeypatch):
    data = make.rar5(
        make.rar5_file("夹/甲.txt", b"abc" * 1000),
        make.rar5_folder("夹"),
        make.rar5_file("乙.txt", b"defg"),
    )
    read = contents(taken(data))
    command = unpackers.find_unpacker()
    through = lambda packed, infos, meter: rars._unpacked(command, packed, infos, meter)  # noqa: E731
    monkeypatch.setattr(rars, "_stored", through)
    assert contents(taken(data)) == read == {"夹/甲.txt": b"abc" * 1000, "乙.txt": b"defg"}


def test_programs_are_also_looked_for_where_windows_puts_them(monkeypatch, tmp_path):
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    folders = unpackers._folders()
    assert str(Path(tmp_path) / "7-Zip") in folders
    assert str(Path(tmp_path) / "WinRAR") in folders
