"""The record: documents by content, and the catalogue of what arrived and where it was filed."""

from __future__ import annotations

from pathlib import Path

from archive_builder.archive.backup import CATALOGUE, Proof, back_up, restore
from archive_builder.archive.catalogue import Catalogue
from archive_builder.archive.fixity import HARMLESS, Damage, Fault, check_fixity, mend
from archive_builder.archive.placements import UNDONE, Row
from archive_builder.archive.store import Staged, Store
from archive_builder.archive.values import (
    EMPTY,
    PROGRAM,
    REVISION,
    SIGNED,
    TAUGHT_REVISION,
    Arriving,
    Deciding,
    Lying,
    Parcel,
    PassedOver,
    Placement,
    Stamp,
    Standing,
    count_states,
)
from archive_builder.errors import RecordError

__all__ = [
    "EMPTY",
    "HARMLESS",
    "PROGRAM",
    "REVISION",
    "SIGNED",
    "TAUGHT_REVISION",
    "UNDONE",
    "Archive",
    "Arriving",
    "Catalogue",
    "Damage",
    "Deciding",
    "Fault",
    "Lying",
    "Parcel",
    "PassedOver",
    "Placement",
    "Proof",
    "Row",
    "Staged",
    "Stamp",
    "Standing",
    "Store",
    "back_up",
    "check_fixity",
    "count_states",
    "mend",
    "restore",
]


class Archive:
    """The record of one workspace, open for one thread; close it, or use it as a context."""

    def __init__(self, folder: Path) -> None:
        """Open the record, making it when there is none.

        Raises:
            RecordError: the catalogue is damaged, of a newer version, or gone while documents
                are there.
            StoreUnavailable: the catalogue can't be opened.
        """
        self.store = Store(folder)
        catalogue = folder / CATALOGUE
        if not catalogue.exists() and next(self.store.objects(), None):
            raise RecordError(
                f"目录数据库 {catalogue.name} 不见了，而档案库里还有原件。",
                "请先把 archive/ 改名留存，再用备份恢复：archive-builder restore 备份文件夹。",
            )
        self.catalogue = Catalogue(catalogue)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.catalogue.close()
