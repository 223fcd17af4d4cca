"""One LibreOffice process."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno

if sys.platform != "win32":
    import resource

_RESTART = 81
"""What LibreOffice exits with on a fresh profile: it wants to be started once more."""
_TICK = 0.02
"""Seconds between attempts to connect."""
_DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_PIPES = Path("/tmp")  # noqa: S108 - LibreOffice puts them there and nowhere else
"""Where LibreOffice's pipes lie on POSIX systems."""


class Soffice:
    """A LibreOffice in a session of its own, which listens on a pipe that no other has.

    Args:
        program: what to start.
        profile: a user profile that no other uses.
        memory: bytes of address space it may have, where the system can bound them.
    """

    def __init__(self, program: str, profile: str, memory: int) -> None:
        self._name = "archive-builder-" + os.urandom(8).hex()
        self._command = [
            program,
            "-env:UserInstallation=" + uno.systemPathToFileUrl(profile),
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            f"--accept=pipe,name={self._name};urp",
        ]
        self._memory = memory
        self._lock = threading.Lock()
        self._ended = False
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise SystemExit(1)
            return subprocess.Popen(  # noqa: S603 - a program found on this machine
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=self._bound if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    def _bound(self) -> None:
        """Bound the memory of the new process, and have Linux end it with this one.

        Runs between fork and exec: the one other thread there may be only reads standard input.
        """
        resource.setrlimit(resource.RLIMIT_AS, (self._memory, self._memory))
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)

    def context(self) -> Any:
        """Wait until LibreOffice answers; the context that its services are made in.

        Raises:
            SystemExit: it ended.
        """
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        while True:
            try:
                return resolver.resolve(
                    f"uno:pipe,name={self._name};urp;StarOffice.ComponentContext"
                )
            except uno.getClass("com.sun.star.connection.NoConnectException"):
                self._look()
                time.sleep(_TICK)

    def _look(self) -> None:
        ended = self.process.poll()
        if ended == _RESTART:
            self.process = self._started()
        elif ended is not None:
            raise SystemExit(1)

    def memory(self) -> int:
        """Bytes it holds in memory; 0 where the system doesn't say."""
        if sys.platform != "linux":
            return 0
        held = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(held) * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Kill it with all it started; one that has ended leaves nothing to kill."""
        with self._lock:
            self._ended = True
            if sys.platform == "win32":
                command = ["taskkill", "/T", "/F", "/PID", str(self.process.pid)]
                subprocess.call(command)  # noqa: S603
            else:
                with suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for pipe in _PIPES.glob("OSL_PIPE_*_" + self._name):
            pipe.unlink()
