"""E-mails as files (eml): the body and what is attached."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from email import message_from_binary_file
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from pathlib import Path

from archive_builder.intake.unpack.entry import Entry, Meter, SealedError
from archive_builder.intake.unpack.letter import Letter
from archive_builder.intake.unpack.names import one_component, readable
from archive_builder.model import Limits, ReceiptState

_HEAD = 8192
_MARKS = re.compile(
    rb"(From |[\w-]+:[^\n]*\n)([^\n]*\n){0,200}?(MIME-Version|Received|Content-Type):", re.I
)
_LARGEST = 100 << 20
"""Bytes of a message: the parser holds all of it, twice."""
_LINES = 2_000_000
"""Lines of a message: a base64 one of the largest size has 1.4 million."""
_PART = b"\n--"


class _Lenient(Compat32):
    """Headers as they are, their plain 8-bit bytes read as whatever they seem to be."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the policy's form
        return readable(value.encode("utf-8", "surrogateescape"))


def looks_like_mail(head: bytes) -> bool:
    """Whether a file's first bytes are the header of a message."""
    return _MARKS.match(head[:_HEAD]) is not None


def has_attachments(packed: Path) -> bool:
    """Whether a message is more than its body; one too large to be read counts as such."""
    try:
        message = _parsed(packed, Limits().entries)
    except SealedError:
        return True
    return any(not _is_body(part) for part in _leaves(message))


def members(packed: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The body of a message and everything attached to it."""
    message = _parsed(packed, meter.most)
    leaves = list(_leaves(message))
    yield from _letter(message, [part for part in leaves if _is_body(part)]).entries(name)
    attached = [part for part in leaves if not _is_body(part)]
    meter.expect(len(attached))
    for number, part in enumerate(attached, 1):
        content = _bytes(part)
        meter.inflate(len(content))
        yield Entry(_file_name(part) or _invented_name(part, number), [content])


def _parsed(packed: Path, most_parts: int) -> Message:
    """Parse a message that is not made to fill the memory with its parts or headers."""
    if packed.stat().st_size > _LARGEST:
        raise SealedError(f"邮件超过 {_LARGEST >> 20} MB，请把附件另存后单独报送")
    with packed.open("rb") as file:
        lines = parts = 0
        while chunk := file.read(1 << 20):
            lines += chunk.count(b"\n")
            parts += chunk.count(_PART)
        if lines > _LINES or parts > 4 * most_parts:
            reason = f"邮件有 {lines} 行、{parts} 处分界，超过上限 {_LINES} 行、{4 * most_parts} 处"
            raise SealedError(reason, ReceiptState.REFUSED)
        file.seek(0)
        return message_from_binary_file(file, policy=_Lenient())


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; an attached message is one, whatever it holds itself."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _is_body(part: Message) -> bool:
    plain = part.get_content_type() in ("text/plain", "text/html")
    return plain and part.get_content_disposition() != "attachment" and not part.get_filename()


def _letter(message: Message, bodies: list[Message]) -> Letter:
    return Letter(
        sender=_said(message, "From"),
        subject=_said(message, "Subject"),
        date=_said(message, "Date"),
        recipients=_said(message, "To"),
        text=_text(bodies, "text/plain"),
        markup=_text(bodies, "text/html"),
    )


def _text(bodies: list[Message], kind: str) -> str:
    return "\n\n".join(_words(part) for part in bodies if part.get_content_type() == kind)


def _words(part: Message) -> str:
    """A text part's words, by the character set that it states where that holds."""
    raw = _bytes(part)
    stated = (part.get_content_charset() or "").lower()
    try:
        text = raw.decode("gb18030" if stated in ("gb2312", "gbk") else stated)
    except (LookupError, UnicodeDecodeError):
        text = readable(raw)
    return text.replace("\r\n", "\n")


def _bytes(part: Message) -> bytes:
    """What a part holds; an attached message as it would be sent."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"\n".join(inner.as_bytes() for inner in payload if isinstance(inner, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _said(message: Message, header: str) -> str:
    return _decoded(str(message.get(header, "")))


def _decoded(value: str) -> str:
    """A header's words: ``=?gb2312?B?…?=`` and what surrounds it."""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        return value
    return "".join(_piece(piece, charset) for piece, charset in pieces).strip()


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:  # what stood between encoded words, as decode_header escapes it
        return piece.decode("raw-unicode-escape")
    try:
        return piece.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
    except (LookupError, UnicodeDecodeError):
        return readable(piece)


def _file_name(part: Message) -> str:
    return one_component(_decoded(part.get_filename() or ""))


def _invented_name(part: Message, number: int) -> str:
    """A name for what was attached without one: a message by its subject, all else by number."""
    if part.get_content_type() == "message/rfc822":
        subjects = (_said(inner, "Subject") for inner in part.walk() if inner is not part)
        subject = next(subjects, "")
        return f"{one_component(subject) or f'附件{number}'}.eml"
    types = mimetypes.MimeTypes()  # its own list: what the system adds differs between machines
    return f"附件{number}{types.guess_extension(part.get_content_type()) or ''}"
