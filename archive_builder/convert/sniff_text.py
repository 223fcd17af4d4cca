"""What a text is: a page of markup, a table, a mail, or plain words. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from archive_builder.convert.kind import Kind
from archive_builder.decoding import decode

TEXT_LIMIT = 20 << 20
"""Bytes of text above which a file is no document to print."""
MAIL_LIMIT = 100 << 20
"""The same for mails, which bring their attachments."""

_START = 8192
_SAMPLE = 64 << 10
"""Characters from the start by which a table is told."""

_MARKUP = (
    (r'<\?mso-application progid="Excel\.Sheet"\?|<Workbook\b[^>]*office:spreadsheet', "SHEET_XML"),
    (r'<\?mso-application progid="Word\.Document"|<w:wordDocument|<pkg:package', "WORD_XML"),
    (r"<uof:UOF\b|<(\w+:)?UOF\b[^>]*xmlns", "UOF"),
    (r"\A\s*(<\?xml[^>]*>\s*)?(?>(<!--.*?-->\s*)*)(<!DOCTYPE svg[^>]*>\s*)?<svg\b", "SVG"),
    (r"\A(#!\s*/|@?echo off\b|@?setlocal\b)|\bWScript\.\w|\bCreateObject\s*\(", "PROGRAM"),
)
_BY_MARKUP = tuple((re.compile(mark, re.I | re.S), Kind[kind]) for mark, kind in _MARKUP)
_HTML = re.compile(
    r"\ufeff?\s*(?>(<!--.*?-->\s*)*)(<\?xml[^>]*>\s*)?"
    r"(<!doctype\s+html|<(html|head|meta|title|body|style|table|div)\b[^<]*>)",
    re.IGNORECASE | re.DOTALL,
)
"""Systems that export tables as «xls» often write nothing but a table."""
_MAIL = re.compile(
    r"(From |[\w-]+:[^\n]*\n(?=[\w-]+:|[ \t])).{0,4000}^(MIME-Version|Received|Message-ID):",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ENVELOPE = re.compile(
    r"From \S{1,200}[^\n]{0,100}?\d{2}:\d{2}:\d{2}[^\n]{0,40}?\d{4}[ \t]*\r?\n[\w-]+:"
)
"""The line before each mail of a mailbox (RFC 4155); a single mail may bear it too."""


def is_mail(head: bytes, size: int) -> bool:
    """Whether a file of that size begins with the head of a mail."""
    return size <= MAIL_LIMIT and _MAIL.match(head.decode("latin-1")) is not None


def is_mailbox(head: bytes) -> bool:
    """Whether a file begins with several mails."""
    text = head.decode("latin-1")
    return _ENVELOPE.match(text) is not None and "\n\nFrom " in text.replace("\r", "")


def in_text(data: bytes) -> Kind:
    """Say what kind of text bytes are, `UNKNOWN` where they are none."""
    text = decode(data)
    start = data[:_START].decode("latin-1") if text is None else text[:_START]
    if _HTML.match(start):
        return Kind.HTML
    if text is None:
        return Kind.UNKNOWN
    marked = next((kind for mark, kind in _BY_MARKUP if mark.search(start)), None)
    if marked:
        return marked
    if delimiter_of(text):
        return Kind.CSV
    return Kind.MARKDOWN if _is_markdown(text) else Kind.TEXT


_DELIMITERS = "\t,;"
_FEWEST = 4
"""Delimiters that a table has at least."""
_LONGEST = 60
"""Characters of a cell; what is longer is prose."""
_SENTENCE = re.compile(r"^\s|[。；！？!?]$|[a-z]{2}\.$|^.{60}", re.DOTALL)
_PROSE = 0.1
"""Share of cells like parts of sentences, above which commas are those of prose."""


def delimiter_of(text: str) -> str | None:
    """Return what separates the cells of a text that is a table; None where it is none.

    A table has two rows or more, as many cells in each, and few cells that read as a part of a
    sentence. What it is called is of no account.
    """
    sample = text[:_SAMPLE].lstrip("\ufeff")
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1]
    return next((mark for mark in _DELIMITERS if _is_table(_rows(sample, mark))), None)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(StringIO(text, ""), delimiter=delimiter) if any(row)]
    except csv.Error:
        return []


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:  # noqa: PLR2004
        return False
    if len(rows) * (len(rows[0]) - 1) < _FEWEST:
        return False
    cells = [cell for row in rows for cell in row if cell]
    return sum(bool(_SENTENCE.search(cell)) for cell in cells) <= len(cells) * _PROSE


_STRONG = re.compile(
    r"^(```|~~~)|^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$"
    r"|\*\*[^*\n]{1,200}\*\*|\]\(https?://",
    re.MULTILINE,
)
"""What stands in no other text: fences, ruled tables, bold words, links."""
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*([-*+]|\d+\.) \S", re.MULTILINE)
_MARKED = 0.1
"""Share of lines that are headings or items."""


def _is_markdown(text: str) -> bool:
    """Whether a text bears several kinds of Markdown's marks, on a good part of its lines."""
    lines = sum(1 for line in text.splitlines() if line.strip())
    headings, items = len(_HEADING.findall(text)), len(_ITEM.findall(text))
    strong = _STRONG.search(text) is not None
    kinds = bool(headings) + bool(items) + strong
    return kinds > 1 and bool(headings or strong) and headings + items + strong >= lines * _MARKED
