"""Where a source page's content goes on the printed page: pure geometry.

PDF coordinates: pt from the lower left corner, y upwards. A matrix is that of the `cm` operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.bind.plan import Side
from archive_builder.typeset.marks import A4

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_TOLERANCE = 1.0
"""pt by which a page may miss A4 before it is scaled or moved."""

_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page's visible box (CropBox within MediaBox), /Rotate in degrees and /UserUnit."""

    box: Box
    rotation: int = 0
    unit: float = 1.0


def place(page: SourcePage, side: Side) -> Matrix:
    """Bring a page onto A4 portrait: as it is displayed, never enlarged, centred.

    Landscape pages are turned so that their top lies at the spine of this side.
    """
    x0, y0, x1, y1 = page.box
    matrix = scaled((1.0, 0.0, 0.0, 1.0, -x0, -y0), page.unit)
    width, height = (x1 - x0) * page.unit, (y1 - y0) * page.unit
    turns = page.rotation // 90 % _QUARTERS
    if (width > height) != bool(turns % 2) and width != height:
        turns += 3 if side is Side.FRONT else 1
    for _ in range(turns % _QUARTERS):
        matrix = then(matrix, (0.0, -1.0, 1.0, 0.0, 0.0, width))
        width, height = height, width
    return _centred(matrix, width, height)


def _centred(matrix: Matrix, width: float, height: float) -> Matrix:
    if width > A4[0] + _TOLERANCE or height > A4[1] + _TOLERANCE:
        factor = min(A4[0] / width, A4[1] / height)
        matrix, width, height = scaled(matrix, factor), width * factor, height * factor
    left, low = (A4[0] - width) / 2, (A4[1] - height) / 2
    if abs(left) <= _TOLERANCE and abs(low) <= _TOLERANCE:
        left = low = 0.0
    return then(matrix, (1.0, 0.0, 0.0, 1.0, left, low))


def scaled(matrix: Matrix, factor: float) -> Matrix:
    """`matrix`, then everything so many times as large."""
    return then(matrix, (factor, 0.0, 0.0, factor, 0.0, 0.0))


def then(first: Matrix, second: Matrix) -> Matrix:
    """One matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def moved(box: Box, matrix: Matrix) -> Box:
    """The box around a moved box; exact for quarter turns."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
