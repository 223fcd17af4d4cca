"""Numbers and dates as a workbook's number formats (ECMA-376, 18.8.30) show them: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

BUILT_IN: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    31: 'yyyy"年"m"月"d"日"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that workbooks name by number alone, as Chinese Excel has them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)'
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<elapsed>\[[hms]+\])|(?P<skipped>\[[^\]]*\]|_.|\*.)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+,*)|(?P<field>a{3,4}|y+|m+|d+|h+|s+)"
    r"|(?P<plain>[-+%()/:., 　¥￥$€年月日时分秒元万亩户人个次])|(?P<unknown>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = frozenset({"quoted", "escaped", "currency", "plain"})
_UNKNOWN = frozenset({"elapsed", "unknown"})
_CONDITION = re.compile(r"\[[<>=]")
"""What makes the sections of a format stand for other amounts than usual."""
_SPREAD = re.compile(r"[0#?]+")
"""Figures between which other signs stand: in 0!.0 an escaped point that divides by ten."""
_DAY_NONE, _LAST_DAY = date(1899, 12, 30), 2_958_465
"""What days are counted from, and 31 December 9999."""
_WEEKDAYS = "一二三四五六日"
_MOST = 1e15
"""Numbers from here on have more figures than a workbook keeps."""
_FIGURES = "123456789"
_ROOM = Context(prec=300)
"""Figures enough for the longest format that a workbook may have."""

Token = tuple[str, str]
"""What a piece of a format is, and its text."""


def shown(value: object, code: str) -> str | None:
    """Write a number, date or time in a format; None where that is beyond us."""
    if isinstance(value, bool) or _CONDITION.search(code):
        return None
    if isinstance(value, (int, float)):
        return _signed(value, code.split(";"))
    if isinstance(value, (date, time)):
        return _moment(value, _tokens(code.partition(";")[0]))
    return None


def _tokens(section: str) -> list[Token]:
    """The pieces of a format that show something."""
    found = ((match.lastgroup or "", match) for match in _TOKEN.finditer(section))
    return [(kind, match[kind]) for kind, match in found if kind != "skipped"]


def _signed(value: float, sections: Sequence[str]) -> str | None:
    """A format may have sections for positive, negative and no amounts."""
    positive, negative, none = (*sections, *[None] * 3)[:3]
    own = value < 0 and negative is not None
    section = negative if own else none if value == 0 and none is not None else positive
    tokens = _tokens(section or "")
    if {text for kind, text in tokens if kind == "field"} & {"aaa", "aaaa"}:
        return _day(value, tokens)
    text = _number(abs(value), tokens)
    signed = value < 0 and not own and text is not None and any(map(text.__contains__, _FIGURES))
    return f"-{text}" if signed else text


def _day(value: float, tokens: Sequence[Token]) -> str | None:
    """A day that is given as a number: the reader knows no format of weekdays alone as a date."""
    if not 0 < value <= _LAST_DAY:
        return None
    return _moment(_DAY_NONE + timedelta(days=int(value)), tokens)


def _number(value: float, tokens: Sequence[Token]) -> str | None:
    if value >= _MOST or not {*_LITERAL, "digits"}.issuperset(kind for kind, _ in tokens):
        return None
    percents = sum(token == ("plain", "%") for token in tokens)
    number = Decimal(repr(float(value))) * 100**percents
    patterns = [text for kind, text in tokens if kind == "digits"]
    fraction = len(patterns) > 1 and ("plain", "/") in tokens
    figures = None if fraction else _dealt(number, patterns)
    if figures is None:
        return None
    given = iter(figures)
    return "".join(next(given) if kind == "digits" else text for kind, text in tokens).strip()


def _dealt(number: Decimal, patterns: Sequence[str]) -> list[str] | None:
    """The figures of a number for patterns with other signs between; the first takes the rest."""
    if len(patterns) < 2:  # noqa: PLR2004 - nothing to deal
        return [_figures(number, pattern) for pattern in patterns]
    bare = [*patterns[:-1], patterns[-1].rstrip(",")]
    if not all(map(_SPREAD.fullmatch, bare)):
        return None
    whole = _figures(number, "".join(patterns))
    dealt = []
    for pattern in bare[:0:-1]:
        dealt.append(whole[-len(pattern) :])
        whole = whole[: -len(pattern)]
    return [whole, *reversed(dealt)]


def _figures(number: Decimal, pattern: str) -> str:
    """A number in a pattern such as #,##0.00; a comma at the end of its figures divides by 1000."""
    before, _, behind = pattern.partition(".")
    bare, after = before.rstrip(","), behind.rstrip(",")
    scaled = number / 1000 ** (len(pattern) - len(bare) - len(after) - ("." in pattern))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _ROOM)
    whole, _, part = f"{rounded:f}".partition(".")
    whole = f"{int(whole):,}" if "," in bare else whole.zfill(bare.count("0"))
    if whole == "0" and "0" not in bare:
        whole = ""
    while len(part) > after.count("0") and part.endswith("0"):
        part = part[:-1]
    return f"{whole}.{part}" if part else whole


def _moment(value: date | time, tokens: Sequence[Token]) -> str | None:
    fields = [i for i, (kind, _) in enumerate(tokens) if kind == "field"]
    if not fields or any(kind in {*_UNKNOWN, "digits"} for kind, _ in tokens):
        return None
    written = {i: _field(value, _meant(tokens, fields, n)) for n, i in enumerate(fields)}
    if None in written.values():
        return None
    return "".join(written.get(i) or text for i, (_, text) in enumerate(tokens)).strip()


def _meant(tokens: Sequence[Token], fields: Sequence[int], number: int) -> str:
    """A field in lower case, n for minutes: m after hours or before seconds."""
    letters = [tokens[i][1].lower() for i in fields]
    own = letters[number]
    near = letters[max(number - 1, 0) : number], letters[number + 1 : number + 2]
    minutes = any(one[0] == "h" for one in near[0]) or any(one[0] == "s" for one in near[1])
    return "n" * len(own) if own[0] == "m" and minutes else own


def _field(value: date | time, field: str) -> str | None:
    """A field of a date; None for names in English, and for what it lacks."""
    if field[0] == "a":
        return _weekday(value, field)
    names = {"y": "year", "m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}
    part = getattr(value, names[field[0]], 0 if field[0] in "hns" else None)
    if part is None or (field[0] != "y" and len(field) > len("mm")):
        return None
    if field[0] == "y":
        return f"{part:04d}" if len(field) > len("yy") else f"{part % 100:02d}"
    return f"{part:0{len(field)}d}"


def _weekday(value: date | time, field: str) -> str | None:
    """A day's name in Chinese: 星期一 or 一."""
    if isinstance(value, time):
        return None
    name = _WEEKDAYS[value.weekday()]
    return f"星期{name}" if field == "aaaa" else name
