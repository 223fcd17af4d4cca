"""What is recorded of each page beside its text: resolution, and where marks stand."""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pypdfium2 import raw

from archive_builder.convert.pdf.ink import Cells, Raster, boxes, marked, paper_of
from archive_builder.model import STAMP_BAND, Ink, PageFacts

_SCALE = 0.5
"""Pixels to a pt: a grey picture of A4 takes a millisecond and 125 kB, and hairlines show."""
_LONGEST = 2000
"""Pixels that the longer side of the picture has at most: plans are seen coarser."""
_GAP = 9.0
"""Pt, about 3 mm: marks nearer than this are one."""
_GOOD_PART = 0.25
"""Of a page: a smaller picture is an ornament, and its resolution says nothing of the page."""
_DEEPEST = 8
"""Forms within forms that are looked into for pictures."""

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as a reader sees it: the full facts, and whether there is anything on it at all."""

    facts: PageFacts
    painted: bool


def seen(page: Any, facts: PageFacts) -> Seen:
    """Look at a page of a prepared PDF.

    Args:
        page: pdfium's page.
        facts: its size and rotation, as planned; the rest is added.

    Raises:
        pypdfium2.PdfiumError: it can't be rendered.
    """
    picture = rendered(page)
    scale = (facts.width / picture.width, facts.height / picture.height)
    cells = _band_cells(picture, math.ceil(STAMP_BAND / scale[1]))
    ink = tuple(_in_pt(box, scale) for box in cells)
    return Seen(replace(facts, dpi=_resolution(page, facts), ink=ink), not picture.blank)


def rendered(page: Any, *, annotations: bool = False) -> Raster:
    """A small grey picture of a page as displayed.

    Raises:
        pypdfium2.PdfiumError: it can't be rendered.
    """
    scale = min(_SCALE, _LONGEST / max(page.get_size()))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=annotations)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    levels = bytes(bitmap.buffer)
    bitmap.close()
    if stride != width:
        levels = b"".join(levels[y * stride : y * stride + width] for y in range(height))
    return Raster(width, height, levels)


def _band_cells(picture: Raster, depth: int) -> Iterator[Cells]:
    """Boxes of marks in the bands at the upper and lower edge, `depth` rows each."""
    paper = paper_of(picture)
    upper_end = min(depth, picture.height)
    lower_start = max(picture.height - depth, upper_end)
    for first, end in ((0, upper_end), (lower_start, picture.height)):
        found = boxes(marked(picture.rows(first, end), paper), _gap(picture))
        for left, top, right, bottom in found:
            yield left, top + first, right, bottom + first


def _gap(picture: Raster) -> int:
    return max(1, round(_GAP * _SCALE)) if max(picture.width, picture.height) < _LONGEST else 1


def _in_pt(box: Cells, scale: tuple[float, float]) -> Ink:
    left, top, right, bottom = box
    across, down = scale
    return (
        round(left * across, 1),
        round(top * down, 1),
        round(right * across, 1),
        round(bottom * down, 1),
    )


def _resolution(page: Any, facts: PageFacts) -> int | None:
    """Dots an inch of the coarsest pictures that together cover a good part of the page.

    Pictures of one resolution count together: scanners cut a page into strips.
    """
    covered: dict[int, float] = defaultdict(float)
    for matrix, width, height in _pictures(page):
        across, down = math.hypot(*matrix[:2]), math.hypot(*matrix[2:4])
        if across and down:
            dpi = round(min(width / across, height / down) * 72)
            covered[dpi] += abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
    least = _GOOD_PART * facts.width * facts.height
    return min((dpi for dpi, area in covered.items() if area >= least), default=None)


def _pictures(page: Any) -> Iterator[tuple[Matrix, int, int]]:
    """Pictures on a page: the matrix of each (on the unit square), and its pixels."""
    get = partial(raw.FPDFPage_GetObject, page)
    yield from _within(raw.FPDFPage_CountObjects(page), get, (1, 0, 0, 1, 0, 0), 0)


def _within(count: int, get: Any, outer: Matrix, depth: int) -> Iterator[tuple[Matrix, int, int]]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for number in range(count):
        item = get(number)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            if raw.FPDFImageObj_GetImagePixelSize(item, width, height):
                yield _times(_matrix(item), outer), width.value, height.value
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = partial(raw.FPDFFormObj_GetObject, item)
            inner = _times(_matrix(item), outer)
            yield from _within(raw.FPDFFormObj_CountObjects(item), inside, inner, depth + 1)


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    o = outer
    return (
        a * o[0] + b * o[2],
        a * o[1] + b * o[3],
        c * o[0] + d * o[2],
        c * o[1] + d * o[3],
        e * o[0] + f * o[2] + o[4],
        e * o[1] + f * o[3] + o[5],
    )
