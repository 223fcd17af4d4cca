from __future__ import annotations

import ctypes
from threading import Lock

from archive_builder.convert.crew import Crew


def double(number: int) -> int:
    return 2 * number


def double_or_fail(number: int) -> int:
    if number == 3:
        ctypes.string_at(0)
    if number == 5:
        gate = Lock()
        gate.acquire()
        gate.acquire()
    return 2 * number


def test_every_task_comes_back_with_its_result() -> None:
    with Crew(2, limit=60) as crew:
        assert dict(crew.run(double, range(20))) == {n: 2 * n for n in range(20)}


def test_who_dies_or_hangs_costs_only_itself() -> None:
    with Crew(1, limit=1.0) as crew:
        results = dict(crew.run(double_or_fail, [1, 3, 5, 7, 9]))
        assert results == {1: 2, 3: None, 5: None, 7: 14, 9: 18}
