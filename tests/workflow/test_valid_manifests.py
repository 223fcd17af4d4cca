"""A broken manifest never stops the work: the last valid set serves, whatever was cut short."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Thread

import pytest

from archive_builder import fsio, manifest
from archive_builder.errors import ManifestError
from archive_builder.workflow import valid_manifests
from archive_builder.workflow.valid_manifests import current_manifests

SHIPPED = Path(__file__).parents[2] / "manifests"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "manifests"))


@pytest.fixture
def keep(tmp_path):
    return tmp_path / "archive" / "manifests"


def edit(folder: Path, old: str, new: str, file: str = "campaign.yaml") -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_valid_manifests_serve_and_are_kept_whole(folder, keep):
    found = current_manifests(folder, keep)

    assert found.problems == ()
    assert found.manifests == manifest.load(SHIPPED)
    (kept,) = (path for path in keep.iterdir() if path.is_dir())
    assert {path.name for path in kept.iterdir()} == set(manifest.FILES)
    assert manifest.digest(kept) == found.manifests.digest


def test_while_they_are_broken_the_last_valid_ones_serve(folder, keep):
    before = current_manifests(folder, keep).manifests
    edit(folder, "year: 2021", "year: 今年")
    edit(folder, "code: ZP-06", "code: 六", "policy.yaml")
    found = current_manifests(folder, keep)

    assert found.manifests == before
    assert len(found.problems) == 2
    assert found.problems[0].startswith("manifests/campaign.yaml:4:7: ")


def test_the_newest_valid_ones_are_taken_over_and_the_older_forgotten(folder, keep):
    current_manifests(folder, keep)
    edit(folder, "year: 2021", "year: 2022")
    assert current_manifests(folder, keep).manifests.campaign.year == 2022
    edit(folder, "year: 2022", "year: 今年")

    assert current_manifests(folder, keep).manifests.campaign.year == 2022
    assert sum(path.is_dir() for path in keep.iterdir()) == 1


def test_a_file_left_out_since_is_left_out_of_what_serves(folder, keep):
    edit(folder, "interval: 60", "interval: 30", "intake.yaml")
    assert current_manifests(folder, keep).manifests.intake.interval == 30
    (folder / "intake.yaml").unlink()
    current_manifests(folder, keep)
    edit(folder, "year: 2021", "year: 今年")

    assert current_manifests(folder, keep).manifests.intake.interval == 60


def test_broken_from_the_start_nothing_serves(folder, keep):
    edit(folder, "year: 2021", "year: 今年")

    with pytest.raises(ManifestError):
        current_manifests(folder, keep)
    assert not keep.exists()


def test_all_of_them_gone_the_last_valid_ones_serve(folder, keep):
    before = current_manifests(folder, keep).manifests
    shutil.rmtree(folder)

    assert current_manifests(folder, keep).manifests == before


def test_a_copy_cut_short_at_any_write_leaves_what_was_kept(folder, keep, monkeypatch):
    """Each file is a write and the marker the last: none, some and all but that are done."""
    current_manifests(folder, keep)
    first = shutil.copytree(keep, keep.parent / "first")
    edit(folder, "year: 2021", "year: 2022")
    for writes in (0, 5, len(manifest.FILES)):
        shutil.rmtree(keep)
        shutil.copytree(first, keep)
        monkeypatch.setattr(valid_manifests.fsio, "write_atomic", dying_after(writes))
        with pytest.raises(KeyboardInterrupt):
            current_manifests(folder, keep)
        monkeypatch.undo()
        broken = Path(shutil.copytree(folder, keep.parent / f"broken-{writes}"))
        edit(broken, "year: 2022", "year: 今年")
        assert current_manifests(broken, keep).manifests.campaign.year == 2021

    assert current_manifests(folder, keep).manifests.campaign.year == 2022
    assert current_manifests(broken, keep).manifests.campaign.year == 2022


def dying_after(writes):
    left = iter(range(writes))
    write = fsio.write_atomic

    def write_or_die(path, data):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return write(path, data)

    return write_or_die


def test_what_is_damaged_is_not_served_and_is_kept_anew(folder, keep):
    found = current_manifests(folder, keep)
    (kept,) = (path for path in keep.iterdir() if path.is_dir())
    edit(kept, "year: 2021", "year: 2020")
    broken = Path(shutil.copytree(folder, keep.parent / "broken"))
    edit(broken, "year: 2021", "year: 今年")

    with pytest.raises(ManifestError):
        current_manifests(broken, keep)
    shutil.rmtree(kept)
    current_manifests(folder, keep)
    assert current_manifests(broken, keep).manifests == found.manifests


def test_what_was_edited_between_proof_and_copy_is_not_marked_valid(folder, keep, monkeypatch):
    load = manifest.load

    def load_then_edit(path):
        manifests = load(path)
        edit(folder, "year: 2021", "year: 今年")
        return manifests

    monkeypatch.setattr(manifest, "load", load_then_edit)
    found = current_manifests(folder, keep)
    monkeypatch.undo()

    assert found.manifests.campaign.year == 2021
    with pytest.raises(ManifestError):
        current_manifests(folder, keep)


def test_nothing_is_written_while_nothing_changed(folder, keep, monkeypatch):
    found = current_manifests(folder, keep)
    monkeypatch.setattr(valid_manifests.fsio, "write_atomic", dying_after(0))

    assert current_manifests(folder, keep) == found


def test_threads_may_all_keep_at_once(folder, keep):
    failures: list[BaseException] = []

    def run() -> None:
        try:
            current_manifests(folder, keep)
        except BaseException as error:  # noqa: BLE001  handed to the main thread
            failures.append(error)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    edit(folder, "year: 2021", "year: 今年")

    assert failures == []
    assert current_manifests(folder, keep).manifests.campaign.year == 2021
