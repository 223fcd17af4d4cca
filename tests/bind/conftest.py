from __future__ import annotations

import pytest

from archive_builder.typeset.fonts import FontSet, load_fonts
from archive_builder.typeset.lines import Measure
from archive_builder.typeset.measure import measurer


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return load_fonts()


@pytest.fixture(scope="session")
def measure(fonts: FontSet) -> Measure:
    return measurer(fonts)
