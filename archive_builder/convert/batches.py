"""Many documents through LibreOffice: in batches, two at a time, failures once more alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from archive_builder.convert.office import SUFFIXES, WORKBOOKS, Office, run_office
from archive_builder.convert.outcome import Problem
from archive_builder.convert.profile import write_profile
from archive_builder.convert.sniff import Kind
from archive_builder.convert.staging import stage
from archive_builder.typeset.fontconfig import fontconfig
from archive_builder.typeset.fonts import FontSet

BATCH = 10
"""Files a run: starting LibreOffice costs as much as converting five."""
WORKERS = 2

Printed = tuple[Path, Path | Problem]
"""A staged file, and its PDF or why there is none."""

_REWRITTEN = WORKBOOKS - {SUFFIXES[Kind.XLSX]}
"""Workbooks that are made xlsx first, so that their sheets can be fitted to paper."""

_TAIL = 64
"""Bytes at the end of a PDF that say that it is whole."""

_REFUSED = Problem("LibreOffice 打不开这个文件，可能已损坏或设有打开口令")
_OVERRUN = Problem(
    "LibreOffice 转换超时或中途退出，请重试；仍不行请另存为 PDF 后报送", lasting=False
)


@contextmanager
def office_at_work(
    office: Office, files: Sequence[Path], folder: Path, fonts: FontSet
) -> Iterator[Iterator[Printed]]:
    """Start converting staged files; yields their results as they come.

    On leaving, whatever still runs is ended.

    Args:
        office: the program.
        files: copies with the suffixes of their kinds and stems of their own.
        folder: a folder to work in.
        fonts: what documents are set in.
    """
    stop = Event()
    desks: SimpleQueue[Desk] = SimpleQueue()
    for number in range(WORKERS):
        desks.put(_desk(office, folder / f"desk{number}", fonts, stop))
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    threads = ThreadPoolExecutor(WORKERS)
    try:
        running = [threads.submit(_at_a_desk, desks, batch) for batch in batches]
        yield (printed for batch in as_completed(running) for printed in batch.result())
    finally:
        stop.set()
        threads.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one run at a time works: its own folder with a profile of its own."""

    office: Office
    folder: Path
    fonts: Path
    stop: Event

    def run(self, files: Sequence[Path], target: str, results: Path) -> bool:
        """Run LibreOffice; after a run that did not end well the profile is made afresh."""
        profile = self.folder / "profile"
        write_profile(profile)
        done = run_office(
            self.office,
            files,
            target=target,
            folder=results,
            profile=profile,
            fonts=self.fonts,
            stop=self.stop,
        )
        if not done:
            shutil.rmtree(profile, ignore_errors=True)
        return done


def _desk(office: Office, folder: Path, fonts: FontSet, stop: Event) -> Desk:
    folder.mkdir(parents=True)
    return Desk(office, folder, fontconfig(fonts, folder), stop)


def _at_a_desk(desks: SimpleQueue[Desk], files: Sequence[Path]) -> list[Printed]:
    desk = desks.get()
    try:
        return _batch(desk, files)
    finally:
        desks.put(desk)


def _batch(desk: Desk, files: Sequence[Path]) -> list[Printed]:
    results = desk.folder / f"results-{files[0].stem}"
    results.mkdir()
    printed = _fitted(desk, files, results)
    desk.run(list(printed.values()), "pdf", results)
    return [
        (file, _result(results, file) or _alone(desk, printed[file], results)) for file in files
    ]


def _fitted(desk: Desk, files: Sequence[Path], results: Path) -> dict[Path, Path]:
    """Every file with what is to be printed of it: an old workbook becomes a fitted xlsx."""
    printed = {file: file for file in files}
    old = [file for file in files if file.suffix in _REWRITTEN]
    if not old:
        return printed
    made, fitted = results / "made", results / "fitted"
    fitted.mkdir()
    desk.run(old, "xlsx", made)
    for file in old:
        workbook = made / f"{file.stem}.xlsx"
        if workbook.is_file():
            printed[file] = stage(workbook, Kind.XLSX, fitted, file.stem)
    return printed


def _alone(desk: Desk, file: Path, results: Path) -> Path | Problem:
    done = desk.run([file], "pdf", results)
    return _result(results, file) or (_REFUSED if done else _OVERRUN)


def _result(results: Path, file: Path) -> Path | None:
    """The PDF of a file if it is whole: a run that was ended leaves half of one."""
    pdf = results / f"{file.stem}.pdf"
    if not pdf.is_file():
        return None
    with pdf.open("rb") as made:
        head = made.read(5)
        made.seek(-min(_TAIL, pdf.stat().st_size), os.SEEK_END)
        return pdf if head == b"%PDF-" and b"%%EOF" in made.read() else None
