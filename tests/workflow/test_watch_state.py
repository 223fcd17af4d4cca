import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive_builder.errors import UsageError
from archive_builder.workflow.watch_state import Board, Trouble, only_watcher, read_state

START = datetime(2021, 12, 22, 8, tzinfo=UTC)
TROUBLE = Trouble("收件", "磁盘已满。", "2021-12-22T08:00:00+00:00", "2021-12-22T08:00:05+00:00")


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def forward(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def board(tmp_path, clock):
    return Board(tmp_path, clock)


def test_nothing_is_known_of_a_watcher_that_never_was(tmp_path):
    assert read_state(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"troubles": [{}]}', '{"troubles": []}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path, text):
    (tmp_path / "watch.json").write_text(text)
    assert read_state(tmp_path) is None


def test_what_is_said_is_read_back(tmp_path, board):
    board.say(
        looked="2021-12-22T08:00:01+00:00",
        roots=(("incoming", "示例", "系统通知"),),
        waiting=3,
        offline=(("共享盘", "打不开"),),
        manifest_problems=("manifests/work.yaml:2:1: 错",),
    )
    board.trouble("收件", TROUBLE)
    said = read_state(tmp_path)
    assert said == replace(board.state, running=False)
    assert (said.pid, said.troubles) == (os.getpid(), (TROUBLE,))


def test_trouble_of_one_work_leaves_that_of_another(tmp_path, board):
    other = replace(TROUBLE, work="归档")
    board.trouble("收件", TROUBLE)
    board.trouble("归档", other)
    board.trouble("收件", None)
    assert read_state(tmp_path).troubles == (other,)


def test_only_what_matters_is_written_at_once(tmp_path, board, clock):
    def written():
        return read_state(tmp_path)

    board.say(looked="1", waiting=0)
    clock.forward(1)
    board.say(looked="2")
    board.say(waiting=7)
    assert (written().looked, written().waiting) == ("1", 0)
    board.say(offline=(("共享盘", "打不开"),))
    assert (written().looked, written().waiting) == ("2", 7)
    board.say(waiting=8)
    clock.forward(5)
    board.beat()
    assert written().waiting == 8
    board.say(looked="3")
    clock.forward(59)
    board.beat()
    assert written().looked == "2"
    clock.forward(1)
    board.beat()
    assert written().looked == "3"


def test_what_could_not_be_written_is_written_with_the_next_beat(tmp_path, clock):
    folder = tmp_path / "archive"
    folder.write_text("in the way")
    board = Board(folder, clock)
    board.say(waiting=1)
    folder.unlink()
    board.beat()
    assert json.loads((folder / "watch.json").read_text())["waiting"] == 1


def test_there_is_one_watcher_and_the_lock_tells(tmp_path, board):
    board.say(waiting=1)
    assert not read_state(tmp_path).running
    with only_watcher(tmp_path):
        assert read_state(tmp_path).running
        with pytest.raises(UsageError) as refused, only_watcher(tmp_path, patience=0):
            pytest.fail("let in")
        assert f"进程 {os.getpid()}" in refused.value.message
    assert not read_state(tmp_path).running
    with only_watcher(tmp_path, patience=0):
        assert read_state(tmp_path).running
