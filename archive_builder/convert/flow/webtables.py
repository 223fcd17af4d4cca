"""Tables of a web page: those that say something, and those that only place things. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from archive_builder.convert.flow.blocks import (
    Align,
    Block,
    Cell,
    Heading,
    Paragraph,
    Run,
    Runs,
    Style,
    Table,
    words,
)
from archive_builder.convert.flow.elements import Element
from archive_builder.convert.flow.looks import reach, shown

_TALL = 8
"""A cell of more lines than this is no cell of figures: the table places things on the page."""
_LONG = 20
"""Rows of figures that run over pages, so that the names of their columns are repeated."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A block of a page, and whether it is nothing but links."""

    block: Block
    menu: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell as it was read."""

    element: Element
    taken: list[Taken]
    head: bool


_Rows = list[list[_Read]]


def read_table(table: Element, read: Callable[[Element], list[Taken]]) -> list[Taken]:
    """What a table shows, given what a cell shows.

    One whose cells hold further tables, pictures or long texts, or that has a single column,
    only places things: they follow one another. What stands between cells comes before it.
    """
    caption = [one for part in table.elements() if part.tag == "caption" for one in read(part)]
    rows = [
        [_Read(cell, read(cell), head or cell.tag == "th") for cell in _cells(row)]
        for row, head in _rows(table, head=False)
    ]
    stray = [one for part in _strays(table) for one in read(part)]
    rows = [row for row in rows if any(cell.taken for cell in row) or _spans(rows)]
    every = [one for row in rows for cell in row for one in cell.taken]
    if not every:
        return [*stray, *caption]
    if _only_places(rows):
        return [*stray, *caption, *every]
    made = Table(tuple(tuple(map(_cell, row)) for row in _headed(rows)))
    return [*stray, *map(_as_title, caption), Taken(made, all(one.menu for one in every))]


def _as_title(caption: Taken) -> Taken:
    """A caption stays with its table."""
    block = caption.block
    return Taken(Heading(4, block.runs)) if isinstance(block, Paragraph) else caption


def _rows(part: Element, *, head: bool) -> Iterator[tuple[Element, bool]]:
    """The rows of a table or of a part of it, and whether they are its header."""
    for child in filter(shown, part.elements()):
        if child.tag == "tr":
            yield child, head
        elif child.tag not in ("caption", "td", "th", "table"):
            yield from _rows(child, head=head or child.tag == "thead")


def _strays(part: Element) -> Iterator[Element]:
    """What stands in a table outside its cells."""
    for child in part.children:
        if isinstance(child, str) or child.tag == "table":
            yield Element("", children=[child])
        elif child.tag in ("thead", "tbody", "tfoot", "form") or _holds_rows(child):
            yield from _strays(child)
        elif child.tag not in ("caption", "tr", "colgroup"):
            yield Element("", children=[child])


def _holds_rows(part: Element) -> bool:
    return part.tag != "tr" and any(True for _ in _rows(part, head=False))


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row; what stands between them is one as well."""
    for child in row.children:
        if isinstance(child, str):
            if child.strip():
                yield Element("td", children=[child])
        elif shown(child):
            yield child if child.tag in ("td", "th") else Element("td", children=[child])


def _spans(rows: _Rows) -> bool:
    return any(reach(cell.element, "rowspan") > 1 for row in rows for cell in row)


def _only_places(rows: _Rows) -> bool:
    cells = [cell for row in rows for cell in row]
    return all(len(row) == 1 for row in rows) or any(
        len(cell.taken) > _TALL
        or any(not isinstance(one.block, Paragraph | Heading) for one in cell.taken)
        for cell in cells
    )


def _headed(rows: _Rows) -> Iterator[list[_Read]]:
    """Rows with their header: where no tag says it, what is bold at the top, or names columns."""
    said = any(cell.head for row in rows for cell in row)
    bold = len(list(takewhile(_bold, rows)))
    top = 0 if said else bold or _names(rows)
    for number, row in enumerate(rows):
        yield [replace(cell, head=True) for cell in row] if number < top < len(rows) else row


def _bold(row: Sequence[_Read]) -> bool:
    runs = [run for cell in row for run in _runs(cell.taken) if run.text.strip()]
    return len(row) > 1 and bool(runs) and all(run.style is Style.STRONG for run in runs)


def _names(rows: _Rows) -> int:
    """How many rows of a long table are its title and the names of its columns."""
    title = len(list(takewhile(lambda row: len(row) == 1, rows)))
    names, below = rows[title : title + 1], rows[title + 1 :]
    figures = sum(map(_has_figures, below))
    return title + 1 if figures * 2 > len(below) >= _LONG and not _has_figures(names[0]) else 0


def _has_figures(row: Sequence[_Read]) -> bool:
    texts = (words(_runs(cell.taken)).strip() for cell in row)
    return any(text[:1].isdigit() for text in texts)


def _cell(cell: _Read) -> Cell:
    first = cell.taken[0].block if cell.taken else None
    align = first.align if isinstance(first, Paragraph) else Align.LEFT
    return Cell(
        _runs(cell.taken),
        reach(cell.element, "colspan"),
        reach(cell.element, "rowspan"),
        cell.head,
        Align.CENTRE if cell.head else align,
    )


def _runs(taken: list[Taken]) -> Runs:
    """The lines of a cell as one text."""
    made: list[Run] = []
    for one in taken:
        if isinstance(one.block, Paragraph | Heading) and words(one.block.runs).strip():
            marker = one.block.marker if isinstance(one.block, Paragraph) else ""
            made += [Run("\n")] if made else []
            made += [Run(f"{marker} ")] if marker else []
            made += one.block.runs
    return tuple(made)
