"""What a single text of a manifest can mean: an id, a deadline, a span of months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, PlainValidator, StringConstraints, WithJsonSchema

from archive_builder.model import Due, Part, StationedTeam

_DEADLINE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}))?", re.A)
_MONTHS = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\.\.(\d{4})-(0[1-9]|1[0-2])", re.A)
_END_OF_DAY = time(23, 59, 59)

UNIT_ID = r"^[a-z][a-z0-9-]*$"
CODE = r"^[A-Z]{2,4}-[0-9]{2,3}$"
INDICATOR = r"^[0-9]+\.[0-9]+$"
EXTENSION = r"^[a-z0-9]+$"
PART_KEY = r'^(?:[^/\\:*?"<>|-]|[^/\\:*?"<>|]{2,})$'

ROOT_NAME = r'^[^/\\:：*?"<>|]{1,40}$'
FILE_NAME = r'^[^/\\:*?"<>|]{1,100}$'

PATTERNS = {
    UNIT_ID: "不能作代号：只用小写字母、数字和“-”，以字母开头，如 daxin。",
    CODE: "不是编号：两到四个大写字母、“-”、两到三位数字，如 ZP-01。",
    INDICATOR: "不是指标号：写成 3.1 这样。",
    EXTENSION: "不是文件格式：写扩展名的小写字母，不带点，如 xlsx。",
    PART_KEY: '不能作部分的代号：它不能是“-”，也不能含 / \\ : * ? " < > |。'
    "写成 {key: 代号, title: 名称}。",
    ROOT_NAME: '不能作来件箱的名称：至多 40 个字，不含 / \\ : ： * ? " < > |。',
    FILE_NAME: "不是文件名：只写文件名，不带文件夹，如 .archive-root。",
}
"""Each pattern's message, said after the offending text."""

Text = Annotated[str, StringConstraints(min_length=1)]
UnitId = Annotated[str, StringConstraints(pattern=UNIT_ID)]
Code = Annotated[str, StringConstraints(pattern=CODE)]
IndicatorCode = Annotated[str, StringConstraints(pattern=INDICATOR)]
Extension = Annotated[str, StringConstraints(pattern=EXTENSION)]
PartKey = Annotated[str, StringConstraints(pattern=PART_KEY)]
RootName = Annotated[str, StringConstraints(pattern=ROOT_NAME)]
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME)]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, and on it a time or else its end; local to the campaign's zone."""

    day: date
    clock: time | None = None

    def due(self, zone: ZoneInfo, suffix: str = "") -> Due:
        """The due time in `zone`; its text is 「12月20日18:00前」 and the suffix."""
        at = datetime.combine(self.day, self.clock or _END_OF_DAY, zone)
        clock = f"{self.clock:%H:%M}" if self.clock else ""
        return Due(at, f"{self.day.month}月{self.day.day}日{clock}前{suffix}")


def parse_deadline(value: object) -> Deadline:
    """`2021-12-22` or `2021-12-20 18:00`.

    Raises:
        ValueError: Chinese; also for a day that the calendar does not have.
    """
    match = _DEADLINE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError("不是期限。写成 2021-12-22，或 2021-12-20 18:00。")
    year, month, day, hour, minute = match.groups()
    try:
        when = date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"日历上没有 {year}-{month}-{day} 这一天。改正日期。") from None
    try:
        return Deadline(when, time(int(hour), int(minute)) if hour else None)
    except ValueError:
        raise ValueError(f"没有 {hour}:{minute} 这个时刻。改正时间。") from None


def parse_months(value: object) -> tuple[Part, ...]:
    """`2021-01..2021-12` → a part a month: key `2021-01`, title 「2021年1月」.

    Raises:
        ValueError: Chinese; also for a range that runs backwards.
    """
    match = _MONTHS.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError("不是月份范围。写成 2021-01..2021-12。")
    first, last = (int(match[i]) * 12 + int(match[i + 1]) - 1 for i in (1, 3))
    if first > last:
        raise ValueError("月份范围前后颠倒。把较早的月份写在前面。")
    return tuple(_month(*divmod(month, 12)) for month in range(first, last + 1))


def _month(year: int, month: int) -> Part:
    return Part(f"{year:04}-{month + 1:02}", f"{year}年{month + 1}月")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"不认识时区“{name}”。中国内地写 Asia/Shanghai。") from None
    return name


def _true(value: bool) -> bool:
    if not value:
        raise ValueError("这里只能写 true。不按驻村工作队筛选时删去这一行。")
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
OnlyTrue = Annotated[bool, AfterValidator(_true), WithJsonSchema({"const": True})]
Team = Annotated[StationedTeam, WithJsonSchema({"enum": [True, False, "待核实"]})]
DeadlineText = Annotated[
    Deadline,
    PlainValidator(parse_deadline),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"}),
]
Months = Annotated[
    tuple[Part, ...],
    PlainValidator(parse_months),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}\.\.\d{4}-\d{2}$"}),
]
