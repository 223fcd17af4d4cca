"""Programs that open rar archives, which no free library can: found, and run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

_PATIENCE = 900.0
"""Seconds after which a program that still unpacks one archive is ended."""
_PROBE = 10.0
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Unpacker:
    """A program that writes all that a rar archive holds to its output, one after the other.

    Attributes:
        program: its name.
        arguments: what makes it do that, without asking for a password; the archive follows.
        probe: what makes it tell about itself.
        mark: what it then says when it can read rar; some go by a name without being able to.
    """

    program: str
    arguments: tuple[str, ...]
    probe: tuple[str, ...]
    mark: bytes


_SEVEN_ZIP = (("x", "-so", "-bd", "-p", "--"), ("i",), b"Rar5")
_UNPACKERS = (
    Unpacker("unar", ("-q", "-p", "", "-o", "-", "--"), ("-version",), b"v"),
    Unpacker("unrar", ("p", "-inul", "-p-", "--"), (), b"Roshal"),
    Unpacker("7zz", *_SEVEN_ZIP),
    Unpacker("7z", *_SEVEN_ZIP),
)
"""In the order of preference. bsdtar is not among them: it takes a rar that holds a zip for that
zip and never ends on some links."""


def find_unpacker() -> tuple[str, ...] | None:
    """The command that unpacks the rar archive named after it; None where none is installed."""
    for unpacker in _UNPACKERS:
        program = shutil.which(unpacker.program, path=_folders())
        if program and _can(program, unpacker):
            return program, *unpacker.arguments
    return None


def _folders() -> str:
    installed = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)")]
    beside = [str(Path(p) / f) for p in installed if p for f in ("7-Zip", "WinRAR")]
    return os.pathsep.join([os.environ.get("PATH", os.defpath), *beside])


def _can(program: str, unpacker: Unpacker) -> bool:
    try:
        told = subprocess.run(  # noqa: S603 - a program of the list above, no input of a user's
            [program, *unpacker.probe],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return unpacker.mark in told.stdout


@contextmanager
def unpacking(command: tuple[str, ...], packed: Path) -> Iterator[IO[bytes]]:
    """Yield what the program writes; it is ended when it takes too long or is not read out.

    Raises:
        EOFError: it reported failure.
        OSError: it can't be started.
    """
    with subprocess.Popen(  # noqa: S603 - as above; the archive is our own copy, named by us
        [*command, str(packed.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    ) as process:
        timer = Timer(_PATIENCE, process.kill)
        timer.start()
        try:
            assert process.stdout  # noqa: S101 - a pipe was asked for
            yield process.stdout
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
    if code:
        raise EOFError
