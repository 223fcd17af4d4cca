from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from archive_builder.convert.workfolder import work_folder


@pytest.fixture(autouse=True)
def scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nothing_is_left(scrap: Path) -> None:
    with work_folder() as folder:
        (folder / "copy").write_text("x")
        assert folder.parent == scrap
    assert list(scrap.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_is_not(scrap: Path) -> None:
    dead = scrap / "archive-builder-dead"
    dead.mkdir()
    for name in ("lock", "copy"):
        (dead / name).write_text("")
        os.utime(dead / name, (0, 0))
    other = scrap / "archive-builder-other"
    other.mkdir()
    with work_folder() as alive:
        os.utime(alive / "lock", (0, 0))
        with work_folder():
            assert alive.is_dir()
    assert list(scrap.iterdir()) == [other]


def test_one_just_made_is_not_swept(scrap: Path) -> None:
    new = scrap / "archive-builder-new"
    new.mkdir()
    (new / "lock").write_text("")
    with work_folder():
        assert new.is_dir()
