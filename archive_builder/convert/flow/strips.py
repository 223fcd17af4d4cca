"""Dealing strips of set matter out to pages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from archive_builder.typeset.lines import SLACK
from archive_builder.typeset.marks import Area, Link, Mark, Picture, Rule, Text


@dataclass(frozen=True, slots=True)
class Strip:
    """What goes on a page whole: a line, a row, a picture.

    Attributes:
        height: pt.
        marks: what is on it, y counted from its top.
        before: space above it, pt; none at the top of a page.
        kept: no page ends with it while there is more.
        heads: strips that come before it where it begins a page: the header of its table.
        edge: what closes it where a page ends with it, y counted from its foot, or begins with
            it, y counted from its top.
        breaks: it only ends the page.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    before: float = 0.0
    kept: bool = False
    heads: tuple[Strip, ...] = ()
    edge: tuple[Mark, ...] = ()
    breaks: bool = False


NEW_PAGE = Strip(0.0, breaks=True)


def deal(strips: Iterable[Strip], height: float) -> Iterator[tuple[Mark, ...]]:
    """Yield the marks of page after page, y counted from the top of the type area.

    Strips that are kept go with the next one, unless together they are taller than a page. A
    strip taller than a page hangs over its foot: whoever sets strips makes none.
    """
    page = _Page(height)
    for chain in _chains(strips):
        whole = sum(strip.before + strip.height for strip in chain[1:]) + chain[0].height
        if not page.takes(chain) and whole + _height(chain[0].heads) <= height + SLACK:
            yield from page.turned()
        for strip in chain:
            if strip.breaks or not page.takes([strip]):
                yield from page.turned()
            page.add(strip)
    yield from page.turned()


def _chains(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    chain: list[Strip] = []
    for strip in strips:
        chain.append(strip)
        if not strip.kept:
            yield chain
            chain = []
    if chain:
        yield chain


@dataclass(slots=True)
class _Page:
    """A page while it is filled."""

    height: float
    marks: list[Mark] = field(default_factory=list)
    y: float = 0.0
    last: Strip | None = None

    def takes(self, chain: list[Strip]) -> bool:
        need = sum(strip.before + strip.height for strip in chain)
        return self.last is None or self.y + need <= self.height + SLACK

    def add(self, strip: Strip) -> None:
        if strip.breaks:
            return
        first = self.last is None
        if first:
            for head in strip.heads:
                self._put(head)
            self.marks += [moved(mark, self.y) for mark in strip.edge]
        else:
            self.y += strip.before
        self._put(strip)

    def _put(self, strip: Strip) -> None:
        self.marks += [moved(mark, self.y) for mark in strip.marks]
        self.y += strip.height
        self.last = strip

    def turned(self) -> Iterator[tuple[Mark, ...]]:
        """The page as it is, if anything was put on it; the next begins."""
        if self.last is not None:
            yield (*self.marks, *(moved(mark, self.y) for mark in self.last.edge))
        self.marks, self.y, self.last = [], 0.0, None


def _height(strips: Iterable[Strip]) -> float:
    return sum(strip.height for strip in strips)


def moved(mark: Mark, down: float) -> Mark:
    """The same mark further down, pt."""
    match mark:
        case Rule():
            return replace(mark, y1=mark.y1 + down, y2=mark.y2 + down)
        case Text() | Area() | Link() | Picture():
            return replace(mark, y=mark.y + down)
