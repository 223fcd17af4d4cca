"""Renditions kept by what they were made of."""

from __future__ import annotations

from copy import copy
from hashlib import sha256 as hash_of
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from archive_builder.convert.choice import NEEDS_OFFICE, NONE, converters
from archive_builder.convert.office.find import Office
from archive_builder.fsio import write_atomic
from archive_builder.making import making
from archive_builder.model import Rendition
from archive_builder.typeset.fonts import FontSet

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
"""What pages are made and read with."""

_AS_JSON = TypeAdapter(Rendition)


class Renditions:
    """The folder of renditions, as the converters and fonts of this machine make them.

    A key is the hash of the document's content, the converter with its version, our own code and
    its libraries, and the fonts: what was made with others is left alone and not found.
    Everything in the folder can be made again; it may be deleted at any time.

    Attributes:
        folder: where ``<first two digits of the key>/<key>.pdf`` and ``.json`` lie.
        fonts: what documents are set in.
        office: LibreOffice, or None when this machine has none.
    """

    def __init__(self, folder: Path, fonts: FontSet, office: Office | None) -> None:
        self.folder = folder
        self.fonts = fonts
        self.office = office
        self._making = making(_OURS, _LIBRARIES)
        self._set_aside: dict[str, Rendition] = {}

    def bare(self) -> Self:
        """The same folder without what was set aside, as worker processes are given it."""
        other = copy(self)
        other._set_aside = {}
        return other

    def get(self, sha256: str) -> Rendition | None:
        """Return a document's rendition, whichever converter it took, or its being set aside."""
        identities = [converter.name for converter in converters(self.office)]
        identities += [NONE] if self.office else [NONE, NEEDS_OFFICE]
        held = (read(self.folder, self.key(sha256, identity)) for identity in identities)
        return next((rendition for rendition in held if rendition), self._set_aside.get(sha256))

    def key(self, sha256: str, identity: str) -> str:
        """Name what a converter makes of a document."""
        parts = (sha256, identity, self._making, self.fonts.digest)
        return hash_of("\n".join(parts).encode()).hexdigest()

    @property
    def basis(self) -> str:
        """A hash of all that renditions depend on beside the documents."""
        return self.key("", "\n".join(converter.name for converter in converters(self.office)))

    def holds(self, rendition: Rendition) -> bool:
        """Whether a rendition is in the folder, whole."""
        return read(self.folder, rendition.key) is not None

    def forget(self, rendition: Rendition) -> None:
        """Remove a rendition from the cache."""
        _remove(self.folder, rendition.key)
        kept = self._set_aside.items()
        self._set_aside = {sha256: one for sha256, one in kept if one.key != rendition.key}

    def set_aside(self, sha256: str, refused: Rendition) -> None:
        """Not try a document again as long as this object lives: it may take minutes to fail."""
        self._set_aside[sha256] = refused

    def path(self, rendition: Rendition) -> Path:
        """Return where the PDF of a rendition lies; one with a problem has none."""
        return place(self.folder, rendition.key, ".pdf")


def _remove(folder: Path, key: str) -> None:
    for suffix in (".json", ".pdf"):
        place(folder, key, suffix).unlink(missing_ok=True)


def record(folder: Path, rendition: Rendition) -> None:
    """Store what is known of a rendition; this comes after its PDF and says that all is there."""
    write_atomic(place(folder, rendition.key, ".json"), _AS_JSON.dump_json(rendition))


def read(folder: Path, key: str) -> Rendition | None:
    """Return a stored rendition; None when it is not there whole, or of another version."""
    try:
        rendition = _AS_JSON.validate_json(place(folder, key, ".json").read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    is_whole = rendition.problem is not None or place(folder, key, ".pdf").is_file()
    return rendition if is_whole else None


def place(folder: Path, key: str, suffix: str) -> Path:
    """Where a rendition's PDF (``.pdf``) or what is known of it (``.json``) lies."""
    return folder / key[:2] / f"{key}{suffix}"
