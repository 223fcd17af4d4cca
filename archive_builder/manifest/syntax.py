"""Why a text is no YAML, told to someone who does not know YAML."""

from __future__ import annotations

import re

import yaml

from archive_builder.manifest.problem import Place, Problem, place_at

_SLIPS = (
    (
        re.compile(r"^[ ]*(?:-[ ]+)*\w+(?P<at>：)", re.M | re.A),
        "键后面用了全角冒号“：”。改成半角冒号加一个空格“: ”。",
    ),
    (
        re.compile(r"^[ ]*(?:-[ ]+)*\w+(?P<at>:)(?=[^\s:])", re.M | re.A),
        "冒号后面少一个空格。改成“: ”。",
    ),
    (re.compile(r"^[ ]*(?P<at>\t)", re.M), "行首用了制表符（Tab）。改用空格缩进。"),
    (re.compile(r"^[ ]*(?P<at>\u3000)", re.M), "行首用了全角空格。改用半角空格缩进。"),
)
"""The clerk's usual slips; each breaks the syntax somewhere further down."""

_UNCLOSED = "引号没有配对。补上另一半引号；文字里的引号用中文“”。"
_EXPLAINED = {
    "while scanning a quoted scalar": _UNCLOSED,
    "while parsing a flow sequence": "方括号“[ ]”没有配对，或各项之间少了半角逗号。",
    "while parsing a flow mapping": "花括号“{ }”没有配对，或各项之间少了半角逗号。",
    "while parsing a flow node": "括号里少了内容，或没有配对的另一半。",
    "while scanning a simple key": "这一行少了冒号。写成“键: 值”。",
}
"""PyYAML's context → what to say at the place where that context began."""

_OTHERWISE = "这里读不懂。检查这一行和上一行的缩进、冒号、引号和括号。"


def explain(file: str, text: str, error: yaml.YAMLError | RecursionError) -> tuple[Problem, ...]:
    """The problems of a text that `error` stopped; at least one."""
    slips = tuple(
        Problem(file, place_at(text, match.start("at")), said)
        for slip, said in _SLIPS
        for match in slip.finditer(text)
    )
    return slips or (_stopped(file, text, error),)


def _stopped(file: str, text: str, error: yaml.YAMLError | RecursionError) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        place = place_at(text, error.position)
        return Problem(file, place, "有一个看不见的控制字符。删去这个字符后重打。")
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(file, Place(), "括号套得太深，读不下去。检查方括号和花括号是否配对。")
    said = _EXPLAINED.get(error.context or "")
    mark = error.context_mark if said else error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place()
    return Problem(file, place, said or _OTHERWISE)
