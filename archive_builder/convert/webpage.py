"""Web pages (HTML): what they say, in the order of the document; a draft without their look."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Self

from archive_builder.convert.outcome import PLAIN_NOTE, Converter, Outcome, Pages, Problem
from archive_builder.convert.plain import set_text
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.fonts import FontSet

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object"}
    | {"nav", "aside", "button", "select", "textarea"}
)
"""What is no part of the text: programs, looks, menus, forms to fill in."""
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "title", "ul"}
)
"""What starts on a line of its own, and ends one."""
_VERBATIM = frozenset({"script", "style"})
_TALL = 8
"""A cell of more lines than this is no cell of figures: the table places things on the page."""
_MENU = 3
"""So many lines running that are nothing but links are a menu."""
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096
_PART = re.compile(r"\s*(?:[_|｜]|\s[-–—]+\s)\s*")
"""What parts a page's title from the name of its site."""


def markup(data: bytes) -> str:
    """Decode a web page: by its byte order mark, as UTF-8 if it is, as it says, as GB18030.

    UTF-8 comes before what the page says: pages saved by browsers often keep an older statement,
    and no other encoding reads as UTF-8 by chance.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    stated = _CHARSET.search(data[:_HEAD])
    for encoding in ("utf-8-sig", encoding_of(stated[1].decode()) if stated else "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace")


def encoding_of(stated: str) -> str:
    """Return the encoding that a name means; GB18030 for its subsets and for unknown names."""
    if stated.lower().replace("_", "-") in ("gb2312", "gbk", "gb-2312", "x-gbk", "cp936"):
        return "gb18030"
    try:
        return codecs.lookup(stated).name
    except LookupError:
        return "gb18030"


def text_of(html: str) -> str:
    """Return the readable text of a web page, a line for each block and each row of a table.

    Programs, styles, navigation and menus of links are left out. The title comes first where the
    body does not have it.
    """
    reader = _Reader(_DROPPED).read(html)
    if reader.unclosed:
        reader = _Reader(_VERBATIM).read(html)
    body = "\n".join(_without_menus(reader.lines))
    title = _PART.split(" ".join("".join(reader.title).split()))[0]
    lacking = title and _squeezed(title) not in _squeezed(body)
    return f"{title}\n{body}" if lacking else body


def _squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    menu: bool
    """Whether it is nothing but links."""


def _without_menus(lines: Iterable[_Line]) -> Iterator[str]:
    for menu, run in groupby(lines, key=lambda line: line.menu):
        some = [line.text for line in run]
        if not menu or len(some) < _MENU:
            yield from some


@dataclass(slots=True)
class _Row:
    """A row of a table while it is read."""

    cells: list[list[_Line]] = field(default_factory=list)
    holds_table: bool = False

    def lines(self) -> list[_Line]:
        """One line; or every cell's own where tables serve to place things on the page."""
        every = [line for cell in self.cells for line in cell]
        tall = any(len(cell) > _TALL for cell in self.cells)
        if self.holds_table or tall or len(self.cells) == 1 or not every:
            return every
        cells = ("".join(line.text for line in cell) for cell in self.cells)
        return [_Line(" ".join(filter(None, cells)), all(line.menu for line in every))]


class _Reader(HTMLParser):
    """Collects lines as tags and text come; closing tags may be missing."""

    def __init__(self, dropped: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.lines: list[_Line] = []
        self._dropped = dropped
        self._tables: list[_Row | None] = []
        self._line: list[str] = []
        self._plain = False
        self._links = 0
        self._inside = Counter[str]()

    def read(self, html: str) -> Self:
        """Read a whole page."""
        self.feed(html)
        self.close()
        while self._tables:
            self._end_table()
        self._end_line()
        return self

    @property
    def unclosed(self) -> bool:
        """Whether something that is dropped was never closed: all that follows it is lost."""
        return bool(self._inside.total())

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; nothing opens within a title, so that one ends here."""
        self._inside["title"] = int(tag == "title")
        if tag in self._dropped:
            self._inside[tag] += 1
        elif tag == "a":
            self._links += 1
        elif tag in ("tr", "td", "th"):
            self._end_line()
            self._open_cell() if tag != "tr" else self._end_row()
        elif tag in _BLOCKS:
            self._end_line()
            if tag == "table":
                self._begin_table()

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Pass an element that is empty; only a line break means something."""
        if tag in _BLOCKS:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        """Close an element; one that was never opened is passed over."""
        if self._inside[tag]:
            self._inside[tag] -= 1
        elif tag == "a":
            self._links = max(self._links - 1, 0)
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th") or tag in _BLOCKS:
            self._end_line()
            if tag == "table" and self._tables:
                self._end_table()

    def handle_data(self, data: str) -> None:
        """Take text that is shown."""
        if self._inside["title"]:
            self.title.append(data)
        elif not self._inside.total():
            self._line.append(data)
            self._plain = self._plain or (not self._links and not data.isspace())

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass what begins with ``<![`` and goes on as html.parser does not expect."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return i + len("<![")

    def unknown_decl(self, data: str) -> None:
        """Pass sections of character data, which hold programs."""

    def _end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        if text:
            self._sink().append(_Line(text, not self._plain))
        self._line, self._plain = [], False

    def _sink(self) -> list[_Line]:
        """Where a line belongs: the innermost open cell, or the page."""
        rows = (row for row in reversed(self._tables) if row)
        return next((row.cells[-1] for row in rows), self.lines)

    def _begin_table(self) -> None:
        if self._tables and (row := self._tables[-1]):
            row.holds_table = True
        self._tables.append(None)

    def _open_cell(self) -> None:
        if self._tables:
            row = self._tables[-1] or _Row()
            self._tables[-1] = row
            row.cells.append([])

    def _end_row(self) -> None:
        self._end_line()
        if self._tables and (row := self._tables[-1]):
            self._tables[-1] = None
            self._sink().extend(row.lines())

    def _end_table(self) -> None:
        self._end_row()
        self._tables.pop()


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set the words of a web page; nothing is fetched."""
    text = text_of(markup(path.read_bytes()))
    if not text.strip():
        return Problem("网页没有文字")
    return Pages(set_text(text, fonts), draft=True, notes=(PLAIN_NOTE,))


CONVERTER = Converter(
    name="archive-builder 网页文字",
    revision=1,
    kinds=frozenset({Kind.HTML}),
    convert=convert,
)
