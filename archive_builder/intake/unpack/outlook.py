"""Outlook messages (msg): the body and what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive_builder.intake.unpack import mails
from archive_builder.intake.unpack.entry import Entry, Meter, SealedError
from archive_builder.intake.unpack.names import one_component
from archive_builder.mail.outlook import SIGNATURE, Folder, OutlookFile

__all__ = ["SIGNATURE", "has_attachments", "members"]

_LARGEST = 200 << 20
"""Bytes of a message: an attachment is held in memory while it is written."""


def has_attachments(packed: Path) -> bool:
    """Whether a compound file is an Outlook message that is more than its body.

    Raises:
        OSError: it is damaged.
    """
    with closing(OutlookFile(packed)) as file:
        return file.is_mail() and bool(file.read().attached)


def members(packed: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The body of a message and everything attached to it; an attached message is a folder."""
    if packed.stat().st_size > _LARGEST:
        raise SealedError(f"邮件超过 {_LARGEST >> 20} MB，请把附件另存后单独报送")
    with closing(OutlookFile(packed)) as file:
        yield from _message(file, (), name, meter, 1)


def _message(
    file: OutlookFile, folder: Folder, name: str, meter: Meter, depth: int
) -> Iterator[Entry]:
    meter.descend(depth)
    mail = file.read(folder)
    names = [_name(file, one, number) for number, one in enumerate(mail.attached, 1)]
    yield from mails.body(mail.letter, names, name)
    for attachment, given in zip(mail.attached, names, strict=True):
        yield from _attached(file, attachment, given, meter, depth)


def _name(file: OutlookFile, attachment: Folder, number: int) -> str:
    return one_component(file.name(attachment)) or f"附件{number}"


def _attached(
    file: OutlookFile, attachment: Folder, name: str, meter: Meter, depth: int
) -> Iterator[Entry]:
    if inner := file.attached_mail(attachment):
        for entry in _message(file, inner, name, meter, depth + 1):
            yield Entry(f"{name}/{entry.name}", entry.content, entry.refused)
    elif (content := file.content(attachment)) is not None:
        meter.inflate(len(content))
        yield Entry(name, [content])
    else:
        yield Entry(name, refused="附件不在邮件里，只是一个链接")
