"""Numbers of persons, as lists and logs may show them: pure."""

from __future__ import annotations

import re

_DAY = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
"""How cameras and phones begin the names of their files; no ID or bank number begins so."""

_GAP = r"[ \-]?"
_IDENTITY = r"\d{14}(?:\d{3}[\dXx]|\d)"
_CARD = rf"\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}(?:{_GAP}\d{{1,3}})?"
_MOBILE = rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"

_LONG = re.compile(rf"(?<!\d)(?!{_DAY})(?:{_IDENTITY}|{_CARD})(?!\d)")
_PHONE = re.compile(rf"(?<!\d)(86{_GAP})?{_MOBILE}(?!\d)")


def mask(text: str) -> str:
    """Hide the middle of ID numbers (18 or 15), bank cards (16 to 19) and mobile phones (11).

    Shown are the first 6 and last 4 digits of the long ones (the last 2 of 15), the first 3 and
    last 4 of a phone, and the 86 before it; single spaces or hyphens between groups of 4 are
    allowed for and kept.
    Runs that begin with a day of this century, such as 20211105093000123, are names of photos.
    """
    return _PHONE.sub(_hide_phone, _LONG.sub(_hide_long, text))


_OLD_IDENTITY_DIGITS = 15


def _hide_long(found: re.Match[str]) -> str:
    digits = sum(c not in " -" for c in found[0])
    return _hide(found[0], 6, 2 if digits == _OLD_IDENTITY_DIGITS else 4)


def _hide_phone(found: re.Match[str]) -> str:
    return _hide(found[0], 5 if found[1] else 3, 4)


def _hide(text: str, first: int, last: int) -> str:
    places = [i for i, c in enumerate(text) if c not in " -"]
    hidden = set(places[first : len(places) - last])
    return "".join("*" if i in hidden else c for i, c in enumerate(text))
