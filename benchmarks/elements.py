"""How well 文件要素 are read: python benchmarks/elements.py TRUTH.tsv.

TRUTH.tsv lies beside its documents. It has a header and the columns file, 题名, 文号, 责任者,
成文日期, level, and may have 主送, 密级 and 文种; an empty cell means that the document does not
state it. Every document is converted, as it is in use. No campaign is given, so levels are told by
names alone.

Printed are every miss (file, what was read, what it should be, from which line), and for each
column how many are right, wrong, rightly empty and wrongly filled, against the targets. Titles are
compared without white space, and once more without the issuer before 关于: whether he belongs to
the title or only to 责任者 is a cataloguer's choice. That second row has no target.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive_builder import convert
from archive_builder.identify import read_elements
from archive_builder.identify.issuers import split_issuers
from archive_builder.model import Elements, Field, Rendition, Text
from archive_builder.progress import Silent
from archive_builder.typeset.fonts import load_fonts

FIELDS = {
    "文号": "document_number",
    "题名": "title",
    "成文日期": "date",
    "责任者": "author",
    "level": "level",
    "主送": "recipient",
    "密级": "classification",
    "文种": "genre",
}
TARGETS = {"文号": 0.97, "题名": 0.95, "成文日期": 0.95, "责任者": 0.92, "level": 0.97}
EMPTY_TARGET = 0.97
TITLES_ALONE = "题名（不计责任者）"
RIGHT, WRONG, EMPTY, FILLED = "right", "wrong", "rightly empty", "wrongly filled"

Counts = dict[str, Counter[str]]


def converted(paths: Sequence[Path]) -> dict[Path, Rendition]:
    """Each file's rendition; a file that is not there has none."""
    sources = {
        path: convert.Source(hashlib.sha256(path.read_bytes()).hexdigest(), path, path.name)
        for path in paths
        if path.is_file()
    }
    with tempfile.TemporaryDirectory() as folder:
        renditions = convert.Renditions(Path(folder), load_fonts(), convert.find_office())
        made = convert.convert_all(list(sources.values()), renditions, Silent())
    return {path: made[source.sha256] for path, source in sources.items()}


def unread(path: Path, rendition: Rendition | None) -> str | None:
    """Why a document gives no text, if it gives none."""
    if rendition is None:
        return f"没有文件 {path}"
    if any(page.strip() for page in rendition.text.pages):
        return None
    return f"没有文字 {path.name}：{rendition.problem or '转换件里没有文字'}"


def squeezed(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def without_issuer(title: str) -> str:
    title = squeezed(title)
    issuer, about, rest = title.partition("关于")
    return about + rest if about and split_issuers(issuer) else title


def outcome(said: str, truth: str) -> str:
    if truth:
        return RIGHT if said == truth else WRONG
    return FILLED if said else EMPTY


def compare(elements: Elements, row: dict[str, str], counts: Counts) -> None:
    for column, attribute in FIELDS.items():
        if column not in row:
            continue
        field: Field | None = getattr(elements, attribute)
        said, truth = squeezed(field.value if field else ""), squeezed(row[column])
        verdict = outcome(said, truth)
        counts.setdefault(column, Counter())[verdict] += 1
        if column == "题名":
            alone = outcome(without_issuer(said), without_issuer(truth))
            counts.setdefault(TITLES_ALONE, Counter())[alone] += 1
        if verdict in (WRONG, FILLED):
            source = f"{field.source[:60]}（{field.confidence}）" if field else "–"
            print(f"{column}  {row['file']}\n  读作 {said}\n  应为 {truth}\n  出自 {source}")


def against(share: float, target: float | None) -> str:
    if target is None:
        return f"{share:.3f}"
    return f"{share:.3f} {'≥' if share >= target else '< MISSED'} {target}"


def report(counts: Counts) -> Iterator[str]:
    for column, count in counts.items():
        ratio = count[RIGHT] / max(count[RIGHT] + count[WRONG], 1)
        said = ", ".join(f"{count[verdict]} {verdict}" for verdict in (RIGHT, WRONG, EMPTY, FILLED))
        yield f"{column}: {said}; {against(ratio, TARGETS.get(column))}"
    judged = [count for column, count in counts.items() if column != TITLES_ALONE]
    empty, filled = (sum(count[verdict] for count in judged) for verdict in (EMPTY, FILLED))
    share = empty / max(empty + filled, 1)
    yield f"not stated, left empty: {empty}/{empty + filled}; {against(share, EMPTY_TARGET)}"


def main(truth: Path) -> None:
    with truth.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    paths = [truth.parent / row["file"] for row in rows]
    renditions = converted(paths)
    counts: Counts = {}
    for row, path in zip(rows, paths, strict=True):
        rendition = renditions.get(path)
        if reason := unread(path, rendition):
            print(reason)
        text = rendition.text if rendition else Text(())
        compare(read_elements(text, path.name, (), ()), row, counts)
    print(*report(counts), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
