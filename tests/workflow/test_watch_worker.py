import logging
from datetime import UTC, datetime

import pytest

from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.workflow.watch_receiver import next_look
from archive_builder.workflow.watch_state import Board
from archive_builder.workflow.watch_worker import (
    Stoppable,
    StoppedError,
    Voice,
    Worker,
    back_off,
)

NOON = datetime(2021, 12, 22, 12, tzinfo=UTC)
FULL = StoreUnavailable("磁盘已满。", "请腾出空间。")


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.said = []

    def emit(self, record):
        self.said.append((record.levelname, record.getMessage()))


class Signal:
    """Stands in for an Event: notes how long it was waited for, and ends by itself."""

    def __init__(self, *, waits=0, wakes=False):
        self.delays, self.left, self.wakes = [], waits, wakes

    def is_set(self):
        return self.left <= 0

    def clear(self):
        pass

    def wait(self, seconds):
        self.delays.append(seconds)
        self.left -= 1
        return self.wakes


class Desk:
    cleared = 0

    def clear(self):
        self.cleared += 1


@pytest.fixture
def lines():
    return Lines()


@pytest.fixture
def voice(tmp_path, lines):
    log = logging.Logger("test")
    log.addHandler(lines)
    return Voice(Board(tmp_path, lambda: NOON), log, lambda: NOON)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def worker(voice, desk):
    """A worker whose steps come to what the given outcomes are: seconds, or an error."""

    def make(*outcomes):
        queue = iter(outcomes)

        def step(at):
            assert at is desk
            outcome = next(queue)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        return Worker("收件", step, desk, voice)

    return make


def test_looks_come_when_something_may_have_settled_or_on_the_interval():
    assert next_look(60, None) == 60
    assert next_look(60, 2.0) == 2.0
    assert next_look(1, 2.0) == 1


def test_pauses_grow_from_five_seconds_to_five_minutes():
    assert [back_off(n) for n in range(1, 9)] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert back_off(100_000) == 300


def test_trouble_is_told_once_kept_for_status_and_over_when_a_step_succeeds(
    worker, voice, lines, desk
):
    busy = worker(FULL, FULL, FULL, 60.0, FULL)
    assert [busy.attempt() for _ in range(3)] == [5, 10, 20]
    assert desk.cleared == 3
    (told,) = lines.said
    assert told[0] == "WARNING" and "收件暂停：磁盘已满。请腾出空间。" in told[1]
    (trouble,) = voice.board.state.troubles
    assert (trouble.work, trouble.text) == ("收件", "磁盘已满。请腾出空间。")
    assert trouble.retry_at == "2021-12-22T12:00:20+00:00"
    assert busy.attempt() == 60.0
    assert lines.said[1:] == [("INFO", "收件恢复")]
    assert voice.board.state.troubles == ()
    assert busy.attempt() == 5


def test_another_trouble_is_told_too(worker, lines):
    gone = OSError(5, "示例", "某文件")
    busy = worker(FULL, gone, gone, FULL)
    assert [busy.attempt() for _ in range(4)] == [5, 10, 20, 40]
    assert [("磁盘已满" in text, "某文件" in text) for _, text in lines.said] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_a_bug_is_trouble_and_ends_nothing(worker, lines):
    assert worker(KeyError("某处")).attempt() == 5
    assert lines.said == [
        ("ERROR", "收件暂停：程序出错：KeyError('某处')。自动重试，间隔逐次加长到 5 分钟")
    ]


def test_a_damaged_record_ends_the_work(worker, desk):
    busy = worker(1.0, RecordError("受损。", "恢复。"))
    with pytest.raises(RecordError):
        busy.run(Signal(waits=10), Signal())
    assert desk.cleared == 1


def test_events_cut_a_pause_short_after_a_moment(worker):
    stop, wake = Signal(waits=2), Signal(wakes=True)
    worker(60.0, 60.0).run(stop, wake)
    assert wake.delays == [60.0, 60.0]
    assert all(0 < delay <= 1 for delay in stop.delays)


def test_events_do_not_hurry_a_retry(worker):
    stop, wake = Signal(waits=2), Signal(wakes=True)
    worker(FULL, FULL).run(stop, wake)
    assert (stop.delays, wake.delays) == ([5, 10], [])


def test_work_is_given_up_between_stages_or_steps_once_asked():
    going, asked = Signal(waits=1), Signal()
    Stoppable(going).begin("收件", 1)
    Stoppable(asked).step("a")
    with pytest.raises(StoppedError):
        Stoppable(asked).begin("收件", 1)
    with pytest.raises(StoppedError):
        Stoppable(asked, between_steps=True).step("a")


def test_giving_up_is_no_trouble(worker, lines):
    assert worker(StoppedError()).attempt() == 0
    assert lines.said == []
