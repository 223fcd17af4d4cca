"""The tree of a web page (HTML), read as browsers read it: nothing that is wrong with it stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)
_DEEPEST = 200
"""Elements within one another; further ones are taken as neighbours."""
_PARAGRAPH_ENDS = frozenset(
    {"address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "table", "ul"}
)
"""What ends an open paragraph by beginning."""
_CELLS = frozenset({"td", "th", "caption"})
_PARTS = frozenset({"tbody", "thead", "tfoot"})
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "table"}) | _CELLS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"}) | _CELLS),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"}) | _CELLS),
    "td": (_CELLS, frozenset({"table"})),
    "th": (_CELLS, frozenset({"table"})),
    "tr": (_CELLS | {"tr"}, frozenset({"table"})),
    **dict.fromkeys(_PARTS, (_CELLS | {"tr"} | _PARTS, frozenset({"table"}))),
    **dict.fromkeys(_PARAGRAPH_ENDS - {"li", "dt", "dd"}, (frozenset({"p"}), _CELLS | {"table"})),
}
"""By the tag that begins: what it ends, and what it does not look beyond."""


@dataclass(slots=True, eq=False)
class Element:
    """An element; `closed` when it was ended by its own tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    closed: bool = False

    def elements(self) -> Iterator[Element]:
        """Its children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """All text within."""
        return "".join(one if isinstance(one, str) else one.text() for one in self.children)


def read_page(html: str) -> Element:
    """Read a web page; the root has no tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    """Builds the tree; closing tags may be missing or wrong."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, after those that it ends; nothing opens within a title."""
        if self._open[-1].tag == "title":
            self._open.pop()
        if tag in _ENDS:
            self._end_all(*_ENDS[tag])
        element = self._append(tag, attrs)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that is empty."""
        if tag in _ENDS:
            self._end_all(*_ENDS[tag])
        self._append(tag, attrs).closed = True

    def handle_endtag(self, tag: str) -> None:
        """Close an element and all in it; one that was never opened is passed over."""
        beyond = frozenset({"table"}) if tag in _CELLS | _PARTS | {"tr"} else _CELLS
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                self._open[at].closed = True
                del self._open[at:]
                return
            if self._open[at].tag in beyond and tag != "table":
                return

    def handle_data(self, data: str) -> None:
        """Take text."""
        self._open[-1].children.append(data)

    def set_cdata_mode(self, elem: str, **options: bool) -> None:
        """Take what follows literally in programs alone: an unclosed title would take all."""
        if elem in ("script", "style"):
            super().set_cdata_mode(elem, **options)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass what begins with ``<![`` and goes on as html.parser does not expect."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return i + len("<![")

    def unknown_decl(self, data: str) -> None:
        """Pass sections of character data, which hold programs."""

    def _append(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        return element

    def _end_all(self, ended: frozenset[str], beyond: frozenset[str]) -> None:
        """Close the outermost open element of some kinds, looking no further than others."""
        found = 0
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag in beyond:
                break
            if self._open[at].tag in ended:
                found = at
        if found:
            del self._open[found:]
