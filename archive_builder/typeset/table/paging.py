"""Which rows stand on which sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive_builder.typeset.lines import SLACK
from archive_builder.typeset.table.blocks import LEADING, PAD_Y, Block, block_height


def paginate(
    blocks: Sequence[Block], first_room: float, room: float, closing: float, size: float
) -> list[list[Block]]:
    """Deal rows out to sheets, at least one.

    A heading stays with the row after it and the last row with what follows the table, unless
    both together are taller than a sheet. A row taller than a sheet is cut between its lines.

    Args:
        blocks: the rows.
        first_room: height that rows have on the first sheet, pt.
        room: height that they have on every other.
        closing: height of what follows the last row, pt.
        size: of the table's type, pt.
    """
    pager = _Pager(first_room, room, size)
    for i, block in enumerate(blocks):
        pager.place(block, _follows(blocks, i, closing))
    if closing > pager.left + SLACK:
        pager.turn()
    return pager.sheets


def _follows(blocks: Sequence[Block], i: int, closing: float) -> float:
    """Height of what should stand on a row's sheet after it."""
    if i == len(blocks) - 1:
        return closing
    return blocks[i + 1].height if blocks[i].row.heading else 0.0


class _Pager:
    """The sheets so far; `left` is the height left on the last, pt."""

    def __init__(self, first_room: float, room: float, size: float) -> None:
        self.sheets: list[list[Block]] = [[]]
        self.left = first_room
        self._room = room
        self._size = size

    def turn(self) -> None:
        """Begin another sheet."""
        self.sheets.append([])
        self.left = self._room

    def place(self, block: Block, follows: float) -> None:
        """Put a row on the last sheet, or on a new one where that has more room."""
        block = self._cut_tall(block)
        together = block.height + follows
        need = together if together <= self._room + SLACK else block.height
        if need > self.left + SLACK and self.left < self._room:
            self.turn()
        self.sheets[-1].append(block)
        self.left -= block.height

    def _cut_tall(self, block: Block) -> Block:
        """Fill sheets with a row that is taller than one; returns what fits the next."""
        while block.height > self._room + SLACK and _lines(block) > 1:
            count = int((self.left / self._size - 2 * PAD_Y + SLACK) / LEADING)
            if count < 1 and self.left < self._room:
                self.turn()
                continue
            part, block = _cut(block, max(count, 1), self._size)
            self.sheets[-1].append(part)
            self.turn()
        return block


def _lines(block: Block) -> int:
    return max(len(cell.lines) for cell in block.cells)


def _cut(block: Block, count: int, size: float) -> tuple[Block, Block]:
    """The first `count` lines of every cell as one row, the others as another."""
    above = tuple(replace(cell, lines=cell.lines[:count]) for cell in block.cells)
    below = tuple(replace(cell, lines=cell.lines[count:]) for cell in block.cells)
    return (
        replace(block, cells=above, height=block_height(above, size)),
        replace(block, cells=below, height=block_height(below, size)),
    )
