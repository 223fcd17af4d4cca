"""Checking a prepared PDF with another library than the one that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf.facts import Seen, rendered, seen
from archive_builder.convert.pdf.pagetext import page_text, page_texts
from archive_builder.model import PageFacts

_TOLERANCE = 0.1
"""Pt that a page may differ from its planned size: the reader's numbers are of 4 bytes."""
_LISTED = 5
"""Pages that a note names; of more it says how many."""
BLANK = "转换结果只有空白页，请核对原件"


@dataclass(frozen=True, slots=True)
class Read:
    """A page of a prepared PDF: its text, and what is seen on it; None where it can't be drawn."""

    text: str
    seen: Seen | None


def read(path: Path, planned: Sequence[PageFacts], tabular: bool) -> tuple[Read, ...] | Problem:
    """Read a prepared PDF page by page; a problem if it is not what was to be written.

    Args:
        path: where it lies.
        planned: sizes and rotations of its pages.
        tabular: its pages are worksheets.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return Problem("转换结果无法重新打开，请另存为 PDF 后报送")
    with document:
        if len(document) != len(planned):
            return Problem(f"转换结果为 {len(document)} 页，应为 {len(planned)} 页，请重新报送")
        return tuple(_read(document, n, facts, tabular) for n, facts in enumerate(planned))


def _read(document: pypdfium2.PdfDocument, number: int, facts: PageFacts, tabular: bool) -> Read:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Read("", None)
    try:
        text = page_text(page, tabular)
        return Read(text, seen(page, facts) if _as_planned(page, facts) else None)
    except pypdfium2.PdfiumError:
        return Read("", None)
    finally:
        page.close()


def _as_planned(page: pypdfium2.PdfPage, facts: PageFacts) -> bool:
    sides = zip(page.get_size(), (facts.width, facts.height), strict=True)
    return all(abs(found - planned) < _TOLERANCE for found, planned in sides)


def findings(pages: Sequence[Read], raw: bytes | Path, worded: bool) -> tuple[str, ...]:
    """Say what looks wrong with a prepared PDF, in Chinese.

    Args:
        pages: as read from it.
        raw: the PDF that it was made from, which is only looked at where a page is empty.
        worded: the source is known to have words.
    """
    broken = [number for number, page in enumerate(pages, 1) if page.seen is None]
    empty = [number for number, page in enumerate(pages, 1) if page.seen and not page.seen.painted]
    lost = _painted(raw, empty) if empty else []
    return (
        *_note(broken, "页无法显示，请核对原件"),
        *_note(lost, "页转换后没有内容，请核对原件"),
        *_emptiness(pages, [number for number in empty if number not in lost], worded),
        *_silence(pages, raw, worded),
    )


def _emptiness(pages: Sequence[Read], empty: Sequence[int], worded: bool) -> Iterator[str]:
    if len(empty) == len(pages):
        yield BLANK
    elif worded:
        yield from _note([number for number in empty if number < len(pages)], "页为空白页")


def _silence(pages: Sequence[Read], raw: bytes | Path, worded: bool) -> Iterator[str]:
    silent = not any(page.text.strip() for page in pages)
    if silent and (worded or any(map(str.strip, page_texts(raw).pages))):
        yield "原件有文字，转换后没有，请核对原件"


def _note(numbers: Sequence[int], says: str) -> Iterator[str]:
    if len(numbers) > _LISTED:
        yield f"有 {len(numbers)} {says}"
    elif numbers:
        yield f"第 {'、'.join(map(str, numbers))} {says}"


def _painted(raw: bytes | Path, numbers: Iterable[int]) -> list[int]:
    """Those of the pages, from 1, that bear something in the PDF that came."""
    try:
        with pypdfium2.PdfDocument(raw) as document:
            return [n for n in numbers if n <= len(document) and _bears(document, n)]
    except pypdfium2.PdfiumError:
        return []


def _bears(document: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        return not rendered(document[number - 1], annotations=True).blank
    except pypdfium2.PdfiumError:
        return False
