import json

import pytest

from archive_builder.archive import Archive, Arriving, Parcel, Stamp, back_up, check_fixity, restore
from archive_builder.errors import RecordError, UsageError
from archive_builder.progress import Silent


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        for text in ("甲", "乙", "丙"):
            source = tmp_path / "source"
            source.write_text(text)
            staged = opened.store.stage(source)
            opened.store.settle([staged])
            opened.catalogue.record([Parcel(Arriving(staged.sha256, text, Stamp(staged.size)))])
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
