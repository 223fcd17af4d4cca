"""Many parts named in few words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")


def listed(parts: Sequence[str], most: int) -> str:
    """Name each part once, months in a row as 「2021年1月至12月」.

    Of more than `most` parts or runs of months the first are named and all are counted.
    """
    runs: list[list[str]] = []
    for part in dict.fromkeys(parts):
        if runs and _follows(runs[-1][-1], part):
            runs[-1].append(part)
        else:
            runs.append([part])
    named = "、".join(_span(run) for run in runs[:most])
    return named if len(runs) <= most else f"{named}等 {len(runs)} 项"


def _follows(before: str, part: str) -> bool:
    first, second = _MONTH.fullmatch(before), _MONTH.fullmatch(part)
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def _span(run: list[str]) -> str:
    return run[0] if len(run) == 1 else f"{run[0]}至{run[-1].partition('年')[2]}"
