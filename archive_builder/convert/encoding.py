"""Telling text from other bytes."""

from __future__ import annotations

import re

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_FOREIGN = re.compile("[\ue000-\uf8ff]")
_STRAY = 0.001
"""Share of control or private characters above which bytes are not taken for text."""
_UNMARKED = ("utf-16-le", "utf-16-be")
_UNUSUAL = re.compile("[^\\s!-~\u2010-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_ODD = 0.05
"""Share of unusual characters above which bytes are not taken for UTF-16 without a mark."""


def decode(data: bytes) -> str | None:
    """Return the text that bytes are, or None when they are no text.

    A byte order mark decides; without one strict UTF-8, strict GB18030 and then UTF-16 are tried.
    A decoding with more than one control character in a thousand is not believed, for GB18030
    lets most bytes through; one in UTF-16 without a mark only if nearly all is Chinese or ASCII.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        stray = len(_CONTROL.findall(text)) + len(_FOREIGN.findall(text))
        odd = len(_UNUSUAL.findall(text)) if encoding in _UNMARKED else 0
        if stray <= len(text) * _STRAY and odd <= len(text) * _ODD:
            return text
    return None


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return (encoding,)
    return ("utf-8", "gb18030", *_UNMARKED)
