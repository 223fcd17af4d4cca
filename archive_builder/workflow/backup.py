"""A copy of the record that is proved, and the way back from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from archive_builder.archive import Archive, Proof, back_up, restore
from archive_builder.errors import UsageError
from archive_builder.model import Root, shown_path
from archive_builder.progress import Progress
from archive_builder.workflow.workspace import require_workspace

_OWN = ("archive", "output", "incoming", "manifests", "templates")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds.

    Attributes:
        missing: documents that the record has lost or altered: hash, and how each came in.
    """

    proof: Proof
    missing: tuple[tuple[str, tuple[str, ...]], ...]


def back_up_record(root: Path, target: Path, progress: Progress) -> Copied:
    """Bring a backup of the workspace's record in `target` up to date; others may go on working.

    It needs no valid manifests.

    Raises:
        UsageError: no workspace, or `target` lies within one's own folders.
        OSError: `target` can't be written.
    """
    workspace = require_workspace(root)
    _refuse_own(target.resolve())
    with Archive(workspace.archive) as archive:
        proof = back_up(workspace.archive, archive.catalogue, target.resolve(), progress)
        return _named(archive, proof)


def restore_record(root: Path, source: Path, progress: Progress) -> Copied:
    """Make the workspace's record from a backup; there must be none yet.

    Raises:
        UsageError: no workspace, `source` is no backup, there is a record already, or another
            process is at work on it.
        RecordError: the backup is not what its proof says.
    """
    workspace = require_workspace(root)
    for lock in sorted(workspace.archive.glob("*.lock")):
        _refuse_held(lock)
    proof = restore(source.resolve(), workspace.archive, progress)
    (workspace.incoming / Root().sentinel).touch()  # the record knows another one's
    with Archive(workspace.archive) as archive:
        return _named(archive, proof)


def _refuse_own(target: Path) -> None:
    """Backups must outlive what they copy, and must not be taken for arrivals or swept away."""
    for folder in (target, *target.parents):
        if folder.name in _OWN and (folder.parent / "manifests").is_dir():
            raise UsageError(
                f"不能备份到 {target}：它在工作区的 {folder.name}/ 里。",
                "请备份到另一块硬盘或移动硬盘上的文件夹。",
            )


def _refuse_held(lock: Path) -> None:
    try:
        with FileLock(lock, timeout=0):
            return
    except Timeout as error:
        raise UsageError(
            "另一个 archive-builder 正在处理这个工作区，不能恢复。",
            "请先停掉值守（watch）和其他命令，再恢复。",
        ) from error


def _named(archive: Archive, proof: Proof) -> Copied:
    paths = archive.catalogue.paths_of
    return Copied(
        proof,
        tuple(
            (sha256, tuple(shown_path(root, path) for root, path in paths(sha256)))
            for sha256 in proof.missing
        ),
    )
