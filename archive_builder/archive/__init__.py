"""The record: documents by content, and the catalogue of what arrived and where it was filed."""

from __future__ import annotations

from pathlib import Path

from archive_builder.archive.catalogue import (
    Arriving,
    Catalogue,
    Parcel,
    PassedOver,
    Standing,
    count_states,
)
from archive_builder.archive.fixity import HARMLESS, Damage, Fault, check_fixity
from archive_builder.archive.store import Staged, Store

__all__ = [
    "HARMLESS",
    "Archive",
    "Arriving",
    "Catalogue",
    "Damage",
    "Fault",
    "Parcel",
    "PassedOver",
    "Staged",
    "Standing",
    "Store",
    "check_fixity",
    "count_states",
]


class Archive:
    """The record of one workspace, open; close it, or use it as a context."""

    def __init__(self, folder: Path) -> None:
        """Open the record, making it when there is none.

        Raises:
            RecordError: the catalogue is damaged or of a newer version.
            StoreUnavailable: the catalogue can't be opened.
        """
        self.store = Store(folder)
        self.catalogue = Catalogue(folder / "catalogue.sqlite")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.catalogue.close()
