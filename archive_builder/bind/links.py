"""What leads from one page of a bound book to another: links, outline, labels, the page tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from archive_builder.bind.outline import bookmarks
from archive_builder.bind.place import IDENTITY, Box, Matrix, moved
from archive_builder.bind.plan import Page, Pagination
from archive_builder.typeset.marks import A4, Link, Sheet

_FAN = 32


def _top_of(leaf: Object) -> Array:
    """A destination: the page's top, in the zoom that the reader has."""
    return Array([leaf, Name.XYZ, 0, round(A4[1], 3), None])


def _link(pdf: Pdf, box: Box, destination: Array) -> Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([round(value, 3) for value in box]),
            Border=Array([0, 0, 0]),
            Dest=destination,
        )
    )


def link_sheet(pdf: Pdf, leaf: Object, sheet: Sheet, targets: Mapping[str, Object]) -> None:
    """Make links of a sheet's Link marks; `targets` are the pages that the marks name."""
    links = [
        _link(
            pdf,
            (m.x, A4[1] - m.y - m.height, m.x + m.width, A4[1] - m.y),
            _top_of(targets[m.target]),
        )
        for m in sheet.marks
        if isinstance(m, Link)
    ]
    if links:
        leaf.Annots = Array(links)


def carry_links(
    pdf: Pdf, pages: Sequence[pikepdf.Page], leaves: Sequence[tuple[Object, Matrix]]
) -> None:
    """Keep a document's links between its own pages, moved as the pages were; drop all others.

    Where the target was moved the link leads to its top.
    """
    copies = {page.obj.objgen: leaf for page, leaf in zip(pages, leaves, strict=True)}
    for page, (leaf, matrix) in zip(pages, leaves, strict=True):
        links = []
        for annotation in page.obj.get(Name.Annots, ()):
            goal = _goal(annotation)
            if goal is None or goal[0].objgen not in copies:
                continue
            target, target_matrix = copies[goal[0].objgen]
            kept = Array([target, *goal[1:]]) if target_matrix == IDENTITY else _top_of(target)
            x0, y0, x1, y1 = (float(value) for value in annotation.Rect)
            links.append(_link(pdf, moved((x0, y0, x1, y1), matrix), kept))
        if links:
            leaf.Annots = Array(links)


def _goal(annotation: Object) -> list[Object] | None:
    """An explicit destination: a page, then how to show it."""
    if not isinstance(annotation, Dictionary) or annotation.get(Name.Subtype) != Name.Link:
        return None
    action = annotation.get(Name.A, Dictionary())
    goal = annotation.get(
        Name.Dest, action.get(Name.D) if action.get(Name.S) == Name.GoTo else None
    )
    explicit = isinstance(goal, Array) and len(goal) > 0 and isinstance(goal[0], Dictionary)
    return list(goal) if explicit and goal is not None else None


def page_tree(pdf: Pdf, leaves: Sequence[Object]) -> Object:
    """A balanced tree, so that readers find a page among thousands at once."""
    level = [(leaf, 1) for leaf in leaves]
    while len(level) > 1 or level[0][0].Type == Name.Page:
        level = [_node(pdf, level[i : i + _FAN]) for i in range(0, len(level), _FAN)]
    return level[0][0]


def _node(pdf: Pdf, kids: Sequence[tuple[Object, int]]) -> tuple[Object, int]:
    count = sum(number for _, number in kids)
    children = Array([kid for kid, _ in kids])
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=children, Count=count))
    for kid, _ in kids:
        kid.Parent = node
    return node, count


def page_labels(pages: Sequence[Page]) -> Dictionary:
    """The printed numbers as PDF page labels; '' where none is printed."""
    numbers: list[Object | int] = []
    previous: str | None = None
    for position, page in enumerate(pages):
        if not _continues(previous, page.label):
            numbers += [position, _range(page.label)]
        previous = page.label
    return Dictionary(Nums=Array(numbers))


def _continues(previous: str | None, label: str) -> bool:
    if not label or not previous:
        return label == previous
    return label.isdecimal() and previous.isdecimal() and int(label) == int(previous) + 1


def _range(label: str) -> Dictionary:
    if label.isdecimal():
        return Dictionary(S=Name.D, St=int(label))
    return Dictionary(P=String(label)) if label else Dictionary()


def write_outline(pdf: Pdf, pagination: Pagination, leaves: Sequence[Object]) -> None:
    """The book's own parts and sections; documents and gaps below their section."""
    with pdf.open_outline() as outline:
        for mark in bookmarks(pagination):
            item = OutlineItem(mark.title, destination=_top_of(leaves[mark.position]))
            (outline.root[-1].children if mark.depth else outline.root).append(item)
