"""PDF as it is: all that is to be done with it is done to every converter's PDF, in `clean`."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from archive_builder.convert.outcome import Converter, Outcome, Pages
from archive_builder.convert.sniff import Kind
from archive_builder.typeset.fonts import FontSet


def convert(path: Path, _fonts: FontSet) -> Outcome:
    """Take a PDF over where it lies."""
    return Pages(path)


def convert_sheets(path: Path, _fonts: FontSet) -> Outcome:
    """Take over a PDF that LibreOffice made of a workbook."""
    return Pages(path.read_bytes(), tabular=True)


CONVERTER = Converter(
    name=f"pikepdf {pikepdf.__version__}",
    revision=2,
    kinds=frozenset({Kind.PDF}),
    convert=convert,
)
