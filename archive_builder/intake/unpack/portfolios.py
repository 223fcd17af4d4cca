"""PDF portfolios: a PDF that holds other files, as a folder does (ISO 32000-1, 12.3.5)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Object, Pdf, Stream

from archive_builder.decoding import readable
from archive_builder.fsio import CHUNK
from archive_builder.intake.unpack.entry import RARE, Entry, Meter, SealedError
from archive_builder.intake.unpack.names import one_component

_WITHIN = 1024
"""A PDF's first line may stand anywhere in so many bytes."""
_MARKS = ((b"\xfe\xff", "utf-16"), (b"\xff\xfe", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def looks_like_pdf(head: bytes) -> bool:
    """Whether a file's first bytes are those of a PDF."""
    return b"%PDF-" in head[:_WITHIN]


def is_portfolio(file: Path) -> bool:
    """Whether a PDF is there for the files in it; one with mere attachments is a document.

    Raises:
        OSError: the file can't be read.
    """
    try:
        with pikepdf.open(file, attempt_recovery=False) as pdf:
            return Name.Collection in pdf.Root and len(pdf.attachments) > 0
    except (pikepdf.PasswordError, pikepdf.PdfError):
        return False


def members(packed: Path, _name: str, meter: Meter) -> Iterator[Entry]:
    """The files of a portfolio, in the order of their names; not its own page."""
    with pikepdf.open(packed) as pdf:
        meter.expect(len(pdf.attachments))
        for number, entry in enumerate(_entries(pdf), 1):
            name = one_component(_file_name(entry)) or f"附件{number}"
            yield Entry(name, _content(entry, meter))


def _entries(pdf: Pdf) -> Iterator[Object]:
    for spec in pdf.attachments.values():
        yield spec.obj


def _file_name(entry: Object) -> str:
    """The name as it is shown; old programs wrote GBK where the standard wants Unicode."""
    raw = bytes(entry.get("/UF", entry.get("/F", b"")))
    marked = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)
    return raw.decode(marked, "replace") if marked else readable(raw)


def _content(entry: Object, meter: Meter) -> Iterator[bytes]:
    files = entry.EF
    stream = files.get("/UF", files.get("/F"))
    if not isinstance(stream, Stream):
        raise SealedError(RARE)
    packed = memoryview(stream.read_raw_bytes())
    filters = stream.get("/Filter", Array())
    steps = list(filters) if isinstance(filters, Array) else [filters]
    pieces: Iterator[bytes]
    if not steps:
        pieces = (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
    elif steps == [Name.FlateDecode] and "/DecodeParms" not in stream:
        pieces = _inflated(packed)
    else:
        raise SealedError(RARE)
    for piece in pieces:
        meter.inflate(len(piece))
        yield piece


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """Inflate in bounded pieces: pikepdf's own reading would hold all of a bomb."""
    decoder, rest = zlib.decompressobj(), bytes(packed)
    while rest and not decoder.eof:
        yield decoder.decompress(rest, CHUNK)
        rest = decoder.unconsumed_tail
