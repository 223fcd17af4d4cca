"""What libraries raise over hostile bytes, made into a reason."""

from __future__ import annotations

import errno
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from email.errors import MessageError
from typing import TypeVar

import pikepdf
import py7zr.exceptions
import rarfile

from archive_builder.intake.unpack.entry import BROKEN, SealedError

DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    MessageError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    pikepdf.PdfError,
    py7zr.exceptions.ArchiveError,
    rarfile.Error,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""For a damaged archive the libraries raise nearly anything; their own errors are the few."""

T = TypeVar("T")


def of_the_disk(error: Exception) -> bool:
    """Whether an error is the disk's, not the archive's: libraries raise OSError for those too."""
    return isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)


def shielded(items: Iterable[T]) -> Iterator[T]:
    """Hand on what a reader yields; the reader is closed however this ends.

    Raises:
        SealedError: the reader's own, or that the container is damaged.
        OSError: the disk can't be read.
    """
    with closing(_generator(items)) as source:
        while True:
            try:
                item = next(source)
            except StopIteration:
                return
            except DAMAGE as error:
                if of_the_disk(error):
                    raise
                raise SealedError(BROKEN) from error
            yield item


def _generator(items: Iterable[T]) -> Generator[T, None, None]:
    yield from items
