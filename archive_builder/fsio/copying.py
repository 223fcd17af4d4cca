"""Reading files whole: hashing, copying, and whether somebody still writes them."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import sys
from pathlib import Path

CHUNK = 1 << 20
_BUFFER = 256 << 10
"""Bytes copied at once: what was read is still in the processor's cache when it is hashed."""
READ_ONLY_BITS = 0o444
_EXCLUSIVE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_PLAIN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put in a file's place must not hold us
    | getattr(os, "O_BINARY", 0)
)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_hashing(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file to `target`, a new read-only file, and return the SHA-256 and size copied.

    Nothing is synced: see `durable`. A link at `source` is not followed where the system can tell.

    Raises:
        OSError: the source can't be read or the target can't be written.
    """
    digest, size = hashlib.sha256(), 0
    reader = os.open(source, _PLAIN)
    try:
        writer = os.open(target, _EXCLUSIVE, READ_ONLY_BITS)
        try:
            with os.fdopen(reader, "rb", buffering=0, closefd=False) as file:
                buffer = memoryview(bytearray(_BUFFER))
                while read := file.readinto(buffer):
                    digest.update(buffer[:read])
                    _write(writer, buffer[:read])
                    size += read
        finally:
            os.close(writer)
    finally:
        os.close(reader)
    return digest.hexdigest(), size


def _write(handle: int, view: memoryview) -> None:
    while view:
        view = view[os.write(handle, view) :]


def being_written(path: Path) -> bool:
    """Whether another process has a file open for writing, as far as the system can tell.

    Linux grants a read lease only on files that nobody writes; Windows programs that write mostly
    refuse to share. Elsewhere, and on shares, False says nothing.

    Raises:
        OSError: the file can't be opened for another reason.
    """
    try:
        handle = os.open(path, _PLAIN)
    except PermissionError:
        if os.name == "nt":
            return True
        raise
    try:
        return _lease_refused(handle)
    finally:
        os.close(handle)


def _lease_refused(handle: int) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  POSIX only

    try:  # should a writer come just now, the kernel tells by a signal that harms nobody
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False
