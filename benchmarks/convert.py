"""How fast documents become pages: python benchmarks/convert.py [COUNT].

COUNT Word documents (200 unless told) of the example county, each with bytes of its own, go

- one by one through ``soffice --headless --convert-to pdf``,
- through one such call for all of them,
- through `convert_all` with an empty cache: pages, cleaned, read and checked,
- and through `convert_all` again.

Printed are seconds and ratios. Exits with 1 where ours is not at least 5 times as fast as the
first, as fast as the second, and, the second time, 200 times as fast as the first.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

from archive_builder.convert import Office, Renditions, Source, convert_all, find_office
from archive_builder.progress import Silent
from archive_builder.typeset.fonts import load_fonts

EXAMPLES = Path(__file__).parent.parent / "examples" / "make_incoming.py"
ONE_BY_ONE, ONE_CALL, AGAIN = 5, 1, 200
"""How many times as fast ours must be."""


def documents(folder: Path, count: int) -> list[Path]:
    """Documents of the example county that can be opened, as often as needed."""
    made = folder / "made"
    subprocess.run([sys.executable, EXAMPLES, made], check=True, stdout=subprocess.DEVNULL)
    whole = sorted(path for path in made.rglob("*.docx") if zipfile.is_zipfile(path))
    target = folder / "documents"
    target.mkdir()
    return [
        numbered(path, target / f"{number:04}.docx")
        for number, path in enumerate(islice(cycle(whole), count))
    ]


def numbered(path: Path, target: Path) -> Path:
    """A copy with bytes of its own."""
    shutil.copyfile(path, target)
    with zipfile.ZipFile(target, "a") as package:
        package.comment = target.stem.encode()
    return target


def soffice(office: Office, files: Sequence[Path], folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = [office.program, f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", folder / "pdf", *files]
    subprocess.run(command, check=True, capture_output=True)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    office, fonts = find_office(), load_fonts()
    if office is None:
        sys.exit("LibreOffice is not installed")
    with tempfile.TemporaryDirectory(prefix="convert-") as name:
        folder = Path(name)
        files = documents(folder, count)
        sources = [Source(sha256(f.read_bytes()).hexdigest(), f, f.name) for f in files]
        renditions = Renditions(folder / "cache", fonts, office)
        soffice(office, files[:1], folder)  # so that its profile is there
        each = timed(lambda: [soffice(office, [file], folder) for file in files])
        at_once = timed(lambda: soffice(office, files, folder))
        ours = timed(lambda: convert_all(sources, renditions, Silent()))
        again = timed(lambda: convert_all(sources, renditions, Silent()))
        made = convert_all(sources, renditions, Silent())
    pages = sum(len(one.pages) for one in made.values())
    failed = [one.problem for one in made.values() if one.problem]
    print(f"{count} docx, {pages} pages, {len(failed)} without pages")
    for what, took in (
        ("soffice one by one", each),
        ("soffice in one call", at_once),
        ("convert_all", ours),
        ("convert_all again", again),
    ):
        print(f"{what:>20}: {took:7.2f} s  {each / took:7.1f}×")
    if each < ONE_BY_ONE * ours or at_once < ONE_CALL * ours or each < AGAIN * again:
        sys.exit(1)


if __name__ == "__main__":
    main()
