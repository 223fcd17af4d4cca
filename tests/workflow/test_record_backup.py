import shutil

import pytest
from desk import CLERK, LANE, UNTITLED, at_desk, by_program, put, stands
from filelock import FileLock

from archive_builder.errors import RecordError, UsageError
from archive_builder.intake import Box
from archive_builder.model import ReceiptState
from archive_builder.progress import Silent
from archive_builder.workflow.backup import back_up_record, restore_record
from archive_builder.workflow.file import reach_all
from archive_builder.workflow.undoing import undo
from archive_builder.workflow.verify import verify_record


@pytest.fixture
def held(desk):
    """A record with two documents, one of them received twice and filed."""
    put(desk, "a.txt", UNTITLED)
    put(desk, "小塘村/b.txt", UNTITLED)
    put(desk, "c.txt", "旧\n")
    by_program(desk, 1, LANE)
    return desk


def back_up(desk, target):
    return back_up_record(desk.workspace.root, target, Silent())


def lose_record(desk):
    desk.archive.catalogue.close()
    desk.workspace.archive.rename(desk.workspace.root / "archive-old")


def test_a_backup_beside_an_open_record_brings_it_all_back(held, tmp_path):
    root, manifests = held.workspace.root, held.manifests
    copied = back_up(held, tmp_path / "盘" / "备份")
    size = len(UNTITLED.encode()) + len("旧\n".encode())
    assert (copied.proof.documents, copied.proof.size, copied.missing) == (2, size, ())
    before = held.archive.catalogue.standings()
    lose_record(held)
    again = restore_record(root, tmp_path / "盘" / "备份", Silent())
    assert again == copied
    with at_desk(root, manifests) as desk:
        assert desk.archive.catalogue.standings() == before
        assert verify_record(desk) == ()
        undo(desk, "1", CLERK, "")
        assert stands(desk, 1) == str(ReceiptState.PENDING)


def test_a_second_backup_has_what_came_since(held, tmp_path):
    back_up(held, tmp_path / "备份")
    put(held, "d.txt", "新\n")
    assert back_up(held, tmp_path / "备份").proof.documents == 3


def test_what_the_record_has_lost_is_named_as_people_know_it(held, tmp_path):
    digest = held.archive.catalogue.standing(1).receipt.sha256
    held.archive.store.place(digest).unlink()
    copied = back_up(held, tmp_path / "备份")
    assert copied.proof.documents == 1
    assert copied.missing == ((digest, ("a.txt", "小塘村/b.txt")),)


@pytest.mark.parametrize("where", ["archive", "archive/备份", "output/备份", "incoming/a/b"])
def test_a_backup_inside_the_workspace_is_refused(held, where):
    with pytest.raises(UsageError) as caught:
        back_up(held, held.workspace.root / where)
    assert "另一块硬盘" in caught.value.remedy


def test_a_backup_onto_another_workspaces_record_is_refused(held, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(held.workspace.root, other)
    kept = (other / "archive" / "catalogue.sqlite").read_bytes()
    with pytest.raises(UsageError):
        back_up(held, other / "archive")
    assert (other / "archive" / "catalogue.sqlite").read_bytes() == kept


def test_a_backup_needs_no_valid_manifests(held, tmp_path):
    (held.workspace.manifests / "policy.yaml").write_text("aspect: 没有的方面\n", "utf-8")
    assert back_up(held, tmp_path / "备份").proof.documents == 2


def test_a_record_that_is_there_is_never_replaced(held, tmp_path):
    back_up(held, tmp_path / "备份")
    before = held.archive.catalogue.standings()
    with pytest.raises(UsageError, match="已经有档案库"):
        restore_record(held.workspace.root, tmp_path / "备份", Silent())
    assert held.archive.catalogue.standings() == before


def test_nothing_is_restored_while_another_process_is_at_work(held, tmp_path):
    root = held.workspace.root
    back_up(held, tmp_path / "备份")
    lose_record(held)
    (root / "archive").mkdir()
    with FileLock(root / "archive" / "watch.lock"), pytest.raises(UsageError, match="停掉值守"):
        restore_record(root, tmp_path / "备份", Silent())
    assert not (root / "archive" / "catalogue.sqlite").exists()


def test_a_backup_that_was_altered_is_refused_or_named(held, tmp_path):
    root = held.workspace.root
    back_up(held, tmp_path / "备份")
    digest = held.archive.catalogue.standing(3).receipt.sha256
    victim = tmp_path / "备份" / "objects" / digest[:2] / digest
    victim.unlink()
    victim.write_text("changed")
    lose_record(held)
    copied = restore_record(root, tmp_path / "备份", Silent())
    assert copied.missing == ((digest, ("c.txt",)),)
    shutil.rmtree(root / "archive")
    with (tmp_path / "备份" / "catalogue.sqlite").open("ab") as catalogue:
        catalogue.write(b"x")
    with pytest.raises(RecordError):
        restore_record(root, tmp_path / "备份", Silent())
    assert not (root / "archive").exists()


def test_a_record_restored_into_a_new_workspace_finds_its_incoming_online(held, tmp_path):
    held.archive.catalogue.know_root("incoming")
    back_up(held, tmp_path / "备份")
    shutil.copytree(held.workspace.root / "manifests", tmp_path / "new" / "manifests")
    restore_record(tmp_path / "new", tmp_path / "备份", Silent())
    (tmp_path / "new" / "incoming" / ".archive-root").unlink()
    shutil.rmtree(tmp_path / "new" / "archive")
    restore_record(tmp_path / "new", tmp_path / "备份", Silent())
    with at_desk(tmp_path / "new", held.manifests) as desk:
        (found,) = reach_all(desk).values()
    assert isinstance(found, Box)
