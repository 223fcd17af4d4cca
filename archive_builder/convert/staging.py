"""Copies of office documents as LibreOffice is to see them; the originals are never touched."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from python_calamine import CalamineError

from archive_builder.convert.fit import fit
from archive_builder.convert.office import SUFFIXES
from archive_builder.convert.package import rewrite
from archive_builder.convert.panic import Panic
from archive_builder.convert.sniff import Kind

_STORY = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_SLIDE = re.compile(r"ppt/(slides|slideLayouts|slideMasters)/[^/]+\.xml")
_TODAY = re.compile(
    rb"""((?:<w:instrText\b[^>]*>|\bw:instr=["'])\s*)(DATE|TIME)\b""", re.IGNORECASE
)
_NOW = re.compile(rb"""(<a:fld\b[^>]*\btype=["'])(datetime)""")


def stage(source: Path, kind: Kind, folder: Path, name: str) -> Path:
    """Put a copy of a document into `folder` under a plain name with the suffix of its kind.

    Workbooks are fitted to paper; fields of texts and slides that show today's date keep the
    date they were saved with. What can't be read well enough for that is copied as it is.
    """
    target = folder / f"{name}{SUFFIXES[kind]}"
    prepare = _PREPARED.get(kind)
    if prepare:
        try:
            prepare(source, target)
        except (CalamineError, Panic, KeyError, zipfile.BadZipFile):
            target.unlink(missing_ok=True)
    if not target.exists():
        shutil.copyfile(source, target)
    return target


def freeze(source: Path, target: Path) -> None:
    """Write a copy of a text or slides (docx, pptx) whose dates of today stay what they were.

    The fields get names that no program knows, and so keep their last result.
    """
    rewrite(source, target, _frozen)


def _frozen(name: str, content: bytes) -> bytes:
    if _STORY.fullmatch(name):
        return _TODAY.sub(rb"\1KEPT\2", content)
    return _NOW.sub(rb"\1kept\2", content) if _SLIDE.fullmatch(name) else content


_PREPARED: Mapping[Kind, Callable[[Path, Path], None]] = {
    Kind.XLSX: fit,
    Kind.DOCX: freeze,
    Kind.PPTX: freeze,
}
