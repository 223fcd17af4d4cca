"""Runs the scenario in child processes that die at a given moment, and again to the end.

Reads jobs from standard input, one JSON object a line, and writes what came of each likewise.
Everything heavy is imported once; each run is a fork.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import crash_scenario as scenario
from disk_model import Disk
from recorder import KILLED, Recorder
from tiny_county import lay_tiny, load_once, stand_in

from archive_builder import fsio
from archive_builder.archive import Stamp
from archive_builder.fsio import atomic, durability
from archive_builder.intake import receive

SECONDS = 60
_FOREIGN = ("catalogue.sqlite",)


@dataclass(frozen=True)
class Job:
    """One run.

    Attributes:
        kill_at: the moment of death, from 1; None: not at all.
        power_cut: at death the disk forgets what was not synced.
        batch: files that intake takes at a time.
        few: up to so many files are synced one by one.
        blind: times of change on the disk say nothing, so that a restart finds files as they were.
        skip: a call of `fsio.durable` that is left out, as ``function files|folders``.
    """

    kill_at: int | None = None
    power_cut: bool = False
    batch: int = 4
    few: int = 8
    blind: bool = False
    skip: str = ""


def run(job: Job, place: Path) -> dict[str, object]:
    """Run a job in `place`, a new folder; what is left in the end, and what was done."""
    place.mkdir(parents=True)
    root, report = place / "ws", place / "report.json"
    ended = _in_child(job, lambda: _die(job, root, report), report)
    if ended == KILLED:
        wave = json.loads(report.read_text("utf-8"))["wave"]
        ended = _in_child(job, lambda: _go_on(root, wave, report), report)
    found = json.loads(report.read_text("utf-8"))
    if ended == 0:
        shutil.rmtree(place)
    return {"ended": ended, **found}


def _in_child(job: Job, work: Callable[[], None], report: Path) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(SECONDS)
    code = 1
    try:
        with ExitStack() as stack:
            for change in (*stand_in(), *_adjusted(job)):
                stack.enter_context(change)
            work()
        code = 0
    except BaseException:  # noqa: BLE001 - the parent is told, whatever it was
        report.write_text(json.dumps({"error": traceback.format_exc()}), "utf-8")
    finally:
        os._exit(code)


def _adjusted(job: Job) -> list[object]:
    changes = [
        patch.object(sys.modules[receive.__module__], "BATCH_FILES", job.batch),
        patch.object(durability, "_FEW", job.few),
    ]
    if job.blind:
        changes.append(patch.object(Stamp, "of", _without_change_time))
    if job.skip:
        skipping = _skipping(job.skip)
        changes += [patch.object(module, "durable", skipping) for module in (fsio, atomic)]
    return changes


def _without_change_time(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, 0, status.st_ino)


def _skipping(site: str) -> Callable[..., None]:
    real = durability.durable

    def durable(files, folders):
        caller = sys._getframe(1).f_code.co_name
        if site != f"{caller} {'files' if files else 'folders'}":
            real(files, folders)

    return durable


def _die(job: Job, root: Path, report: Path) -> None:
    """The scenario from the beginning, until the moment of death."""
    lay_tiny(root)
    morgue = root.with_name("morgue")
    morgue.mkdir()
    disk = Disk(str(root), str(morgue), _FOREIGN)
    wave = 0

    def last_words() -> None:
        if job.power_cut:
            disk.cut_power()
        said = {"wave": wave, "error": f"did not come up again after {recorder.labels[-1]}"}
        report.write_text(json.dumps(said), "utf-8")

    recorder = Recorder(disk, job.kill_at, last_words)
    for number in range(scenario.WAVES):
        scenario.send(root, number)
        disk.take_as_durable()
        wave = number
        recorder.begin()
        scenario.pass_over(root, number)
        recorder.end()
    unseen = disk.found() != disk.names(durable=False)
    _report(report, root, labels=recorder.labels, moments=recorder.moment, unseen=unseen)


def _go_on(root: Path, wave: int, report: Path) -> None:
    """The same people and the same program, after a restart."""
    scenario.pass_over(root, wave)
    for number in range(wave + 1, scenario.WAVES):
        scenario.send(root, number)
        scenario.pass_over(root, number)
    _report(report, root)


def _report(report: Path, root: Path, **more: object) -> None:
    text = json.dumps({"state": scenario.state(root), **more}, ensure_ascii=False)
    report.write_text(text, "utf-8")


def main() -> None:
    scratch = Path(sys.argv[1])
    lay_tiny(scratch / "read")
    load_once(scratch / "read" / "manifests")
    for number, line in enumerate(sys.stdin):
        result = run(Job(**json.loads(line)), scratch / f"run-{number}")
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
