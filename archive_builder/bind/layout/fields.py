"""Fields of printed forms: a label and ruled lines that hold a value or wait for handwriting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive_builder.bind.style import Type
from archive_builder.typeset.lines import Measure, break_lines
from archive_builder.typeset.marks import MM, Mark, Rule, Text

Fields = Sequence[Sequence[tuple[str, str]]]
"""Rows of fields, each (label, value); '' waits for handwriting."""

_BETWEEN = 8 * MM
_AFTER_LABEL = 3 * MM
_LABEL_WIDTH = 4
"""Characters that every label takes at least."""


@dataclass(frozen=True, slots=True)
class Form:
    """How fields are set.

    Attributes:
        pitch: distance of their lines, pt.
        names: labels of the whole form; each is spread over the width of the widest.
    """

    label: Type
    value: Type
    pitch: float
    measure: Measure
    names: tuple[str, ...]

    def height(self, rows: Fields, width: float) -> float:
        """How tall these rows are, pt."""
        return sum(self._lines(row, width) for row in rows) * self.pitch

    def rows(self, rows: Fields, left: float, right: float, y: float) -> Iterator[Mark]:
        """Rows of fields between `left` and `right`; `y` is the first baseline."""
        label = self._label()
        for row in rows:
            cell = _cell(row, right - left)
            for i, (name, value) in enumerate(row):
                x = left + i * (cell + _BETWEEN)
                yield from self._spread(name, x, y, label)
                yield from self._value(value, x + label + _AFTER_LABEL, x + cell, y)
            y += self._lines(row, right - left) * self.pitch

    def _label(self) -> float:
        """Width that every label is spread over."""
        return max((_LABEL_WIDTH * self.label.size, *map(self._width, self.names)))

    def _width(self, text: str) -> float:
        return self.measure(text, self.label.font, self.label.size)

    def _lines(self, row: Sequence[tuple[str, str]], width: float) -> int:
        room = _cell(row, width) - self._label() - _AFTER_LABEL
        return max(len(self._broken(value, room)) for _, value in row)

    def _broken(self, value: str, width: float) -> list[str]:
        return break_lines(value, width, self.value.font, self.value.size, self.measure)

    def _value(self, value: str, left: float, right: float, y: float) -> Iterator[Mark]:
        size = self.value.size
        for line in self._broken(value, right - left):
            yield Text((left + right) / 2, y, line, self.value.font, size, "centre")
            yield Rule(left, y + size * 0.4, right, y + size * 0.4, 0.6)
            y += self.pitch

    def _spread(self, label: str, x: float, y: float, width: float) -> Iterator[Text]:
        """A label spread evenly over its width, as printed forms have it."""
        space = (width - self._width(label)) / max(1, len(label) - 1)
        for letter in label:
            yield Text(x, y, letter, self.label.font, self.label.size)
            x += self._width(letter) + space


def _cell(row: Sequence[tuple[str, str]], width: float) -> float:
    return (width - (len(row) - 1) * _BETWEEN) / len(row)
