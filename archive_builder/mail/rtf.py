r"""What RTF says: Outlook keeps some mails as nothing else, the HTML hidden in it ([MS-OXRTFEX]).

Pure. Only words are read: text with its line ends, or the HTML that the RTF was made from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator"}
    | {"listtable", "listoverridetable", "themedata", "datastore", "xmlnstbl", "mhtmltag"}
)
"""Groups that say nothing to a reader."""
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "row": "\n", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 204: "cp1251"}
"""Encodings by ``\\fcharset``; all others are that of the document."""
_DEEPEST = 500


def words_of(rtf: bytes) -> tuple[str, bool]:
    """Return what RTF says, and whether that is HTML."""
    html = b"\\fromhtml" in rtf[:1000]
    reader = _Reader(html)
    for token in _TOKEN.finditer(rtf):
        reader.take(token)
    return reader.text(), html


@dataclass(frozen=True, slots=True)
class _State:
    r"""What holds within a group.

    Attributes:
        seen: what stands here is said.
        tag: it is a piece of the HTML.
        skipped: characters after ``\u`` that stand for it in old programs.
        starred: it began with a sign that programs may leave it out.
    """

    seen: bool = True
    tag: bool = False
    rtf_only: bool = False
    skipped: int = 1
    starred: bool = False
    fonts: bool = False
    encoding: str = "cp1252"


class _Reader:
    """Reads RTF token by token; closing braces may be missing."""

    def __init__(self, html: bool) -> None:
        self._html = html
        self._state = _State()
        self._outer: list[_State] = []
        self._made: list[str] = []
        self._bytes = bytearray()
        self._encoding = "cp1252"
        self._skip = 0
        self._font = 0
        self._fonts: dict[int, str] = {}

    def text(self) -> str:
        """All that was said."""
        self._flush()
        text = "".join(self._made)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def take(self, token: re.Match[bytes]) -> None:
        """Take one token."""
        word, number, code, symbol, brace, plain = token.groups()
        if brace:
            self._group(brace)
        elif word:
            self._word(word.decode(), int(number) if number else None)
        elif code or plain:
            self._write(bytes([int(code, 16)]) if code else plain)
        elif symbol == b"*":
            self._state = replace(self._state, starred=True)
        else:
            self._say(_SYMBOLS.get(symbol, ""))

    def _group(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{" and len(self._outer) < _DEEPEST:
            self._outer.append(self._state)
            self._state = replace(self._state, starred=False)
        elif brace == b"}" and self._outer:
            self._state = self._outer.pop()

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._skip = state.skipped
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == "htmltag" and self._html:
            self._state = replace(state, tag=True, rtf_only=False, starred=False)
        elif word in _UNSEEN or state.starred:
            self._flush()
            self._state = replace(state, seen=False, starred=False, fonts=word == "fonttbl")
        else:
            self._set(word, number)

    def _set(self, word: str, number: int | None) -> None:
        """A word that changes how what follows is read."""
        if word == "htmlrtf":
            self._flush()
            self._state = replace(self._state, rtf_only=number != 0)
        elif word == "uc" and number is not None:
            self._state = replace(self._state, skipped=max(0, min(number, 8)))
        elif word == "ansicpg" and number:
            self._encoding = "gb18030" if number == 936 else f"cp{number}"  # noqa: PLR2004
            self._state = replace(self._state, encoding=self._encoding)
        elif word == "f" and number is not None:
            self._flush()
            self._font = number
            encoding = self._fonts.get(number, self._encoding)
            self._state = replace(self._state, encoding=encoding)
        elif word == "fcharset" and self._state.fonts:
            self._fonts[self._font] = _CHARSETS.get(number or 0, self._encoding)

    def _write(self, raw: bytes) -> None:
        """Bytes in the encoding of the font; the first may stand for what was said already."""
        kept = raw[self._skip :]
        self._skip = max(self._skip - len(raw), 0)
        if self._said:
            self._bytes += kept

    def _say(self, text: str) -> None:
        if self._said:
            self._flush()
            self._made.append(text)

    @property
    def _said(self) -> bool:
        return self._state.seen and (self._state.tag or not self._state.rtf_only)

    def _flush(self) -> None:
        """What was written since the encoding last changed, as text."""
        if self._bytes:
            try:
                text = self._bytes.decode(self._state.encoding, "replace")
            except LookupError:
                text = self._bytes.decode("gb18030", "replace")
            self._made.append(text)
            self._bytes.clear()
