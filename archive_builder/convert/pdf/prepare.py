"""From a converter's PDF to one that is ready to be bound, with all that is recorded of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf

from archive_builder.convert.outcome import Problem
from archive_builder.convert.pdf.archival import obstacles
from archive_builder.convert.pdf.check import findings, read
from archive_builder.convert.pdf.clean import clean
from archive_builder.convert.pdf.fontcheck import font_names
from archive_builder.convert.pdf.rare import boxes_drawn, lacking_note
from archive_builder.model import Bookmark, PageFacts, Text
from archive_builder.typeset.fonts import FontSet


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is recorded of a prepared PDF; the fields are those of `Rendition`."""

    pages: tuple[PageFacts, ...]
    text: Text
    notes: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    signatures: int = 0
    outline: tuple[Bookmark, ...] = ()
    obstacles: tuple[str, ...] = ()


def prepare(
    raw: bytes | Path, target: Path, fonts: FontSet, *, tabular: bool = False, worded: bool = False
) -> Prepared | Problem:
    """Bring a PDF into the form that volumes are assembled from, and read it.

    Args:
        raw: the PDF, or where it lies.
        target: where the prepared one is written; nothing else looks there before it is whole.
        fonts: what the document is set in.
        tabular: its pages are worksheets, whose text is read row by row.
        worded: the source is known to have words.

    Raises:
        OSError: `target` can't be written.
    """
    cleaned = clean(raw, target, fonts)
    if isinstance(cleaned, Problem):
        return cleaned
    pages = read(target, cleaned.pages, tabular)
    if isinstance(pages, Problem):
        return pages
    text = Text(tuple(page.text for page in pages))
    boxes = boxes_drawn(target, text.pages, fonts)
    with pikepdf.open(target) as pdf:
        names, kept_from = font_names(pdf), obstacles(pdf)
    return Prepared(
        tuple(
            page.seen.facts if page.seen else facts
            for page, facts in zip(pages, cleaned.pages, strict=True)
        ),
        text,
        tuple(dict.fromkeys((*cleaned.notes, *findings(pages, raw, worded), *_rare(boxes)))),
        fonts=names,
        signatures=cleaned.signatures,
        outline=cleaned.outline,
        obstacles=kept_from,
    )


def _rare(boxes: str) -> tuple[str, ...]:
    return (lacking_note(boxes),) if boxes else ()
