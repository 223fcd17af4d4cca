"""Cells of tables from short specs; people and households are plainly fictional."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

SURNAMES = "王李张马杨刘陈赵周吴徐孙丁何罗金"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
FAMILIES = (
    ("户主", "配偶", "之子", "之女"),
    ("户主", "配偶", "之子"),
    ("户主", "配偶", "之父", "之子", "之女"),
    ("户主", "之母"),
    ("户主", "配偶", "之女"),
    ("户主", "配偶", "之子", "儿媳", "之孙", "之母"),
)
WOMEN = frozenset({"配偶", "之女", "之母", "儿媳"})
_RANGE = re.compile(r"(\d+(?:\.\d)?)\.\.(\d+(?:\.\d)?)$")


@dataclass(frozen=True, slots=True)
class Members:
    """Which households a table lists, by head or by member."""

    households: Sequence[int]
    each_member: bool = False

    def at(self, index: int) -> tuple[int, str]:
        """Household number and relation of row `index`."""
        if not self.each_member:
            return self.households[index], "户主"
        for household in self.households:
            if index < len(family(household)):
                return household, family(household)[index]
            index -= len(family(household))
        raise IndexError(index)


def every(step: int, start: int) -> range:
    """Every `step`-th household from `start`."""
    return range(start, 1000 * step, step)


def family(household: int) -> tuple[str, ...]:
    """Relations of a household's members, the head first."""
    return FAMILIES[household % len(FAMILIES)]


def head(household: int) -> str:
    """示例户甲子, 示例户乙丑 …: the name of a household's head."""
    n = household - 1
    return f"示例户{STEMS[n % 10]}{BRANCHES[n % 12]}"


def cell(spec: str, index: int, members: Members, random: Random) -> str | int | float:
    """The value of a column's spec in row `index`.

    `甲/乙` a choice; `甲;乙` in turn; `#` serial; 户, 户主, 姓名, 关系, 性别, 人口 of the row's
    household; 某 a person; `日 2021-07` a day of that month; `2..6` a number; or it stands as is.
    """
    if ";" in spec:
        choices = spec.split(";")
        spec = choices[index % len(choices)]
    spec = random.choice(spec.split("/"))
    return _of_household(spec, index, members) or _drawn(spec, random)


def _of_household(spec: str, index: int, members: Members) -> str | int | None:
    household, relation = members.at(index)
    values: dict[str, str | int] = {
        "#": index + 1,
        "户": f"户{household:03d}",
        "户主": head(household),
        "姓名": head(household) + ("" if relation == "户主" else relation),
        "关系": relation,
        "性别": "女" if relation in WOMEN else "男",
        "人口": len(family(household)),
    }
    return values.get(spec)


def _drawn(spec: str, random: Random) -> str | int | float:
    if spec == "某":
        return random.choice(SURNAMES) + random.choice(("某", "某某"))
    if spec.startswith("日 "):
        year, month = spec[2:].split("-")
        return f"{year}.{int(month)}.{random.randint(2, 27)}"
    if match := _RANGE.match(spec):
        low, high = match.groups()
        if "." in low:
            return round(random.uniform(float(low), float(high)), 1)
        return random.randint(int(low), int(high))
    return spec
