"""How well 文件要素 are read: python benchmarks/elements.py TRUTH.tsv.

TRUTH.tsv has a header and the columns file, 题名, 文号, 责任者, 成文日期, level; an empty cell
means that the document does not state it. Text files are read directly, the others are
converted. No campaign is given, so levels are told by names alone.

Titles are compared without white space, and once more without the issuer before 关于: whether
he belongs to the title or only to 责任者 is a cataloguer's choice.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from archive_builder.identify import read_elements
from archive_builder.identify.issuers import split_issuers
from archive_builder.model import Elements, Field, Text
from archive_builder.progress import Silent

FIELDS = {
    "文号": "document_number",
    "题名": "title",
    "成文日期": "date",
    "责任者": "author",
    "level": "level",
}
TITLES_ALONE = "题名（不计责任者）"

Counts = dict[str, Counter[str]]


def plain_text(path: Path) -> Text:
    raw = path.read_bytes()
    try:
        return Text((raw.decode("utf-8-sig"),))
    except UnicodeDecodeError:
        return Text((raw.decode("gb18030"),))


def texts(paths: Sequence[Path]) -> dict[Path, Text]:
    """The text of each document; empty where it can't be converted."""
    read = {path: plain_text(path) for path in paths if path.suffix == ".txt"}
    others = [path for path in paths if path not in read and path.is_file()]
    return read | converted(others)


def converted(paths: Sequence[Path]) -> dict[Path, Text]:
    from archive_builder import convert  # noqa: PLC0415 - text files need none of it
    from archive_builder.typeset.fonts import load_fonts  # noqa: PLC0415

    sources = {
        path: convert.Source(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name)
        for path in paths
    }
    with tempfile.TemporaryDirectory() as folder:
        renditions = convert.Renditions(Path(folder), load_fonts(), convert.find_office())
        made = convert.convert_all(list(sources.values()), renditions, Silent())
    return {path: made[source.sha256].text for path, source in sources.items()}


def squeezed(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def without_issuer(title: str) -> str:
    title = squeezed(title)
    issuer, about, rest = title.partition("关于")
    return about + rest if about and split_issuers(issuer) else title


def outcome(said: str, truth: str) -> str:
    if truth:
        return "right" if said == truth else "wrong"
    return "wrongly filled" if said else "rightly empty"


def compare(elements: Elements, row: dict[str, str], counts: Counts) -> None:
    for column, attribute in FIELDS.items():
        field: Field | None = getattr(elements, attribute)
        said, truth = squeezed(field.value if field else ""), squeezed(row[column])
        verdict = outcome(said, truth)
        counts[column][verdict] += 1
        if column == "题名":
            counts[TITLES_ALONE][outcome(without_issuer(said), without_issuer(truth))] += 1
        if verdict.startswith("wrong"):
            source = field.source[:60] if field else "–"
            print(f"{column}  {row['file']}\n  读作 {said}\n  应为 {truth}\n  出自 {source}")


def report(counts: Counts) -> None:
    for column, count in counts.items():
        stated = count["right"] + count["wrong"]
        silent = count["rightly empty"] + count["wrongly filled"]
        share = count["right"] / max(stated, 1)
        print(
            f"{column}: {count['right']}/{stated} right ({share:.3f}), {count['wrong']} wrong; "
            f"{count['rightly empty']}/{silent} rightly empty"
        )


def main(truth: Path) -> None:
    with truth.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    paths = {row["file"]: truth.parent / row["file"] for row in rows}
    found = texts(list(paths.values()))
    counts: Counts = {column: Counter() for column in (*FIELDS, TITLES_ALONE)}
    for row in rows:
        path = paths[row["file"]]
        compare(read_elements(found.get(path, Text(())), path.name, (), ()), row, counts)
    report(counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
