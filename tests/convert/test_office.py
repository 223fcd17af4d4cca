from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from threading import Event

import pytest
from document_builders import new_pdf, saved, written

from archive_builder.convert import office as module
from archive_builder.convert.batches import BATCH, office_at_work
from archive_builder.convert.office import MEMORY, Office, find_office, run_office
from archive_builder.convert.outcome import Problem
from archive_builder.typeset.fonts import FontSet

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stand-in programs are scripts")

PROGRAM = """#!{python}
import os, subprocess, sys, time
from pathlib import Path
arguments = sys.argv[1:]
if arguments == ["--version"]:
    print("LibreOffice 7.4.7.2 40(Build:2)")
    sys.exit()
profile = next(a for a in arguments if a.startswith("-env:")).partition("file://")[2]
assert Path(profile, "user", "registrymodifications.xcu").exists()
assert os.environ["FONTCONFIG_FILE"]
assert os.environ["TMPDIR"] == str(Path(profile).parent)
if sys.platform == "linux":
    import resource
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == {memory}
at = arguments.index("--outdir")
target = arguments[arguments.index("--convert-to") + 1]
folder, files = Path(arguments[at + 1]), [Path(a) for a in arguments[at + 2:]]
folder.mkdir(exist_ok=True)
with open({log!r}, "a") as log:
    print(target, *(file.name for file in files), file=log)
for file in files:
    content = file.read_bytes()
    made = folder / (file.stem + "." + target)
    if content == b"hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path({log!r} + ".child").write_text(str(child.pid))
        made.write_bytes(b"%PDF-1.7 half of")
        time.sleep(600)
    elif content == b"crash":
        os.kill(os.getpid(), 11)
    elif content == b"garbage":
        made.write_bytes(b"no pdf at all")
    elif content != b"refused":
        made.write_bytes({pdf!r} if target == "pdf" else content)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def office(tmp_path: Path, log: Path) -> Office:
    program = tmp_path / "soffice"
    text = PROGRAM.format(python=sys.executable, log=str(log), pdf=saved(new_pdf()), memory=MEMORY)
    program.write_text(text, encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return Office(program, "7.4.7.2", patience=20)


def convert(
    office: Office, tmp_path: Path, fonts: FontSet, contents: dict[str, bytes]
) -> dict[str, Path | Problem]:
    files = [written(tmp_path, name, content) for name, content in contents.items()]
    with office_at_work(office, files, tmp_path / "work", fonts) as results:
        return {file.name: result for file, result in results}


def test_it_is_found_with_its_version(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(office.program.parent))
    assert find_office() == Office(office.program, "7.4.7.2")
    assert office.identity.startswith("LibreOffice 7.4.7.2/")


def test_where_it_is_not_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_PLACES", ())
    assert find_office() is None
    script = written(tmp_path, "soffice", b"#!/bin/sh\necho broken\n")
    script.chmod(0o755)
    assert find_office() is None


def test_one_without_writer_or_calc_is_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.program.parent
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(module, "_PLACES", ())
    for name in ("soffice.bin", "oosplash", "libsclo.so"):
        written(folder, name, b"")
    assert find_office() is None
    written(folder, "libswlo.so", b"")
    assert find_office() is not None


def test_files_go_in_batches_and_all_come_back(
    office: Office, tmp_path: Path, fonts: FontSet, log: Path
) -> None:
    contents = {f"{n}.docx": b"fine" for n in range(BATCH + 3)}
    results = convert(office, tmp_path, fonts, contents)
    assert {name: isinstance(path, Path) for name, path in results.items()} == dict.fromkeys(
        contents, True
    )
    assert sorted(len(line.split()) - 1 for line in log.read_text().splitlines()) == [3, BATCH]


@pytest.mark.parametrize(
    "failure",
    [(b"refused", True), (b"garbage", True), (b"crash", False)],
    ids=["refused", "garbage", "crash"],
)
def test_one_that_fails_is_tried_alone_and_costs_only_itself(
    office: Office, tmp_path: Path, fonts: FontSet, log: Path, failure: tuple[bytes, bool]
) -> None:
    content, lasting = failure
    results = convert(
        office, tmp_path, fonts, {"1.docx": b"fine", "2.docx": content, "3.docx": b"fine"}
    )
    assert isinstance(results["1.docx"], Path)
    assert isinstance(results["3.docx"], Path)
    problem = results["2.docx"]
    assert isinstance(problem, Problem)
    assert problem.lasting == lasting
    assert "pdf 2.docx" in log.read_text().splitlines()


def test_one_that_hangs_is_ended_with_all_it_started(
    office: Office, tmp_path: Path, fonts: FontSet, log: Path
) -> None:
    hasty = Office(office.program, office.version, patience=1.0)
    results = convert(hasty, tmp_path, fonts, {"1.docx": b"hang", "2.docx": b"fine"})
    assert isinstance(results["2.docx"], Path)
    assert results["1.docx"] == Problem(results["1.docx"].reason, lasting=False)
    child = int(Path(f"{log}.child").read_text())
    assert not _runs(child)


def _runs(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    if state.exists():
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not Path("/proc").exists()


def test_setting_stop_ends_a_run(office: Office, tmp_path: Path, fonts: FontSet) -> None:
    stop = Event()
    stop.set()
    file = written(tmp_path, "1.docx", b"hang")
    (tmp_path / "profile" / "user").mkdir(parents=True)
    written(tmp_path / "profile" / "user", "registrymodifications.xcu", b"")
    ended = run_office(
        office,
        [file],
        target="pdf",
        folder=tmp_path / "out",
        profile=tmp_path / "profile",
        fonts=tmp_path / "fonts.conf",
        stop=stop,
    )
    assert not ended


def test_old_workbooks_go_by_way_of_xlsx(
    office: Office, tmp_path: Path, fonts: FontSet, log: Path
) -> None:
    results = convert(office, tmp_path, fonts, {"1.xls": b"fine", "2.docx": b"fine"})
    assert all(isinstance(result, Path) for result in results.values())
    assert log.read_text().splitlines() == ["xlsx 1.xls", "pdf 1.xlsx 2.docx"]
