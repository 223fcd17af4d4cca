"""Outlook messages (msg), by [MS-OXMSG]: the body and what is attached."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import olefile

from archive_builder.intake.unpack.entry import Entry, Meter, SealedError
from archive_builder.intake.unpack.letter import Letter
from archive_builder.intake.unpack.names import one_component, readable

SIGNATURE = olefile.MAGIC
_LARGEST = 200 << 20
"""Bytes of a message: an attachment is held in memory while it is written."""
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_#"
_UNICODE, _BYTES, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_SUBJECT, _SENDER, _ADDRESS, _TO = "0037", "0C1A", "0C1F", "0E04"
_BODY, _HTML = "1000", "1013"
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _DATA = "3707", "3704", "3001", "3701"
_TIMES = (0x00390040, 0x0E060040)
"""Sent and delivered, as the 16-byte rows of the property stream are tagged."""
_ROW = 16
_HEADER, _INNER_HEADER = 32, 24
"""Bytes before the first row in the property stream of a message, and of an attached one."""
_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - timezone serves below as well
_BEIJING = timezone(timedelta(hours=8))

_Folder = tuple[str, ...]


def has_attachments(packed: Path) -> bool:
    """Whether a compound file is an Outlook message that is more than its body.

    Raises:
        OSError: it is damaged.
    """
    with closing(olefile.OleFileIO(str(packed))) as file:
        return bool(file.exists(_PROPERTIES)) and bool(_attachments(file, ()))


def members(packed: Path, name: str, meter: Meter) -> Iterator[Entry]:
    """The body of a message and everything attached to it; an attached message is a folder."""
    if packed.stat().st_size > _LARGEST:
        raise SealedError(f"邮件超过 {_LARGEST >> 20} MB，请把附件另存后单独报送")
    with closing(olefile.OleFileIO(str(packed))) as file:
        yield from _message(file, (), name, meter, 1)


def _message(file: Any, folder: _Folder, name: str, meter: Meter, depth: int) -> Iterator[Entry]:
    meter.descend(depth)
    yield from _letter(file, folder).entries(name)
    for number, attachment in enumerate(_attachments(file, folder), 1):
        yield from _attached(file, attachment, number, meter, depth)


def _attached(file: Any, folder: _Folder, number: int, meter: Meter, depth: int) -> Iterator[Entry]:
    named = (_text(file, folder, tag) for tag in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    name = next((one_component(said) for said in named if said), "") or f"附件{number}"
    if file.exists(inner := [*folder, f"__substg1.0_{_DATA}{_OBJECT}"]):
        for entry in _message(file, tuple(inner), name, meter, depth + 1):
            yield Entry(f"{name}/{entry.name}", entry.content)
    elif (content := _stream(file, folder, _DATA + _BINARY)) is not None:
        meter.inflate(len(content))
        yield Entry(name, [content])
    else:
        yield Entry(name, refused="附件不在邮件里，只是一个链接")


def _attachments(file: Any, folder: _Folder) -> list[_Folder]:
    storages = file.listdir(streams=False, storages=True)
    depth = len(folder)
    return sorted(
        tuple(path)
        for path in storages
        if len(path) == depth + 1 and tuple(path[:depth]) == folder and _is_attachment(path[depth])
    )


def _is_attachment(name: str) -> bool:
    return name.startswith(_ATTACHMENT)


def _letter(file: Any, folder: _Folder) -> Letter:
    sender, address = _text(file, folder, _SENDER), _text(file, folder, _ADDRESS)
    markup = _stream(file, folder, _HTML + _BINARY)
    return Letter(
        sender=f"{sender} <{address}>" if "@" in address else sender,
        subject=_text(file, folder, _SUBJECT),
        date=_date(file, folder),
        recipients=_text(file, folder, _TO),
        text=_text(file, folder, _BODY).replace("\r\n", "\n"),
        markup=readable(markup) if markup else _text(file, folder, _HTML),
    )


def _date(file: Any, folder: _Folder) -> str:
    """When it was sent, or else delivered, by Beijing's clock."""
    stream = _opened(file, folder, _PROPERTIES) or b""
    rows = stream[_INNER_HEADER if folder else _HEADER :]
    times = {
        tag: value
        for tag, value in (
            struct.unpack("<I4xQ", rows[at : at + _ROW])
            for at in range(0, len(rows) - _ROW + 1, _ROW)
        )
        if tag in _TIMES
    }
    ticks = next((times[tag] for tag in _TIMES if tag in times), None)
    if ticks is None:
        return ""
    return f"{(_EPOCH + timedelta(microseconds=ticks // 10)).astimezone(_BEIJING):%Y-%m-%d %H:%M}"


def _text(file: Any, folder: _Folder, tag: str) -> str:
    if (wide := _stream(file, folder, tag + _UNICODE)) is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    return readable(_stream(file, folder, tag + _BYTES) or b"").rstrip("\0")


def _stream(file: Any, folder: _Folder, tag: str) -> bytes | None:
    return _opened(file, folder, f"__substg1.0_{tag}")


def _opened(file: Any, folder: _Folder, name: str) -> bytes | None:
    path = [*folder, name]
    if not file.exists(path):
        return None
    if file.get_size(path) > file.fp.seek(0, io.SEEK_END):  # its sectors go round in circles
        raise EOFError
    return bytes(file.openstream(path).read())
