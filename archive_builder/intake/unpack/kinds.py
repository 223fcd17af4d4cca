"""What kind of container a file is: by its content, and where that says nothing by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum, auto
from pathlib import Path, PurePosixPath

from archive_builder.intake.unpack import mails, outlook, portfolios, zips
from archive_builder.intake.unpack.entry import VOLUMES, Entry, Meter, SealedError
from archive_builder.intake.unpack.shield import DAMAGE, of_the_disk
from archive_builder.intake.unpack.streams import COMPRESSED, decompressed
from archive_builder.intake.unpack.tars import begins_like_tar


class Kind(StrEnum):
    """A kind of container."""

    ZIP = auto()
    TAR = auto()
    SINGLE = auto()
    SEVEN_ZIP = auto()
    RAR = auto()
    MAIL = auto()
    OUTLOOK = auto()
    PORTFOLIO = auto()
    VOLUME = auto()


_HEAD = 8192
_VOLUME = re.compile(r"\.(z\d\d|r\d\d|(7z|zip|rar|tar|gz|tgz)\.\d{3})$")
"""Names of the pieces of a split archive; those that bear an archive's own suffix say it inside."""
_BEGINNINGS = (
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SUFFIXES = {
    ".zip": Kind.ZIP,
    ".7z": Kind.SEVEN_ZIP,
    ".rar": Kind.RAR,
    ".tar": Kind.TAR,
    ".tgz": Kind.TAR,
    ".tbz": Kind.TAR,
    ".tbz2": Kind.TAR,
    ".txz": Kind.TAR,
    ".gz": Kind.SINGLE,
    ".bz2": Kind.SINGLE,
    ".xz": Kind.SINGLE,
}


def kind_of(file: Path, name: str) -> Kind | None:
    """The kind of container that a file is; None for a document.

    A document that merely holds archive bytes (a PDF, a program) is none, nor is a package of
    Office, OFD or Java, nor a message without attachments. A name that promises an archive is
    believed where the content is nothing else, so that a damaged one is not taken for a document.

    Raises:
        OSError: the file can't be read.
    """
    name = PurePosixPath(name).name.lower()
    if _VOLUME.search(name):
        return Kind.VOLUME
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    suffix = PurePosixPath(name).suffix
    try:
        return _by_content(file, head, suffix)
    except SealedError:
        return Kind.ZIP
    except DAMAGE as error:
        if of_the_disk(error):
            raise
        return _SUFFIXES.get(suffix)


def _by_content(file: Path, head: bytes, suffix: str) -> Kind | None:
    if head.startswith(_ZIP):
        return None if zips.is_package(file) else Kind.ZIP
    if head.startswith(COMPRESSED):
        return _packed_stream(file, suffix)
    if head.startswith(outlook.SIGNATURE):
        return Kind.OUTLOOK if suffix in (".msg", "") and outlook.has_attachments(file) else None
    if suffix in (".eml", "") and mails.looks_like_mail(head):
        return Kind.MAIL if mails.has_attachments(file) else None
    found = next((kind for mark, kind in _BEGINNINGS if head.startswith(mark)), None)
    return found or _tar_or_portfolio(file, head) or _SUFFIXES.get(suffix)


def _tar_or_portfolio(file: Path, head: bytes) -> Kind | None:
    if begins_like_tar(head):
        return Kind.TAR
    holds_files = portfolios.looks_like_pdf(head) and portfolios.is_portfolio(file)
    return Kind.PORTFOLIO if holds_files else None


def _packed_stream(file: Path, suffix: str) -> Kind | None:
    """A tar, or one file; where no suffix says that, it is some program's own compressed format."""
    with closing(decompressed(file)) as stream:
        if begins_like_tar(stream.read(_HEAD)):
            return Kind.TAR
    return _SUFFIXES.get(suffix)


def a_volume(_packed: Path, _name: str, _meter: Meter) -> Iterator[Entry]:
    """No entries: a piece of a split archive waits for the whole."""
    raise SealedError(VOLUMES)
