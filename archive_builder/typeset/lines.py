"""Chinese line breaking: pure, given how wide a string is."""

from collections.abc import Callable

from archive_builder.typeset.marks import Role

Measure = Callable[[str, Role, float], float]
"""Width in pt of a text set in a role at a size (pt)."""


def break_lines(text: str, width: float, role: Role, size: float, measure: Measure) -> list[str]:
    """Break a text into lines no wider than `width` pt."""
    raise NotImplementedError
