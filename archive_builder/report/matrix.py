"""Units × requirements on paper; every colour has its word, so that black and white will do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from archive_builder.model import Requirement, Unit
from archive_builder.report import palette
from archive_builder.report.blocks import Block, Place, blank, fitted, joined, words_block
from archive_builder.report.overview import Matrix, Overview, Tally
from archive_builder.report.wording import MATRIX_LEGEND, cell_text
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Area, Mark, Role, Rule, Text

_SIZE = 7.0
_NAME_WIDTH, _WIDEST, _ROW, _HEAD_ROW = 88.0, 48.0, 10.6, 15.0
_CODES_A_GRID = 30
_KEY_COLUMNS, _KEY_ROW = 4, 9.5
_LIST_COLUMNS, _LIST_ROW, _BOX = 2, 12.4, 60.0
_MIDDLE = 0.38
"""How far below the middle of a Chinese character its baseline lies, in em."""
_LINES = "#808080"
_GAP = blank(10)

T = TypeVar("T")


def matrix_blocks(
    overview: Overview, matrix: Matrix, place: Place, height: float, measure: Measure
) -> Iterator[Block]:
    """Grids with a key under each, then what one unit alone owes as lists.

    No block is higher than `height` pt: what is longer takes several.
    """
    owners = {r.code: _owners(overview, matrix, r) for r in matrix.requirements}
    shared = [r for r in matrix.requirements if len(owners[r.code]) > 1]
    sole = [(r, owners[r.code][0]) for r in matrix.requirements if len(owners[r.code]) == 1]
    heading = _heading(f"{matrix.title}应备材料", place)
    for asked in _chunks(shared, _CODES_A_GRID):
        key = _key(asked, place, measure)
        room = height - heading.height - _HEAD_ROW - key.height - _GAP.height
        for units in _chunks(matrix.units, int(room / _ROW)):
            yield joined(heading, _Grid(overview, units, asked, place, measure).block(), key, _GAP)
    scope = matrix.units[0].name if len(matrix.units) == 1 else "由一个单位承担的"
    heading = _heading(f"{matrix.title}应备材料（{scope}）", place)
    room = height - heading.height - _GAP.height
    for entries in _chunks(sole, _LIST_COLUMNS * int(room / _LIST_ROW)):
        yield joined(heading, _list(overview, entries, place, measure), _GAP)


def _owners(overview: Overview, matrix: Matrix, requirement: Requirement) -> list[Unit]:
    return [unit for unit in matrix.units if (unit.id, requirement.code) in overview.cells]


def _chunks(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """As few chunks of at most `most` items as there can be, as even as they can be."""
    size = ceil(len(items) / max(1, ceil(len(items) / most))) or 1
    return (items[start : start + size] for start in range(0, len(items), size))


def _heading(title: str, place: Place) -> Block:
    return joined(
        words_block((title,), place, Role.HEI, 11),
        words_block(MATRIX_LEGEND, place, size=8),
        blank(4),
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """Rows of units, columns of codes, a coloured cell with its words where something is owed."""

    overview: Overview
    units: Sequence[Unit]
    asked: Sequence[Requirement]
    place: Place
    measure: Measure

    def block(self) -> Block:
        height = _HEAD_ROW + _ROW * len(self.units)
        return Block(height, lambda y: [*self._head(y), *self._rows(y), *self._lines(y, height)])

    @property
    def _cell_width(self) -> float:
        return min(_WIDEST, (self.place.width - _NAME_WIDTH) / len(self.asked))

    @property
    def _columns(self) -> list[float]:
        start = self.place.x + _NAME_WIDTH
        return [start + self._cell_width * i for i in range(len(self.asked) + 1)]

    def _head(self, y: float) -> Iterator[Mark]:
        yield Area(self.place.x, y, self._columns[-1] - self.place.x, _HEAD_ROW, palette.HEAD)
        for x, requirement in zip(self._columns, self.asked, strict=False):
            centre = x + self._cell_width / 2
            code = Text(centre, y + 10, requirement.code, Role.HEI, _SIZE, "centre")
            yield fitted(code, self._cell_width - 1, self.measure)

    def _rows(self, y: float) -> Iterator[Mark]:
        for i, unit in enumerate(self.units):
            top = y + _HEAD_ROW + i * _ROW
            name = Text(self.place.x + 3, top + _ROW / 2 + 8 * _MIDDLE, unit.name, Role.SONG, 8)
            yield fitted(name, _NAME_WIDTH - 5, self.measure)
            for x, requirement in zip(self._columns, self.asked, strict=False):
                if tally := self.overview.cells.get((unit.id, requirement.code)):
                    box = Place(x, self._cell_width)
                    yield from _cell(tally, cell_text(tally), box, (top, _ROW), self.measure)

    def _lines(self, y: float, height: float) -> Iterator[Mark]:
        left, right = self.place.x, self._columns[-1]
        for edge in (y, *(y + _HEAD_ROW + i * _ROW for i in range(len(self.units) + 1))):
            yield Rule(left, edge, right, edge, 0.4, _LINES)
        for x in (left, *self._columns):
            yield Rule(x, y, x, y + height, 0.4, _LINES)


def _cell(
    tally: Tally, words: str, box: Place, span: tuple[float, float], measure: Measure
) -> Iterator[Mark]:
    top, height = span
    ground = palette.OVERDUE if tally.overdue else palette.STATE[tally.worst]
    ink = palette.PAPER if tally.overdue else palette.INK
    base = top + height / 2 + _SIZE * _MIDDLE
    yield Area(box.x, top, box.width, height, ground)
    text = Text(box.x + box.width / 2, base, words, Role.SONG, _SIZE, "centre", ink)
    yield fitted(text, box.width - 2, measure)


def _key(asked: Sequence[Requirement], place: Place, measure: Measure) -> Block:
    """What each code stands for, running down the columns."""
    deep, width = ceil(len(asked) / _KEY_COLUMNS), place.width / _KEY_COLUMNS

    def marks(y: float) -> list[Mark]:
        found: list[Mark] = []
        for i, requirement in enumerate(asked):
            column, row = divmod(i, deep)
            words = f"{requirement.code} {requirement.title}"
            entry = Text(place.x + column * width, y + (row + 1) * _KEY_ROW + 2, words, size=_SIZE)
            found.append(fitted(entry, width - 6, measure))
        return found

    return Block(deep * _KEY_ROW + 4, marks)


def _list(
    overview: Overview,
    entries: Sequence[tuple[Requirement, Unit]],
    place: Place,
    measure: Measure,
) -> Block:
    """A box with the state, code, title and unit of each, running down the columns."""
    deep, width = ceil(len(entries) / _LIST_COLUMNS), place.width / _LIST_COLUMNS

    def marks(y: float) -> list[Mark]:
        found: list[Mark] = []
        for i, (requirement, unit) in enumerate(entries):
            column, row = divmod(i, deep)
            x, top = place.x + column * width, y + row * _LIST_ROW
            tally = overview.cells[unit.id, requirement.code]
            late = "逾期 " if tally.overdue else ""
            box, span = Place(x, _BOX), (top + 1, _LIST_ROW - 2)
            found += _cell(tally, f"{late}{cell_text(tally)}", box, span, measure)
            words = f"{requirement.code} {requirement.title}（{unit.name}）"
            entry = Text(x + _BOX + 6, top + _LIST_ROW / 2 + 8.5 * _MIDDLE, words, Role.SONG, 8.5)
            found.append(fitted(entry, width - _BOX - 12, measure))
        return found

    return Block(deep * _LIST_ROW, marks)
