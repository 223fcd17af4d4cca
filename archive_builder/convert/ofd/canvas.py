"""One content stream of the PDF that is drawn, and the resources it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pikepdf import Dictionary, Object

from archive_builder.convert.ofd.model import Colour
from archive_builder.convert.ofd.numbers import Matrix, written
from archive_builder.convert.ofd.outline import Stroke

_OPERATORS = {1: "g", 3: "rg", 4: "k"}


class Canvas:
    """Collects the operators of a content stream."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._resources: dict[str, dict[str, Object]] = {}

    def do(self, operation: str) -> None:
        """Add operators with their operands."""
        self._parts.append(operation)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Put the graphics state back as it was when this ends."""
        self.do("q")
        yield
        self.do("Q")

    def transform(self, by: Matrix) -> None:
        """Move, turn or scale what follows."""
        self.do(f"{written(*by)} cm")

    def trace(self, strokes: tuple[Stroke, ...]) -> None:
        """Build a path."""
        for operator, operands in strokes:
            self.do(f"{written(*operands)} {operator}" if operands else operator)

    def colour(self, colour: Colour, *, stroke: bool) -> None:
        """Take a plain colour."""
        operator = _OPERATORS[len(colour.parts)]
        self.do(f"{written(*colour.parts)} {operator.upper() if stroke else operator}")

    def use(self, kind: str, name: str, what: Object) -> str:
        """Make a resource known to this content; returns its name."""
        self._resources.setdefault(kind, {})[name] = what
        return name

    @property
    def content(self) -> bytes:
        """The content stream."""
        return "\n".join(self._parts).encode("ascii")

    @property
    def resources(self) -> Dictionary:
        """What the content stream names."""
        return Dictionary({kind: Dictionary(named) for kind, named in self._resources.items()})
