"""Numbers of persons, as lists and logs may show them: pure."""

from __future__ import annotations

import hashlib
import re

from archive_builder.model.required import SlotId

_DAY = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
"""How cameras and phones begin the names of their files; no ID or bank number begins so."""

_GAP = r"[ \-]?"
_IDENTITY = r"\d{14}(?:\d{3}[\dXx]|\d)"
_CARD = rf"\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}(?:{_GAP}\d{{1,3}})?"
_MOBILE = rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"

_AREA = r"0\d{2,3}[\-－—]|[(（]0\d{2,3}[)）][ \-]?"

_LONG = re.compile(rf"(?<!\d)(?!{_DAY})(?:{_IDENTITY}|{_CARD})(?!\d)")
_PHONE = re.compile(rf"(?<!\d)(86{_GAP})?{_MOBILE}(?!\d)")
_FIXED = re.compile(rf"(?<![\d\-])({_AREA})(?!{_DAY})\d{{4}}(?=\d{{3,4}}(?!\d))")
"""Area code, a mark between, and the first 4 of 7 or 8 digits: without the mark it is a code."""


def mask(text: str) -> str:
    """Hide the middle of ID numbers (18 or 15), bank cards (16 to 19), mobile phones and landlines.

    Shown are the first 6 and last 4 digits of the long ones (the last 2 of 15), the first 3 and
    last 4 of a mobile phone, and the 86 before it; single spaces or hyphens between groups of 4
    are allowed for and kept. Of a landline with its area code the first 4 after that are hidden.
    Runs that begin with a day of this century, such as 20211105093000123, are names of photos.
    """
    return _FIXED.sub(r"\1****", _PHONE.sub(_hide_phone, _LONG.sub(_hide_long, text)))


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


def slot_key(slot: SlotId) -> str:
    """A slot's id as lists may carry it: one whose part is some person's number is hashed."""
    said = str(slot)
    if mask(said) == said:
        return said
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return str(SlotId(slot.unit, slot.code, f"#{digest}"))
