"""How wide text is."""

from __future__ import annotations

from fontTools.ttLib import TTFont

from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role


def measurer(fonts: FontSet) -> Measure:
    """A measure over these fonts, with the same per-character fallback as drawing."""
    font = TTFont(fonts.faces[0].path, lazy=True)
    cmap, metrics = font.getBestCmap(), font["hmtx"].metrics

    def measure(text: str, _role: Role, size: float) -> float:
        units = sum(metrics[cmap.get(ord(c), ".notdef")][0] for c in text)
        return float(units * size / 1000)

    return measure
