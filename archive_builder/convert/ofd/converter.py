"""OFD documents (GB/T 33190-2016) as pages, drawn by ourselves: no library does it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.convert.ofd.draw import draw
from archive_builder.convert.ofd.package import Package, UnreadableError
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.typeset.fonts import FontSet


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Draw the pages with their templates, annotations and seals."""
    try:
        with zipfile.ZipFile(path) as archive:
            drawn = draw(Package(archive), fonts)
    except UnreadableError as error:
        return Problem(str(error))
    return Pages(
        drawn.pdf,
        notes=drawn.notes,
        tabular=drawn.has_forms,
        worded=drawn.has_words,
        signatures=drawn.signatures,
    )


CONVERTER = Converter(
    name="archive-builder OFD",
    kinds=frozenset({Kind.OFD}),
    convert=convert,
)
