"""Mails that Outlook saved (msg), by [MS-OXMSG]."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import olefile

from archive_builder.decoding import page_markup, readable
from archive_builder.mail.compressed import decompressed
from archive_builder.mail.embedding import Part, embed
from archive_builder.mail.letter import Letter, written_time
from archive_builder.mail.rtf import words_of

SIGNATURE = olefile.MAGIC
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_#"
_UNICODE, _BYTES, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_SUBJECT, _SENDER, _ADDRESS, _TO, _COPIES = "0037", "0C1A", "0C1F", "0E04", "0E03"
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_NAMES = ("3707", "3704", "3001")
"""An attachment's long name, its short one, and what is shown for it."""
_DATA, _IDENTITY, _KIND = "3701", "3712", "370E"
_TIMES = (0x00390040, 0x0E060040)
"""Sent and delivered, as the 16-byte rows of the property stream are tagged."""
_ROW = 16
_HEADER, _INNER_HEADER = 32, 24
"""Bytes before the first row in the property stream of a mail, and of an attached one."""
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

Folder = tuple[str, ...]
"""Where a mail or an attachment lies in the file; the mail itself at ``()``."""


@dataclass(frozen=True, slots=True)
class OutlookMail:
    """A mail that was read: what it says, and where its attachments lie, in their order."""

    letter: Letter
    attached: tuple[Folder, ...]


class OutlookFile:
    """An open msg file; close it, or use it as a context (`contextlib.closing`).

    Methods raise OSError or EOFError where the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Open a compound file.

        Raises:
            OSError: it is damaged.
        """
        self._file: Any = olefile.OleFileIO(str(path))

    def close(self) -> None:
        """Release the file."""
        self._file.close()

    def is_mail(self) -> bool:
        """Whether the compound file is a mail at all."""
        return bool(self._file.exists(_PROPERTIES))

    def read(self, folder: Folder = ()) -> OutlookMail:
        """Read the mail at a place; pictures that its HTML shows are part of that."""
        folders = self._attachments(folder)
        text, page = self._body(folder)
        markup, shown = embed(page, [self._picture(one) for one in folders])
        attached = tuple(one for number, one in enumerate(folders) if number not in shown)
        return OutlookMail(self._letter(folder, text, markup), attached)

    def _letter(self, folder: Folder, text: str, markup: str) -> Letter:
        sender, address = self._text(folder, _SENDER), self._text(folder, _ADDRESS)
        return Letter(
            subject=self._text(folder, _SUBJECT),
            sender=f"{sender} <{address}>" if "@" in address else sender,
            date=self._date(folder),
            recipients=self._people(folder, _TO),
            copies=self._people(folder, _COPIES),
            text=text,
            markup=markup,
        )

    def _body(self, folder: Folder) -> tuple[str, str]:
        """What a mail says as plain text and as HTML; from its RTF where it has neither."""
        text = self._text(folder, _BODY).replace("\r\n", "\n")
        raw = self._stream(folder, _HTML + _BINARY)
        markup = page_markup(raw) if raw else self._text(folder, _HTML)
        if text.strip() or markup.strip():
            return text, markup
        words, is_html = words_of(decompressed(self._stream(folder, _RTF + _BINARY) or b""))
        return ("", words) if is_html else (words, "")

    def _picture(self, attachment: Folder) -> Part:
        """An attachment as a picture that HTML may show; one without names where it is none."""
        identity = self._text(attachment, _IDENTITY).strip().strip("<>")
        if not identity:
            return Part((), "", b"")
        kind = self._text(attachment, _KIND) or "image/png"
        return Part((f"cid:{identity}",), kind, self.content(attachment) or b"")

    def _attachments(self, folder: Folder) -> list[Folder]:
        depth = len(folder)
        return sorted(
            tuple(path)
            for path in self._file.listdir(streams=False, storages=True)
            if len(path) == depth + 1
            and tuple(path[:depth]) == folder
            and path[depth].startswith(_ATTACHMENT)
        )

    def name(self, attachment: Folder) -> str:
        """What an attachment is called, empty when nothing says."""
        return next(filter(None, (self._text(attachment, tag) for tag in _NAMES)), "")

    def content(self, attachment: Folder) -> bytes | None:
        """The bytes of an attachment; None when they are not in the file."""
        return self._stream(attachment, _DATA + _BINARY)

    def attached_mail(self, attachment: Folder) -> Folder | None:
        """Where the mail lies that is attached; None when it is something else."""
        inner = (*attachment, f"__substg1.0_{_DATA}{_OBJECT}")
        return inner if self._file.exists(list(inner)) else None

    def _date(self, folder: Folder) -> str:
        """When it was sent, or else delivered, by Beijing's clock."""
        stream = self._opened(folder, _PROPERTIES) or b""
        rows = stream[_INNER_HEADER if folder else _HEADER :]
        times = dict(
            struct.unpack("<I4xQ", rows[at : at + _ROW])
            for at in range(0, len(rows) - _ROW + 1, _ROW)
        )
        ticks = next((times[tag] for tag in _TIMES if tag in times), None)
        if ticks is None:
            return ""
        try:
            return written_time(_EPOCH + timedelta(microseconds=ticks // 10))
        except OverflowError:  # what stands for no time at all
            return ""

    def _people(self, folder: Folder, tag: str) -> str:
        return "，".join(filter(None, map(str.strip, self._text(folder, tag).split(";"))))

    def _text(self, folder: Folder, tag: str) -> str:
        if (wide := self._stream(folder, tag + _UNICODE)) is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return readable(self._stream(folder, tag + _BYTES) or b"").rstrip("\0")

    def _stream(self, folder: Folder, tag: str) -> bytes | None:
        return self._opened(folder, f"__substg1.0_{tag}")

    def _opened(self, folder: Folder, name: str) -> bytes | None:
        path = [*folder, name]
        if not self._file.exists(path):
            return None
        if self._file.get_size(path) > self._file.fp.seek(0, io.SEEK_END):  # sectors in a circle
            raise EOFError
        return bytes(self._file.openstream(path).read())
