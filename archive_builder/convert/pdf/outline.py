"""The bookmarks that a document brought."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name, String

from archive_builder.convert.pdf.goals import Goals
from archive_builder.convert.pdf.values import DEPTH, entry
from archive_builder.model import Bookmark

MOST = 2_000
"""Bookmarks of a document that are read; one with more lists its every paragraph."""

_LONGEST = 200
"""Characters of a title that are kept."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A bookmark as it stands there: its page is None where it leads to none."""

    depth: int
    title: str
    page: int | None


def outline_of(pdf: pikepdf.Pdf, goals: Goals) -> tuple[Bookmark, ...]:
    """Read a document's bookmarks in order, of any nesting; loops and garbage are passed over.

    A heading that leads nowhere takes the page of the first bookmark below it; without one, and
    without a title, it is left out, and what is below it moves up.
    """
    listed = list(_items(entry(pdf.Root, Name.Outlines), goals))
    kept: list[Bookmark] = []
    above: list[int] = []
    for place, item in enumerate(listed):
        while above and above[-1] >= item.depth:
            above.pop()
        page = _page(listed, place)
        if page is not None and item.title:
            kept.append(Bookmark(len(above), item.title, page + 1))
            above.append(item.depth)
    return tuple(kept)


def _items(outlines: object, goals: Goals) -> Iterator[_Item]:
    """Every bookmark once, a parent before its children."""
    seen: set[tuple[int, int]] = set()
    waiting = [(0, entry(outlines, Name.First))]
    while waiting and len(seen) < MOST:
        depth, node = waiting.pop()
        if not isinstance(node, Dictionary) or not node.is_indirect or node.objgen in seen:
            continue
        seen.add(node.objgen)
        goal = goals.of(node)
        yield _Item(depth, _title(node), None if goal is None else goal.page)
        waiting.append((depth, node.get(Name.Next)))
        waiting.append((min(depth + 1, DEPTH), node.get(Name.First)))


def _title(node: Dictionary) -> str:
    """A title in one line."""
    title = node.get(Name.Title)
    written = unicodedata.normalize("NFC", str(title)) if isinstance(title, String) else ""
    plain = (" " if unicodedata.category(one).startswith("C") else one for one in written)
    return " ".join("".join(plain).split())[:_LONGEST]


def _page(listed: list[_Item], place: int) -> int | None:
    item = listed[place]
    if item.page is not None:
        return item.page
    for below in listed[place + 1 :]:
        if below.depth <= item.depth:
            return None
        if below.page is not None:
            return below.page
    return None
