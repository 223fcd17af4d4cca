"""文件要素 of a document, each with the line it was read from. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive_builder.identify.author import read_author
from archive_builder.identify.day import read_day
from archive_builder.identify.filename import stem_of
from archive_builder.identify.form import find_form
from archive_builder.identify.head import head_of
from archive_builder.identify.level import level_of_body, level_of_number, level_of_opening
from archive_builder.identify.normalise import lines_of, squeeze
from archive_builder.identify.number import read_number
from archive_builder.identify.recipient import read_recipient
from archive_builder.identify.signature import find_signature
from archive_builder.identify.title import read_title
from archive_builder.identify.words import genre_of
from archive_builder.identify.workbook import title_of_workbook
from archive_builder.model import Elements, Field, Issuer, Locality, Text

_CLASS = re.compile(
    r"(?:\d{1,6})?(?:密级[:：]?)?(绝密|机密|秘密)(?:[★☆*].{0,12})?(?:特急|加急|平急|急件)?"
)
_CLASS_LINES = 8
_CLASSED, _MARKED = 0.95, 0.5


def read_elements(
    text: Text, name: str, issuers: Sequence[Issuer], localities: Sequence[Locality]
) -> Elements:
    """Read a document's elements; what it does not state is None.

    Args:
        text: the document's text by page.
        name: its file name, which stands in for a missing title.
        issuers: known 机关代字.
        localities: the campaign's places. Without any, levels are told by names alone and none
            is 外地.
    """
    lines = lines_of(text)
    head = head_of(lines)
    signature = find_signature(lines)
    title = read_title(head, name, lines)
    title = title_of_workbook(title, text, name) if title else None
    number = read_number(head, stem_of(name))
    form = find_form(lines)
    author = read_author(lines, head, signature, form, title)
    genre = genre_of(title.value) if title else None
    return Elements(
        title=title,
        document_number=number,
        author=author,
        date=read_day(lines, head, signature, form, title),
        classification=_classification(text),
        genre=Field(genre, title.source, title.confidence) if title and genre else None,
        level=_level(author, title, number, issuers, localities),
        recipient=read_recipient(lines),
    )


def _classification(text: Text) -> Field | None:
    """密级 that stands alone in the opening lines of a page, never a mention in the text."""
    for page in text.pages:
        for line in lines_of(Text((page,)))[:_CLASS_LINES]:
            found = _CLASS.fullmatch(squeeze(line))
            if found:
                return Field(found[1], line, _CLASSED)
    return None


def _level(
    author: Field | None,
    title: Field | None,
    number: Field | None,
    issuers: Sequence[Issuer],
    localities: Sequence[Locality],
) -> Field | None:
    """Level by the first author, then by the 代字, then by the title's own place."""
    first = author.value.split("、")[0] if author else ""
    level = level_of_body(first, localities) if first else None
    if author and level:
        return Field(level, author.source, author.confidence)
    level = level_of_number(number.value, issuers) if number else None
    if number and level:
        return Field(level, number.source, _MARKED)
    level = level_of_opening(title.value, localities) if title else None
    return Field(level, title.source, _MARKED) if title and level else None
