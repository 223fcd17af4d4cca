"""LibreOffice: finding it and running it once over some files."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

from archive_builder.convert.sniff import Kind

REVISION = 1
"""Raised when the files or settings given to LibreOffice would give other pages than before."""

SUFFIXES: Mapping[Kind, str] = {
    Kind.DOCX: ".docx",
    Kind.DOC: ".doc",
    Kind.ODT: ".odt",
    Kind.RTF: ".rtf",
    Kind.WORD_XML: ".xml",
    Kind.XLSX: ".xlsx",
    Kind.XLSB: ".xlsb",
    Kind.XLS: ".xls",
    Kind.SHEET_XML: ".xls",
    Kind.ODS: ".ods",
    Kind.PPTX: ".pptx",
    Kind.PPT: ".ppt",
    Kind.ODP: ".odp",
}
"""What LibreOffice converts, and the suffix by which it knows it."""

KINDS = frozenset(SUFFIXES)
WORKBOOKS = frozenset(SUFFIXES[kind] for kind in (Kind.XLSX, Kind.XLSB, Kind.XLS, Kind.ODS))
"""Suffixes of workbooks."""

MEMORY = 2 << 30
"""Bytes of address space a run may have; 0.7 GB is what ordinary documents take."""

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_TICK = 0.2
"""Seconds between looks at whether to stop."""
_VERSION = re.compile(r"LibreOffice\s+(\d+(?:\.\d+)+)")


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice on this machine.

    Attributes:
        program: the soffice program.
        version: such as 7.4.7.2.
        patience: seconds that one file may take.
    """

    program: Path
    version: str
    patience: float = 120.0

    @property
    def name(self) -> str:
        """Name and version, as the 备考表 says it."""
        return f"LibreOffice {self.version}"

    @property
    def identity(self) -> str:
        """Names the program and how we use it in the key of a rendition."""
        return f"{self.name}/{REVISION}"


def find_office() -> Office | None:
    """Find LibreOffice on the PATH or where it usually is; None when it can't be run.

    One without Writer or Calc counts as none: it would call every document of theirs damaged.
    """
    named = [shutil.which(name) for name in ("soffice.com", "soffice", "libreoffice")]
    for place in [*filter(None, named), *_PLACES]:
        usable = Path(place).is_file() and _is_whole(Path(place))
        version = _version(Path(place)) if usable else None
        if version:
            return Office(Path(place), version)
    return None


def _is_whole(program: Path) -> bool:
    """Whether Writer and Calc are there; Linux distributions package them one by one."""
    folder = program.resolve().parent
    on_linux = (folder / "soffice.bin").is_file() and (folder / "oosplash").is_file()
    return not on_linux or all((folder / lib).is_file() for lib in ("libswlo.so", "libsclo.so"))


def _version(program: Path) -> str | None:
    try:
        told = subprocess.run(  # noqa: S603 - the program found above, no input of a user's
            [program, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(told.stdout.decode("utf-8", "replace"))
    return found[1] if found else None


def run_office(
    office: Office,
    files: Sequence[Path],
    *,
    target: str,
    folder: Path,
    profile: Path,
    fonts: Path,
    stop: Event,
) -> bool:
    """Convert files into `folder` in one run of LibreOffice; look there for what came of it.

    LibreOffice says nothing of use: its exit code is 0 whatever happens, and a file it can't open
    is skipped. A run that takes too long is ended with all its processes.

    Args:
        office: the program.
        files: with suffixes that say what they are.
        target: the suffix of the results, ``pdf`` or ``xlsx``.
        folder: where results go, under the files' stems.
        profile: the user profile of this run, which no other may use at the same time.
        fonts: a fontconfig configuration.
        stop: ends the run when set.

    Returns:
        Whether it ended by itself.
    """
    command = [
        str(office.program),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", target, "--outdir", str(folder)),
        *map(str, files),
    ]
    process = subprocess.Popen(  # noqa: S603 - the files are our own copies, named by us
        _bounded(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(fonts, profile),
        start_new_session=True,
    )
    try:
        return _wait(process, office.patience * (1 + (len(files) - 1) / 10), stop)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], patience: float, stop: Event) -> bool:
    deadline = monotonic() + patience
    while monotonic() < deadline and not stop.is_set():
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_TICK) == 0
    return False


def _bounded(command: list[str]) -> list[str]:
    """The command with a bound on its memory, where the system can set one.

    The shell sets it: code between fork and exec is not safe in a process that has threads.
    """
    if sys.platform != "linux":
        return command
    return ["/bin/sh", "-c", f'ulimit -v {MEMORY >> 10}; exec "$0" "$@"', *command]


def _environment(fonts: Path, profile: Path) -> dict[str, str]:
    """The fonts to use, one locale everywhere, scraps beside the profile, no way to the network."""
    nowhere = "http://127.0.0.1:9"
    scraps = str(profile.parent)
    return os.environ | {
        "FONTCONFIG_FILE": str(fonts),
        "LANG": "zh_CN.UTF-8",
        "LC_ALL": "zh_CN.UTF-8",
        "TMPDIR": scraps,
        "TMP": scraps,
        "TEMP": scraps,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "no_proxy": "",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a run with everything it started; nothing is left to end after an orderly one."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(  # noqa: S603
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607
                capture_output=True,
                check=False,
            )
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
