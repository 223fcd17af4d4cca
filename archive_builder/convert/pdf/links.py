"""The links of a document between its own pages, each with its goal made explicit."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from archive_builder.convert.pdf.boxes import unit_of
from archive_builder.convert.pdf.goals import Goals, explicit
from archive_builder.convert.pdf.values import box, dictionaries

_MOST = 5_000
"""Links of a page that are kept."""


def links_of(pdf: pikepdf.Pdf, pages: Sequence[Dictionary], goals: Goals) -> list[list[Dictionary]]:
    """Make new links, page by page, of those that lead to pages of the document.

    Each has nothing but its rectangle and an explicit destination, both in pt (a page's UserUnit
    is worked in); it bears the print flag, which PDF/A asks for.
    """
    made = []
    for page in pages:
        listed = dictionaries(page.get(Name.Annots))
        links = [one for one in listed if one.get(Name.Subtype) == Name.Link]
        new = (_link(one, unit_of(page), pages, goals) for one in links[:_MOST])
        made.append([pdf.make_indirect(one) for one in new if one is not None])
    return made


def _link(
    link: Dictionary, unit: float, pages: Sequence[Dictionary], goals: Goals
) -> Dictionary | None:
    where, goal = box(link.get(Name.Rect)), goals.of(link)
    if where is None or goal is None:
        return None
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([round(edge * unit, 3) for edge in where]),
        Border=Array([0, 0, 0]),
        F=4,
        Dest=explicit(goal, pages, unit_of(pages[goal.page])),
    )
