"""A copy of the record that can be proved, made while others go on writing it, and its return."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive.catalogue import Catalogue
from archive_builder.archive.connection import documents_in
from archive_builder.archive.store import Store
from archive_builder.errors import RecordError, UsageError
from archive_builder.progress import Progress

CATALOGUE = "catalogue.sqlite"
_NEXT = "catalogue.next.sqlite"
"""A newer catalogue in a backup, until all that it names is there and proved."""
_PROOF = "备份证明.json"
_BESIDES = ("manifests", "damaged")
"""What the record holds beside documents: the last valid manifests, and bytes found altered."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a copy holds, every document of it rehashed.

    Attributes:
        catalogue: SHA-256 of the copied catalogue.
        documents: how many there are; `size` their bytes.
        missing: those that the record itself has lost or altered, by SHA-256.
    """

    catalogue: str
    documents: int
    size: int
    missing: tuple[str, ...]


def back_up(folder: Path, catalogue: Catalogue, target: Path, progress: Progress) -> Proof:
    """Bring `target` up to date as a copy of the record in `folder`, and prove it.

    The catalogue is copied first and at one moment; whatever it names is in the store by then.
    Documents are linked where the disk allows, else copied; those there already and sound stay.
    An earlier backup there can be restored until the proof names the newer catalogue.

    Raises:
        OSError: `target` can't be written.
    """
    target.mkdir(parents=True, exist_ok=True)
    newer = target / _NEXT
    if _proved(target) == newer:  # a backup was stopped just before its end
        _give_name(newer, target / CATALOGUE)
    with fsio.atomic_path(newer) as copy:
        catalogue.copy_to(copy)
    proof = _bring_all(folder, target, newer, progress)
    data = json.dumps(asdict(proof), ensure_ascii=False, indent=1)
    fsio.write_atomic(target / _PROOF, data.encode())
    _give_name(newer, target / CATALOGUE)
    return proof


def restore(source: Path, target: Path, progress: Progress) -> Proof:
    """Make a record at `target`, where none is, from a backup; every byte is proved.

    Raises:
        UsageError: `source` is no backup, or there is a record at `target` already.
        RecordError: the backup is not what its proof says.
    """
    if not (source / _PROOF).is_file():
        raise UsageError(
            f"{source} 不是备份，或备份没有做完：没有 {_PROOF}。",
            "请指定 archive-builder backup 写出的那个文件夹。",
        )
    if target.exists() and any(target.iterdir()):
        raise UsageError(
            f"{target} 里已经有档案库，未作改动。",
            "请先把它改名留存（不要删除），再恢复。",
        )
    proved = _proved(source)
    if proved is None:
        raise RecordError(f"{source / CATALOGUE} 与备份证明不符。", "请换一份备份。")
    part = target.with_name(f"{target.name}.restoring")
    with fsio.atomic_path(part / CATALOGUE) as copy:
        shutil.copyfile(proved, copy)
    proof = _bring_all(source, part, part / CATALOGUE, progress)
    if target.exists():
        target.rmdir()
    _give_name(part, target)
    return proof


def _proved(backup: Path) -> Path | None:
    """The catalogue that a backup's proof names; None when none is there or the proof is broken."""
    try:
        said = json.loads((backup / _PROOF).read_bytes())["catalogue"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    catalogues = (backup / _NEXT, backup / CATALOGUE)
    return next((c for c in catalogues if c.is_file() and fsio.sha256_of(c) == said), None)


def _give_name(part: Path, target: Path) -> None:
    part.replace(target)
    fsio.durable((), [target.parent])


def _bring_all(source: Path, target: Path, catalogue: Path, progress: Progress) -> Proof:
    """Bring what a catalogue copied into `target` names, and tell what came."""
    store, copies = Store(source), Store(target)
    documents = documents_in(catalogue)
    progress.begin("逐件核对", len(documents))
    missing = set()
    for sha256, _ in documents:
        if not _bring(store.place(sha256), copies.place(sha256), sha256):
            missing.add(sha256)
        progress.step(sha256[:12])
    progress.end()
    brought = [copies.place(sha256) for sha256, _ in documents if sha256 not in missing]
    fsio.durable(brought, {path.parent for path in brought})
    for name in _BESIDES:
        if (source / name).is_dir():
            shutil.copytree(
                source / name, target / name, dirs_exist_ok=True, copy_function=_copy_whole
            )
    sizes = [size for sha256, size in documents if sha256 not in missing]
    return Proof(fsio.sha256_of(catalogue), len(sizes), sum(sizes), tuple(sorted(missing)))


def _copy_whole(original: str, copy: str) -> None:
    with fsio.atomic_path(Path(copy)) as part:
        shutil.copyfile(original, part)


def _bring(original: Path, copy: Path, sha256: str) -> bool:
    if copy.is_file():
        if fsio.sha256_of(copy) == sha256:
            return True
        fsio.remove(copy)
    if not original.is_file():
        return False
    fsio.link_or_copy(original, copy)
    return fsio.sha256_of(copy) == sha256
