import errno
import os
import socket
import unicodedata
from pathlib import Path

import pytest

from archive_builder.archive import PassedOver
from archive_builder.intake.scan import Arrival, Walk
from archive_builder.model import ReceiptState


def walked(desk):
    walk = Walk(desk.reach(), lambda: desk.now)
    seen = list(walk)
    arrivals = [s for s in seen if isinstance(s, Arrival)]
    passed = {
        s.path: (s.state, s.reason)
        for s in seen
        if isinstance(s, PassedOver) and s.path != desk.root.sentinel
    }
    return walk, arrivals, passed


def raw(name: bytes) -> str:
    return os.fsdecode(name)


def test_files_come_in_order_and_what_was_taken_is_not_walked(desk):
    for path in ("b/2.txt", "b/1.txt", "a.txt", "b/c/3.txt", ".taken/2021-01-01/old.txt"):
        desk.put(path)
    _, arrivals, passed = walked(desk)
    assert [a.path for a in arrivals] == ["a.txt", "b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert not passed
    assert [Path(a.source) for a in arrivals] == [desk.incoming / a.path for a in arrivals]


def test_links_and_special_files_are_refused_and_never_followed(desk, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("s")
    desk.put("real.txt")
    (desk.incoming / "link.txt").symlink_to(outside / "secret.txt")
    (desk.incoming / "folder").symlink_to(outside, target_is_directory=True)
    (desk.incoming / "loop").symlink_to(desk.incoming, target_is_directory=True)
    (desk.incoming / "dangling").symlink_to("nowhere")
    os.mkfifo(desk.incoming / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(desk.incoming / "s"))
        _, arrivals, passed = walked(desk)
    assert [a.path for a in arrivals] == ["real.txt"]
    assert sorted(passed) == ["dangling", "folder", "link.txt", "loop", "pipe", "s"]
    assert {state for state, _ in passed.values()} == {ReceiptState.REFUSED}


def test_a_folder_that_leads_back_into_itself_is_refused(desk, monkeypatch):
    desk.put("a/b/c.txt")
    real = os.stat

    def looped(path, **kwargs):
        return real(desk.incoming / "a" if str(path).endswith("/b") else path, **kwargs)

    monkeypatch.setattr(os, "stat", looped)
    _, arrivals, passed = walked(desk)
    assert not arrivals
    assert passed["a/b"][0] is ReceiptState.REFUSED


def test_an_unreadable_folder_is_listed_and_the_rest_goes_on(desk, monkeypatch):
    desk.put("shut/a.txt")
    desk.put("zz.txt")
    scandir = os.scandir

    def refusing(path):
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "no", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    walk, arrivals, passed = walked(desk)
    assert [a.path for a in arrivals] == ["zz.txt"]
    assert passed["shut"] == (ReceiptState.PENDING, "文件夹打不开：没有权限，或正被别的程序打开")
    assert walk.unread == ["shut/"]


def test_names_that_are_no_utf8_are_read_as_gb18030(desk):
    folder = desk.incoming / raw("月牙湖乡".encode("gbk"))
    folder.mkdir()
    (folder / "utf8.txt").write_text("1")
    (folder / raw("会议纪要.txt".encode("gbk"))).write_text("2")
    walk, arrivals, _ = walked(desk)
    assert [a.path for a in arrivals] == ["月牙湖乡/utf8.txt", "月牙湖乡/会议纪要.txt"]
    assert [Path(a.source).read_text() for a in arrivals] == ["1", "2"]
    assert walk.renamed == {"月牙湖乡/utf8.txt", "月牙湖乡/会议纪要.txt"}


def test_two_names_never_become_one(desk):
    (desk.incoming / "纪要.txt").write_text("utf-8")
    (desk.incoming / raw("纪要.txt".encode("gbk"))).write_text("gbk")
    (desk.incoming / raw(b"\xff\xfe.txt")).write_text("1")
    (desk.incoming / raw(b"\xff\xfd.txt")).write_text("2")
    _, arrivals, _ = walked(desk)
    assert len({a.path for a in arrivals}) == 4
    by_path = {a.path: Path(a.source).read_text() for a in arrivals}
    assert by_path["纪要.txt"] == "utf-8"
    for path in by_path:
        path.encode()


def test_decomposed_names_are_recorded_as_they_are(desk):
    names = [unicodedata.normalize(form, "Café纪要.txt") for form in ("NFC", "NFD")]
    for name in names:
        desk.put(name)
    _, arrivals, _ = walked(desk)
    assert sorted(a.path for a in arrivals) == sorted(names)


def test_a_living_lock_holds_its_document_and_a_dead_one_does_not(desk):
    desk.put("open/报告.docx")
    desk.put("open/其他.docx")
    desk.put("open/~$报告.docx")
    desk.put("dead/报告.docx")
    lock = desk.put("dead/.~lock.报告.docx#")
    os.utime(lock, (desk.now - 2 * 86400,) * 2)
    _, arrivals, passed = walked(desk)
    assert {a.path: a.lock for a in arrivals} == {
        "dead/报告.docx": None,
        "open/其他.docx": None,
        "open/报告.docx": "~$报告.docx",
    }
    assert passed["dead/.~lock.报告.docx#"][1] == "LibreOffice 锁文件，已放了 2 天，请查看是否漏传"


def test_a_file_that_vanishes_while_walking_is_not_there(desk):
    desk.put("a.txt")
    gone = desk.put("b.txt")
    walk = iter(Walk(desk.reach(), lambda: desk.now))
    paths = []
    for seen in walk:
        if isinstance(seen, Arrival):
            paths.append(seen.path)
            gone.unlink(missing_ok=True)
    assert paths == ["a.txt"]


def test_folders_that_are_too_deep_are_listed_with_the_figure(desk):
    desk.put("d/" * 100 + "deep.txt")
    desk.put("e/" * 101 + "deeper.txt")
    _, arrivals, passed = walked(desk)
    assert [a.path for a in arrivals] == ["d/" * 100 + "deep.txt"]
    assert list(passed) == [("e/" * 101).rstrip("/")]
    assert "100 层" in passed[("e/" * 101).rstrip("/")][1]


@pytest.mark.parametrize("sentinel", [".archive-root", "标记"])
def test_the_sentinel_is_no_arrival(desk, sentinel):
    desk.put(sentinel, b"")
    desk.root = type(desk.root)(sentinel=sentinel)
    walk = Walk(desk.reach(), lambda: desk.now)
    assert list(walk) == []
