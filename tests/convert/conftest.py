from __future__ import annotations

import pytest

from archive_builder.typeset.fonts import FontSet, load_fonts


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return load_fonts()
