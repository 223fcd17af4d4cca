"""Mails as they are sent (eml), and web pages saved as one file (mht), which are built alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_binary_file
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from urllib.parse import unquote

from archive_builder.decoding import as_stated, page_markup, readable
from archive_builder.mail.embedding import Part, embed
from archive_builder.mail.flowed import joined
from archive_builder.mail.letter import Letter, written_time

_PERSON = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,])+')
"""What stands between the commas of a list of people, but for those in a quoted name."""
_BETWEEN = re.compile(r"(?<=>)\s*[,;]\s*(?=\S)")
"""What parts people in a list that was encoded as a whole."""


class _Lenient(Compat32):
    """Headers as they are, their plain 8-bit bytes read as whatever they seem to be."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the policy's form
        return readable(value.encode("utf-8", "surrogateescape"))


def parse(file: BinaryIO) -> Message:
    """Read a mail, held in memory whole; nothing that is wrong with it stops that."""
    return message_from_binary_file(file, policy=_Lenient())


def leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; an attached mail is one, whatever it holds itself."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in _inner(message):
            yield from leaves(part)
    else:
        yield message


def _inner(message: Message) -> list[Message]:
    """What a part is made of; asked of others, the library reads text by what it states."""
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)]


def is_body(part: Message) -> bool:
    """Whether a part is what the mail itself says."""
    plain = part.get_content_type() in ("text/plain", "text/html")
    return plain and part.get_content_disposition() != "attachment" and not part.get_filename()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was read: what it says, and the parts that are attached to it."""

    letter: Letter
    attached: tuple[Message, ...]


def read(message: Message) -> Mail:
    """Read a mail; pictures that its HTML shows are part of that, and not attached."""
    parts = list(leaves(message))
    bodies = [part for part in parts if is_body(part)]
    others = [part for part in parts if not is_body(part)]
    pages = [part for part in bodies if part.get_content_type() == "text/html"]
    base = str(pages[0].get("Content-Location", "")).strip() if pages else ""
    markup, shown = embed(_text(bodies, "text/html"), [_picture(one) for one in others], base)
    letter = Letter(
        subject=_said(message, "Subject"),
        sender=_said(message, "From"),
        date=_date(_said(message, "Date")),
        recipients=_people(message, "To"),
        copies=_people(message, "Cc"),
        text=_text(bodies, "text/plain"),
        markup=markup,
    )
    return Mail(letter, tuple(one for number, one in enumerate(others) if number not in shown))


def _picture(part: Message) -> Part:
    """A part as a picture that HTML may show; one without names where it is none."""
    if part.get_content_maintype() != "image":
        return Part((), "", b"")
    stated = (str(part.get(name, "")).strip() for name in ("Content-ID", "Content-Location"))
    identity, place = stated
    names = [f"cid:{identity.strip('<>')}"] if identity else []
    return Part(
        (*names, unquote(place)) if place else tuple(names), part.get_content_type(), content(part)
    )


def content(part: Message) -> bytes:
    """What a part holds; an attached mail as it would be sent."""
    if part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in _inner(part))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def file_name(part: Message) -> str:
    """The name that a part gives itself, empty when it gives none."""
    return _decoded(part.get_filename() or "")


def inner_subject(part: Message) -> str:
    """The subject of the mail that is attached as this part, empty when there is none."""
    if part.get_content_type() != "message/rfc822":
        return ""
    return next((_said(inner, "Subject") for inner in part.walk() if inner is not part), "")


def _text(bodies: list[Message], kind: str) -> str:
    texts = (_words(part) for part in bodies if part.get_content_type() == kind)
    return "\n\n".join(text for text in texts if text.strip())


def _words(part: Message) -> str:
    decoded = page_markup if part.get_content_type() == "text/html" else as_stated
    text = decoded(content(part), part.get_content_charset() or "").replace("\r\n", "\n")
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return joined(text, str(part.get_param("delsp", "")).lower() == "yes") if flowed else text


def _said(message: Message, header: str) -> str:
    return _decoded(str(message.get(header, "")))


def _people(message: Message, header: str) -> str:
    stated = " ".join(str(message.get(header, "")).split())
    people = (_decoded(one.strip()) for one in _PERSON.findall(stated))
    return _BETWEEN.sub("，", "，".join(filter(None, people)))


def _date(stated: str) -> str:
    try:
        return written_time(parsedate_to_datetime(stated))
    except (ValueError, TypeError, OverflowError):
        return stated


def _decoded(value: str) -> str:
    """A header's words: ``=?gb2312?B?…?=`` and what surrounds it."""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        return value
    return " ".join("".join(_piece(piece, charset) for piece, charset in pieces).split())


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:  # what stood between encoded words, as decode_header escapes it
        return piece.decode("raw-unicode-escape")
    return as_stated(piece, charset)
