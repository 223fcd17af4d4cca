"""The desk and its bridge; the stand-in for LibreOffice does what a document's bytes say."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from document_builders import new_pdf, saved, written

from archive_builder.convert.office import desk, find, find_office, lacks_python, printing
from archive_builder.convert.office.desk import MEMORY, desk_for
from archive_builder.convert.office.find import Office
from archive_builder.convert.outcome import Outcome, Pages, Problem
from archive_builder.progress import Silent
from archive_builder.typeset.fonts import FontSet
from archive_builder.workflow import doctor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-in programs are scripts")

SOFFICE = """#!{python}
import os, sys, time
from pathlib import Path
if sys.argv[1:] == ["--version"]:
    print("LibreOffice 7.4.7.2 40(Build:2)")
    sys.exit()
profile = Path(next(a for a in sys.argv if a.startswith("-env:")).partition("file://")[2])
assert (profile / "user" / "registrymodifications.xcu").exists()
assert os.environ["FONTCONFIG_FILE"] and os.environ["TMPDIR"] == str(profile.parent)
assert "127.0.0.1:9" in os.environ["http_proxy"]
if sys.platform == "linux":
    import resource
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == {memory}
if not (profile / "restarted").exists():
    (profile / "restarted").touch()
    sys.exit(81)
(profile / "ready").write_text(str(os.getpid()))
with open({log!r}, "a") as log:
    print("start", os.getpid(), os.getppid(), file=log)
time.sleep(600)
"""
"""Asks to be started again on a fresh profile, as LibreOffice does."""

PYTHON = """#!{python}
import os, runpy, signal, sys, time, types
from pathlib import Path
from unittest.mock import MagicMock
if sys.argv[1] == "-c":
    sys.exit()
at = sys.argv.index("remote")
profile = Path(sys.argv[at + 2])
class IOException(Exception):
    ErrCode = 0
class Locked(IOException):
    ErrCode = 0x11B
class NoConnect(Exception):
    pass
class Document:
    def __getattr__(self, name):
        return MagicMock(**{{"createEnumeration.return_value.hasMoreElements.return_value": False}})
    CharacterCount = 0
    DocumentProperties = MagicMock(**{{"ModificationDate.Year": 0, "CreationDate.Year": 0}})
    def supportsService(self, name):
        return name == "com.sun.star.text.TextDocument"
    def load(self, options):
        said = {{one.Name: one.Value for one in options}}
        assert said["MacroExecutionMode"] == said["UpdateDocMode"] == 0 and not said["ReadOnly"]
        content = Path(said["URL"]).read_bytes().rpartition(b" ")[2].decode()
        with open({log!r}, "a") as log:
            print(content, file=log)
        if content == "hang":
            time.sleep(600)
        if content == "crash" or content == "once" and len(profile_uses()) == 1:
            os.kill(int((profile / "ready").read_text()), signal.SIGKILL)
            time.sleep(0.05)
            raise Exception("disposed")
        if content == "refused":
            raise IOException()
        if content == "locked":
            raise Locked()
        self.content = content
    def storeToURL(self, url, options):
        if self.content == "unprinted":
            raise IOException()
        Path(url).write_bytes({pdf!r})
def profile_uses():
    return [one for one in Path({log!r}).read_text().split() if one == "once"]
class Context:
    class ServiceManager:
        @staticmethod
        def createInstanceWithContext(name, context):
            if name.endswith("UnoUrlResolver"):
                return Resolver()
            if name.endswith("Desktop"):
                return Desktop()
            return Document()
class Desktop:
    def loadComponentFromURL(self, *_):
        pass
    def terminate(self):
        os.kill(int((profile / "ready").read_text()), signal.SIGTERM)
class Resolver:
    def resolve(self, url):
        if not (profile / "ready").exists():
            raise NoConnect()
        return Context()
uno = types.ModuleType("uno")
uno.systemPathToFileUrl = lambda path: path if path != str(profile) else "file://" + path
uno.createUnoStruct = lambda name: types.SimpleNamespace()
uno.getComponentContext = Context
uno.Any = lambda kind, value: value
uno.getClass = lambda name: NoConnect if name.endswith("NoConnectException") else IOException
sys.modules["uno"] = uno
sys.argv = sys.argv[at:]
sys.path.insert(0, os.getcwd())
with open({log!r}, "a") as log:
    print("bridge", os.getpid(), file=log)
runpy.run_module("remote", run_name="__main__")
"""

RTF = b"{\\rtf1} "
Convert = Callable[[str], Outcome]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def office(tmp_path: Path, log: Path) -> Iterator[Office]:
    values = {"python": sys.executable, "log": str(log), "pdf": saved(new_pdf()), "memory": MEMORY}
    made = []
    for name, text in (("soffice", SOFFICE), ("python", PYTHON)):
        program = written(tmp_path, name, text.format(**values).encode())
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        made.append(program)
    yield Office(made[0], made[1], "7.4.7.2", patience=20)
    desk.leave()


@pytest.fixture
def convert(office: Office, tmp_path: Path, fonts: FontSet) -> Convert:
    def one(content: str) -> Outcome:
        file = written(tmp_path, "document", RTF + content.encode())
        return printing.convert(office, file, fonts)

    return one


def started(log: Path) -> list[int]:
    """LibreOffice's processes so far."""
    lines = [line.split() for line in log.read_text().splitlines()]
    return [int(words[1]) for words in lines if words[0] == "start"]


def bridges(log: Path) -> list[int]:
    lines = [line.split() for line in log.read_text().splitlines()]
    return [int(words[1]) for words in lines if words[0] == "bridge"]


def gone(process: int) -> bool:
    """Whether a process ends within ten seconds; one that nobody waited for has ended."""
    deadline = monotonic() + 10
    while monotonic() < deadline:
        listed = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, check=False
        )
        if not listed.stdout.strip() or listed.stdout.startswith(b"Z"):
            return True
    return False


def problem_of(outcome: Outcome) -> Problem:
    assert isinstance(outcome, Problem)
    return outcome


def test_it_is_found_with_its_version_and_its_python(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(office.program.parent))
    assert find_office() == Office(office.program, office.python, "7.4.7.2")
    assert not lacks_python()
    assert printing.converter(office).name == "LibreOffice 7.4.7.2"


def test_where_it_is_not_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(find, "_PLACES", ())
    monkeypatch.setattr(find, "_NEWEST", (str(tmp_path), "libreoffice*/program/soffice"))
    assert find_office() is None
    assert not lacks_python()
    script = written(tmp_path, "soffice", b"#!/bin/sh\necho broken\n")
    script.chmod(0o755)
    assert find_office() is None


def test_one_without_writer_or_calc_is_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.program.parent
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(find, "_PLACES", ())
    for name in ("soffice.bin", "oosplash", "libsclo.so"):
        written(folder, name, b"")
    assert find_office() is None
    written(folder, "libswlo.so", b"")
    assert find_office() is not None


def test_one_that_no_python_can_talk_to_is_none_and_is_named(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(office.program.parent))
    monkeypatch.setattr(find, "_PLACES", ())
    monkeypatch.setattr(find, "_DISTRIBUTION", tmp_path / "none")
    office.python.write_text("#!/bin/sh\nexit 1\n")
    assert find_office() is None
    assert lacks_python()


def test_doctor_says_which_part_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_office", lambda: None)
    for lacking in (True, False):
        monkeypatch.setattr(doctor, "lacks_python", lambda lacking=lacking: lacking)
        (tool,) = (one for one in doctor.examine(tmp_path, Silent()) if one.name == "LibreOffice")
        assert tool.found.startswith("有，但缺少" if lacking else "没有找到")
        assert "python3-uno" in tool.remedy


def test_documents_share_one_libreoffice(convert: Convert, log: Path) -> None:
    for _ in range(3):
        made = convert("fine")
        assert isinstance(made, Pages)
        assert isinstance(made.pdf, Path)
        assert made.pdf.read_bytes().startswith(b"%PDF")
    assert log.read_text().split().count("fine") == 3
    assert len(started(log)) == 1


def test_it_is_started_afresh_after_some_documents(
    convert: Convert, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "SERVED", 2)
    for _ in range(3):
        assert isinstance(convert("fine"), Pages)
    first, _ = started(log)
    assert gone(first)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process holds")
def test_it_is_started_afresh_when_it_holds_too_much(
    convert: Convert, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "HELD", 1 << 20)
    for _ in range(2):
        assert isinstance(convert("fine"), Pages)
    assert len(started(log)) == 2


@pytest.mark.parametrize(
    ("content", "said"), [("refused", "打不开"), ("locked", "口令"), ("unprinted", "印不出来")]
)
def test_only_a_fresh_libreoffice_passes_judgement(
    convert: Convert, log: Path, content: str, said: str
) -> None:
    assert isinstance(convert("fine"), Pages)
    problem = problem_of(convert(content))
    assert said in problem.reason
    assert problem.lasting
    assert log.read_text().split().count(content) == 2
    assert len(started(log)) == 2
    assert isinstance(convert("fine"), Pages)
    assert len(started(log)) == 2


def test_one_that_ends_it_is_tried_twice_and_remembered(convert: Convert, log: Path) -> None:
    problem = problem_of(convert("crash"))
    assert problem.lasting
    assert problem.reason == "LibreOffice 转换时异常退出，请在 Word 或 WPS 中另存为 PDF 后报送"
    assert log.read_text().split().count("crash") == 2
    assert isinstance(convert("fine"), Pages)


def test_one_that_ends_it_by_chance_gets_its_pages(convert: Convert, log: Path) -> None:
    assert isinstance(convert("once"), Pages)
    assert len(started(log)) == 2


def test_one_that_hangs_is_ended_twice_and_remembered(
    office: Office, tmp_path: Path, fonts: FontSet, log: Path
) -> None:
    hasty = Office(office.program, office.python, office.version, patience=0.3)
    file = written(tmp_path, "document", RTF + b"hang")
    problem = problem_of(printing.convert(hasty, file, fonts))
    assert problem.lasting
    assert "0.3 秒" in problem.reason
    assert len(started(log)) == 2
    assert all(map(gone, started(log) + bridges(log)))


def test_one_that_does_not_start_is_no_documents_fault(convert: Convert, office: Office) -> None:
    office.program.write_text("#!/bin/sh\nexit 3\n")
    assert not problem_of(convert("fine")).lasting


def test_a_full_disk_is_no_documents_fault(
    convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert isinstance(convert("fine"), Pages)
    with pytest.raises(OSError) as error:
        convert("unprinted")
    assert error.value.errno == errno.ENOSPC


def test_other_fonts_are_another_desk(
    convert: Convert, office: Office, fonts: FontSet, log: Path
) -> None:
    assert isinstance(convert("fine"), Pages)
    first = desk_for(office, fonts)
    assert first.folder.is_dir()
    other = desk_for(office, replace(fonts, digest="other"))
    assert other is not first
    assert not first.folder.exists()
    assert all(map(gone, started(log) + bridges(log)))


def test_leaving_ends_everything(convert: Convert, log: Path) -> None:
    assert isinstance(convert("fine"), Pages)
    desk.leave()
    assert all(map(gone, started(log) + bridges(log)))


@pytest.mark.parametrize("victim", ["bridge", "soffice"])
def test_killing_a_part_leaves_no_orphan_and_stops_nothing(
    convert: Convert, log: Path, victim: str
) -> None:
    assert isinstance(convert("fine"), Pages)
    os.kill((bridges(log) if victim == "bridge" else started(log))[0], signal.SIGKILL)
    if sys.platform == "linux":
        assert gone(started(log)[0])
    assert isinstance(convert("fine"), Pages)
    assert gone(started(log)[0])
    assert gone(bridges(log)[0])


@pytest.mark.parametrize("content", ["fine", "hang"])
def test_killing_who_asked_leaves_no_orphan(
    office: Office, tmp_path: Path, log: Path, content: str
) -> None:
    file = written(tmp_path, "document", RTF + content.encode())
    asking = (
        "import sys, time; from pathlib import Path\n"
        "from archive_builder.convert.office.find import Office\n"
        "from archive_builder.convert.office.printing import convert\n"
        "from archive_builder.typeset.fonts import load_fonts\n"
        "program, python, file = map(Path, sys.argv[1:])\n"
        "convert(Office(program, python, '7'), file, load_fonts())\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", asking, str(office.program), str(office.python), str(file)]
    asker = subprocess.Popen(command)
    deadline = monotonic() + 30
    while content not in (log.read_text().split() if log.exists() else ()):
        assert monotonic() < deadline
        assert asker.poll() is None
    asker.kill()
    asker.wait()
    assert all(map(gone, started(log) + bridges(log)))
