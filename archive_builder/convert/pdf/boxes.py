"""Giving every page of a PDF its own, right and single box."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from archive_builder.convert.pdf.content import surround
from archive_builder.convert.pdf.values import DEPTH, Box, box, inherited, number
from archive_builder.model import PageFacts

FALLBACK: Box = (0.0, 0.0, 612.0, 792.0)
"""What readers show where a page states no usable box."""

_KEPT = frozenset({"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/Rotate", "/Group"})
_TREE = frozenset({"/Type", "/Kids", "/Count", "/Parent"})


def settle(pdf: pikepdf.Pdf, pages: Sequence[Dictionary]) -> tuple[PageFacts, ...]:
    """Make every page say all about itself, and nothing else.

    The visible box becomes the only one, inherited entries move to the page, UserUnit becomes a
    scaling of the content, rotation a multiple of 90, and entries that print nothing (annotations,
    actions, thumbnails, private data, tags) go.

    Returns:
        The pages' sizes as displayed and their rotation; nothing else of `PageFacts`.
    """
    facts = tuple(_settle(pdf, page) for page in pages)
    for page in pages:
        _bare_tree(page)
    return facts


def _exact(edge: float) -> Decimal:
    """A number for a PDF to nine decimals; of a float it would keep six and move a page's edge."""
    return Decimal(f"{edge:.9f}".rstrip("0").rstrip("."))


def _bare_tree(page: Dictionary) -> None:
    """Take from a page's ancestors what it no longer inherits."""
    node = page.get(Name.Parent)
    for _ in range(DEPTH):
        if not isinstance(node, Dictionary):
            return
        extra = set(node.keys()) - _TREE
        for key in extra:
            del node[key]
        node = node.get(Name.Parent)


def _settle(pdf: pikepdf.Pdf, page: Dictionary) -> PageFacts:
    visible, turn, unit = _visible(page), _rotation(page), unit_of(page)
    own_resources(pdf, page)
    if unit != 1:
        surround(pdf, page, f"q {unit} 0 0 {unit} 0 0 cm\n".encode(), b"\nQ")
    left, low, right, top = (edge * unit for edge in visible)
    page.MediaBox = Array([_exact(edge) for edge in (left, low, right, top)])
    page.Rotate = turn
    for key in set(page.keys()) - _KEPT:
        del page[key]
    width, height = right - left, top - low
    return PageFacts(*((height, width) if turn % 180 else (width, height)), rotation=turn)


def own_resources(pdf: pikepdf.Pdf, page: Dictionary) -> None:
    """Give a page its resources, which stay one object where pages shared or inherited them."""
    node: Object | None = page
    for _ in range(DEPTH):
        if not isinstance(node, Dictionary):
            break
        found = node.get(Name.Resources)
        if isinstance(found, Dictionary):
            if node.objgen != page.objgen:
                node.Resources = found if found.is_indirect else pdf.make_indirect(found)
                page.Resources = node.Resources
            return
        node = node.get(Name.Parent)
    page.Resources = Dictionary()


def unit_of(page: Dictionary) -> float:
    """How many pt a unit of a page's coordinates is."""
    unit = number(page.get(Name.UserUnit), 1.0)
    return unit if unit > 0 else 1.0


def _visible(page: Dictionary) -> Box:
    """The crop box where it lies in the media box."""
    media = _usable(box(inherited(page, Name.MediaBox))) or FALLBACK
    crop = _usable(box(inherited(page, Name.CropBox))) or media
    inside = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return _usable(inside) or media


def _usable(found: Box | None) -> Box | None:
    fits = found is not None and found[2] - found[0] >= 1 and found[3] - found[1] >= 1
    return found if fits else None


def _rotation(page: Dictionary) -> int:
    turn = number(inherited(page, Name.Rotate), 0.0)
    return int(turn) % 360 if turn % 90 == 0 else 0
