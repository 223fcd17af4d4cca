"""How well 文件要素 are read: python benchmarks/elements.py TRUTH.tsv.

TRUTH.tsv has a header and the columns 文件, 题名, 文号, 责任者, 成文日期, level; an empty cell means
that the document does not state it. Text files are read directly, others through
archive_builder.convert where that is installed.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from archive_builder.identify import read_elements
from archive_builder.model import Elements, Field, Text

FIELDS = {
    "文号": "document_number",
    "题名": "title",
    "成文日期": "date",
    "责任者": "author",
    "level": "level",
}


def text_of(path: Path) -> Text | None:
    if path.suffix == ".txt":
        raw = path.read_bytes()
        try:
            return Text((raw.decode("utf-8-sig"),))
        except UnicodeDecodeError:
            return Text((raw.decode("gb18030"),))
    return converted(path)


def converted(path: Path) -> Text | None:
    return None


def same(column: str, said: str, truth: str) -> bool:
    if column == "题名":
        said, truth = (
            "".join(c for c in s if c.isprintable() and not c.isspace()) for s in (said, truth)
        )
    return said == truth


def compare(elements: Elements, row: dict[str, str], counts: dict[str, Counter[str]]) -> None:
    for column, attribute in FIELDS.items():
        field: Field | None = getattr(elements, attribute)
        said, truth = field.value if field else "", row[column].strip()
        if not truth:
            outcome = "rightly empty" if not said else "wrongly filled"
        else:
            outcome = "right" if same(column, said, truth) else "wrong"
        counts[column][outcome] += 1
        if outcome.startswith("wrong"):
            print(
                f"{column}\t{row['file'][:40]}\n    said  {said}\n    truth {truth}\n    line  {field.source[:80] if field else ''}"
            )


def main(truth: Path) -> None:
    counts: dict[str, Counter[str]] = {column: Counter() for column in FIELDS}
    skipped = []
    with truth.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = truth.parent / row["file"]
            text = text_of(path)
            if text is None:
                skipped.append(row["file"])
                continue
            compare(read_elements(text, path.name, (), ()), row, counts)
    report(counts, skipped)


def report(counts: dict[str, Counter[str]], skipped: list[str]) -> None:
    for column, count in counts.items():
        stated = count["right"] + count["wrong"]
        silent = count["rightly empty"] + count["wrongly filled"]
        print(
            f"{column}: {count['right']}/{stated} right ({count['right'] / max(stated, 1):.3f}), "
            f"{count['rightly empty']}/{silent} rightly empty"
        )
    if skipped:
        print(f"skipped {len(skipped)} that no reader is installed for")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
