"""How well arrivals find their slot: python benchmarks/match.py [SET.tsv].

match.tsv: kind, path, title, text and the slot that a careful archivist would choose, ``-`` where
none is right or he would ask first. The arrivals go the way of the program: their elements are
read from the text (spaces stand for its line ends), the rest is what the file says.

The rows fall into two halves by a hash of the whole row. The matcher is tuned on one; only the
misses of that one are listed, and the other's rows are never shown: its figures are the result.
Of another SET, labelled in the same way, only the figures are printed.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive_builder.identify import Clues, Match, Matched, Matcher, read_elements
from archive_builder.manifest import load, slots
from archive_builder.model import Field, Level, Locality, Manifests, Text

HERE = Path(__file__).parent
ASK = "-"
NAMES_ONLY, TOLD = "名称一项", "有文件夹或正文"
RIGHT, COVERED = 0.98, 0.85


@dataclass(frozen=True)
class Outcome:
    kind: str
    path: str
    told: bool
    expected: str
    match: Match

    @property
    def filed(self) -> str:
        return str(self.match.slot.id) if isinstance(self.match, Matched) else ASK

    @property
    def among_guesses(self) -> bool:
        match = self.match
        guessed = () if isinstance(match, Matched) else match.guesses
        return self.expected in {str(guess.slot.id) for guess in guessed}


Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def halves(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that are tuned on and those that are reported."""
    found: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        digest = hashlib.sha256("\t".join(row.values()).encode()).digest()
        found[digest[0] & 1].append(row)
    return found


def places_of(manifests: Manifests) -> tuple[Locality, ...]:
    """The campaign's localities, its villages and sites counted to the townships' level."""
    villages = tuple(u.name for u in manifests.units if u.parent)
    return tuple(
        replace(place, names=(*place.names, *villages)) if place.level is Level.TOWNSHIP else place
        for place in manifests.campaign.localities
    )


def said(field: Field | None) -> str:
    return field.value if field else ""


def clues_of(row: Row, manifests: Manifests) -> Clues:
    """What the program would know of the arrival."""
    *folders, name = row["path"].split("/")
    text = row["text"].replace(" ", "\n")
    pages = Text((f"{row['title']}\n{text}",) if text else ())
    elements = read_elements(pages, name, manifests.issuers, places_of(manifests))
    return Clues(
        folders=tuple(folders),
        name=name,
        title=row["title"] or said(elements.title),
        text=text,
        author=said(elements.author),
        level=said(elements.level),
        genre=said(elements.genre),
        document_number=said(elements.document_number),
    )


def outcome(row: Row, matcher: Matcher, manifests: Manifests) -> Outcome:
    told = bool("/" in row["path"] or row["text"])
    match = matcher.match(clues_of(row, manifests))
    return Outcome(row["kind"], row["path"], told, row["slot"], match)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def line(label: str, outcomes: Sequence[Outcome], targets: str = "") -> str:
    """Figures of a class: precision of what was filed, coverage of what has a slot."""
    filed = [o for o in outcomes if o.filed != ASK]
    right = sum(o.filed == o.expected for o in filed)
    due = [o for o in outcomes if o.expected != ASK]
    waiting = [o for o in due if o.filed == ASK]
    offered = sum(o.among_guesses for o in waiting)
    return (
        f"  {label}: {len(outcomes)} 件，自动归档对 {right} 错 {len(filed) - right}，"
        f"待定 {len(outcomes) - len(filed)}；准确率 {share(right, len(filed))}"
        f"，覆盖率 {share(right, len(due))}，该归而待定的前三含正解 "
        f"{offered}/{len(waiting)}{targets}"
    )


def report(half: str, outcomes: Sequence[Outcome]) -> None:
    print(f"{half}：{len(outcomes)} 件")
    for kind in dict.fromkeys(o.kind for o in outcomes):
        print(line(kind, [o for o in outcomes if o.kind == kind]))
    told = [o for o in outcomes if o.told]
    names = [o for o in outcomes if not o.told]
    print(line(TOLD, told, f"（目标：准确率 {RIGHT}，覆盖率 {COVERED}）"))
    print(line(NAMES_ONLY, names, f"（目标：准确率 {RIGHT}）"))


def list_misses(outcomes: Iterable[Outcome]) -> None:
    for o in outcomes:
        if o.filed != o.expected:
            guesses = () if isinstance(o.match, Matched) else o.match.guesses
            offered = "、".join(f"{g.slot.id} {g.score:.2f}" for g in guesses)
            print(f"  {o.kind}  {o.path}\n    应为 {o.expected}  归入 {o.filed}  猜 {offered}")
            print(f"    {o.match.reason}")


def main(other: Path | None) -> None:
    manifests = load(HERE.parent / "manifests")
    matcher = Matcher(slots(manifests), manifests.units)

    def outcomes(rows: Iterable[Row]) -> list[Outcome]:
        return [outcome(row, matcher, manifests) for row in rows]

    if other:
        report(other.name, outcomes(read_rows(other)))
        return
    tuned, reported = map(outcomes, halves(read_rows(HERE / "match.tsv")))
    print("调试用的一半没有对上的：")
    list_misses(tuned)
    report("调试用的一半", tuned)
    report("只报数的一半", reported)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
