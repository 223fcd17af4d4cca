import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from desk import lay_out_desk

from archive_builder.cli import main
from archive_builder.workflow.watch_state import Board, Trouble, only_watcher

PATIENCE = 60
"""Seconds after which a line that must come counts as missing."""
DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    root = tmp_path_factory.mktemp("desk") / "ws"
    lay_out_desk(root)
    rules = "watch: {interval: 60}\nsettle: {quiet: 0.5, patience: 1}\n"
    (root / "manifests" / "intake.yaml").write_text(rules, "utf-8")
    return root


@pytest.fixture
def root(laid_out, tmp_path):
    return shutil.copytree(laid_out, tmp_path / "ws")


@pytest.fixture
def command(root, monkeypatch, capsys):
    """Run a command in the workspace; its exit code, output and messages."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["archive-builder", *arguments, "--root", str(root)])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return stop.value.code or 0, said.out, said.err

    return call


class Child:
    """`archive-builder watch` in a process of its own."""

    def __init__(self, root):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "archive_builder", "watch", "--root", str(root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.lines = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def says(self, text):
        while text not in (line := self.lines.get(timeout=PATIENCE)):
            pass
        return line


@contextmanager
def watching(root):
    child = Child(root)
    try:
        yield child
    finally:
        child.process.kill()
        child.process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="the system has no SIGTERM to send")
def test_it_takes_what_is_dropped_refuses_a_second_and_stops_when_asked(root, command):
    with watching(root) as child:
        assert str(root) in child.says("开始值守")
        child.says("来件箱“incoming”")
        source = root / "incoming" / "小塘村" / "ZR-04 走访" / "走访记录.txt"
        source.parent.mkdir(parents=True)
        source.write_text("旧\n", "utf-8")
        child.says("收到 1 件")
        assert "小塘村 ZR-04" in child.says("归档 1 件")
        code, _, err = command("watch")
        assert code == 2
        assert f"进程 {child.process.pid}" in err and "自 20" in err
        _, out, _ = command("status", "--json")
        watch = json.loads(out)["watch"]
        assert (watch["running"], watch["pid"]) == (True, child.process.pid)
        child.process.terminate()
        assert child.process.wait(PATIENCE) == 0
        child.says("值守已停止")
    assert not source.exists()
    _, out, _ = command("status")
    assert "值守：没有运行（最近一次" in out


def test_status_says_that_nobody_watches(command):
    _, out, _ = command("status")
    assert "值守：没有运行\n" in out
    _, out, _ = command("status", "--json")
    assert json.loads(out)["watch"] is None


def test_status_says_how_the_watcher_gets_on_though_the_log_is_gone(root, command):
    moment = "2021-12-22T08:00:00+00:00"
    (root / "archive").mkdir()
    board = Board(root / "archive", lambda: datetime(2021, 12, 22, 8, tzinfo=UTC))
    board.say(waiting=2)
    board.trouble("收件", Trouble("收件", "磁盘已满，电话 13800000000。", moment, moment))
    board.say(looked=moment)
    shutil.rmtree(root / "output")
    with only_watcher(root / "archive"):
        _, out, _ = command("status")
    assert "值守：在运行（自 2021-12-2" in out
    assert f"进程 {os.getpid()}" in out and "2 件等传完" in out
    assert "收件暂停（自 2021-12-2" in out and "138****0000" in out


def test_status_says_what_is_wrong_with_roots_and_manifests(root, command):
    share = "roots:\n  - {name: 共享盘, path: share, after: keep}\n"
    (root / "manifests" / "intake.yaml").write_text(share, "utf-8")
    code, out, _ = command("file")
    assert code == 1
    assert "目录离线：来件箱“共享盘”" in out
    (root / "manifests" / "work.yaml").write_text("aspect: [\n", "utf-8")
    code, out, _ = command("status")
    assert code == 0
    assert "目录离线：来件箱“共享盘”" in out
    assert "清单有 1 处错误，沿用上一套有效的" in out and "manifests/work.yaml:2:1" in out
    _, out, _ = command("status", "--json")
    said = json.loads(out)
    assert len(said["offline"]) == len(said["manifest_problems"]) == 1


def test_file_ends_with_1_when_a_root_is_offline(root, command, hurry):
    share = "roots:\n  - {name: 共享盘, path: share, after: keep}\n"
    (root / "manifests" / "intake.yaml").write_text(share, "utf-8")
    (root / "incoming" / "13800000000.txt").write_text("无题\n", "utf-8")
    hurry.pause(60)
    code, out, _ = command("file", "--dry-run", "--json")
    said = json.loads(out)
    assert (code, said["take"], list(said["offline"])) == (1, ["13800000000.txt"], ["共享盘"])
    code, out, _ = command("file", "--json")
    said = json.loads(out)
    assert (code, said["received"], list(said["offline"])) == (1, 1, ["共享盘"])
    _, out, _ = command("status")
    assert "138****0000.txt" in out and "13800000000" not in out


def test_the_task_and_the_service_start_the_watch_and_start_it_again():
    task = ET.parse(DEPLOY / "archive-builder-watch.xml").getroot()
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    said = {element.tag.removeprefix(space): element.text for element in task.iter()}
    assert (said["Arguments"], said["MultipleInstancesPolicy"]) == ("watch", "IgnoreNew")
    assert said["ExecutionTimeLimit"] == "PT0S"
    assert {child.tag.removeprefix(space) for child in task.find(f"{space}Triggers")} == {
        "LogonTrigger",
        "BootTrigger",
    }
    service = (DEPLOY / "archive-builder-watch.service").read_text("utf-8").splitlines()
    assert "Restart=on-failure" in service and "KillMode=mixed" in service
    assert any(line.startswith("ExecStart=") and line.endswith(" watch") for line in service)
