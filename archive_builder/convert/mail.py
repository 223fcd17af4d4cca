"""Mails (eml), and web pages saved as one file (mht), which are built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from archive_builder.convert.letter import Letter, set_letter, written_time
from archive_builder.convert.outcome import Converter, Outcome, Problem
from archive_builder.convert.sniff import MAIL_LIMIT, Kind
from archive_builder.convert.webpage import encoding_of, markup, text_of
from archive_builder.typeset.fonts import FontSet

_HEAD = {"主题": "Subject", "发件人": "From", "日期": "Date", "收件人": "To", "抄送": "Cc"}


def read(data: bytes) -> Letter:
    """Read a mail; its body is its plain text, or else the text of its HTML."""
    message = message_from_bytes(data, policy=policy.compat32)
    parts = list(_parts(message))
    bodies = [part for part in parts if _is_body(part)]
    return Letter(
        head={shown: _stated(message, name) for shown, name in _HEAD.items()},
        body=_joined(bodies, "plain") or _joined(bodies, "html"),
        attached=tuple(_name(part) for part in parts if not _is_body(part) and _is_attached(part)),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a mail; a mail that is attached to it is one."""
    content = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(content, list):
        for part in content:
            yield from _parts(cast(Message, part))
    else:
        yield message


def _is_body(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_maintype() == "text" and not named


def _is_attached(part: Message) -> bool:
    """Whether a part is more than a picture of the body's layout."""
    placed = "Content-ID" in part or "Content-Location" in part
    return part.get_content_disposition() == "attachment" or not placed


def _name(part: Message) -> str:
    inner = part.get_payload()
    if part.get_content_maintype() == "message" and isinstance(inner, list) and inner:
        return _stated(cast(Message, inner[0]), "Subject") or "邮件"
    return _decoded(part.get_filename() or "") or "未命名"


def _joined(parts: list[Message], kind: str) -> str:
    texts = [_read(part) for part in parts if part.get_content_subtype() == kind]
    return "\n".join(text for text in texts if text.strip())


def _read(part: Message) -> str:
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    stated = part.get_content_charset()
    if part.get_content_subtype() == "html":
        return text_of(_in(content, stated) or markup(content))
    return _in(content, stated) or _in_either(content)


def _in(data: bytes, stated: str | None) -> str | None:
    try:
        return data.decode(encoding_of(stated)) if stated else None
    except UnicodeDecodeError:
        return None


def _in_either(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _stated(message: Message, name: str) -> str:
    """A line of the head as people read it; a date as 2021年12月20日 18:30."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if name != "Date":
        return _decoded(raw)
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError):
        return _decoded(raw)
    return written_time(moment)


def _decoded(raw: str) -> str:
    """Decode encoded words, and bytes that old programs left as they were."""
    text = _in_either(raw.encode("utf-8", "surrogateescape"))
    try:
        pieces = decode_header(text)
    except HeaderParseError:
        pieces = [(text, None)]
    read = (
        piece if isinstance(piece, str) else _in(piece, charset) or _in_either(piece)
        for piece, charset in pieces
    )
    return re.sub(r"\s+", " ", "".join(read)).strip()


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a mail's head and body."""
    size = path.stat().st_size
    if size > MAIL_LIMIT:
        return Problem(f"邮件有 {size >> 20} MB，超过 {MAIL_LIMIT >> 20} MB 的上限")
    return set_letter(read(path.read_bytes()), fonts)


CONVERTER = Converter(
    name="archive-builder 邮件文字",
    revision=1,
    kinds=frozenset({Kind.MAIL}),
    convert=convert,
)
