import errno
import multiprocessing
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from archive_builder import fsio
from archive_builder.archive import Archive, Catalogue, Store, count_states
from archive_builder.errors import StoreUnavailable
from archive_builder.intake import receive
from archive_builder.model import ReceiptState
from archive_builder.progress import Silent

DAY = date(2021, 12, 22)


def put(root: Path, path: str, data: bytes = b"text") -> Path:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


class GbkInfo(zipfile.ZipInfo):
    """A member as Chinese Windows writes it: GBK name, no UTF-8 flag."""

    def _encodeFilenameFlags(self):  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def gbk_zip(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(GbkInfo(name), data)


@pytest.fixture
def incoming(tmp_path):
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        yield opened


def paths(archive: Archive) -> list[tuple[str, ReceiptState]]:
    return [(s.receipt.path, s.state) for s in archive.catalogue.standings()]


def test_every_file_is_taken_once_and_moved_aside(incoming, archive):
    put(incoming, "月牙湖乡/纪要.txt", b"one")
    put(incoming, "月牙湖乡/copy.txt", b"one")
    result = receive(incoming, archive, DAY, Silent())
    assert result.received == 2
    assert [d for d, _ in archive.catalogue.documents()] == [
        fsio.sha256_of(incoming / ".taken/2021-12-22/月牙湖乡/纪要.txt")
    ]
    assert receive(incoming, archive, DAY, Silent()).received == 0
    assert len(paths(archive)) == 2


def test_temporary_files_and_links_are_listed_with_their_reason(incoming, archive):
    put(incoming, "README.md")
    put(incoming, "a/~$纪要.docx")
    put(incoming, "a/Thumbs.db")
    (incoming / "link.docx").symlink_to(put(incoming, "a/real.docx"))
    left = receive(incoming, archive, DAY, Silent()).passed_over
    assert {(p.path, str(p.state)) for p in left} == {
        ("README.md", "忽略"),
        ("a/~$纪要.docx", "忽略"),
        ("a/Thumbs.db", "忽略"),
        ("link.docx", "拒收"),
    }
    assert (incoming / "link.docx").is_symlink()
    assert all(p.reason for p in left)


def test_gbk_zip_keeps_names_and_the_folder_it_came_in(incoming, archive):
    (incoming / "小塘村").mkdir()
    gbk_zip(
        incoming / "小塘村" / "资料.zip",
        {"花名册/户籍人口.txt": b"1", "会议纪要.txt": b"2", "../../逃.txt": b"3"},
    )
    receive(incoming, archive, DAY, Silent())
    assert paths(archive) == [
        ("小塘村/资料.zip", ReceiptState.UNPACKED),
        ("小塘村/资料.zip/花名册/户籍人口.txt", ReceiptState.PENDING),
        ("小塘村/资料.zip/会议纪要.txt", ReceiptState.PENDING),
    ]
    assert [(p.path, p.state) for p in archive.catalogue.passed_over()] == [
        ("小塘村/资料.zip/../../逃.txt", ReceiptState.REFUSED)
    ]


def test_archives_within_archives_are_opened(incoming, archive, tmp_path):
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("a.txt", "a")
    with zipfile.ZipFile(incoming / "outer.zip", "w") as z:
        z.write(inner, "inner.zip")
    receive(incoming, archive, DAY, Silent())
    assert paths(archive) == [
        ("outer.zip", ReceiptState.UNPACKED),
        ("outer.zip/inner.zip", ReceiptState.UNPACKED),
        ("outer.zip/inner.zip/a.txt", ReceiptState.PENDING),
    ]


def test_a_damaged_archive_waits_and_leaves_no_orphans(incoming, archive):
    path = incoming / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("good.txt", "g" * 5000)
        z.writestr("bad.txt", "".join(str(n) for n in range(5000)))
    raw = bytearray(path.read_bytes())
    place = raw.index(b"bad.txt") + 200
    raw[place : place + 50] = bytes(50)
    path.write_bytes(raw)
    receive(incoming, archive, DAY, Silent())
    (standing,) = archive.catalogue.standings()
    assert standing.state is ReceiptState.DECISION
    assert "压缩包" in standing.reason
    assert len(list(archive.store.objects())) == 1


def test_a_source_that_changes_while_copied_stays(incoming, archive, monkeypatch):
    place = put(incoming, "growing.txt", b"half")
    copy = fsio.copy_hashing

    def copy_then_grow(source, staging):
        result = copy(source, staging)
        place.write_bytes(b"half and more")
        return result

    monkeypatch.setattr(fsio, "copy_hashing", copy_then_grow)
    result = receive(incoming, archive, DAY, Silent())
    assert result.received == 0
    assert [p.path for p in result.passed_over] == ["growing.txt"]
    assert place.read_bytes() == b"half and more"
    monkeypatch.undo()
    assert receive(incoming, archive, DAY, Silent()).received == 1


def test_a_source_that_cannot_be_moved_is_taken_once_and_moved_later(
    incoming, archive, monkeypatch
):
    put(incoming, "open.docx", b"held by Word")

    def locked(*_):
        raise PermissionError(13, "locked")

    monkeypatch.setattr(fsio, "move_aside", locked)
    for _ in range(2):
        assert receive(incoming, archive, DAY, Silent()).unmoved == ("open.docx",)
    monkeypatch.undo()
    assert receive(incoming, archive, DAY, Silent()).unmoved == ()
    assert paths(archive) == [("open.docx", ReceiptState.PENDING)]
    assert not (incoming / "open.docx").exists()


def test_a_name_that_is_no_utf8_is_refused_and_the_rest_goes_on(incoming, archive):
    put(incoming, "good.txt")
    (incoming / os.fsdecode("测试.txt".encode("gbk"))).write_bytes(b"x")
    left = receive(incoming, archive, DAY, Silent()).passed_over
    assert [(p.path, p.state) for p in left] == [("测试.txt", ReceiptState.REFUSED)]
    assert paths(archive) == [("good.txt", ReceiptState.PENDING)]


def test_a_full_disk_is_not_taken_for_an_unreadable_file(incoming, archive, monkeypatch):
    put(incoming, "a.txt")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fsio, "copy_hashing", full)
    with pytest.raises(StoreUnavailable):
        receive(incoming, archive, DAY, Silent())
    assert (incoming / "a.txt").exists()


STEPS = {
    "stage": (Store, "stage"),
    "keep": (Store, "keep"),
    "within the transaction": (Catalogue, "_insert_receipt"),
    "verify": (fsio, "sha256_of"),
    "move": (fsio, "move_aside"),
}


def _die_in(owner, name: str, root: Path) -> None:
    """Run one pass that is killed when it calls a step for the second time."""
    function, calls = getattr(owner, name), []

    def deadly(*args, **kwargs):
        calls.append(name)
        if len(calls) == 2:
            os._exit(9)
        return function(*args, **kwargs)

    setattr(owner, name, deadly)
    with Archive(root / "archive") as opened:
        receive(root / "incoming", opened, DAY, Silent())


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_nothing_is_lost_or_doubled(tmp_path, step):
    for name in ("a.txt", "b.txt", "c/d.txt"):
        put(tmp_path / "incoming", name, name.encode())
    with zipfile.ZipFile(tmp_path / "incoming" / "z.zip", "w") as z:
        z.writestr("in.txt", "in")
    child = multiprocessing.get_context("fork").Process(
        target=_die_in, args=(*STEPS[step], tmp_path)
    )
    child.start()
    child.join()
    assert child.exitcode == 9
    with Archive(tmp_path / "archive") as archive:
        receive(tmp_path / "incoming", archive, DAY, Silent())
        assert sorted(paths(archive)) == [
            ("a.txt", ReceiptState.PENDING),
            ("b.txt", ReceiptState.PENDING),
            ("c/d.txt", ReceiptState.PENDING),
            ("z.zip", ReceiptState.UNPACKED),
            ("z.zip/in.txt", ReceiptState.PENDING),
        ]
        for sha256, size in archive.catalogue.documents():
            assert fsio.sha256_of(archive.store.place(sha256)) == sha256
            assert archive.store.place(sha256).stat().st_size == size
        counts = count_states(archive.catalogue.standings(), archive.catalogue.passed_over())
        assert counts == {"待定": 4, "已拆包": 1}
    assert not [p for p in (tmp_path / "incoming").iterdir() if p.name != ".taken" and p.is_file()]
