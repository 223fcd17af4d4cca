"""What is in the record already and could not be moved when it was received."""

import errno
import os
import sys

import pytest

from archive_builder import fsio
from archive_builder.archive import Store
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.intake import unrecorded

TAKEN = ".taken/2021-12-22"


def stuck(monkeypatch):
    rename = os.rename

    def refuse(source, target, **kwargs):
        if ".taken" in str(target):
            raise PermissionError(errno.EACCES, "no", str(source))
        return rename(source, target, **kwargs)

    monkeypatch.setattr(os, "rename", refuse)


@pytest.fixture
def held(desk, monkeypatch):
    """A desk whose file was received and still lies where it was put."""
    desk.put("a.txt", b"first")
    with monkeypatch.context() as patch:
        stuck(patch)
        assert desk.look().unmoved == ("a.txt",)
    return desk


def test_what_cannot_be_moved_is_not_read_look_after_look(held, monkeypatch):
    read = []
    sha256_of = fsio.sha256_of
    monkeypatch.setattr(fsio, "sha256_of", lambda path: read.append(path) or sha256_of(path))
    with monkeypatch.context() as patch:
        stuck(patch)
        assert held.look().unmoved == ("a.txt",)
    assert read == []
    intake = held.look()
    assert (intake.received, intake.unmoved) == (0, ())
    moved = held.incoming / TAKEN / "a.txt"
    sha256 = held.archive.catalogue.standings()[0].receipt.sha256
    assert read == [moved, held.archive.store.place(sha256)]
    assert list(held.archive.catalogue.lying_paths("incoming")) == []


def test_other_bytes_under_the_same_stamp_are_put_back_and_received(held, monkeypatch):
    place = held.incoming / "a.txt"
    lying = held.archive.catalogue.lying("incoming", "a.txt")
    place.write_bytes(b"other")
    for module in ("aside", "take"):
        monkeypatch.setattr(f"archive_builder.intake.{module}.stamp_of", lambda _: lying.stamp)
    monkeypatch.setattr("archive_builder.intake.scan.Stamp.of", lambda _: lying.stamp)
    monkeypatch.setattr("archive_builder.intake.aside._as_taken", as_if_unchanged)
    assert "已放回" in held.left(held.look())["a.txt"]
    assert place.read_bytes() == b"other"
    assert held.look().received == 1
    assert held.contents() == [b"first", b"other"]


def as_if_unchanged(moved, _, sha256):
    return sha256 is None or fsio.sha256_of(moved) == sha256


def test_what_cannot_be_read_once_moved_is_put_back(held, monkeypatch):
    moved = held.incoming / TAKEN / "a.txt"
    sha256_of = fsio.sha256_of

    def failing(path):
        if path == moved:
            raise OSError(errno.EIO, "bad", str(path))
        return sha256_of(path)

    monkeypatch.setattr(fsio, "sha256_of", failing)
    assert held.look().unmoved == ("a.txt",)
    assert (held.incoming / "a.txt").read_bytes() == b"first"
    assert not moved.exists()
    monkeypatch.undo()
    assert held.look().unmoved == ()
    assert held.paths() == ["a.txt"]


def test_a_stored_document_that_was_lost_is_told(held):
    sha256 = held.archive.catalogue.standings()[0].receipt.sha256
    held.archive.store.place(sha256).unlink()
    with pytest.raises(RecordError):
        held.look()
    assert (held.incoming / TAKEN / "a.txt").read_bytes() == b"first"


@pytest.mark.parametrize("code", [errno.EMFILE, errno.EIO])
def test_a_store_that_cannot_be_read_now_is_not_damaged(desk, monkeypatch, code):
    desk.put("a.txt", b"first")

    def failing(path):
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(fsio, "sha256_of", failing)
    with pytest.raises(StoreUnavailable):
        desk.look()
    monkeypatch.undo()
    assert (desk.incoming / "a.txt").exists()
    assert (desk.look().received, desk.paths()) == (0, ["a.txt"])
    assert not (desk.incoming / "a.txt").exists()


def test_a_stored_document_missing_at_once_is_damage(desk, monkeypatch):
    desk.put("a.txt", b"first")
    monkeypatch.setattr(Store, "settle", lambda *_: None)
    with pytest.raises(RecordError):
        desk.look()
    assert (desk.incoming / "a.txt").exists()


def test_a_folder_whose_name_a_taken_file_has_gets_another(desk):
    desk.put("材料", b"file")
    assert desk.look().unmoved == ()
    desk.put("材料-2/x", b"other")
    desk.put("材料/纪要/a.txt", b"one")
    assert desk.look().unmoved == ()
    taken = desk.incoming / TAKEN
    assert (taken / "材料").read_bytes() == b"file"
    assert (taken / "材料-2/纪要/a.txt").read_bytes() == b"one"
    assert (taken / "材料-2/x").read_bytes() == b"other"


class TestUnrecorded:
    def test_what_was_taken_and_is_in_the_record_is_not_among_them(self, desk):
        desk.put("a.txt", b"first")
        desk.put("b.txt", b"first")
        desk.look()
        (desk.incoming / TAKEN / "Thumbs.db").write_bytes(b"system")
        assert unrecorded(desk.reach(), desk.archive) == ()

    def test_what_the_record_lacks_is_listed(self, desk):
        desk.put("甲/a.txt", b"first")
        desk.look()
        for name, data in (("same-size.txt", b"other"), ("longer.txt", b"longer")):
            (desk.incoming / TAKEN / "甲" / name).write_bytes(data)
        (desk.incoming / TAKEN / "link").symlink_to("甲/a.txt")
        assert unrecorded(desk.reach(), desk.archive) == (
            f"{TAKEN}/甲/longer.txt",
            f"{TAKEN}/甲/same-size.txt",
        )

    def test_only_files_of_a_known_size_are_read(self, desk, monkeypatch):
        desk.put("a.txt", b"first")
        desk.look()
        (desk.incoming / TAKEN / "big").write_bytes(b"longer")
        read = []
        sha256_of = fsio.sha256_of
        strays = sys.modules["archive_builder.intake.strays"]
        monkeypatch.setattr(strays.fsio, "sha256_of", lambda p: read.append(p) or sha256_of(p))
        assert unrecorded(desk.reach(), desk.archive) == (f"{TAKEN}/big",)
        assert read == [desk.incoming / TAKEN / "a.txt"]

    def test_what_is_received_meanwhile_is_not_among_them(self, desk, monkeypatch):
        desk.put("a.txt", b"first")
        box, documents = desk.reach(), desk.archive.catalogue.documents

        def documents_then_receive():
            found = documents()
            desk.look()
            return found

        monkeypatch.setattr(desk.archive.catalogue, "documents", documents_then_receive)
        assert unrecorded(box, desk.archive) == ()

    def test_a_root_that_keeps_its_files_has_none(self, kept):
        kept.put("a.txt")
        kept.look()
        assert unrecorded(kept.reach(), kept.archive) == ()
