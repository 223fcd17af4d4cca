"""Where the links and bookmarks of a document lead: every way that PDF has of saying it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from archive_builder.convert.pdf.values import dictionaries, entry, is_number, items

_VIEWS = {"/XYZ": 3, "/Fit": 0, "/FitH": 1, "/FitV": 1, "/FitR": 4, "/FitB": 0, "/FitBH": 1,
          "/FitBV": 1}  # fmt: skip
"""The ways of showing a page, and how many numbers each takes."""
_CORNERS = 4
_MOST = 100_000
"""Names that are read."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A page by its place from 0, and how to show it: a view's name and its numbers."""

    page: int
    view: Name
    numbers: tuple[float | None, ...]


class Goals:
    """Resolves destinations of one document."""

    def __init__(self, pdf: pikepdf.Pdf, pages: Sequence[Dictionary]) -> None:
        self._pdf = pdf
        self._count = len(pages)
        self._places = {page.objgen: place for place, page in reversed(list(enumerate(pages)))}

    def of(self, holder: Dictionary) -> Goal | None:
        """Where a link or bookmark leads; None outside of the document, or nowhere."""
        action = holder.get(Name.A)
        goes = entry(action, Name.S) == Name.GoTo
        return self._goal(holder.get(Name.Dest, entry(action, Name.D) if goes else None))

    def _goal(self, stated: Object | None) -> Goal | None:
        if isinstance(stated, Name | String):
            stated = self._named.get(bytes(stated) if isinstance(stated, String) else str(stated))
        if isinstance(stated, Dictionary):
            stated = stated.get(Name.D)
        parts = items(stated)
        place = self._place(parts[0]) if parts else None
        return None if place is None else Goal(place, *_view(parts[1:]))

    def _place(self, page: object) -> int | None:
        if isinstance(page, Dictionary):
            return self._places.get(page.objgen)
        return page if isinstance(page, int) and 0 <= page < self._count else None

    @cached_property
    def _named(self) -> dict[str | bytes, Object]:
        old = entry(self._pdf.Root, Name.Dests)
        named: dict[str | bytes, Object] = dict(old.items()) if isinstance(old, Dictionary) else {}
        for name, value in _leaves(entry(self._pdf.Root, Name.Names, Name.Dests)):
            named.setdefault(name, value)
            if len(named) >= _MOST:
                break
        return named


def _view(parts: Sequence[object]) -> tuple[Name, tuple[float | None, ...]]:
    """How a page is to be shown; the whole of it where that is not said rightly."""
    view = parts[0] if parts and isinstance(parts[0], Name) else Name.Fit
    count = _VIEWS.get(str(view))
    given = [float(one) if is_number(one) else None for one in parts[1:]]  # type: ignore[arg-type]
    unsaid = view == Name.FitR and (len(given) < _CORNERS or None in given)
    if count is None or unsaid:
        return Name.Fit, ()
    return view, tuple([*given, *[None] * count][:count])


def _leaves(root: Object | None) -> Iterator[tuple[bytes, Object]]:
    """The pairs of a name tree, whatever its shape."""
    waiting, seen = [root] if isinstance(root, Dictionary) else [], set()
    while waiting:
        node = waiting.pop()
        if node.is_indirect and node.objgen in seen:
            continue
        seen.add(node.objgen)
        pairs = items(node.get(Name.Names))
        for name, value in zip(pairs[::2], pairs[1::2], strict=False):
            if isinstance(name, String):
                yield bytes(name), value
        waiting += reversed(dictionaries(node.get(Name.Kids)))


def explicit(goal: Goal, pages: Sequence[Dictionary], unit: float) -> Array:
    """A destination that says all by itself; `unit` scales its numbers."""
    numbers = list(goal.numbers)
    last = len(numbers) - 1 if goal.view == Name.XYZ else len(numbers)
    scaled = [n if n is None or i >= last else round(n * unit, 3) for i, n in enumerate(numbers)]
    return Array([pages[goal.page], goal.view, *scaled])
