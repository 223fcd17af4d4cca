"""What becomes of every file in a folder: python benchmarks/outcomes.py FOLDER [--builtin].

Each file goes through `convert_all` with an empty cache. Printed is a table in Markdown, by kind:
how many became pages, how many a page that says why not, with every note and reason and how often
it was said; then the seconds, the peak memory of all our processes together (PSS), and what was
left running afterwards. Exits with 1 when a file has neither pages nor a reason, when a PDF that
pdfium opens has no pages (portfolios and dynamic forms aside), when anything still runs, or when
memory went beyond 1.5 GB. ``--builtin`` does without LibreOffice.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import pypdfium2

from archive_builder.convert import Renditions, Source, convert_all, find_office
from archive_builder.model import Rendition
from archive_builder.progress import Silent
from archive_builder.typeset.fonts import load_fonts

LIMIT_MB = 1536
_SHELLS = ("PDF 文件包", "PDF 为动态表单")


def family(pid: int) -> set[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        own = [int(child) for child in children.read_text().split()]
    except OSError:
        return set()
    return {pid}.union(*(family(child) for child in own))


def megabytes(pid: int) -> float:
    """What a process takes of memory, its share of what is shared included."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) / 1024


class Meter(threading.Thread):
    """Measures all our processes together until stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        own = int(Path("/proc/self").resolve().name)
        while not self.done.wait(0.2):
            self.peak = max(self.peak, sum(map(megabytes, family(own))))


def offices() -> list[str]:
    """LibreOffice processes on this machine."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if "soffice" in command and "--accept" in command:
            found.append(f"{place.parent.name}: {command[:80]}")
    return found


def opens_in_chromium(path: Path) -> bool:
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document) > 0
    except pypdfium2.PdfiumError:
        return False


def in_general(said: str) -> str:
    """A note or reason without what it says of the one document: names and numbers."""
    return re.sub(r"\d+", "n", re.sub(r"（[^）]*）|，以.*代替", "", said))


def table(made: list[Rendition]) -> list[str]:
    kinds: dict[str, list[Rendition]] = defaultdict(list)
    for rendition in made:
        kinds[rendition.kind].append(rendition)
    rows = ["| 种类 | 件数 | 成页 | 说明页 | 附注和原因 |", "|---|---:|---:|---:|---|"]
    for kind, some in sorted(kinds.items(), key=lambda item: -len(item[1])):
        shown = [one for one in some if one.pages]
        said = Counter(in_general(one.problem) for one in some if not one.pages)
        said.update(note for one in shown for note in set(map(in_general, one.notes)))
        told = "；".join(f"{what}（{n}）" if n > 1 else f"{what}" for what, n in said.most_common())
        left = len(some) - len(shown)
        rows.append(f"| {kind} | {len(some)} | {len(shown)} | {left} | {told.replace('|', '｜')} |")
    return rows


def main() -> None:
    folder = Path(sys.argv[1])
    office = None if "--builtin" in sys.argv else find_office()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sources = [Source(sha256(path.read_bytes()).hexdigest(), path, path.name) for path in paths]
    meter, before = Meter(), offices()
    fonts = load_fonts()
    with tempfile.TemporaryDirectory(prefix="outcomes-") as name:
        meter.start()
        began = time.perf_counter()
        made = convert_all(sources, Renditions(Path(name), fonts, office), Silent())
        took = time.perf_counter() - began
        meter.done.set()
    print("\n".join(table(list(made.values()))))
    lacking = [s.name for s in sources if not (made[s.sha256].pages or made[s.sha256].problem)]
    shut = [
        f"{source.name}：{made[source.sha256].problem}"
        for source in sources
        if made[source.sha256].kind.startswith("PDF")
        and made[source.sha256].problem
        and not made[source.sha256].problem.startswith(_SHELLS)
        and opens_in_chromium(source.path)
    ]
    left = [one for one in offices() if one not in before]
    print(f"\n{len(paths)} files, {len(made)} contents, {took:.0f} s, {meter.peak:.0f} MB in all")
    print(f"neither pages nor reason: {lacking}; opened by pdfium only: {shut}; running: {left}")
    if lacking or shut or left or meter.peak > LIMIT_MB:
        sys.exit(1)


if __name__ == "__main__":
    main()
