"""Is the record what it was? Rehashes the store against the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive_builder import fsio
from archive_builder.archive.catalogue import Catalogue
from archive_builder.archive.store import Store, is_object_name
from archive_builder.progress import Progress


class Damage(StrEnum):
    """What can be wrong with a stored document."""

    ALTERED = "内容已改变"
    LOST = "原件丢失"
    UNREADABLE = "原件读不出，磁盘可能有故障"
    ORPHAN = "有原件而目录无记录"
    STRAY = "不属于档案库的文件"
    CATALOGUE = "目录数据库损坏"


HARMLESS = frozenset({Damage.ORPHAN, Damage.STRAY})
"""Nothing recorded is touched by these: a killed pass, or a file put there by hand."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and where."""

    damage: Damage
    where: str


def check_fixity(store: Store, catalogue: Catalogue, progress: Progress) -> tuple[Fault, ...]:
    """Rehash every stored document and compare with the catalogue, both ways."""
    faults = [Fault(Damage.CATALOGUE, text) for text in catalogue.damage()]
    documents = catalogue.documents()
    progress.begin("核对原件", len(documents))
    for sha256, _ in documents:
        faults += _check_one(store, sha256)
        progress.step(sha256[:12])
    progress.end()
    return (*faults, *_strangers(store, {sha256 for sha256, _ in documents}))


def _check_one(store: Store, sha256: str) -> list[Fault]:
    place = store.place(sha256)
    if not place.is_file():
        return [Fault(Damage.LOST, sha256)]
    try:
        altered = fsio.sha256_of(place) != sha256
    except OSError:
        return [Fault(Damage.UNREADABLE, sha256)]
    return [Fault(Damage.ALTERED, sha256)] if altered else []


def _strangers(store: Store, known: set[str]) -> tuple[Fault, ...]:
    return tuple(
        Fault(Damage.ORPHAN if is_object_name(path.name) else Damage.STRAY, path.name)
        for path in store.objects()
        if path.name not in known
    )
