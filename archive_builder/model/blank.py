"""What blank forms carry so that a returned one is known: a form number, and marks to fill in."""

from __future__ import annotations

import hashlib
import re

from archive_builder.model.required import SlotId

TO_FILL = "（请填写）"
"""Stands in a blank form where an answer belongs; whoever answers types over it."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that could be read as a digit."""
_DIGITS = 8
_PRINTED = re.compile(
    rf"表单号\s*[:：]?\s*([A-Z]{{2,4}}-\d{{2,3}}-[{_ALPHABET}]{{{_DIGITS}}})(?!\w)"
)


def form_number(slot: SlotId) -> str:
    """The number that a slot's blank form bears: its requirement's code, and 40 bits of its hash.

    The same slot has the same number for ever; no two slots of a campaign are likely to share one
    (with 10,000 slots, 1 in 20,000), and a mistyped one is no slot's.
    """
    number = int.from_bytes(hashlib.sha256(str(slot).encode()).digest()[:5])
    digits = (_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))
    return f"{slot.code}-{''.join(digits)}"


def form_line(slot: SlotId) -> str:
    """How a form states its number: 表单号：ZR-05-7K3M9QXT."""
    return f"表单号：{form_number(slot)}"


def printed_numbers(text: str) -> tuple[str, ...]:
    """Every form number that a text states, each once."""
    return tuple(dict.fromkeys(_PRINTED.findall(text)))
