"""From the tree of a web page to blocks of running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive_builder.convert.flow import pictures
from archive_builder.convert.flow.blocks import (
    Align,
    Block,
    Divider,
    Heading,
    Paragraph,
    Preformatted,
    Run,
    Runs,
    Style,
    words,
)
from archive_builder.convert.flow.elements import Element
from archive_builder.convert.flow.looks import (
    aligned,
    indents,
    is_spacer,
    marker,
    shown,
    strikes,
    styled,
)
from archive_builder.convert.flow.webtables import Taken, read_table

_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "header", "html", "legend", "li"}
    | {"main", "ol", "p", "section", "summary", "details", "ul", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "td", "th", "tr", "tbody", "thead", "tfoot"}
)
"""What starts on a line of its own, and ends one."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PAPERS = re.compile(r"\.(docx?|xlsx?|pptx?|pdf|ofd|wps|et|dps|zip|rar|7z|jpe?g|png|tiff?)\b", re.I)
"""A link to such a file is an attachment, and in no menu."""
_POWERS = {"2": "²", "3": "³"}
"""Raised figures that have a character: m²."""
_LEAST_SIDE = 4
"""Pixels; smaller pictures only keep a distance, or count readers."""
_BLANK = re.compile(r"[ \t\r\n\f]+")
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for the text at a place of the tree."""

    style: Style = Style.PLAIN
    align: Align = Align.LEFT
    depth: int = 0
    quoted: int = 0
    level: int = 0
    linked: bool = False
    struck: bool = False
    indented: bool = False


class Reading:
    """Reads one page; `absent` counts the pictures that it shows and does not hold."""

    def __init__(self) -> None:
        self.absent = 0
        self._taken: list[Taken] = []
        self._runs: list[Run] = []
        self._plain = False
        self._marker = ""

    def read(self, element: Element) -> list[Taken]:
        """All that an element shows."""
        return self._within(element, _Place())

    def _within(self, element: Element, place: _Place) -> list[Taken]:
        """What an element shows, taken by itself."""
        outer = self._taken, self._runs, self._plain, self._marker
        self._taken, self._runs, self._plain, self._marker = [], [], False, ""
        self._children(element, place)
        self._end(place)
        taken = self._taken
        self._taken, self._runs, self._plain, self._marker = outer
        return taken

    def _children(self, element: Element, place: _Place) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._text(child, place)
            elif shown(child):
                struck = place.struck or strikes(child)
                self._element(child, styled(child, place.style), replace(place, struck=struck))

    def _text(self, text: str, place: _Place) -> None:
        self._runs.append(Run(text, place.style, place.struck))
        self._plain = self._plain or not (place.linked or text.isspace())

    def _element(self, element: Element, style: Style, place: _Place) -> None:
        match element.tag:
            case "br" | "hr" | "pre" | "xmp" | "listing":
                self._end(place)
                self._taken += _alone(element)
            case "sup" if element.text().strip() in _POWERS:
                self._text(_POWERS[element.text().strip()], place)
            case "img":
                self._picture(element, place)
            case "table":
                self._end(place)
                self._taken += read_table(element, self._cell)
            case "a":
                paper = bool(_PAPERS.search(element.attributes.get("href", "")))
                self._children(element, replace(place, style=style, linked=not paper))
            case tag if tag in _BLOCKS:
                self._end(place)
                self._block(element, replace(place, style=style))
            case _:
                self._children(element, replace(place, style=style))

    def _block(self, element: Element, place: _Place) -> None:
        """An element on lines of its own."""
        inner = _placed(element, place)
        if element.tag in ("ul", "ol"):
            self._items(element, inner)
        else:
            self._children(element, inner)
        self._end(inner)

    def _items(self, element: Element, place: _Place) -> None:
        number = 0
        for child in element.children:
            if isinstance(child, Element) and child.tag == "li" and shown(child):
                number += 1
                self._marker = marker(element, number, place.depth)
            self._children(Element("", children=[child]), place)
        self._marker = ""

    def _cell(self, element: Element) -> list[Taken]:
        """What a cell shows."""
        head = Style.STRONG if element.tag == "th" else Style.PLAIN
        return self._within(element, _placed(element, _Place(head)))

    def _picture(self, element: Element, place: _Place) -> None:
        address = element.attributes.get("src", "")
        content = pictures.from_address(address)
        picture = pictures.picture(content) if content else None
        if picture is None and not is_spacer(element):
            self.absent += 1
            alt = element.attributes.get("alt", "").strip()
            said = alt or ("无法读取" if address.lstrip().startswith("data:") else "未随文件报来")
            self._text(f"〔图：{said}〕", place)
        elif picture and min(picture.width, picture.height) >= _LEAST_SIDE:
            self._end(place)
            self._taken.append(Taken(picture))

    def _end(self, place: _Place) -> None:
        """End the line that was begun, if it says anything."""
        runs, plain = _collapsed(self._runs), self._plain
        self._runs, self._plain = [], False
        if not words(runs).strip():
            return
        self._taken.append(Taken(self._said(runs, place), not plain))
        self._marker = ""

    def _said(self, runs: Runs, place: _Place) -> Block:
        if place.level:
            return Heading(place.level, runs)
        return Paragraph(runs, place.depth, self._marker, place.quoted, place.align, place.indented)


def _alone(element: Element) -> list[Taken]:
    """What stands between lines."""
    if element.tag == "br":
        return []
    if element.tag == "hr":
        return [Taken(Divider())]
    text = element.text().strip("\r\n")
    return [Taken(Preformatted(text, shaded=True))] if text.strip() else []


def _placed(element: Element, place: _Place) -> _Place:
    """What holds within a block."""
    return replace(
        place,
        align=aligned(element, place.align),
        indented=indents(element, place.indented),
        level=_HEADINGS.get(element.tag, place.level),
        depth=place.depth + (element.tag in ("ul", "ol", "dd")),
        quoted=place.quoted + (element.tag == "blockquote"),
    )


def _collapsed(runs: list[Run]) -> Runs:
    """Runs as they are read: blanks and line ends of the markup are one blank, or none in Chinese.

    Blanks that are meant to be seen stay.
    """
    made: list[Run] = []
    for run in runs:
        text = _BLANK.sub(" ", _BETWEEN_HAN.sub("", run.text))
        if not made or made[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            made.append(replace(run, text=text))
    if made:
        made[-1] = replace(made[-1], text=made[-1].text.removesuffix(" "))
    return tuple(replace(run, text=run.text.replace("\u00a0", " ")) for run in made if run.text)
