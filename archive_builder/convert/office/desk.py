"""Asking LibreOffice, which stays at work from one document to the next."""

from __future__ import annotations

import atexit
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any, cast

from archive_builder.convert.office.find import Office
from archive_builder.convert.office.settings import write_profile
from archive_builder.convert.outcome import Outcome, Pages, Problem
from archive_builder.convert.workfolder import work_folder
from archive_builder.typeset.fontconfig import fontconfig
from archive_builder.typeset.fonts import FontSet

MEMORY = 2 << 30
"""Bytes of address space LibreOffice may have; 0.7 GB is what ordinary documents take."""
HELD = 450 << 20
"""Bytes LibreOffice may hold when it is done with a document; beyond it is started afresh."""
SERVED = 100
"""Documents after which it is started afresh."""
START = 60.0
"""Seconds that starting it may take."""
ROOM = 16 << 20
"""Bytes of scratch space without which no failure is a document's fault."""

_ORDERLY = 5.0
"""Seconds given to end in order."""
_HERE = Path(__file__).parent
"""Where the package `remote` is found by a Python that knows nothing of ours."""

_REMOTE = ("-B", "-s", "-m", "remote")

Answer = Mapping[str, Any]
"""What the bridge says: JSON."""
Ask = Callable[[Mapping[str, object]], Answer]


class Gone(Exception):
    """LibreOffice ended or hangs; the message is a Chinese sentence."""


class Bridge:
    """One LibreOffice with its guardian, from start to end.

    Raises:
        Gone: it does not start.
    """

    def __init__(self, office: Office, folder: Path, fonts: Path) -> None:
        write_profile(folder)
        self._patience = office.patience
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self.served = 0
        self.memory = 0
        self._process = subprocess.Popen(  # noqa: S603 - programs found on this machine
            [office.python, *_REMOTE, _direct(office.program), folder, str(MEMORY)],
            cwd=_HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(fonts, folder.parent),
            start_new_session=True,
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        Thread(target=self._listen, daemon=True).start()
        self._soffice = 0
        try:
            for _ in range(2):
                told = self._answer(monotonic() + START, "LibreOffice 启动不了，请检查安装后重试")
                self._soffice = told["started"]
        except Gone:
            self.end()
            raise

    def _listen(self) -> None:
        """Hand on what the bridge says; an empty line at its end."""
        for line in self._output:
            self._answers.put(line)
        self._answers.put(b"")

    def document(self) -> Ask:
        """Begin a document: return what asks about it, within the patience for one document.

        What it returns raises `Gone` when LibreOffice ended or hangs.
        """
        self.served += 1
        deadline = monotonic() + self._patience

        def ask(request: Mapping[str, object]) -> Answer:
            self._say(request)
            late = f"LibreOffice 转换了 {self._patience:g} 秒还没有完"
            answer = self._answer(deadline, late)
            self.memory = answer["memory"]
            return answer

        return ask

    def _say(self, request: Mapping[str, object]) -> None:
        with suppress(BrokenPipeError):  # its end is seen in the answer
            self._input.write(json.dumps(request).encode() + b"\n")
            self._input.flush()

    def _answer(self, deadline: float, late: str) -> Answer:
        try:
            line = self._answers.get(timeout=max(deadline - monotonic(), 0))
        except Empty:
            raise Gone(late) from None
        if not line:
            raise Gone("LibreOffice 转换时异常退出")
        answer: Answer = json.loads(line)
        return answer

    def leave(self) -> None:
        """End LibreOffice in order if it will, and otherwise."""
        self._say({"do": "leave"})
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ORDERLY)
        self.end()

    def end(self) -> None:
        """End LibreOffice and the bridge, whatever they are doing."""
        with suppress(BrokenPipeError):
            self._input.close()
        try:
            by_itself = self._process.wait(_ORDERLY) == 0
        except subprocess.TimeoutExpired:
            by_itself = False
            self._process.kill()
            self._process.wait()
        if not by_itself and self._soffice:
            _end_group(self._soffice)


def _end_group(leader: int) -> None:
    """End what the bridge would have ended, had it not been killed."""
    if sys.platform == "win32":
        command = ["taskkill", "/T", "/F", "/PID", str(leader)]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    else:
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)


def _direct(program: Path) -> Path:
    """The program proper, without the script and the splash screen that start it on Linux.

    Linux ends a child with its parent, but not what the child has started.
    """
    proper = program.resolve().with_name("soffice.bin")
    return proper if sys.platform == "linux" and proper.is_file() else program


def _environment(fonts: Path, scraps: Path) -> dict[str, str]:
    """The fonts, one locale and China's time everywhere, our place for scraps, no network."""
    nowhere = "http://127.0.0.1:9"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {
        "FONTCONFIG_FILE": str(fonts),
        "LANG": "zh_CN.UTF-8",
        "LC_ALL": "zh_CN.UTF-8",
        "TMPDIR": str(scraps),
        "TMP": str(scraps),
        "TEMP": str(scraps),
        "TZ": "CST-8",
        "all_proxy": nowhere,
        "ftp_proxy": nowhere,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "no_proxy": "",
    }


class Desk:
    """Where documents are handed to LibreOffice, one at a time; it is started when needed.

    Attributes:
        folder: scratch space, which lasts as long as the desk.
    """

    def __init__(self, office: Office, fonts: FontSet) -> None:
        self._office = office
        self._stack = ExitStack()
        self.folder = self._stack.enter_context(work_folder())
        self._fonts = fontconfig(fonts, self.folder)
        self._bridge: Bridge | None = None

    def attempt(self, work: Callable[[Ask], Outcome]) -> Outcome:
        """Work on a document with LibreOffice; once more, in a fresh one, when that fails.

        Only what fails in a LibreOffice that nothing else has worn counts. One that twice ends or
        hangs over a document has a problem that lasts.

        Raises:
            OSError: the disk is full, which is no document's fault.
        """
        problem = Problem("")
        for _ in range(2):
            try:
                bridge = self._ready()
                outcome = work(bridge.document())
            except Gone as gone:
                self._close()
                started = self._started
                problem = Problem(f"{gone}，请在 Word 或 WPS 中另存为 PDF 后报送", lasting=started)
            else:
                if isinstance(outcome, Pages):
                    return outcome
                problem = outcome
                if bridge.served == 1:
                    break
                self._close()
        _require_room(self.folder)
        return problem

    def _ready(self) -> Bridge:
        """LibreOffice, a fresh one where the last is worn or gone."""
        worn = self._bridge
        if worn and (worn.served >= SERVED or worn.memory > HELD):
            self._bridge = None
            worn.leave()
        if self._bridge is None:
            self._started = False
            profile = self.folder / "profile"
            shutil.rmtree(profile, ignore_errors=True)
            self._bridge = Bridge(self._office, profile, self._fonts)
            self._started = True
        return self._bridge

    def _close(self) -> None:
        ended, self._bridge = self._bridge, None
        if ended:
            ended.end()

    def leave(self) -> None:
        """End LibreOffice and remove the scratch space."""
        ended, self._bridge = self._bridge, None
        if ended:
            ended.leave()
        self._stack.close()


def _require_room(folder: Path) -> None:
    """Raise OSError when the disk that LibreOffice writes to is full."""
    if shutil.disk_usage(folder).free < ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


_desks: dict[tuple[Office, str], Desk] = {}
"""The desk of this process. It outlives the calls that use it because starting LibreOffice takes
a second, six times what a document takes; a process of the pool has one, and keeps it."""


def desk_for(office: Office, fonts: FontSet) -> Desk:
    """Return this process's desk; one with another LibreOffice or other fonts is given up."""
    key = (office, fonts.digest)
    if key not in _desks:
        leave()
        _desks[key] = Desk(office, fonts)
    return _desks[key]


@atexit.register
def leave() -> None:
    """Give up this process's desk, if it has one."""
    while _desks:
        _desks.popitem()[1].leave()
