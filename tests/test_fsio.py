import hashlib
import stat

import pytest

from archive_builder import fsio


def test_copy_hashing_names_what_was_copied(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"x" * (fsio.CHUNK + 7))
    digest, size = fsio.copy_hashing(source, tmp_path / "b")
    assert size == fsio.CHUNK + 7
    assert digest == hashlib.sha256((tmp_path / "b").read_bytes()).hexdigest()
    assert digest == fsio.sha256_of(source)


def test_publish_never_replaces(tmp_path):
    final = tmp_path / "store" / "f"
    for text in ("first", "second"):
        staging = tmp_path / text
        staging.write_text(text)
        fsio.publish(staging, final)
        assert not staging.exists()
    assert final.read_text() == "first"
    assert stat.S_IMODE(final.stat().st_mode) == fsio.READ_ONLY


def test_failed_atomic_write_leaves_the_old_file_and_no_litter(tmp_path):
    target = tmp_path / "list.txt"
    target.write_text("old")
    with pytest.raises(RuntimeError), fsio.atomic_path(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["list.txt"]


def test_write_atomic_leaves_equal_bytes_alone(tmp_path):
    target = tmp_path / "deep" / "list.txt"
    assert fsio.write_atomic(target, b"one")
    before = target.stat().st_ino
    assert not fsio.write_atomic(target, b"one")
    assert target.stat().st_ino == before
    assert fsio.write_atomic(target, b"two")


def test_move_aside_keeps_both_of_one_name(tmp_path):
    for text in ("1", "2", "3"):
        source = tmp_path / "in.docx"
        source.write_text(text)
        fsio.move_aside(source, tmp_path / "taken" / "in.docx")
    names = {p.name: p.read_text() for p in (tmp_path / "taken").iterdir()}
    assert names == {"in.docx": "1", "in-2.docx": "2", "in-3.docx": "3"}


def test_prune_stops_at_the_root_and_at_content(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "a" / "kept").write_text("")
    fsio.prune_empty(deep, tmp_path)
    assert (tmp_path / "a").is_dir() and not (tmp_path / "a" / "b").exists()
