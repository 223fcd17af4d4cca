import errno
import shutil
import threading
import time

import pytest

from archive_builder.intake import Box, watch
from archive_builder.intake.watch import Wakers
from archive_builder.model import Root

LONG = 10.0
"""Seconds that a test waits for what must come; it comes at once."""
BRIEF = 0.3
"""Seconds in which what must not come would have come."""


@pytest.fixture(params=["native", "polling"])
def box(request, tmp_path, monkeypatch):
    monkeypatch.setattr(watch, "POLL_PAUSE", 0.02)
    folder = tmp_path / "incoming"
    (folder / "某乡").mkdir(parents=True)
    return Box(Root(), folder, request.param == "native", vouched=True)


@pytest.fixture
def wake():
    return threading.Event()


def woken(wake):
    came = wake.wait(LONG)
    wake.clear()
    return came


def quiet(wake):
    """Whether nothing wakes any more, once what is under way has arrived."""
    while wake.wait(BRIEF):
        wake.clear()
    return not wake.is_set()


@pytest.mark.parametrize("path", ["a.txt", "某乡/a.txt", "某乡/小塘村/a.txt"])
def test_a_new_file_wakes(box, wake, path):
    (box.folder / "某乡" / "小塘村").mkdir()
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        (box.folder / path).write_text("x")
        assert woken(wake)


def test_an_overwritten_and_a_renamed_file_wake(box, wake):
    place = box.folder / "某乡" / "a.txt"
    place.write_text("x")
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        place.write_text("longer")
        assert woken(wake)
        assert quiet(wake)
        place.rename(box.folder / "某乡" / "b.txt")
        assert woken(wake)


def test_a_folder_moved_in_wakes_and_what_comes_into_it_later_too(box, wake, tmp_path):
    (tmp_path / "outside" / "deep").mkdir(parents=True)
    (tmp_path / "outside" / "deep" / "a.txt").write_text("x")
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        shutil.move(tmp_path / "outside", box.folder / "另一乡")
        assert woken(wake)
        wakers.keep([box])
        assert quiet(wake)
        (box.folder / "另一乡" / "deep" / "b.txt").write_text("x")
        assert woken(wake)


def test_looking_and_clearing_away_end_in_rest(box, wake):
    place = box.folder / "某乡" / "a.txt"
    place.write_text("x")
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        place.read_text()
        taken = box.folder / ".taken" / "2021-12-22"
        taken.mkdir(parents=True)
        place.rename(taken / "a.txt")
        assert quiet(wake)
        (taken / "b.txt").write_text("x")
        assert not wake.wait(BRIEF)


def test_a_root_that_is_not_kept_wakes_nobody_until_it_is_again(box, wake):
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        wakers.keep([])
        (box.folder / "a.txt").write_text("x")
        assert not wake.wait(BRIEF)
        wakers.keep([box])
        (box.folder / "b.txt").write_text("x")
        assert woken(wake)


def test_a_root_made_anew_is_watched_anew(box, wake):
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        shutil.rmtree(box.folder)
        (box.folder / "某乡").mkdir(parents=True)
        wakers.keep([box])
        while wake.wait(BRIEF):
            wake.clear()
            wakers.keep([box])
        (box.folder / "某乡" / "a.txt").write_text("x")
        assert woken(wake)


def test_nothing_of_it_runs_on_afterwards(box, wake):
    before = set(threading.enumerate())
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EMFILE])
def test_where_the_system_has_no_more_watches_the_root_is_polled(tmp_path, wake, monkeypatch, code):
    def refused(*_, **__):
        raise OSError(code, "inotify limit reached")

    monkeypatch.setattr(watch, "POLL_PAUSE", 0.02)
    monkeypatch.setattr(watch.Observer, "schedule", refused)
    folder = tmp_path / "incoming"
    folder.mkdir()
    box = Box(Root("同步盘"), folder, native=True, vouched=True)
    with Wakers(wake, 60) as wakers:
        wakers.keep([box])
        wakers.keep([box])
        assert "同步盘" in wakers.notes["同步盘"]
        (folder / "a.txt").write_text("x")
        assert woken(wake)
        wakers.keep([])
        assert wakers.notes == {}


def test_polling_rests_longer_the_more_a_look_costs(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")
    worked = iter([0.0, 0.5])
    monkeypatch.setattr(time, "thread_time", lambda: next(worked))
    _, pause = watch._sum_of(tmp_path)
    assert pause >= 50
