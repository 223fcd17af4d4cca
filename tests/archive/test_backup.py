import json
from pathlib import Path

import pytest

from archive_builder import fsio
from archive_builder.archive import Archive, Arriving, Parcel, Stamp, back_up, check_fixity, restore
from archive_builder.errors import RecordError, UsageError
from archive_builder.progress import Silent


def take(archive, tmp_path, text):
    source = tmp_path / "source"
    source.write_text(text)
    staged = archive.store.stage(source)
    archive.store.settle([staged])
    archive.catalogue.record([Parcel(Arriving(staged.sha256, text, Stamp(staged.size)))])


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        for text in ("甲", "乙", "丙"):
            take(opened, tmp_path, text)
        yield opened


def back(archive, tmp_path):
    return back_up(tmp_path / "archive", archive.catalogue, tmp_path / "backup", Silent())


def test_a_backup_made_beside_a_writer_comes_back_whole(archive, tmp_path):
    proof = back(archive, tmp_path)
    assert (proof.documents, proof.size, proof.missing) == (3, 9, ())
    again = restore(tmp_path / "backup", tmp_path / "returned", Silent())
    assert again == proof
    with Archive(tmp_path / "returned") as returned:
        assert returned.catalogue.standings() == archive.catalogue.standings()
        assert check_fixity(returned.store, returned.catalogue, Silent()) == ()


def test_a_backup_is_made_anew_only_where_something_changed(archive, tmp_path):
    back(archive, tmp_path)
    kept = {p: p.stat().st_ino for p in (tmp_path / "backup" / "objects").rglob("*")}
    broken = next(p for p in kept if p.is_file())
    original = tmp_path / "archive" / broken.relative_to(tmp_path / "backup")
    broken.unlink()
    broken.write_bytes(b"broken")
    proof = back(archive, tmp_path)
    assert proof.missing == ()
    assert broken.read_bytes() == original.read_bytes()
    others = {p: node for p, node in kept.items() if p != broken}
    assert {p: p.stat().st_ino for p in others} == others


def test_what_the_record_has_lost_is_named(archive, tmp_path):
    lost, _ = archive.catalogue.documents()[0]
    archive.store.place(lost).unlink()
    proof = back(archive, tmp_path)
    assert (proof.documents, proof.missing) == (2, (lost,))


def test_a_record_is_never_overwritten(archive, tmp_path):
    back(archive, tmp_path)
    with pytest.raises(UsageError):
        restore(tmp_path / "backup", tmp_path / "archive", Silent())
    with pytest.raises(UsageError):
        restore(tmp_path / "archive", tmp_path / "new", Silent())


@pytest.mark.parametrize("proof", ['{"catalogue": "00"}', "{}", "nonsense"])
def test_a_backup_that_its_proof_denies_is_refused(archive, tmp_path, proof):
    back(archive, tmp_path)
    (tmp_path / "backup" / "备份证明.json").write_text(proof)
    with pytest.raises(RecordError):
        restore(tmp_path / "backup", tmp_path / "new", Silent())
    assert not (tmp_path / "new").exists()


def test_the_proof_says_what_was_copied(archive, tmp_path):
    proof = back(archive, tmp_path)
    said = json.loads((tmp_path / "backup" / "备份证明.json").read_text())
    assert (said["documents"], said["catalogue"]) == (3, proof.catalogue)


class _PowerCutError(BaseException):
    """The process ends here."""


def cut_at(monkeypatch, step):
    """End the process before the `step`th call that writes or renames."""
    left = [step]

    def cutting(real):
        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] < 0:
                raise _PowerCutError
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(Path, "replace", cutting(Path.replace))
    for name in ("atomic_path", "durable", "link_or_copy"):
        monkeypatch.setattr(fsio, name, cutting(getattr(fsio, name)))


def came_back(tmp_path, number):
    folder = tmp_path / f"returned-{number}"
    restore(tmp_path / "backup", folder, Silent())
    with Archive(folder) as returned:
        assert check_fixity(returned.store, returned.catalogue, Silent()) == ()
        return len(returned.catalogue.documents())


def test_a_backup_stopped_anywhere_leaves_one_that_comes_back(archive, tmp_path, monkeypatch):
    (tmp_path / "archive" / "manifests").mkdir()
    (tmp_path / "archive" / "manifests" / "a.yaml").write_text("a")
    back(archive, tmp_path)
    take(archive, tmp_path, "丁")
    found = []
    for step in range(100):
        with monkeypatch.context() as patch:
            cut_at(patch, step)
            try:
                back(archive, tmp_path)
            except _PowerCutError:
                pass
            else:
                break
        found.append(came_back(tmp_path, step))
    assert set(found) == {3, 4}
    assert found == sorted(found)
    assert came_back(tmp_path, "last") == 4
    assert not list((tmp_path / "backup").glob("catalogue.next*"))


def test_a_first_backup_that_was_stopped_is_none(archive, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(_PowerCutError):
        cut_at(patch, 3)
        back(archive, tmp_path)
    with pytest.raises(UsageError, match="没有做完"):
        came_back(tmp_path, 1)
    assert back(archive, tmp_path).documents == 3
    assert came_back(tmp_path, 2) == 3


def test_bytes_kept_of_what_was_altered_are_backed_up_again_and_again(archive, tmp_path):
    altered = tmp_path / "archive" / "damaged" / "aa"
    altered.parent.mkdir()
    altered.write_text("altered")
    altered.chmod(0o444)
    for _ in range(2):
        back(archive, tmp_path)
    assert (tmp_path / "backup" / "damaged" / "aa").read_text() == "altered"
