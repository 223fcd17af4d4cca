"""Is the record what it was? Rehashes the store against the catalogue; mends without guessing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive.catalogue import Catalogue
from archive_builder.archive.store import Store, is_object_name
from archive_builder.model import shown_path
from archive_builder.progress import Progress


class Damage(StrEnum):
    """What can be wrong with a stored document."""

    ALTERED = "内容已改变"
    LOST = "原件丢失"
    UNREADABLE = "原件读不出，磁盘可能有故障"
    WRITABLE = "原件可被改写"
    ORPHAN = "有原件而目录无记录"
    STRAY = "不属于档案库的文件"
    CATALOGUE = "目录数据库损坏"


HARMLESS = frozenset({Damage.ORPHAN, Damage.STRAY, Damage.WRITABLE})
"""Nothing recorded is touched by these: a killed pass, a file put there by hand, lost rights."""
_CURABLE = frozenset({Damage.ALTERED, Damage.LOST, Damage.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong.

    Attributes:
        where: SHA-256 of the document, or the name of the file that is in the way.
        paths: how the document came in, as people know it; empty when no receipt tells.
        mended: what made it whole again; empty when it is still wrong.
    """

    damage: Damage
    where: str
    paths: tuple[str, ...] = ()
    mended: str = ""


def check_fixity(store: Store, catalogue: Catalogue, progress: Progress) -> tuple[Fault, ...]:
    """Rehash every stored document and compare with the catalogue, both ways."""
    faults = [Fault(Damage.CATALOGUE, text) for text in catalogue.damage()]
    documents = catalogue.documents()
    progress.begin("核对原件", len(documents))
    for sha256, _ in documents:
        faults += _check_one(store, catalogue, sha256)
        progress.step(sha256[:12])
    progress.end()
    return (*faults, *_strangers(store, {sha256 for sha256, _ in documents}))


def mend(fault: Fault, store: Store, elsewhere: Iterable[Path]) -> Fault:
    """Make a document whole from a file with the very same bytes, where there is one.

    Bytes that were altered are kept beside the store's objects, never thrown away.

    Args:
        fault: what is wrong.
        store: where it is wrong.
        elsewhere: files that may hold the same bytes: moved sources, shown copies.
    """
    place = store.place(fault.where) if is_object_name(fault.where) else Path()
    if fault.damage is Damage.WRITABLE:
        place.chmod(fsio.READ_ONLY)
        return Fault(fault.damage, fault.where, fault.paths, "已改回只读")
    if fault.damage not in _CURABLE:
        return fault
    for path in elsewhere:
        if path.is_file() and fsio.sha256_of(path) == fault.where:
            _replace(store, place, path)
            return Fault(fault.damage, fault.where, fault.paths, f"已用内容相同的 {path.name} 补回")
    return fault


def _replace(store: Store, place: Path, path: Path) -> None:
    staged = store.stage(path)
    if place.exists():
        fsio.move_aside(place, place.parent.parent.parent / "damaged" / place.name)
    store.settle([staged])


def _check_one(store: Store, catalogue: Catalogue, sha256: str) -> list[Fault]:
    found = [damage for damage in [_damage(store.place(sha256), sha256)] if damage]
    if not found:
        return []
    paths = tuple(shown_path(root, path) for root, path in catalogue.paths_of(sha256))
    return [Fault(damage, sha256, paths) for damage in found]


def _damage(place: Path, sha256: str) -> Damage | None:
    if not place.is_file():
        return Damage.LOST
    try:
        if fsio.sha256_of(place) != sha256:
            return Damage.ALTERED
    except OSError:
        return Damage.UNREADABLE
    writable = place.stat().st_mode & ~fsio.READ_ONLY & 0o222
    return Damage.WRITABLE if writable else None


def _strangers(store: Store, known: set[str]) -> tuple[Fault, ...]:
    return tuple(
        Fault(Damage.ORPHAN if is_object_name(path.name) else Damage.STRAY, path.name)
        for path in store.objects()
        if path.name not in known
    )
