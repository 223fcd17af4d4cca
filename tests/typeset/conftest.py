"""What the tests of typesetting share: the machine's fonts and a measure without any."""

from __future__ import annotations

import pytest

from archive_builder.typeset.fonts import FontSet, load_fonts
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.marks import Role


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """Real fonts; only the very first run on a machine has to make them."""
    return load_fonts()


@pytest.fixture(scope="session")
def squares() -> Measure:
    """Every Chinese character as wide as its size, every ASCII one half of that."""

    def measure(text: str, _role: Role, size: float) -> float:
        return sum(0.5 if char.isascii() else 1.0 for char in text) * size

    return measure
