import sqlite3
import stat

import pytest

from archive_builder.archive import (
    Archive,
    Arriving,
    Damage,
    Parcel,
    PassedOver,
    check_fixity,
    count_states,
)
from archive_builder.errors import RecordError
from archive_builder.model import Elements, Field, ReceiptState, SlotId
from archive_builder.progress import Silent


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        yield opened


def take(archive, tmp_path, name, data):
    source = tmp_path / "source"
    source.write_bytes(data)
    staged = archive.store.stage(source)
    archive.store.keep(staged)
    archive.catalogue.record([Parcel(Arriving(staged.sha256, staged.size, name, 1))])
    return archive.catalogue.standings()[-1].receipt


def test_the_newest_filing_counts_and_the_trail_keeps_all(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    for code in ("ZR-01", "ZR-02"):
        archive.catalogue.file(
            receipt.id, SlotId("daxin", code), actor="示例员", rule="人工", reason="改"
        )
    (standing,) = archive.catalogue.standings()
    assert standing.state is ReceiptState.FILED
    assert standing.filing.slot == SlotId("daxin", "ZR-02")
    assert [f.slot.code for f in archive.catalogue.trail(receipt.id)] == ["ZR-01", "ZR-02"]


def test_filing_by_a_person_overrules_being_set_aside(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    archive.catalogue.set_aside(receipt.id, ReceiptState.DUPLICATE, "与 1 号相同")
    assert archive.catalogue.standings()[0].state is ReceiptState.DUPLICATE
    archive.catalogue.file(receipt.id, SlotId("daxin", "ZR-01"), actor="a", rule="人工", reason="r")
    assert archive.catalogue.standings()[0].state is ReceiptState.FILED


def test_what_lay_in_incoming_is_replaced_what_archives_held_stays(archive, tmp_path):
    source = tmp_path / "z"
    source.write_bytes(b"z")
    staged = archive.store.stage(source)
    inside = PassedOver("z.zip/../x", ReceiptState.REFUSED, "越出")
    archive.catalogue.record(
        [Parcel(Arriving(staged.sha256, 1, "z.zip", 1), passed_over=(inside,))]
    )
    archive.catalogue.replace_passed_over([PassedOver("~$a", ReceiptState.IGNORED, "临时")])
    archive.catalogue.replace_passed_over([PassedOver("b", ReceiptState.REFUSED, "链接")])
    assert [p.path for p in archive.catalogue.passed_over()] == ["b", "z.zip/../x"]
    counts = count_states(archive.catalogue.standings(), archive.catalogue.passed_over())
    assert counts == {"待定": 1, "拒收": 2}


def test_a_reading_is_kept_for_its_basis_only(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    elements = Elements(title=Field("题名", "第一行", 0.9))
    archive.catalogue.record_reading(receipt.sha256, "v1", elements)
    assert archive.catalogue.reading(receipt.sha256, "v1") == elements
    assert archive.catalogue.reading(receipt.sha256, "v2") is None


def test_fixity_names_each_damage(archive, tmp_path):
    altered, lost = (take(archive, tmp_path, n, n.encode()) for n in ("a", "b"))
    place = archive.store.place(altered.sha256)
    place.chmod(stat.S_IWUSR | stat.S_IRUSR)
    place.write_bytes(b"tampered")
    archive.store.place(lost.sha256).unlink()
    orphan = tmp_path / "orphan"
    orphan.write_bytes(b"orphan")
    staged = archive.store.stage(orphan)
    archive.store.keep(staged)
    (place.parent / "notes.txt").write_text("stray")
    faults = check_fixity(archive.store, archive.catalogue, Silent())
    assert {(f.damage, f.where) for f in faults} == {
        (Damage.ALTERED, altered.sha256),
        (Damage.LOST, lost.sha256),
        (Damage.ORPHAN, staged.sha256),
        (Damage.STRAY, "notes.txt"),
    }


def test_a_catalogue_of_a_newer_version_is_refused(tmp_path):
    with Archive(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(RecordError) as caught:
        Archive(tmp_path)
    assert caught.value.exit_code == 3


def test_a_damaged_catalogue_is_named(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(RecordError) as caught:
        Archive(tmp_path)
    assert "已损坏" in caught.value.message
