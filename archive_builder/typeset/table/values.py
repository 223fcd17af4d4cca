"""What a table says and where it may stand."""

from __future__ import annotations

from dataclasses import dataclass

from archive_builder.typeset.marks import Role


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `width` in pt, `align` is left, center or right."""

    title: str
    width: float
    align: str = "left"
    role: Role = Role.SONG


@dataclass(frozen=True, slots=True)
class Row:
    """A row; cells missing at its end are empty.

    Attributes:
        heading: a group line in 黑体, whose first cell spans the empty ones after it. It never
            ends a sheet.
        fill: background colour, ``#rrggbb``.
        target: puts a Link mark over the row.
    """

    cells: tuple[str, ...]
    heading: bool = False
    fill: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet and its margins, pt; `mirrored` swaps left and right on even sheets (duplex)."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says.

    Attributes:
        title: set in 小标宋 above the table on the first sheet; '' for none.
        notes: lines between title and table.
        columns: at least one; when none has a title there is no header row.
        size: of the type in the table, pt.
        closing: lines after the last row, on one sheet with it.
        folio: 「第 i 页 共 n 页」 in the middle of the foot.
        space: left free at the head of the first sheet for the caller's own marks, pt.
    """

    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size: float = 10.5
    closing: tuple[str, ...] = ()
    folio: bool = False
    space: float = 0.0
