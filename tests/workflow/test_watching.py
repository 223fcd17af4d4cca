import errno
import logging
import shutil
import time
from datetime import UTC, datetime
from functools import cache, partial
from queue import SimpleQueue
from threading import Event

import pytest
from desk import CLERK, NOTES, UNTITLED, by_program, stands

from archive_builder import intake
from archive_builder.archive import Placement, Store
from archive_builder.errors import RecordError, UsageError
from archive_builder.model import ReceiptState, SlotId
from archive_builder.typeset.fonts import load_fonts
from archive_builder.workflow import watch as watch_module
from archive_builder.workflow import watch_filer, watch_receiver, workspace
from archive_builder.workflow.watch import LOG, watch
from archive_builder.workflow.watch_filer import Filer, Shower
from archive_builder.workflow.watch_log import watch_log
from archive_builder.workflow.watch_receiver import Receiver
from archive_builder.workflow.watch_state import Board, only_watcher, read_state
from archive_builder.workflow.watch_worker import Desk, Stoppable, Voice, Worker
from archive_builder.workflow.workspace import Workspace

WALK = "小塘村/ZR-04 走访/走访记录.txt"
SHARE = "  - {name: 共享盘, path: share, after: keep, watch: native, sentinel: .archive-root}\n"
NOW = datetime(2021, 12, 22, 8, tzinfo=UTC)
FONTS = cache(load_fonts)


class Office:
    """A workspace under watch whose workers take their steps when told to."""

    def __init__(self, root):
        self.root = root
        self.workspace = Workspace(root)
        (root / "archive").mkdir(exist_ok=True)
        self.came, self.arrived = Event(), Event()
        self.seconds = 0.0
        self._log = watch_log(root / "output" / LOG)
        self.voice = Voice(
            Board(root / "archive", lambda: datetime.now(UTC)), self._log.__enter__(), lambda: NOW
        )
        self.desks = [Desk(self.workspace, Stoppable(Event())) for _ in range(3)]
        receive = Receiver(self.came, self.arrived, self.voice).step
        self.receiver = Worker("收件", receive, self.desks[0], self.voice)
        self.filer = Filer(self.voice.log, lambda: self.seconds)
        self.shower = Shower(lambda: self.seconds)

    def file(self):
        return self.filer.step(self.desks[1])

    def show(self):
        return self.shower.step(self.desks[2])

    @property
    def session(self):
        return self.desks[1].session()[0]

    def drop(self, path, text=UNTITLED):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    @property
    def log(self):
        path = self.root / "output" / LOG
        return path.read_text("utf-8") if path.exists() else ""

    def close(self):
        for desk in self.desks:
            desk.clear()
        self._log.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def tools(monkeypatch):
    """What takes long to find is found once for all sessions."""
    monkeypatch.setattr(workspace, "load_fonts", FONTS)
    monkeypatch.setattr(workspace, "find_office", lambda: None)


@pytest.fixture
def later(monkeypatch):
    """Files count as lying there for an hour, so that a look takes them."""
    receive = partial(intake.receive, clock=lambda: time.time() + 3600)
    monkeypatch.setattr(intake, "receive", receive)


@pytest.fixture
def office(laid_out, tmp_path, later):
    shutil.copytree(laid_out[0], tmp_path / "ws")
    office = Office(tmp_path / "ws")
    yield office
    office.close()


def test_what_lies_there_at_the_start_is_received_filed_and_shown(office):
    source = office.drop(f"incoming/{WALK}", "旧\n")
    office.drop("incoming/111.txt")
    assert office.receiver.attempt() == 60
    assert not source.exists()
    assert office.arrived.is_set()
    office.file()
    assert [stands(office.session, n) for n in (1, 2)] == ["待定", "xiaotang/ZR-04/-"]
    office.show()
    shown = [p.name for p in (office.root / "output" / "evidence").rglob("*.txt")]
    assert shown == ["走访记录.txt"]
    assert "收到 2 件" in office.log
    assert f"归档 1 件：{WALK} → 小塘村 ZR-04" in office.log
    assert "等人决定 1 件：111.txt" in office.log
    state = read_state(office.workspace.archive)
    assert state.roots == (("incoming", str(office.root / "incoming"), "系统通知"),)
    assert state.looked == "2021-12-22T08:00:00+00:00"


def test_a_file_that_must_settle_is_looked_at_again_soon(office, monkeypatch):
    monkeypatch.setattr(intake, "receive", partial(intake.receive, clock=time.time))
    source = office.drop("incoming/111.txt")
    assert 0 < office.receiver.attempt() <= 2
    assert source.exists()
    assert office.voice.board.state.waiting == 1
    assert not office.arrived.is_set()


def test_a_file_dropped_later_wakes_the_receiver(office):
    office.receiver.attempt()
    office.came.clear()
    office.drop("incoming/111.txt")
    assert office.came.wait(10)


def test_broken_manifests_are_told_and_the_last_valid_ones_serve(office):
    office.receiver.attempt()
    file = office.root / "manifests" / "work.yaml"
    valid = file.read_text("utf-8")
    file.write_text("aspect: [\n", "utf-8")
    office.drop(f"incoming/{WALK}")
    office.receiver.attempt()
    office.file()
    assert stands(office.session, 1) == "xiaotang/ZR-04/-"
    (problem,) = read_state(office.workspace.archive).manifest_problems
    assert problem.startswith("manifests/work.yaml:")
    office.receiver.attempt()
    assert office.log.count("清单有 1 处错误，先沿用上一套有效的") == 1
    file.write_text(valid, "utf-8")
    office.receiver.attempt()
    assert "清单已改正，开始采用" in office.log
    assert read_state(office.workspace.archive).manifest_problems == ()


def test_edited_manifests_are_taken_over_and_all_that_is_open_is_placed_anew(office):
    office.drop("incoming/111.txt")
    office.receiver.attempt()
    office.file()
    (office.root / "share").mkdir()
    file = office.root / "manifests" / "intake.yaml"
    file.write_text(f"watch: {{interval: 7}}\nroots:\n{SHARE}", "utf-8")
    assert office.receiver.attempt() == 7
    assert "清单有改动，开始采用" in office.log
    assert "来件箱“共享盘”" in office.log
    placed = []
    place = watch_filer.place_open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch_filer, "place_open", lambda s, n: placed.append(n) or place(s, n))
        assert office.file() == 7
    assert placed == [0]


def test_a_root_that_is_gone_is_offline_and_the_others_go_on(office):
    (office.root / "manifests" / "intake.yaml").write_text(f"roots:\n{SHARE}", "utf-8")
    office.drop("share/甲.txt")
    office.receiver.attempt()
    (office.root / "share").rename(office.root / "away")
    office.drop("incoming/111.txt")
    for _ in range(2):
        office.receiver.attempt()
    ((name, why),) = read_state(office.workspace.archive).offline
    assert name == "共享盘" and "打不开" in why
    assert office.log.count("离线：来件箱“共享盘”") == 1
    assert office.log.count("收到 1 件") == 2
    (office.root / "away").rename(office.root / "share")
    office.drop("share/乙.txt", "旧\n")
    office.receiver.attempt()
    assert "来件箱“共享盘”恢复" in office.log
    assert office.log.count("收到 1 件") == 3
    assert read_state(office.workspace.archive).offline == ()


def test_a_full_disk_leaves_the_file_and_is_tried_again(office, monkeypatch):
    source = office.drop("incoming/111.txt")
    with monkeypatch.context() as patch:

        def settle(self, batch):
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(Store, "settle", settle)
        assert [office.receiver.attempt() for _ in range(3)] == [5, 10, 20]
    assert source.exists()
    (trouble,) = read_state(office.workspace.archive).troubles
    assert trouble.work == "收件" and "磁盘已满" in trouble.text
    assert office.log.count("收件暂停") == 1
    office.receiver.attempt()
    assert not source.exists()
    assert "收件恢复" in office.log and "收到 1 件" in office.log
    assert read_state(office.workspace.archive).troubles == ()


def test_all_that_is_open_is_placed_again_only_when_something_was_decided(office, monkeypatch):
    placed = []
    place = watch_filer.place_open
    monkeypatch.setattr(watch_filer, "place_open", lambda s, n: placed.append(n) or place(s, n))
    office.drop("incoming/111.txt")
    office.drop("incoming/222.txt", "旧\n")
    office.receiver.attempt()
    office.file()
    office.seconds += 3600
    office.file()
    assert placed == [0, 2]
    place_by(office.session, CLERK)
    office.file()
    assert placed == [0, 2, 0]
    place_by(office.session, CLERK)
    office.file()
    assert placed == [0, 2, 0, 2]
    office.seconds += 60
    office.file()
    assert placed == [0, 2, 0, 2, 0]
    assert office.log.count("等人决定") == 1


def place_by(session, actor):
    placement = Placement(ReceiptState.FILED, actor, "人工指定", "示例", SlotId(*NOTES.split("/")))
    session.archive.catalogue.place(1, placement)


def test_evidence_is_laid_anew_only_after_a_decision(office, monkeypatch):
    laid = []
    monkeypatch.setattr(watch_filer, "lay_evidence", lambda *_: laid.append(1))
    office.drop("incoming/111.txt")
    office.receiver.attempt()
    assert office.show() == 10
    office.show()
    assert len(laid) == 1
    by_program(office.session, 1, NOTES)
    office.show()
    assert len(laid) == 2


@pytest.fixture
def root(laid_out, tmp_path):
    return shutil.copytree(laid_out[0], tmp_path / "ws")


def test_it_runs_until_the_bell_rings(root):
    bell = SimpleQueue()
    bell.put("测试")
    watch(root, bell)
    lines = (root / "output" / LOG).read_text("utf-8").splitlines()
    assert f"开始值守 {root}" in lines[0]
    assert sum("准备停止（测试）" in line for line in lines) == 1
    assert lines[-1].endswith("值守已停止")
    assert not read_state(root / "archive").running


def test_a_damaged_record_ends_the_watch(root, monkeypatch):
    def receive(*_):
        raise RecordError("目录数据库已损坏。", "请恢复。")

    monkeypatch.setattr(watch_receiver, "receive_once", receive)
    with pytest.raises(RecordError):
        watch(root, SimpleQueue())
    log = (root / "output" / LOG).read_text("utf-8")
    assert "值守中断：目录数据库已损坏。请恢复。" in log


def test_a_second_watcher_is_refused_and_says_nothing_in_the_log(root, monkeypatch):
    monkeypatch.setattr(watch_module, "only_watcher", partial(only_watcher, patience=0))

    class Second(logging.Handler):
        refused = None

        def emit(self, record):
            if self.refused is None:
                try:
                    watch(root, SimpleQueue())
                except UsageError as error:
                    self.refused = error
                bell.put("够了")

    bell, second = SimpleQueue(), Second()
    watch(root, bell, [second])
    assert "已经在值守" in second.refused.message
    log = (root / "output" / LOG).read_text("utf-8")
    assert log.count("开始值守") == 1
