"""Is a finished book what was planned? Re-read by libraries that did not write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, groupby, pairwise
from pathlib import Path

from pypdf.errors import PyPdfError
from pypdfium2 import PdfiumError

from archive_builder.bind.book import BookKind, EntryKind
from archive_builder.bind.finished import Finished, opened
from archive_builder.bind.outline import bookmarks
from archive_builder.bind.place import Box
from archive_builder.bind.plan import PageKind, Pagination, Reserved, Side
from archive_builder.typeset.marks import A4, MM

_CORNER = (45 * MM, 18 * MM)
"""Width and height of the outer upper corner in which a 页号 stands."""

_CLOSE = 0.5
"""pt by which a size may differ."""

_NAMED = 5


class Verdict(StrEnum):
    """What an inspection found."""

    PASS = "通过"  # noqa: S105
    FAIL = "不通过"
    UNTESTED = "未检测"


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one rule.

    Attributes:
        where: the first faulty pages; '' where there are none.
        detail: the first fault and how many there are, or why nothing was tested.
    """

    rule: str
    verdict: Verdict
    where: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What breaks a rule; `position` is the page's, from 0."""

    position: int
    detail: str


Rule = Callable[[Finished, Pagination], Iterable[Fault]]


def inspect(path: Path, pagination: Pagination) -> tuple[Check, ...]:
    """Compare a finished book with its pagination, rule by rule; never raises for a bad file."""
    try:
        with opened(path) as book:
            return (*_inspected(book, pagination), *_not_performed())
    except (OSError, ValueError, KeyError, TypeError, PyPdfError, PdfiumError) as error:
        failed = Check(_OPENS, Verdict.FAIL, detail=f"{type(error).__name__}: {error}")
        return (failed, *(_untested(rule, "文件无法打开") for rule, _ in _RULES), *_not_performed())


def _inspected(book: Finished, pagination: Pagination) -> Iterator[Check]:
    planned, found = len(pagination.pages), len(book.pages)
    yield Check(_OPENS, Verdict.PASS)
    if planned != found:
        yield Check(_COUNT, Verdict.FAIL, detail=f"编页 {planned} 页，文件 {found} 页")
        yield from (_untested(rule, "页数与编页不符，无从逐页核对") for rule, _ in _RULES)
        return
    yield Check(_COUNT, Verdict.PASS, detail=f"{found} 页")
    for rule, find in _RULES:
        yield _verdict(rule, list(find(book, pagination)))


def _verdict(rule: str, faults: list[Fault]) -> Check:
    if not faults:
        return Check(rule, Verdict.PASS)
    pages = [f"第 {fault.position + 1} 面" for fault in faults]
    where = "、".join(dict.fromkeys(pages[:_NAMED])) + ("等" if len(pages) > _NAMED else "")
    return Check(rule, Verdict.FAIL, where, f"{faults[0].detail}（共 {len(faults)} 处）")


def _untested(rule: str, why: str) -> Check:
    return Check(rule, Verdict.UNTESTED, detail=why)


def _not_performed() -> Iterator[Check]:
    for rule in ("正文各页与转换件一致", "电子签章外观完好", "重复装订字节相同"):
        yield _untested(rule, "本程序尚不检测此项")


def _paper(book: Finished, _: Pagination) -> Iterator[Fault]:
    for position, page in enumerate(book.pages):
        size = float(page.mediabox.width), float(page.mediabox.height)
        off = max(abs(a - b) for a, b in zip(size, A4, strict=True))
        if off > _CLOSE or page.rotation or page.cropbox != page.mediabox or page.user_unit != 1:
            yield Fault(position, f"{size[0]:.0f}×{size[1]:.0f} pt，旋转 {page.rotation}°")


def _fronts(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    for position, page in enumerate(pagination.pages):
        if page.source == 1 and position % 2:
            yield Fault(position, "起于背面")
        if page.kind is PageKind.BLANK and not book.is_empty(position):
            yield Fault(position, "应为空白页，却有内容")


def _labels(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    pairs = zip(pagination.pages, book.labels, strict=True)
    for position, (page, label) in enumerate(pairs):
        if page.label != label:
            yield Fault(position, f"标签为“{label}”，编页为“{page.label}”")


def _numbers(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    for position, page in enumerate(pagination.pages):
        found = book.text(position, _corner(page.side)).split()
        if page.label and page.label not in found:
            yield Fault(position, f"外侧上角未见页号 {page.label}")
        if not page.label and found:
            yield Fault(position, f"不应编号，外侧上角却有“{found[0]}”")


def _sequence(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    """Count the file's own labels anew; a compilation counts its blanks, slips keep numbers."""
    number = 0
    for position, (page, label) in enumerate(zip(pagination.pages, book.labels, strict=True)):
        counts = pagination.kind is BookKind.COMPILATION and page.kind is PageKind.BLANK
        number += label != "" or (counts and number > 0)
        if label not in ("", str(number)):
            yield Fault(position, f"页号应为 {number}，标签为“{label}”")
        if page.reserved:
            if page.reserved.first != number + 1:
                yield Fault(position, f"应从 {number + 1} 起留号，编页为 {page.reserved}")
            yield from _slip(book, position, page.reserved)
            number += page.reserved.count


def _slip(book: Finished, position: int, kept: Reserved) -> Iterator[Fault]:
    """A slip must print how many pages go in behind it, and which numbers these get."""
    printed = _plain("".join(text for _, text in book.runs(position)))
    for label, value in (("页数", f"{kept.count} 页"), ("页号", str(kept))):
        if not re.search(rf"{label}{_plain(value)}(?!\d)", printed):
            yield Fault(position, f"插页应印{label} {value}")


def _corner(side: Side) -> Box:
    width, height = _CORNER
    left = A4[0] - width if side is Side.FRONT else 0.0
    return left, A4[1] - height, left + width, A4[1]


def _bookmarks(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    planned = [(mark.title, mark.position, mark.depth) for mark in bookmarks(pagination)]
    found = book.bookmarks()
    for wanted, got in zip(planned, found, strict=False):
        if wanted != got:
            yield Fault(wanted[1], f"书签应为“{wanted[0]}”，实为“{got[0]}”")
    if len(planned) != len(found):
        yield Fault(0, f"应有书签 {len(planned)} 个，实有 {len(found)} 个")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the printed contents: where it is, where its link leads, its pieces of text."""

    position: int
    target: int | None
    texts: list[str]


def _printed_lines(book: Finished, pagination: Pagination) -> list[_Line]:
    """The lines as they are linked; one that goes on overleaf is one line."""
    pieces = [
        _Line(position, link.target, [text for box, text in runs if _inside(box, link.box)])
        for position, page in enumerate(pagination.pages)
        if page.kind is PageKind.CONTENTS
        for runs in [book.runs(position)]
        for link in book.links(position)
    ]
    grouped = (list(group) for _, group in groupby(pieces, lambda piece: piece.target))
    return [_Line(g[0].position, g[0].target, [t for p in g for t in p.texts]) for g in grouped]


def _inside(inner: Box, outer: Box) -> bool:
    middle = (inner[1] + inner[3]) / 2
    return outer[0] <= inner[0] and inner[2] <= outer[2] and outer[1] <= middle <= outer[3]


def _links(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    lines = _printed_lines(book, pagination)
    spans = pagination.spans()
    firsts = [spans[entry][0] for entry in range(len(pagination.entries))]
    if len(lines) != len(firsts):
        yield Fault(0, f"目录应有 {len(firsts)} 行带链接，实有 {len(lines)} 行")
    for line, first in zip(lines, firsts, strict=False):
        if line.target != first:
            yield Fault(line.position, f"链接未指向第 {first + 1} 面")


def _contents(book: Finished, pagination: Pagination) -> Iterator[Fault]:
    lines = _printed_lines(book, pagination)
    if len(lines) != len(pagination.entries):
        yield Fault(0, f"目录应有 {len(pagination.entries)} 行，实有 {len(lines)} 行")
        return
    for line, (title, numbers) in zip(lines, _expected(pagination), strict=True):
        if _plain(title) not in _plain("".join(line.texts)):
            yield Fault(line.position, f"目录未见题名“{title}”")
        if Counter(numbers) - _pieces(line.texts):
            yield Fault(line.position, f"“{title}”应印页号 {numbers[-1]}")


def _expected(pagination: Pagination) -> Iterator[tuple[str, list[str]]]:
    """What each line must print: its title, and its numbers as pieces of text of their own."""
    numbers, ordinals = pagination.numbers(), count(1)
    for index, entry in enumerate(pagination.entries):
        first, last = numbers[index]
        if entry.kind is not EntryKind.DOCUMENT:
            yield entry.title, [first]
            continue
        ordinal = next(ordinals)
        spanned = ordinal == pagination.items and pagination.kind is BookKind.VOLUME
        yield entry.title, [str(ordinal), f"{first}-{last}" if spanned else first]


def _pieces(texts: list[str]) -> Counter[str]:
    """Pieces of text, also two in a row joined: a narrow column breaks long numbers."""
    stripped = [text.strip() for text in texts]
    return Counter(stripped) + Counter(a + b for a, b in pairwise(stripped))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def _fonts(book: Finished, _: Pagination) -> Iterator[Fault]:
    for position, name in book.loose_fonts():
        yield Fault(position, f"字体 {name} 未嵌入")


_OPENS = "文件可以打开"
_COUNT = "页数与编页一致"
_RULES: tuple[tuple[str, Rule], ...] = (
    ("各页均为 A4 纵向", _paper),
    ("各部分起于正面，空白页无内容", _fronts),
    ("页面标签与编页一致", _labels),
    ("页号印在外侧上角，封面、目录、备考表、空白页不编号", _numbers),
    ("页号从 1 起连续，只为插页写明的纸质原件留号", _sequence),
    ("书签与目录文字一致，指向正确", _bookmarks),
    ("目录各行链接到所列页", _links),
    ("目录所印题名、页号与编页一致", _contents),
    ("字体全部嵌入", _fonts),
)
