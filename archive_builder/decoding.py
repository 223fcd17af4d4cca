"""Text of bytes, which may state no encoding or a wrong one, or be no text at all. Pure."""

from __future__ import annotations

import codecs
import re
import unicodedata

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff]")
"""What shows nothing and means nothing in a text."""
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
_LONG_SEQUENCE = "\u0800"
"""From here on UTF-8 takes three bytes, as it does for every Chinese character."""
_KANA = re.compile("[\u3040-\u30ff]")
_NOT_ASCII = re.compile("[^\0-\x7f]")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PAGE_HEAD = 4096
"""Bytes of a web page in which it says its encoding."""
_NAMES_OF_GBK = frozenset({"gb2312", "gbk", "gb-2312", "x-gbk", "cp936"})


def encoding_of(stated: str) -> str:
    """The encoding that a name means: GB18030 for its subsets, all others as they are stated."""
    return "gb18030" if stated.lower().replace("_", "-") in _NAMES_OF_GBK else stated


def as_stated(raw: bytes, stated: str) -> str:
    """The text that bytes are by the encoding they state, where that holds; else `readable`."""
    try:
        return raw.decode(encoding_of(stated))
    except (LookupError, ValueError):
        return readable(raw)


def page_markup(raw: bytes, stated: str = "") -> str:
    """The markup of a web page: by its byte order mark, as UTF-8 if it is, as stated, as it says.

    UTF-8 comes before what is stated: pages saved by browsers often keep an older statement, and
    no other encoding reads as UTF-8 by chance. Last comes GB18030, with signs for what it lacks.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    said = _CHARSET.search(raw[:_PAGE_HEAD])
    for encoding in (
        "utf-8-sig",
        encoding_of(stated),
        encoding_of(said[1].decode()) if said else "",
    ):
        try:
            return raw.decode(encoding)
        except (LookupError, ValueError):
            continue
    return raw.decode("gb18030", "replace")


def readable(raw: bytes) -> str:
    """The text that bytes without a stated encoding are.

    UTF-8 counts when it is valid and says something beyond two-byte characters: GBK 「一」 is a
    valid Cyrillic letter. Then GB18030 as Windows writes it, unless what Shift-JIS makes of the
    bytes is kana for a third or more: in Chinese names a stray one occurs.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _east_asian(raw)
    if text.isascii() or max(text) >= _LONG_SEQUENCE:
        return text
    return _east_asian(raw)


def _east_asian(raw: bytes) -> str:
    japanese = raw.decode("cp932", "replace")
    kana, foreign = len(_KANA.findall(japanese)), len(_NOT_ASCII.findall(japanese))
    if kana > 1 and kana * 3 >= foreign:
        return japanese
    return raw.decode("gb18030", "replace")


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


def tidy(text: str) -> str:
    """Bring text into NFC with plain line ends and without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", CONTROL.sub("", lines))
