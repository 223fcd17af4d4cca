import pytest
from desk import LANE, UNTITLED, by_program, put

from archive_builder.archive import Damage, check_fixity
from archive_builder.workflow.decisions import show_filed
from archive_builder.workflow.verify import Verification, verify, verify_record

OLD = "旧\n"


@pytest.fixture
def held(desk):
    put(desk, "小塘村/a.txt", OLD)
    put(desk, "b.txt", UNTITLED)
    return desk


def original(desk, receipt=1):
    return desk.archive.store.place(desk.archive.catalogue.standing(receipt).receipt.sha256)


def alter(place, data=b"changed"):
    place.unlink()
    place.write_bytes(data)
    place.chmod(0o444)


def lay(desk, path, text=OLD):
    place = desk.workspace.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


def whole(desk):
    return check_fixity(desk.archive.store, desk.archive.catalogue, desk.progress) == ()


def test_a_sound_record_has_no_faults(held):
    assert verify(held) == Verification((), ())


@pytest.mark.parametrize(
    "copy",
    [
        "incoming/.taken/2021-12-22/小塘村/a.txt",
        "incoming/.taken/2021-12-22/小塘村/a-2.txt",
        "incoming/别处/另存.txt",
        "output/evidence/小塘村/a.txt",
    ],
)
@pytest.mark.parametrize("damage", [Damage.LOST, Damage.ALTERED])
def test_an_original_is_mended_from_any_file_with_its_bytes(held, copy, damage):
    place = original(held)
    place.unlink() if damage is Damage.LOST else alter(place)
    lay(held, "incoming/.taken/2021-12-21/小塘村/a.txt", "另\n")
    lay(held, copy)
    (fault,) = verify_record(held)
    assert (fault.damage, fault.where, fault.paths) == (damage, place.name, ("小塘村/a.txt",))
    assert "补回" in fault.mended
    assert Verification((fault,), ()).damage == ()
    assert place.read_text("utf-8") == OLD
    assert not place.stat().st_mode & 0o222
    assert whole(held)
    if damage is Damage.ALTERED:
        kept = held.workspace.archive / "damaged" / place.name
        assert kept.read_bytes() == b"changed"


def test_without_such_a_file_the_damage_stays_and_is_named(held):
    alter(original(held), b"alt\n")
    lay(held, "incoming/.taken/2021-12-22/小塘村/a.txt", "新\n")
    (fault,) = found = verify_record(held)
    assert (fault.damage, fault.paths, fault.mended) == (Damage.ALTERED, ("小塘村/a.txt",), "")
    assert Verification(found, ()).damage == found
    assert original(held).read_bytes() == b"alt\n"
    assert verify_record(held) == found


def test_a_link_among_the_copies_is_not_followed(held, tmp_path):
    original(held).unlink()
    outside = tmp_path / "outside.txt"
    outside.write_text(OLD, "utf-8")
    (held.workspace.incoming / "link.txt").symlink_to(outside)
    (fault,) = verify_record(held)
    assert not fault.mended


def test_the_shown_copy_saves_a_lost_original(held):
    by_program(held, 1, LANE)
    show_filed(held)
    original(held).unlink()
    (fault,) = verify_record(held)
    assert fault.mended
    assert whole(held)


def test_an_original_that_lost_its_protection_is_protected_again(held):
    original(held).chmod(0o644)
    (fault,) = verify_record(held)
    assert (fault.damage, fault.mended) == (Damage.WRITABLE, "已改回只读")
    assert whole(held)


def test_what_nobody_recorded_is_named_and_left_alone(held):
    orphan = held.archive.store.place("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_text("x")
    stray = orphan.with_name("说明.txt")
    stray.write_text("y")
    faults = verify_record(held)
    assert {(f.damage, f.where, f.mended) for f in faults} == {
        (Damage.ORPHAN, orphan.name, ""),
        (Damage.STRAY, "说明.txt", ""),
    }
    assert Verification(faults, ()).damage == ()
    assert orphan.read_text() == "x" and stray.read_text() == "y"


def test_half_copied_files_of_a_killed_pass_are_removed(held):
    leftover = held.archive.store.new_staging_path()
    leftover.write_text("half")
    leftover.chmod(0o444)
    assert verify_record(held) == ()
    assert not leftover.exists()


def test_an_original_recorded_while_it_was_checked_is_no_orphan(held, monkeypatch):
    known = held.archive.catalogue.documents
    monkeypatch.setattr(held.archive.catalogue, "documents", lambda: known()[:1])
    assert verify_record(held) == ()


def test_what_was_taken_and_the_record_lacks_is_listed(held):
    lay(held, "incoming/.taken/2021-12-22/小塘村/a.txt")
    lay(held, "incoming/.taken/2021-12-22/小塘村/后来.txt", "后来的\n")
    assert verify(held).unrecorded == (".taken/2021-12-22/小塘村/后来.txt",)
