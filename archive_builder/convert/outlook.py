"""Mails that Outlook saved (msg), by [MS-OXMSG]."""

from __future__ import annotations

import struct
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import olefile

from archive_builder.convert.letter import Letter, set_letter, written_time
from archive_builder.convert.outcome import Converter, Outcome
from archive_builder.convert.sniff import Kind
from archive_builder.convert.webpage import markup, text_of
from archive_builder.typeset.fonts import FontSet

_SUBJECT, _SENDER, _RECIPIENTS, _BODY, _HTML = 0x0037, 0x0C1A, 0x0E04, 0x1000, 0x1013
_SENT, _DELIVERED = 0x00390040, 0x0E060040
_FILE_NAMES = (0x3707, 0x3704, 0x3001)
"""An attachment's long name, its short one, and what is shown for it."""
_UNICODE, _BYTES, _BINARY = 0x001F, 0x001E, 0x0102
_HEADER, _ROW = 32, 16
"""Bytes before the rows of a message's property stream, and of a row."""
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CHINA = timezone(timedelta(hours=8))
"""Outlook keeps times in UTC and does not say where they were read."""


def read(path: Path) -> Letter:
    """Read a mail; its body is its plain text, or else the text of its HTML.

    Raises:
        OSError: it is damaged.
    """
    with closing(olefile.OleFileIO(str(path))) as file:
        page = _stream(file, "", _HTML, _BINARY)
        html = markup(page) if page else _text(file, "", _HTML)
        head = {
            "主题": _text(file, "", _SUBJECT),
            "发件人": _text(file, "", _SENDER),
            "日期": _sent(file),
            "收件人": _text(file, "", _RECIPIENTS),
        }
        storages = (name[0] for name in file.listdir(streams=False, storages=True))
        attached = sorted({name for name in storages if name.startswith("__attach_")})
        names = tuple(_file_name(file, f"{storage}/") for storage in attached)
        return Letter(head, _text(file, "", _BODY).strip() or text_of(html), names)


def _file_name(file: Any, storage: str) -> str:
    named = (_text(file, storage, tag) for tag in _FILE_NAMES)
    return next(filter(None, named), "未命名")


def _text(file: Any, storage: str, tag: int) -> str:
    wide = _stream(file, storage, tag, _UNICODE)
    if wide is not None:
        return wide.decode("utf-16-le", "replace").strip("\0")
    narrow = _stream(file, storage, tag, _BYTES) or b""
    return narrow.decode("gb18030", "replace").strip("\0")


def _stream(file: Any, storage: str, tag: int, kind: int) -> bytes | None:
    name = f"{storage}__substg1.0_{tag:04X}{kind:04X}"
    return bytes(file.openstream(name).read()) if file.exists(name) else None


def _sent(file: Any) -> str:
    """When it was sent, or else delivered."""
    content = file.openstream("__properties_version1.0").read()[_HEADER:]
    rows = (content[at : at + _ROW] for at in range(0, len(content) - _ROW + 1, _ROW))
    times = dict(struct.unpack("<I4xQ", row) for row in rows)
    ticks = times.get(_SENT) or times.get(_DELIVERED)
    if not ticks:
        return ""
    return written_time((_EPOCH + timedelta(microseconds=ticks // 10)).astimezone(_CHINA))


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set a mail's head and body."""
    return set_letter(read(path), fonts)


CONVERTER = Converter(
    name="archive-builder 邮件文字",
    revision=1,
    kinds=frozenset({Kind.OUTLOOK}),
    convert=convert,
)
