"""PDF as it is: all that is to be done with it is done to every converter's PDF, in `clean`."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages
from archive_builder.typeset.fonts import FontSet


def convert(path: Path, _fonts: FontSet) -> Outcome:
    """Take a PDF over where it lies."""
    return Pages(path)


CONVERTER = Converter(
    name=f"pikepdf {pikepdf.__version__}",
    kinds=frozenset({Kind.PDF}),
    convert=convert,
)
