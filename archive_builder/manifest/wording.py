"""What pydantic found wrong, in Chinese and at the place in the file."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from archive_builder.manifest.form import Form
from archive_builder.manifest.forms import Folder
from archive_builder.manifest.problem import Problem
from archive_builder.manifest.reader import Path, Plain, Reading, find
from archive_builder.manifest.scalars import PATTERNS


def _labels() -> dict[str, str]:
    """Every key that a manifest knows → its Chinese name, the commonest where forms differ."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for form in Form.__subclasses__():
        for name, field in form.model_fields.items():
            if form is not Folder:
                found[field.alias or name][field.title or ""] += 1
    return {key: titles.most_common(1)[0][0] for key, titles in found.items()}


_LABELS = _labels()
_LIST = "这里应是一列内容。每项前写“- ”，或写成 [甲, 乙]。"
_GROUP = "这里应是一组“键: 值”。检查缩进和冒号。"
_SAID = {
    "string_type": "这里应是文字。检查缩进、冒号和方括号。",
    "tuple_type": _LIST,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "too_short": "这里至少要有一项。补上内容。",
    "int_type": "这里应是整数。写成 2 这样。",
    "int_parsing": "“{input}”不是整数。写成 2 这样。",
    "int_parsing_size": "“{input}”太大。改小。",
    "float_type": "这里应是数。写成 2 或 0.5 这样。",
    "float_parsing": "“{input}”不是数。写成 2 或 0.5 这样。",
    "finite_number": "“{input}”不是数。写成 2 或 0.5 这样。",
    "greater_than_equal": "“{input}”太小。至少是 {ge}。",
    "less_than_equal": "“{input}”太大。至多是 {le}。",
    "bool_type": "这里只能写 true 或 false。",
    "bool_parsing": "“{input}”不对。这里只能写 true 或 false。",
    "enum": "“{input}”不在可选的词里。改成其中之一：{choices}。",
}
"""pydantic's type of error → what to say."""


def problems(readings: Mapping[str, Reading], error: ValidationError) -> Iterator[Problem]:
    """Each error of a folder, unless the reader already found something wrong at its place."""
    known = {(p.file, p.place) for reading in readings.values() for p in reading.problems}
    for detail in error.errors(include_url=False):
        reading = readings[str(detail["loc"][0])]
        if reading.data is None or _follows(detail):
            continue
        path = locate(reading.data, detail["loc"][1:])
        at_key = detail["type"] == "extra_forbidden"
        problem = reading.problem(path, _say(detail), at_key=at_key)
        if (problem.file, problem.place) not in known:
            yield problem


def _follows(detail: ErrorDetails) -> bool:
    """Whether an error only says that a list is short of the items found wrong in it."""
    return detail["type"] == "too_short" and bool(detail["input"])


def locate(data: Plain, loc: Path) -> Path:
    """The part of an error's location that the file has.

    Steps that pydantic adds (an index where one item stands for a list) or that point to what is
    missing are skipped.
    """
    path: Path = ()
    for step in loc:
        for found, value in find(data, step):
            data, path = value, (*path, *found)
    return path


def _say(detail: ErrorDetails) -> str:
    """What to tell the clerk about one error."""
    kind, value, last = detail["type"], detail["input"], str(detail["loc"][-1])
    if kind == "missing":
        return f"缺少“{last}”（{_LABELS[last]}）。补上这一项。"
    if kind == "extra_forbidden":
        return _unknown_key(last)
    if isinstance(value, str) and not value.strip():
        return "这里是空的。补上内容，或删去这一行。"
    if kind == "string_pattern_mismatch":
        return f"“{value}”{PATTERNS[detail['ctx']['pattern']]}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return _filled(detail)


def _filled(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    choices = "、".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    said = _SAID.get(detail["type"])
    if said is None:
        return f"内容不合规定（{detail['msg']}）。改正。"
    bounds = {key: _number(value) for key, value in context.items() if key in ("ge", "le")}
    return said.format(**bounds, input=detail["input"], choices=choices)


def _number(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)


def _unknown_key(key: str) -> str:
    if "：" in key:
        return f"“{key}”里用了全角冒号“：”。改成半角冒号加一个空格“: ”。"
    near = get_close_matches(key, _LABELS, n=1)
    hint = f"是不是“{near[0]}”（{_LABELS[near[0]]}）？" if near else ""
    return f"不认识“{key}”这个键。{hint or '检查拼写，或删去。'}"
