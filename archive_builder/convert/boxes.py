"""Giving every page of a PDF its own, right and single box."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from archive_builder.model import PageSize

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in pt."""

FALLBACK: Box = (0.0, 0.0, 612.0, 792.0)
"""What readers show where a page states no usable box."""

_KEPT = frozenset({"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/Rotate", "/Group"})
_DEPTH = 64
"""Levels of the page tree that are climbed for an inherited entry."""


def settle(pdf: pikepdf.Pdf) -> tuple[PageSize, ...]:
    """Make every page say all about itself, and nothing else.

    The visible box becomes the only one, inherited entries move to the page, UserUnit becomes a
    scaling of the content, rotation a multiple of 90, and entries that print nothing (actions,
    thumbnails, private data, tags) go.

    Returns:
        The pages' sizes as displayed.
    """
    return tuple(_settle(pdf, page.obj) for page in pdf.pages)


def _settle(pdf: pikepdf.Pdf, page: Dictionary) -> PageSize:
    box, turn = _visible(page), _rotation(page)
    unit = _number(page.get(Name.UserUnit), 1.0)
    resources = _inherited(page, Name.Resources)
    page.Resources = resources if isinstance(resources, Dictionary) else Dictionary()
    if unit > 0 and unit != 1:
        _scale(pdf, page, unit)
        box = (box[0] * unit, box[1] * unit, box[2] * unit, box[3] * unit)
    page.MediaBox = Array([round(value, 6) for value in box])
    page.Rotate = turn
    for key in set(page.keys()) - _KEPT:
        del page[key]
    width, height = box[2] - box[0], box[3] - box[1]
    return PageSize(height, width) if turn % 180 else PageSize(width, height)


def _visible(page: Dictionary) -> Box:
    """The crop box where it lies in the media box."""
    media = _box(_inherited(page, Name.MediaBox)) or FALLBACK
    crop = _box(_inherited(page, Name.CropBox)) or media
    inside = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return inside if _usable(inside) else media


def _box(value: Object | None) -> Box | None:
    if not isinstance(value, Array) or len(value) != 4:  # noqa: PLR2004 - two corners
        return None
    x1, y1, x2, y2 = (_number(item, math.nan) for item in value)
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if _usable(box) else None


def _usable(box: Box) -> bool:
    return all(map(math.isfinite, box)) and box[2] - box[0] >= 1 and box[3] - box[1] >= 1


def _rotation(page: Dictionary) -> int:
    turn = _number(_inherited(page, Name.Rotate), 0.0)
    return int(turn) % 360 if turn % 90 == 0 else 0


def _number(value: object, otherwise: float) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return otherwise


def _inherited(page: Dictionary, key: Name) -> Object | None:
    return next((node[key] for node in _ancestry(page) if key in node), None)


def _ancestry(page: Dictionary) -> Iterator[Dictionary]:
    node: Object | None = page
    for _ in range(_DEPTH):
        if not isinstance(node, Dictionary):
            return
        yield node
        node = node.get(Name.Parent)


def _scale(pdf: pikepdf.Pdf, page: Dictionary, unit: float) -> None:
    wrapped = pikepdf.Page(page)
    wrapped.contents_add(pdf.make_stream(f"q {unit} 0 0 {unit} 0 0 cm\n".encode()), prepend=True)
    wrapped.contents_add(pdf.make_stream(b"\nQ"))
