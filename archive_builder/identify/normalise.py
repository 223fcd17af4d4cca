"""Text made comparable: one width, one glyph a character, no page furniture."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from archive_builder.identify.unwrap import unwrap
from archive_builder.model import Text

_VARIANTS = str.maketrans(
    {"査": "查", "\u3000": " ", "\xa0": " ", "\u200b": None, "\ufeff": None, "\xad": None}
)
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ\u2e80-\u2fdf\uf900-\ufaff]")
_SPACES = re.compile(r"\s+")
_FOLIO = re.compile(r"[-—－–·]*第?\d{1,4}页?(?:[/，,]?共?\d{1,4}页?)?[-—－–·]*|Page\d+|Sheet\d+")
_ISSUER_END = re.compile(r"\S(?:[部委局厅署院会室办]|中央|政府|银行)$")
_SUBJECT = ("关于", "印发", "转发", "公告")
_REPEATED = 3


def normalise(text: str) -> str:
    """Half-width letters and digits, plain spaces, 査 as 查, radicals as their hanzi."""
    return _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text.translate(_VARIANTS))


def squeeze(text: str) -> str:
    """The text without any white space."""
    return _SPACES.sub("", text)


def close_up(line: str) -> str:
    """A line without the spaces that spread its characters out.

    A space stays between Latin words and between two joint issuers (财政部 税务总局).
    """
    words = line.split()
    if not words:
        return ""
    joined = [words[0]]
    for before, after in pairwise(words):
        joined += [" "] * _stay_apart(before, after) + [after]
    return "".join(joined)


def _stay_apart(before: str, after: str) -> bool:
    if before[-1].isascii() and after[0].isascii():
        return before[-1].isalpha() and after[0].isalpha()
    return (
        len(after) > 1 and _ISSUER_END.search(before) is not None and not after.startswith(_SUBJECT)
    )


def lines_of(text: Text) -> tuple[str, ...]:
    """A document's lines in order, normalised, without blank lines, folios and running heads.

    Lines that a page broke for its width are one again (`unwrap`). Spaces within a line stay as
    they are: in tables they part the cells.
    """
    pages = [_page_lines(page) for page in text.pages]
    running = _running_heads(pages)
    return unwrap([line for page in pages for line in page if line.strip() not in running])


def _page_lines(page: str) -> list[str]:
    lines = [line.rstrip() for line in normalise(page).splitlines()]
    return [line for line in lines if line and not _FOLIO.fullmatch(squeeze(line))]


def _running_heads(pages: list[list[str]]) -> frozenset[str]:
    """Lines that open or close at least three pages and half of all."""
    edges = Counter(edge.strip() for page in pages if page for edge in {page[0], page[-1]})
    least = max(_REPEATED, len(pages) / 2)
    return frozenset(line for line, count in edges.items() if count >= least)
