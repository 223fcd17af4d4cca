from __future__ import annotations

import ctypes
import os
import select
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import pytest

from archive_builder.convert.crew import Crew


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    gate = Lock()
    gate.acquire()
    gate.acquire()


def double_or_fail(number: int) -> int:
    if number == 3:
        ctypes.string_at(0)
    if number == 5:
        hang()
    return 2 * number


def own_pid(_: int) -> int:
    return os.getpid()


def test_every_task_comes_back_with_its_result() -> None:
    with Crew(2, limit=60) as crew:
        assert dict(crew.run(double, range(20))) == {n: 2 * n for n in range(20)}


def test_who_dies_or_hangs_costs_only_itself() -> None:
    with Crew(1, limit=1.0) as crew:
        results = dict(crew.run(double_or_fail, [1, 3, 5, 7, 9]))
        assert results == {1: 2, 3: None, 5: None, 7: 14, 9: 18}


def test_a_slow_task_holds_up_no_result() -> None:
    with Crew(2, limit=1.0) as crew:
        order = [task for task, _ in crew.run(double_or_fail, [5, *range(10, 14)])]
        assert set(order) == {5, 10, 11, 12, 13}
        assert order[0] != 5


def test_any_executor_will_do() -> None:
    made: list[Executor] = []

    def threads(workers: int) -> Executor:
        made.append(ThreadPoolExecutor(workers))
        return made[-1]

    with Crew(1, 60, threads) as crew:
        assert dict(crew.run(double, range(6))) == {n: 2 * n for n in range(6)}
    assert len(made) == 1
    with pytest.raises(RuntimeError):
        made[0].submit(double, 1)


PARENT = """
import sys
sys.path.insert(0, {folder!r})
import test_crew
from archive_builder.convert.crew import Crew

if __name__ == "__main__":
    with Crew(2, 600) as crew:
        print(*{{pid for _, pid in crew.run(test_crew.own_pid, range(40))}}, flush=True)
        test_crew.hang()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs pidfd")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folder=str(Path(__file__).parent)))
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE)
    assert parent.stdout
    workers = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
    assert workers
    assert select.select(workers, [], [], 0)[0] == []
    parent.kill()
    parent.wait()
    while workers:
        ended = select.select(workers, [], [], 30)[0]
        assert ended, "a worker outlived its parent"
        for worker in ended:
            os.close(worker)
            workers.remove(worker)
