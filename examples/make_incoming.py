"""Writes a fictional intake into a folder, the same bytes on every run.

    python examples/make_incoming.py DEST

The documents are described in texts/: *.md (docx, pdf, scans, txt), tables.yaml (xlsx),
photos.yaml, oddities.yaml. expected.tsv says what a careful archivist does with each of them.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
DAY = 86_400
sys.path.insert(0, str(HERE))

from maker import oddities, pages, photos, scans, sheets, word  # noqa: E402
from maker.blocks import Paper, read_papers  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description="生成一批虚构的来件")
    parser.add_argument("folder", type=Path, metavar="DEST", help="写到哪个文件夹")
    folder: Path = parser.parse_args().folder
    files = make_files()
    check_against_expected(files)
    for path, content in oddities.pack_villages(files).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if target.name.startswith(("~$", ".~")):
            forget(target)
    total = sum(map(len, files.values())) / 1e6
    print(f"共 {len(files)} 份来件，{total:.1f} MB，写入 {folder}")


def forget(lock: Path) -> None:
    """Make a lock file one that was left behind: its document is not open any more."""
    written = lock.stat().st_mtime - 2 * DAY
    os.utime(lock, (written, written))


def make_files() -> dict[str, bytes]:
    """Every file by its path; those inside a zip have the zip's path before their own."""
    files = {paper.path: write_paper(paper) for paper in read_papers(TEXTS)}
    for book in records("tables.yaml"):
        files[book["path"]] = sheets.write(book)
    for photo in records("photos.yaml"):
        files[photo["path"]] = photos.write(photo, photo["path"])
    for record in records("oddities.yaml"):
        files[record["path"]] = oddities.oddity(files, record)
    return files


def write_paper(paper: Paper) -> bytes:
    """The paper in the form its path and settings ask for, damaged or locked if so."""
    content = maker_of(paper)(paper)
    if "cut" in paper.settings:
        return oddities.cut(content)
    if "password" in paper.settings:
        return oddities.lock(content, paper.settings["password"])
    return content


def maker_of(paper: Paper) -> Callable[[Paper], bytes]:
    if "scan" in paper.settings:
        return scans.write
    return {".pdf": pages.write, ".txt": plain, ".docx": word.write}[Path(paper.path).suffix]


def plain(paper: Paper) -> bytes:
    return "\r\n".join(paper.lines).encode(paper.settings["encoding"])


def records(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((TEXTS / name).read_text(encoding="utf-8"))
    return [record for record in loaded if "path" in record]


def check_against_expected(files: dict[str, bytes]) -> None:
    """expected.tsv must name exactly what is made, archives included."""
    with (HERE / "expected.tsv").open(encoding="utf-8", newline="") as table:
        expected = {row["路径"] for row in csv.DictReader(table, delimiter="\t")}
    archives = {p.split(oddities.PACKED)[0] + ".zip" for p in files if oddities.PACKED in p}
    differing = expected ^ (files.keys() | archives)
    if differing:
        raise SystemExit("expected.tsv 与来件对不上：\n" + "\n".join(sorted(differing)))


if __name__ == "__main__":
    main()
