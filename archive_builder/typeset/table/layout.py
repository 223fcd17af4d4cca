"""A table's sheets and the marks on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Link, Mark, Role, Rule, Sheet, Text
from archive_builder.typeset.table.blocks import (
    LEADING,
    MIDDLE,
    PAD_X,
    Block,
    Cell,
    Line,
    Setter,
    edges,
)
from archive_builder.typeset.table.paging import paginate
from archive_builder.typeset.table.values import Frame, Table

_GRID, _BORDER = 0.5, 1.0
_FOLIO_SIZE = 9.0
_ANCHORS = {"left": "left", "center": "centre", "right": "right"}


def lay_out_table(table: Table, frame: Frame, measure: Measure) -> tuple[Sheet, ...]:
    """Lay a table out on as many sheets as it takes, at least one.

    The table stands in the middle between the margins. A row stays whole unless it is taller than
    a sheet has room for.
    """
    setter = Setter(table, measure)
    above = [
        Line(table.space),
        *setter.title(frame.width - frame.left - frame.right),
        *setter.notes(),
    ]
    header, closing = setter.header(), setter.closing()
    room = frame.height - frame.top - frame.bottom - sum(block.height for block in header)
    first_room = room - sum(line.height for line in above)
    below = sum(line.height for line in closing)
    parts = paginate(setter.rows(), first_room, room, below, table.size)
    sheets = []
    for number, blocks in enumerate(parts):
        pen = _Pen(table, frame, number)
        pen.lines(above if number == 0 else [])
        pen.grid([*header, *blocks] if blocks or number == 0 else [])
        pen.lines(closing if number == len(parts) - 1 else [])
        if table.folio:
            pen.folio(len(parts))
        sheets.append(Sheet(frame.width, frame.height, tuple(pen.marks)))
    return tuple(sheets)


class _Pen:
    """Puts marks on one sheet from the top down."""

    def __init__(self, table: Table, frame: Frame, number: int) -> None:
        turned = frame.mirrored and number % 2 == 1
        start, end = (frame.right, frame.left) if turned else (frame.left, frame.right)
        at = edges(table.columns)
        self._size = table.size
        self._frame = frame
        self._number = number
        self._middle = (start + frame.width - end) / 2
        self._edges = [self._middle - at[-1] / 2 + edge for edge in at]
        self._y = frame.top
        self.marks: list[Mark] = []

    def lines(self, lines: Sequence[Line]) -> None:
        """Lines outside the grid."""
        for line in lines:
            if line.text:
                x = self._middle if line.centred else self._edges[0]
                y = self._y + line.height / 2 + line.size * MIDDLE
                anchor = "centre" if line.centred else "left"
                self.marks.append(Text(x, y, line.text, line.role, line.size, anchor))
            self._y += line.height

    def grid(self, blocks: Sequence[Block]) -> None:
        """Rows with the rules around and between them."""
        if not blocks:
            return
        tops = [self._y]
        for block in blocks:
            self._block(block)
            tops.append(self._y)
        left, right = self._edges[0], self._edges[-1]
        self.marks += [Rule(left, y, right, y, _GRID) for y in tops[1:-1]]
        for edge in range(1, len(self._edges) - 1):
            self.marks += self._inner_rules(edge, blocks, tops)
        half = _BORDER / 2
        self.marks += [Rule(left - half, y, right + half, y, _BORDER) for y in (tops[0], tops[-1])]
        self.marks += [Rule(x, tops[0], x, tops[-1], _BORDER) for x in (left, right)]

    def _inner_rules(
        self, edge: int, blocks: Sequence[Block], tops: Sequence[float]
    ) -> Iterator[Rule]:
        """The rules between two columns, as long as can be, but not through spanning cells."""
        x, begun = self._edges[edge], tops[0]
        for i, block in enumerate(blocks):
            if any(cell.first < edge < cell.last for cell in block.cells):
                if begun < tops[i]:
                    yield Rule(x, begun, x, tops[i], _GRID)
                begun = tops[i + 1]
        if begun < tops[-1]:
            yield Rule(x, begun, x, tops[-1], _GRID)

    def _block(self, block: Block) -> None:
        left, width = self._edges[0], self._edges[-1] - self._edges[0]
        if block.row.fill:
            self.marks.append(Area(left, self._y, width, block.height, block.row.fill))
        for cell in block.cells:
            self.marks += self._cell(cell, block.height)
        if block.row.target:
            self.marks.append(Link(left, self._y, width, block.height, block.row.target))
        self._y += block.height

    def _cell(self, cell: Cell, height: float) -> Iterator[Text]:
        left, right = self._edges[cell.first], self._edges[cell.last]
        pad, step = PAD_X * self._size, LEADING * self._size
        x = {"left": left + pad, "center": (left + right) / 2, "right": right - pad}[cell.align]
        first = self._y + (height - len(cell.lines) * step) / 2 + step / 2 + MIDDLE * self._size
        for i, line in enumerate(cell.lines):
            if line:
                yield Text(x, first + i * step, line, cell.role, self._size, _ANCHORS[cell.align])

    def folio(self, total: int) -> None:
        """Which sheet of how many, in the middle of the foot."""
        y = self._frame.height - self._frame.bottom / 2 + _FOLIO_SIZE * MIDDLE
        text = f"第 {self._number + 1} 页  共 {total} 页"
        self.marks.append(Text(self._middle, y, text, Role.SONG, _FOLIO_SIZE, "centre"))
