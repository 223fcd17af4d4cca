"""What decides on the pages that we make, beside the document, the converter and the fonts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_OURS = ("convert", "mail", "typeset", "model", "decoding.py")
_LIBRARIES = (
    "fonttools",
    "img2pdf",
    "markdown-it-py",
    "olefile",
    "pdfminer.six",
    "pikepdf",
    "pillow",
    "pillow-heif",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "rdocx",
    "reportlab",
    "tinytag",
)


@cache
def making() -> str:
    """Hash our own code and the versions of the libraries that pages are made and read with.

    A number that is raised by hand when pages change is forgotten sooner or later, and then old
    pages stand for new ones; this can't be. Any change of the code makes all pages anew.
    """
    digest = sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}\n".encode())
    for path in sorted(_sources()):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for place in (_PACKAGE / name for name in _OURS):
        yield from place.rglob("*.py") if place.is_dir() else [place]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
