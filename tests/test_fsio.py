import hashlib
import os
import stat
import sys

import pytest

from archive_builder import fsio


def test_copy_hashing_names_what_was_copied(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"x" * (fsio.CHUNK + 7))
    digest, size = fsio.copy_hashing(source, tmp_path / "b")
    assert size == fsio.CHUNK + 7
    assert digest == hashlib.sha256((tmp_path / "b").read_bytes()).hexdigest()
    assert digest == fsio.sha256_of(source)


def test_publish_replaces_only_what_is_not_what_its_name_says(tmp_path):
    final = tmp_path / "store" / "f"
    sha256 = hashlib.sha256(b"sound").hexdigest()
    for text in ("sound", "sound"):
        staging = tmp_path / "staging"
        staging.write_text(text)
        fsio.publish(staging, final, sha256)
        assert not staging.exists()
    first = final.stat().st_ino
    final.write_text("half")
    (tmp_path / "staging").write_text("sound")
    fsio.publish(tmp_path / "staging", final, sha256)
    assert final.read_text() == "sound"
    assert final.stat().st_ino != first
    assert stat.S_IMODE(final.stat().st_mode) == fsio.READ_ONLY


def test_copies_are_read_only_and_links_are_not_followed(tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"x")
    fsio.copy_hashing(source, tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == fsio.READ_ONLY
    (tmp_path / "link").symlink_to(source)
    with pytest.raises(OSError, match="symbolic"):
        fsio.copy_hashing(tmp_path / "link", tmp_path / "c")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_a_file_open_for_writing_is_known(tmp_path):
    path = tmp_path / "a"
    with path.open("wb"):
        assert fsio.being_written(path)
    assert not fsio.being_written(path)
    with path.open("rb"):
        assert not fsio.being_written(path)


@pytest.mark.parametrize("count", [1, 30])
def test_durable_takes_few_and_many(tmp_path, count):
    files = [tmp_path / str(n) for n in range(count)]
    for path in files:
        path.write_bytes(b"x")
    fsio.durable(files, [tmp_path])
    with pytest.raises(FileNotFoundError):
        fsio.durable([tmp_path / "none" / "a"] * count, ())


def test_long_names_are_shortened_and_stay_apart(tmp_path):
    names = [f"{'长' * 84}{n}.docx" for n in "甲乙"]
    short = [fsio.short_name(name) for name in names]
    assert short[0] != short[1]
    assert all(len(name.encode()) <= 240 and name.endswith(".docx") for name in short)
    assert fsio.short_name("短.docx") == "短.docx"
    source = tmp_path / "x"
    source.write_bytes(b"x")
    assert fsio.move_aside(source, tmp_path / "taken" / names[0]).name == short[0]


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


def test_only_old_unfinished_files_are_swept(tmp_path):
    kept = [tmp_path / "a.pdf", tmp_path / ".part-1-2-new.pdf"]
    left = tmp_path / "deeper" / ".part-1-2-old.pdf"
    left.parent.mkdir()
    for path in (*kept, left):
        path.write_bytes(b"x")
    os.utime(left, (0, 0))
    os.utime(kept[0], (0, 0))
    fsio.sweep_unfinished(tmp_path)
    assert not left.exists()
    assert all(path.exists() for path in kept)
    fsio.sweep_unfinished(tmp_path / "nowhere")
