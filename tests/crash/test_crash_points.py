"""Killed at any change, or cut off from power there, a pass ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from crash_scenario import differences

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and asks /proc")

ROOM = Path(__file__).parent
SAMPLE = 6
SHARES = 8
"""Parts that a soak is cut into, so that several processes share it."""
ONE_BY_ONE, AT_ONCE = {"few": 10**6}, {"few": 0}
"""Many files are synced by one call for the whole disk, a few each on its own."""


@dataclass(frozen=True)
class Driver:
    """Runs the scenario; see `crash_driver`."""

    process: subprocess.Popen[str]
    wholes: dict[str, dict] = field(default_factory=dict)

    def run(self, **job: object) -> dict:
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def whole(self, **job: object) -> dict:
        """What is left when nothing happens, and every change that is made on the way."""
        key = json.dumps({**job, "power_cut": None}, sort_keys=True)
        if key not in self.wholes:
            self.wholes[key] = self.run(**job)
        assert self.wholes[key]["ended"] == 0, self.wholes[key]["error"]
        return self.wholes[key]

    def troubles(self, moments: Iterable[int], **job: object) -> dict[int, str]:
        """By moment of death, what is not in the end as it should be."""
        expected = self.whole(**job)["state"]
        found = {moment: self._trouble(expected, moment, job) for moment in moments}
        return {moment: trouble for moment, trouble in found.items() if trouble}

    def _trouble(self, expected: dict, moment: int, job: dict) -> str:
        result = self.run(kill_at=moment, **job)
        if result["ended"] != 0:
            return result["error"]
        assert "labels" not in result, f"moment {moment} was not reached: {result['labels']}"
        return "\n".join(differences(expected, result["state"]))


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    paths = os.pathsep.join([str(ROOM), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, str(ROOM / "crash_driver.py"), str(tmp_path_factory.mktemp("crash"))],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Driver(process)
        process.stdin.close()


def spread(total: int, first: int) -> list[int]:
    return [*range(first, total, total // SAMPLE), total]


def test_the_scenario_has_what_it_should_and_no_change_goes_unseen(driver):
    whole = driver.whole()
    state, labels = whole["state"], whole["labels"]
    assert not whole["unseen"]
    assert {label.split()[0] for label in labels} == {
        *("mkdir", "rmdir", "open", "write", "link", "rename", "replace", "unlink"),
        *("fsync", "syncfs", "COMMIT", "PRAGMA"),
    }
    assert len(labels) > 200
    assert len(state["documents"]) == 14
    assert state["counts"] == {
        **{"已归档": 4, "待定": 6, "待人工处理": 0, "重复件": 3},
        **{"旧版": 2, "不归档": 0, "拒收": 2, "忽略": 2},
    }
    assert (state["balanced"], state["not taken"], state["gone"]) == (True, [], 1)
    assert state["faults"] == []
    taken = [path for path in state["files"] if path.startswith("incoming/.taken/")]
    assert len(taken) == 9
    assert not [path for path in taken if "-2." in path]
    assert not [path for path in state["files"] if path.startswith("archive/staging/")]


def test_how_the_work_is_cut_into_batches_changes_nothing(driver):
    one = driver.whole(batch=256, **ONE_BY_ONE)["state"]
    assert differences(driver.whole(batch=1, **AT_ONCE)["state"], one) == []


def test_killed_at_a_sample_of_moments(driver):
    assert driver.troubles(spread(driver.whole()["moments"], 3)) == {}


def test_cut_off_from_power_at_a_sample_of_moments(driver):
    total = driver.whole(**ONE_BY_ONE)["moments"]
    assert driver.troubles(spread(total, 5), power_cut=True, **ONE_BY_ONE) == {}


MISSING = ("settle files", "settle folders", "_sync folders", "_lay files")
"""Calls of `fsio.durable`: bytes before links, links before the record, moves before the record
forgets what lay there, a sentinel before its root is known."""


@pytest.mark.parametrize("missing", MISSING)
def test_a_missing_sync_is_found(driver, missing):
    job = {"skip": missing, **ONE_BY_ONE}
    last = driver.whole(**job)["moments"]
    assert driver.troubles([last], power_cut=True, **job)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("job", [{}, {"batch": 256, "blind": True}], ids=str)
def test_killed_at_every_moment(driver, job, share):
    total = driver.whole(**job)["moments"]
    assert driver.troubles(range(share + 1, total + 1, SHARES), **job) == {}


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("job", [ONE_BY_ONE, AT_ONCE, {**ONE_BY_ONE, "blind": True}], ids=str)
def test_cut_off_from_power_at_every_moment(driver, job, share):
    total = driver.whole(**job)["moments"]
    shared = range(share + 1, total + 1, SHARES)
    assert driver.troubles(shared, power_cut=True, **job) == {}
