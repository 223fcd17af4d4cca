import sqlite3
import stat

import pytest

from archive_builder.archive import (
    PROGRAM,
    UNDONE,
    Archive,
    Arriving,
    Damage,
    Parcel,
    PassedOver,
    Placement,
    Stamp,
    check_fixity,
    count_states,
    mend,
)
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.model import Elements, Field, ReceiptState, SlotId
from archive_builder.progress import Silent

DAXIN = SlotId("daxin", "ZR-01")
OTHER = SlotId("daxin", "ZR-02")


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive") as opened:
        yield opened


def take(archive, tmp_path, name, data, aside=None):
    source = tmp_path / "source"
    source.write_bytes(data)
    staged = archive.store.stage(source)
    archive.store.settle([staged])
    arriving = Arriving(staged.sha256, name, Stamp.of(source.stat()), aside=aside)
    archive.catalogue.record([Parcel(arriving)])
    return archive.catalogue.standings()[-1].receipt


def filed(slot, actor="示例员"):
    return Placement(ReceiptState.FILED, actor, "人工指定", "改", slot)


def test_the_newest_placement_counts_and_the_trail_keeps_all(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    for slot in (DAXIN, OTHER):
        archive.catalogue.place(receipt.id, filed(slot))
    (standing,) = archive.catalogue.standings()
    assert standing.state is ReceiptState.FILED
    assert standing.filing.slot == OTHER
    assert [s.filing.slot for s in archive.catalogue.trail(receipt.id)] == [DAXIN, OTHER]


def test_undo_goes_back_one_decision_at_a_time(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    catalogue = archive.catalogue
    for slot in (DAXIN, OTHER):
        catalogue.place(receipt.id, filed(slot))
    catalogue.undo(receipt.id, actor="乙", reason="归错")
    assert catalogue.standing(receipt.id).filing.slot == DAXIN
    assert catalogue.standing(receipt.id).rule == UNDONE
    catalogue.place(receipt.id, filed(OTHER))
    catalogue.undo(receipt.id, actor="乙", reason="归错")
    assert catalogue.standing(receipt.id).filing.slot == DAXIN
    catalogue.undo(receipt.id, actor="乙", reason="归错")
    assert catalogue.standing(receipt.id).state is ReceiptState.PENDING
    assert len(catalogue.trail(receipt.id)) == 6
    assert catalogue.open_receipts(0, 9) == (), "what a person let wait is not filed by program"


def test_the_program_never_overrides_a_person(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    (seen,) = archive.catalogue.open_receipts(0, 9)
    archive.catalogue.place(receipt.id, filed(DAXIN))
    assert not archive.catalogue.place_if(receipt.id, seen.placement, filed(OTHER, PROGRAM))
    assert archive.catalogue.standing(receipt.id).filing.slot == DAXIN


def test_a_repeat_is_looked_at_again_once_its_twin_was_placed_anew(archive, tmp_path):
    first = take(archive, tmp_path, "a.txt", b"a")
    second = take(archive, tmp_path, "b.txt", b"a")
    catalogue = archive.catalogue
    catalogue.place(first.id, filed(DAXIN, PROGRAM))
    repeat = Placement(ReceiptState.DUPLICATE, PROGRAM, "重复", "与 1 号相同", other=first.id)
    catalogue.place(second.id, repeat)
    assert catalogue.open_receipts(0, 9) == ()
    catalogue.place(first.id, filed(OTHER))
    assert [s.receipt.id for s in catalogue.open_receipts(0, 9)] == [second.id]
    catalogue.place(second.id, repeat)
    assert catalogue.open_receipts(0, 9) == ()


def test_open_receipts_come_in_slices(archive, tmp_path):
    numbers = [take(archive, tmp_path, f"{n}.txt", b"%d" % n).id for n in range(5)]
    first = archive.catalogue.open_receipts(0, 3)
    rest = archive.catalogue.open_receipts(first[-1].receipt.id, 3)
    assert [s.receipt.id for s in (*first, *rest)] == numbers


def test_what_people_filed_is_told_from_what_the_program_filed(archive, tmp_path):
    by_hand = take(archive, tmp_path, "a.txt", b"a")
    by_rule = take(archive, tmp_path, "b.txt", b"b")
    archive.catalogue.place(by_hand.id, filed(DAXIN))
    archive.catalogue.place(by_rule.id, filed(OTHER, PROGRAM))
    (standing,) = archive.catalogue.people_filed()
    assert (standing.receipt.id, standing.filing.slot) == (by_hand.id, DAXIN)


def test_what_came_before_from_the_same_path(archive, tmp_path):
    old = take(archive, tmp_path, "a.txt", b"a")
    take(archive, tmp_path, "b.txt", b"b")
    new = take(archive, tmp_path, "a.txt", b"a2")
    assert [s.receipt.id for s in archive.catalogue.earlier_at(new)] == [old.id]


def test_what_lies_in_a_root_is_known_until_it_was_moved(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    catalogue = archive.catalogue
    lying = catalogue.lying("incoming", "a.txt")
    assert (lying.receipt, lying.stamp.size) == (receipt.id, 1)
    catalogue.mark_gone("incoming", ["a.txt"])
    assert (catalogue.gone(), list(catalogue.lying_paths("incoming"))) == (1, [])
    assert catalogue.lying("incoming", "a.txt").stamp != lying.stamp, "what comes back is new"
    catalogue.touch("incoming", [("a.txt", Stamp(1, 5, 6, 7))])
    assert catalogue.lying("incoming", "a.txt").stamp == Stamp(1, 5, 6, 7)
    assert list(catalogue.lying_paths("incoming")) == ["a.txt"]
    catalogue.no_longer_lying("incoming", ["a.txt"])
    assert catalogue.lying("incoming", "a.txt") is None


def test_what_lay_in_a_root_is_replaced_what_archives_held_stays(archive, tmp_path):
    source = tmp_path / "z"
    source.write_bytes(b"z")
    staged = archive.store.stage(source)
    inside = PassedOver("z.zip/../x", ReceiptState.REFUSED, "越出")
    catalogue = archive.catalogue
    catalogue.record([Parcel(Arriving(staged.sha256, "z.zip", Stamp(1)), passed_over=(inside,))])
    catalogue.replace_passed_over("incoming", [PassedOver("~$a", ReceiptState.IGNORED, "临时")])
    catalogue.replace_passed_over("share", [PassedOver("c", ReceiptState.REFUSED, "链接", "share")])
    catalogue.replace_passed_over("incoming", [PassedOver("b", ReceiptState.REFUSED, "链接")])
    assert [p.shown for p in catalogue.passed_over()] == ["b", "z.zip/../x", "share：c"]
    counts = count_states(catalogue.standings(), catalogue.passed_over())
    assert counts == {"待定": 1, "拒收": 3}


def test_a_reading_is_kept_for_each_name_and_its_basis(archive, tmp_path):
    receipt = take(archive, tmp_path, "a.txt", b"a")
    elements = Elements(title=Field("题名", "第一行", 0.9))
    rows = [(receipt.sha256, name, "v1", elements) for name in ("a.txt", "b.txt")]
    archive.catalogue.record_readings(rows)
    assert archive.catalogue.reading(receipt.sha256, "a.txt", "v1") == elements
    assert archive.catalogue.reading(receipt.sha256, "b.txt", "v1") == elements
    assert archive.catalogue.reading(receipt.sha256, "a.txt", "v2") is None
    assert archive.catalogue.last_reading(receipt.sha256, "a.txt") == elements
    archive.catalogue.forget_reading(receipt.sha256)
    assert archive.catalogue.reading(receipt.sha256, "b.txt", "v1") is None


def test_fixity_names_each_damage_with_the_way_it_came(archive, tmp_path):
    altered, lost, writable = (take(archive, tmp_path, n, n.encode()) for n in "abc")
    place = archive.store.place(altered.sha256)
    place.chmod(stat.S_IWUSR | stat.S_IRUSR)
    place.write_bytes(b"tampered")
    archive.store.place(lost.sha256).unlink()
    archive.store.place(writable.sha256).chmod(0o644)
    orphan = tmp_path / "orphan"
    orphan.write_bytes(b"orphan")
    staged = archive.store.stage(orphan)
    archive.store.settle([staged])
    (place.parent / "notes.txt").write_text("stray")
    faults = check_fixity(archive.store, archive.catalogue, Silent())
    assert {(f.damage, f.where, f.paths) for f in faults} == {
        (Damage.ALTERED, altered.sha256, ("a",)),
        (Damage.LOST, lost.sha256, ("b",)),
        (Damage.WRITABLE, writable.sha256, ("c",)),
        (Damage.ORPHAN, staged.sha256, ()),
        (Damage.STRAY, "notes.txt", ()),
    }


def test_damage_is_mended_only_from_the_very_same_bytes(archive, tmp_path):
    altered = take(archive, tmp_path, "a", b"whole")
    place = archive.store.place(altered.sha256)
    place.chmod(stat.S_IWUSR | stat.S_IRUSR)
    place.write_bytes(b"tampered")
    place.chmod(stat.S_IRUSR)
    (fault,) = check_fixity(archive.store, archive.catalogue, Silent())
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    wrong.write_bytes(b"other")
    right.write_bytes(b"whole")
    assert not mend(fault, archive.store, [wrong]).mended
    assert place.read_bytes() == b"tampered"
    assert "right" in mend(fault, archive.store, [wrong, right]).mended
    assert place.read_bytes() == b"whole"
    assert (tmp_path / "archive" / "damaged" / altered.sha256).read_bytes() == b"tampered"
    assert check_fixity(archive.store, archive.catalogue, Silent()) == ()


def test_a_half_written_object_is_replaced_by_the_whole_one(archive, tmp_path):
    receipt = take(archive, tmp_path, "a", b"whole")
    place = archive.store.place(receipt.sha256)
    place.unlink()
    place.write_bytes(b"")
    take(archive, tmp_path, "b", b"whole")
    assert place.read_bytes() == b"whole"


def test_a_catalogue_that_is_gone_is_not_taken_for_a_new_one(archive, tmp_path):
    take(archive, tmp_path, "a", b"a")
    archive.catalogue.close()
    (tmp_path / "archive" / "catalogue.sqlite").unlink()
    with pytest.raises(RecordError) as caught:
        Archive(tmp_path / "archive")
    assert "不见了" in caught.value.message


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


def test_reading_a_damaged_catalogue_is_our_error_too(archive, tmp_path):
    archive.catalogue.close()
    with Archive(tmp_path / "archive") as again:
        again.catalogue._db.execute("DROP TABLE lying")
        with pytest.raises(StoreUnavailable):
            again.catalogue.gone()


def test_every_commit_reaches_the_disk(archive):
    assert archive.catalogue._db.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_catalogue_of_the_first_version_is_brought_up_to_date(tmp_path):
    from archive_builder.archive.migrations import STEPS  # noqa: PLC0415

    (tmp_path / "archive").mkdir()
    with sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite") as db:
        db.executescript(STEPS[0] + "PRAGMA user_version = 1;")
        db.executescript("""
            INSERT INTO document VALUES ('aa', 1), ('bb', 1);
            INSERT INTO receipt VALUES
                (1, 'aa', 'a', 0, '2021-12-01T00:00:00+00:00', NULL),
                (2, 'bb', 'b', 0, '2021-12-01T00:00:00+00:00', NULL);
            INSERT INTO set_aside VALUES (1, '重复件', '同'), (2, '待人工处理', '标有密级');
            INSERT INTO filing VALUES
                (1, 1, 'daxin', 'ZR-01', '-', '2021-12-02T00:00:00+00:00', '甲', '人工', '一'),
                (2, 1, 'daxin', 'ZR-02', '-', '2021-12-03T00:00:00+00:00', '甲', '人工', '二');
            INSERT INTO passed_over VALUES ('~$x', '忽略', '临时', NULL);
        """)
    with Archive(tmp_path / "archive") as archive:
        first, second = archive.catalogue.standings()
        assert (first.filing.slot, second.state) == (OTHER, ReceiptState.DECISION)
        archive.catalogue.undo(1, actor="甲", reason="错")
        assert archive.catalogue.standing(1).filing.slot == DAXIN
        assert [p.path for p in archive.catalogue.passed_over()] == ["~$x"]
