import errno
from pathlib import Path

import pytest

from archive_builder import fsio
from archive_builder.intake import Box, Offline, reach
from archive_builder.model import Root, Watching


@pytest.fixture
def find(desk):
    def find(root=Root()):  # noqa: B008
        return reach(root, desk.workspace, desk.archive.catalogue)

    return find


def test_the_sentinel_is_laid_at_first_contact_and_missed_ever_after(desk, find):
    box = find()
    assert isinstance(box, Box)
    assert box.sentinel.read_bytes() == b""
    assert isinstance(find(), Box)
    box.sentinel.unlink()
    lost = find()
    assert isinstance(lost, Offline)
    assert ".archive-root 不见了" in lost.reason
    assert "新建" in lost.remedy
    assert not box.sentinel.exists()
    box.sentinel.touch()
    assert isinstance(find(), Box)


def test_a_folder_that_is_not_there_is_offline(tmp_path, find):
    lost = find(Root("同步盘", str(tmp_path / "nowhere")))
    assert isinstance(lost, Offline)
    assert "同步盘" in lost.reason
    assert lost.remedy


def test_a_root_that_cannot_be_marked_says_what_to_do(desk, find, monkeypatch):
    def refused(self, *args, **kwargs):
        raise OSError(errno.EROFS, "read-only", str(self))

    monkeypatch.setattr(Path, "touch", refused)
    lost = find()
    assert isinstance(lost, Offline)
    assert "磁盘是只读的" in lost.reason
    assert ".archive-root" in lost.remedy
    assert not desk.archive.catalogue.root_known("incoming")
    monkeypatch.undo()
    (desk.incoming / ".archive-root").touch()
    assert isinstance(find(), Box)


def test_a_root_marked_by_another_is_taken_as_marked(desk, find):
    (desk.incoming / ".archive-root").write_text("放在共享上的标记")
    assert isinstance(find(), Box)
    assert desk.archive.catalogue.root_known("incoming")


@pytest.mark.parametrize(
    ("watching", "remote", "native"),
    [
        (Watching.AUTO, False, True),
        (Watching.AUTO, True, False),
        (Watching.NATIVE, True, True),
        (Watching.POLLING, False, False),
    ],
)
def test_shares_are_polled_unless_told_otherwise(find, monkeypatch, watching, remote, native):
    monkeypatch.setattr(fsio, "is_network_mount", lambda _: remote)
    box = find(Root(watching=watching))
    assert box.native is native


@pytest.mark.parametrize("honest", [True, False])
def test_times_of_change_are_believed_on_honest_disks_only(find, monkeypatch, honest):
    monkeypatch.setattr(fsio, "keeps_change_times", lambda _: honest)
    assert find(Root()).vouched is honest
