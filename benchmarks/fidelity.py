"""Whether PDFs come out as they went in: python benchmarks/fidelity.py FOLDER [KEEP].

Every PDF below FOLDER is prepared as the product does, and its pages are rendered beside those of
the source, by PDFium (annotations and forms drawn) and by Poppler, 702 px along the longer side:
60 dpi of A4. A page is identical where no more than `ALLOWED` of its pixels differ by more than
`SLIGHT` in any colour. In a document with layers a page may also equal its source as printed.

Exits with 1 when a page differs, or a document that PDFium opens has no pages, and fidelity.tsv
does not explain it (file, page or *, engine, reason), or when a document takes longer than
`SECONDS`. A row for every page (*) explains no more than `EXPLAINED` of a page: none that is lost.
With KEEP the differing pages are written there as pictures, source beside rendition.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf.prepare import prepare
from archive_builder.typeset.fonts import load_fonts

LONGER = 702
SLIGHT, ALLOWED = 48, 0.0001
EXPLAINED = 0.03
SECONDS = 300
PDFIUM, POPPLER = "pdfium", "poppler"
EVERY = "*"


@dataclass(frozen=True)
class Differing:
    """Pages whose renderings differ, by the share of their pixels; a page that is missing: 1."""

    file: str
    page: str
    engine: str
    share: float


@dataclass(frozen=True)
class Told:
    """What a document's own process says of it."""

    file: str
    pages: int
    opens: str
    reason: str
    differing: tuple[Differing, ...] = ()


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 3:
        print(json.dumps(examine(folder, sys.argv[3], Path(sys.argv[2]))))
        return
    keep = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(os.devnull)
    files = sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix.lower() == ".pdf"
    )
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda file: bounded(folder, file, keep), files))
    sys.exit(1 if report(told) else 0)


def bounded(folder: Path, file: str, keep: Path) -> Told:
    """Examine a document in a process of its own, ended with all it started when it hangs."""
    command = [sys.executable, __file__, str(folder), str(keep), file]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True, text=True)
    try:
        answer, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return Told(file, 0, "", f"not done in {SECONDS} s")
    if process.returncode:
        return Told(file, 0, "", f"died: exit code {process.returncode}")
    values = json.loads(answer.splitlines()[-1])
    return Told(*values[:4], tuple(Differing(*one) for one in values[4]))


def examine(folder: Path, file: str, keep: Path) -> list[object]:
    source = folder / file
    opens = opened(source)
    with tempfile.TemporaryDirectory() as name:
        made = Path(name, "made.pdf")
        prepared = prepare(source, made, load_fonts())
        if isinstance(prepared, Problem):
            return [file, 0, opens, prepared.reason, []]
        found = list(differences(source, made, Path(name), keep / file.replace("/", "_")))
        pages = len(prepared.pages)
    return [file, pages, opens, "", [(file, *one) for one in found]]


def opened(source: Path) -> str:
    """How many pages PDFium finds, or why it doesn't."""
    try:
        with pypdfium2.PdfDocument(source) as document:
            return f"{len(document)} pages"
    except pypdfium2.PdfiumError as error:
        return str(error)


def differences(
    source: Path, made: Path, scratch: Path, keep: Path
) -> Iterator[tuple[str, str, float]]:
    for engine, render in ((PDFIUM, by_pdfium), (POPPLER, by_poppler)):
        before, after = render(source, scratch / "before"), render(made, scratch / "after")
        if before and len(before) != len(after):
            yield EVERY, engine, 1.0
            continue
        for page, ways in enumerate(before):
            share, shown = min(
                ((difference(way, after[page][0]), way) for way in ways), key=lambda one: one[0]
            )
            if share > ALLOWED:
                kept(shown, after[page][0], keep, f"{page + 1}-{engine}")
                yield str(page + 1), engine, share


def by_pdfium(path: Path, _scratch: Path) -> list[list[Image.Image]]:
    """Every page as displayed and, where there are layers, as printed."""
    with pypdfium2.PdfDocument(path) as document:
        document.init_forms()
        modes = [None, "print"] if b"/OCProperties" in path.read_bytes() else [None]
        return [[pdfium_picture(document, n, mode) for mode in modes] for n in range(len(document))]


def pdfium_picture(document: pypdfium2.PdfDocument, page: int, mode: str | None) -> Image.Image:
    try:
        shown = document[page]
        picture = shown.render(scale=LONGER / max(*shown.get_size(), 1), optimize_mode=mode)
        return picture.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError):
        return Image.new("RGB", (1, 1))


def by_poppler(path: Path, scratch: Path) -> list[list[Image.Image]]:
    """Every page; none where Poppler can't open the document."""
    scratch.mkdir()
    command = ["pdftoppm", "-cropbox", "-scale-to", str(LONGER), str(path), str(scratch / "p")]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    pictures = sorted(scratch.glob("p-*.ppm"), key=lambda one: int(one.stem[2:]))
    return [[Image.open(picture).convert("RGB")] for picture in pictures]


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ; 1 where the sizes differ by more than a pixel."""
    if any(abs(a - b) > 1 for a, b in zip(one.size, other.size, strict=True)):
        return 1.0
    bands = ImageChops.difference(one, other.resize(one.size)).split()
    worst = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    counts = worst.histogram()
    return sum(counts[SLIGHT + 1 :]) / sum(counts)


def kept(before: Image.Image, after: Image.Image, folder: Path, name: str) -> None:
    if Path(os.devnull) in folder.parents:
        return
    folder.mkdir(parents=True, exist_ok=True)
    size = before.width + after.width + 10, max(before.height, after.height)
    both = Image.new("RGB", size, "gray")
    both.paste(before, (0, 0))
    both.paste(after, (before.width + 10, 0))
    both.save(folder / f"{name}.png")


def report(told: list[Told]) -> bool:
    """Print the account; True where something is not explained."""
    explained = {tuple(row[:3]): row[3] for row in explanations()}
    differing = [one for document in told for one in document.differing]
    for engine in (PDFIUM, POPPLER):
        counts = Counter(one.engine for one in differing)
        pages = sum(document.pages for document in told)
        made = sum(document.pages > 0 for document in told)
        same = pages - counts[engine]
        print(f"{engine}: {made} documents, {pages} pages, {same} identical", end=", ")
        print(f"{counts[engine]} differing")
    open_questions = [tell(one, explained) for one in differing]
    return not all([*open_questions, *(outcome(one, explained) for one in told if one.reason)])


def explanations() -> list[list[str]]:
    text = Path(__file__).with_suffix(".tsv").read_text("utf-8")
    return [row for row in csv.reader(text.splitlines(), delimiter="\t") if len(row) == 4]


def tell(one: Differing, explained: dict[tuple[str, ...], str]) -> bool:
    every = explained.get((one.file, EVERY, one.engine), "") if one.share <= EXPLAINED else ""
    reason = explained.get((one.file, one.page, one.engine), every)
    share = f"{one.share:.4%}"
    print(f"  {one.file} page {one.page} {one.engine} {share} {reason or 'NOT EXPLAINED'}")
    return bool(reason)


def outcome(document: Told, explained: dict[tuple[str, ...], str]) -> bool:
    """Say why a document has no pages; fine where PDFium has none either, or it is explained."""
    reason = explained.get((document.file, EVERY, PDFIUM), "")
    print(f"  {document.file}: {document.reason} | PDFium: {document.opens} | {reason}")
    return bool(reason) or (bool(document.opens) and not document.opens.endswith("pages"))


if __name__ == "__main__":
    main()
