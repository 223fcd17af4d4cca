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

    Raises:
        OSError: `target` can't be written.
    """
    target.mkdir(parents=True, exist_ok=True)
    with fsio.atomic_path(target / CATALOGUE) as copy:
        catalogue.copy_to(copy)
    return _bring_all(folder, target, progress)


def restore(source: Path, target: Path, progress: Progress) -> Proof:
    """Make a record at `target`, where none is, from a backup; every byte is proved.

    Raises:
        UsageError: `source` is no backup, or there is a record at `target` already.
        RecordError: the backup is not what its proof says.
    """
    if not (source / CATALOGUE).is_file() or not (source / _PROOF).is_file():
        raise UsageError(
            f"{source} 不是备份：没有 {CATALOGUE} 或 {_PROOF}。",
            "请指定 archive-builder backup 写出的那个文件夹。",
        )
    if target.exists() and any(target.iterdir()):
        raise UsageError(
            f"{target} 里已经有档案库，未作改动。",
            "请先把它改名留存（不要删除），再恢复。",
        )
    if fsio.sha256_of(source / CATALOGUE) != _said_catalogue(source / _PROOF):
        raise RecordError(f"{source / CATALOGUE} 与备份证明不符。", "请换一份备份。")
    part = target.with_name(f"{target.name}.restoring")
    with fsio.atomic_path(part / CATALOGUE) as copy:
        shutil.copyfile(source / CATALOGUE, copy)
    proof = _bring_all(source, part, progress)
    (part / _PROOF).unlink()
    _give_name(part, target)
    return proof


def _said_catalogue(proof: Path) -> str:
    try:
        return str(json.loads(proof.read_bytes())["catalogue"])
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{proof} 已损坏。", "请换一份备份。") from error


def _give_name(part: Path, target: Path) -> None:
    if target.exists():
        target.rmdir()
    part.rename(target)
    fsio.durable((), [target.parent])


def _bring_all(source: Path, target: Path, progress: Progress) -> Proof:
    store, copies = Store(source), Store(target)
    documents = documents_in(target / CATALOGUE)
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
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
    return _prove(target, documents, missing)


def _bring(original: Path, copy: Path, sha256: str) -> bool:
    if copy.is_file():
        if fsio.sha256_of(copy) == sha256:
            return True
        fsio.remove(copy)
    if not original.is_file():
        return False
    fsio.link_or_copy(original, copy)
    return fsio.sha256_of(copy) == sha256


def _prove(target: Path, documents: tuple[tuple[str, int], ...], missing: set[str]) -> Proof:
    sizes = [size for sha256, size in documents if sha256 not in missing]
    catalogue = fsio.sha256_of(target / CATALOGUE)
    proof = Proof(catalogue, len(sizes), sum(sizes), tuple(sorted(missing)))
    data = json.dumps(asdict(proof), ensure_ascii=False, indent=1)
    fsio.write_atomic(target / _PROOF, data.encode())
    return proof
