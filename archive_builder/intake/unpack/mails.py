"""E-mails as files (eml): the body and what is attached."""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import Path

from archive_builder.intake.unpack.entry import Entry, Meter, SealedError
from archive_builder.intake.unpack.names import one_component
from archive_builder.mail import Letter, eml
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


def looks_like_mail(head: bytes) -> bool:
    """Whether a file's first bytes are the header of a message."""
    return _MARKS.match(head[:_HEAD]) is not None


def has_attachments(packed: Path) -> bool:
    """Whether a message is more than its body; one too large to be read counts as such."""
    try:
        message = _parsed(packed, Limits().entries)
    except SealedError:
        return True
    return bool(eml.read(message).attached)


def members(packed: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The body of a message and everything attached to it."""
    message = _parsed(packed, meter.most)
    mail = eml.read(message)
    meter.expect(len(mail.attached))
    names = [_name(part, number) for number, part in enumerate(mail.attached, 1)]
    yield from body(mail.letter, names, name)
    for part, given in zip(mail.attached, names, strict=True):
        content = eml.content(part)
        meter.inflate(len(content))
        yield Entry(given, [content])


def body(letter: Letter, attached: Sequence[str], name: str) -> Iterator[Entry]:
    """What a message says as one document, named by its subject or else like the message `name`.

    Its head names what is attached. HTML where it says more than the plain text; nothing for a
    message without words.
    """
    stem = one_component(letter.subject) or name.rpartition(".")[0] or name
    head = "\n".join(
        filter(None, (letter.head, f"附件：{'、'.join(attached)}" if attached else ""))
    )
    if letter.text.strip() and not letter.structured:
        yield Entry(f"{stem}.txt", [f"{head}\n\n{letter.text}".encode()])
    elif letter.markup.strip():
        lines = html.escape(head).replace("\n", "<br>\n")
        page = f'<!DOCTYPE html>\n<meta charset="utf-8">\n<p>{lines}</p>\n{letter.markup}'
        yield Entry(f"{stem}.html", [page.encode()])


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
        return eml.parse(file)


def _name(part: Message, number: int) -> str:
    """What an attachment is called; without a name a message by its subject, all else by number."""
    if name := one_component(eml.file_name(part)):
        return name
    if part.get_content_type() == "message/rfc822":
        return f"{one_component(eml.inner_subject(part)) or f'附件{number}'}.eml"
    types = mimetypes.MimeTypes()  # its own list: what the system adds differs between machines
    return f"附件{number}{types.guess_extension(part.get_content_type()) or ''}"
