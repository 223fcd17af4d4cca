"""成文日期: the day a document was made, never one that it only speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from archive_builder.identify.dates import Stamp, is_span, stamps
from archive_builder.identify.form import Form
from archive_builder.identify.normalise import squeeze
from archive_builder.identify.signature import Signature, find_lone_day, lone_days
from archive_builder.model import Field

_DAY_LABEL = re.compile(r"成文日期\s*[\]】:：]")
_FORM_LABEL = re.compile(
    r"(?:(?:填报|填表|制表|编制|报送|上报|统计|汇报|签订|申请|报告|签发|出具|报出|填写|编写|制作|提交)(?:时\s*间|日\s*期)"
    r"|(?<![一-鿿])日\s*期)\s*[:：]"
)
_HELD_LABEL = re.compile(
    r"(?:会议|培训|召开|开会|活动|学习|走访)?(?:时\s*间|日\s*期)\s*[:：]"
    r"|^(?:会议|培训|召开|开会|活动|学习|走访)?(?:时\s*间|日\s*期)\s*(?=\d|[一二]|$)"
)
_PUT_UP = re.compile(r"(?<!数据)来源|浏览|点击|访问量|阅读|字号|字体|分享|打印")
"""What stands beside the day on which a portal put a page up."""
_HELD = re.compile(r"召开|主持|举办|举行|开会")
_CHAIRED = re.compile(r"主持召开")
_GATHERING = re.compile(r"纪要|记录|会议|签到")
_RECORD = re.compile(r"记录|纪要")
_ANNOUNCED = re.compile(r"(?:通知|方案|预案|计划|安排|邀请函)$")
_WHOLE_DAY = len("2021-01-01")
_WITHIN = 400
_OPENING = 12
_CLOSING = 3

_SIGNED, _LABELLED = 0.95, 0.95
_HEADED, _HELD_ON, _LONE = 0.8, 0.7, 0.6


def read_day(
    lines: Sequence[str],
    head: Sequence[str],
    signature: Signature | None,
    form: Form | None,
    title: Field | None,
) -> Field | None:
    """The day: its label, the signature, a form's, one in the head, a lone one, a meeting's.

    A span of days is none; nor is any day of a record of several meetings that does not close it.
    """
    signed = Field(signature.day, signature.day_line, _SIGNED) if signature else None
    filled = Field(form.day, form.line, _LABELLED) if form and form.day else None
    stated = _labelled(lines, _DAY_LABEL) or signed or filled
    named = title.value if title else ""
    if stated is None and _RECORD.search(named) and len(set(_meetings(lines))) > 1:
        return _lone(lines[-_CLOSING:])
    gathering = _GATHERING.search(named) and not _ANNOUNCED.search(named)
    return (
        stated
        or _labelled(lines, _FORM_LABEL)
        or _in_head(head)
        or _lone(lines)
        or _held(lines, _HELD if gathering else _CHAIRED)
    )


def _labelled(lines: Sequence[str], label: re.Pattern[str]) -> Field | None:
    return next(_all_labelled(lines, label), None)


def _all_labelled(lines: Sequence[str], label: re.Pattern[str]) -> Iterator[Field]:
    """The days behind a label, on its line or, where a table puts them there, on the next."""
    for line, following in pairwise((*lines, "")):
        found = label.search(line[:_WITHIN])
        if found is None or (label is not _DAY_LABEL and _PUT_UP.search(line[:_WITHIN])):
            continue
        rest = squeeze(line[found.end() : _WITHIN]) or squeeze(following[:_WITHIN])
        days = stamps(rest)
        if days and days[0].start == 0 and not is_span(rest, days[0]):
            yield Field(days[0].value, line, _LABELLED)


def _in_head(head: Sequence[str]) -> Field | None:
    """A day alone under the title, or a day or a month in brackets there."""
    for line, following in pairwise((*head, "")):
        squeezed = squeeze(line)
        bare = squeezed.strip("（）()")
        days = stamps(bare)
        fills = days and days[0].written and _fills(days[0], bare)
        if fills and (bare != squeezed or len(days[0].value) == _WHOLE_DAY):
            return Field(days[0].value, line, _HEADED)
        if days and days[0].start == 0 and _adopted(squeezed, squeeze(following)):
            return Field(days[0].value, line, _HEADED)
    return None


def _adopted(line: str, following: str) -> bool:
    """Whether a note under a law's name says who adopted it, and nothing of a later change."""
    note = line if line.endswith(("）", ")")) else line + following
    return note.startswith(("（", "(")) and note.endswith(("会议通过）", "会议通过)"))


def _fills(day: Stamp, line: str) -> bool:
    return (day.start, day.end) == (0, len(line))


def _meetings(lines: Sequence[str]) -> Iterator[str]:
    """The days that a record gives its meetings: alone on a line, or behind a label."""
    yield from (day for day, _ in lone_days(lines))
    yield from (field.value for field in _all_labelled(lines, _HELD_LABEL))


def _lone(lines: Sequence[str]) -> Field | None:
    lone = find_lone_day(lines)
    return Field(*lone, _LONE) if lone else None


def _held(lines: Sequence[str], held: re.Pattern[str]) -> Field | None:
    """The day of a meeting, from its label or from the sentence that says it was held."""
    labelled = _labelled(lines[: _OPENING * 2], _HELD_LABEL)
    if labelled and held is _HELD:
        return Field(labelled.value, labelled.source, _HELD_ON)
    for line in lines[:_OPENING]:
        sentence = squeeze(line).split("。")[0]
        days = stamps(sentence)
        if days and days[0].start <= 1 and held.search(sentence):
            return Field(days[0].value, line, _HELD_ON)
    return None
