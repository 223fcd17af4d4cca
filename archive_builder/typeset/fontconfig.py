"""Telling LibreOffice which faces stand for the names that documents use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from archive_builder.typeset.fonts import FontSet


def fontconfig(fonts: FontSet, folder: Path) -> Path:
    """Write fonts.conf into `folder` and return its path, for FONTCONFIG_FILE."""
    path = folder / "fonts.conf"
    folders = "".join(sorted({f"<dir>{face.path.parent}</dir>" for face in fonts.faces}))
    path.write_text(f"<?xml version='1.0'?><fontconfig>{folders}</fontconfig>", encoding="utf-8")
    return path
