"""A workspace: the folders that people see, and opening them for work."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from filelock import BaseFileLock, FileLock, Timeout

import archive_builder
from archive_builder import manifest
from archive_builder.archive import Archive
from archive_builder.convert import Renditions, find_office, read_sheets
from archive_builder.errors import ManifestError, UsageError
from archive_builder.fsio import is_network_mount, make_folder
from archive_builder.identify import Matcher
from archive_builder.model import ROSTER, Manifests, Root, Slot, SlotId, Unit
from archive_builder.progress import Progress
from archive_builder.typeset.fonts import FontSet, load_fonts
from archive_builder.workflow.made import Made
from archive_builder.workflow.rosters import Rosters
from archive_builder.workflow.valid_manifests import current_manifests

SHIPPED = ("manifests", "templates", "incoming", "output")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one archive, all under `root`."""

    root: Path

    @property
    def manifests(self) -> Path:
        """What is required."""
        return self.root / "manifests"

    @property
    def templates(self) -> Path:
        """Blank forms, and the look of the printed pages."""
        return self.root / "templates"

    @property
    def incoming(self) -> Path:
        """Where documents arrive."""
        return self.root / "incoming"

    @property
    def archive(self) -> Path:
        """The record: precious."""
        return self.root / "archive"

    @property
    def output(self) -> Path:
        """All that can be rebuilt."""
        return self.root / "output"


def lay_out(target: Path) -> None:
    """Make a fresh workspace with the shipped manifests and templates.

    Raises:
        UsageError: there is a workspace already.
    """
    if (target / "manifests").exists():
        raise UsageError(
            f"{target} 里已经有 manifests/，未作改动。", "请换一个文件夹，或直接在那里使用。"
        )
    source = shipped()
    for name in SHIPPED:
        keep = shutil.ignore_patterns() if name in ("manifests", "templates") else _only_readme
        shutil.copytree(source / name, target / name, ignore=keep, dirs_exist_ok=True)


def shipped() -> Path:
    """Where the package keeps the manifests and templates that it comes with."""
    package = Path(archive_builder.__file__).parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def _only_readme(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name != "README.md"]


class Work(StrEnum):
    """What only one process does at a time; the value is shown to one that has to wait."""

    INTAKE = "收件"
    PLACING = "归档"
    OUTPUT = "写出成品"


LOCK_SECONDS = 600
"""How long a command waits for another to finish what only one can do."""
_TURN = 0.5
"""Seconds between two chances to give up waiting."""


class BusyError(UsageError):
    """Another process is still at what only one can do."""


class Session:
    """A workspace open for work, by one thread: manifests proved, the record open, tools found.

    Attributes:
        manifest_problems: what is wrong with manifests/ while the last valid set serves.
    """

    def __init__(
        self,
        workspace: Workspace,
        manifests: Manifests,
        archive: Archive,
        progress: Progress,
        manifest_problems: tuple[str, ...] = (),
    ) -> None:
        self.workspace = workspace
        self.manifests = manifests
        self.manifest_problems = manifest_problems
        self.archive = archive
        self.progress = progress
        cache = workspace.output / ".cache" / "rosters"
        self.rosters = Rosters(archive.store.place, read_sheets, cache)
        self.read_rosters()
        self.unit_of: dict[str, Unit] = {unit.id: unit for unit in manifests.units}
        self._locks = {
            work: FileLock(workspace.archive / f"{work.name.lower()}.lock") for work in Work
        }

    def read_rosters(self) -> None:
        """Bring the slots up to date with the households that the filed rosters name."""
        filed = self.archive.catalogue.filed_in_part(ROSTER)
        households = self.rosters.households(s.filing for s in filed if s.filing)
        self.slots: tuple[Slot, ...] = manifest.slots(self.manifests, households)
        self.slot_of: dict[SlotId, Slot] = {slot.id: slot for slot in self.slots}
        self.__dict__.pop("matcher", None)

    @cached_property
    def fonts(self) -> FontSet:
        """The faces that every page is set in."""
        return load_fonts()

    @cached_property
    def renditions(self) -> Renditions:
        """The cache of documents turned into pages."""
        folder = self.workspace.output / ".cache" / "renditions"
        return Renditions(folder, self.fonts, find_office())

    @cached_property
    def matcher(self) -> Matcher:
        """Tells which slot a document answers."""
        return Matcher(self.slots, self.manifests.units)

    @cached_property
    def made(self) -> Made:
        """What output/ holds, and from what it was made."""
        return Made(self.workspace.output)

    def today(self) -> date:
        """The date in the campaign's zone."""
        return datetime.now(ZoneInfo(self.manifests.campaign.zone)).date()

    @contextmanager
    def alone(self, work: Work, patience: float | None = None) -> Iterator[None]:
        """Keep other processes from the same work; wait for one that is at it.

        Args:
            work: what only one process does.
            patience: seconds to wait; None for ten minutes.

        Raises:
            BusyError: another process is still at it after that.
        """
        lock = self._locks[work]
        if not _taken(lock, 0):
            self._wait(lock, work, LOCK_SECONDS if patience is None else patience)
        try:
            yield
        finally:
            lock.release()

    def _wait(self, lock: BaseFileLock, work: Work, patience: float) -> None:
        """Wait in turns, each a stage of its own: between stages whoever is asked to stop does."""
        end = monotonic() + patience
        while (left := end - monotonic()) > 0:
            self.progress.begin(f"等另一个 archive-builder {work}", 1)
            taken = _taken(lock, min(left, _TURN))
            self.progress.end()
            if taken:
                return
        raise BusyError(f"另一个 archive-builder 还在{work}。", "请等它结束后再运行。")


def _taken(lock: BaseFileLock, seconds: float) -> bool:
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        return False
    return True


@contextmanager
def open_session(root: Path, progress: Progress, *, strict: bool = True) -> Iterator[Session]:
    """Open a workspace: manifests first, so that a broken one stops before any change.

    Args:
        root: the workspace.
        progress: told of what takes long.
        strict: whether broken manifests stop the work; else the last valid set serves.

    Raises:
        UsageError: no workspace, its record on a network mount, or a root among its own folders.
        ManifestError: the manifests have problems, and nothing else may or can serve.
        RecordError: the record is damaged.
    """
    workspace = require_workspace(root)
    if is_network_mount(workspace.archive):
        raise UsageError(
            "archive/ 在网络盘上，数据库在网络盘上会损坏。",
            "请把工作区放在本机硬盘；网络盘只作来件用。",
        )
    standing = current_manifests(workspace.manifests, workspace.archive / "manifests")
    if strict and standing.problems:
        raise ManifestError(standing.problems)
    _keep_apart(workspace, standing.manifests.intake.roots)
    make_folder(workspace.archive)
    with Archive(workspace.archive) as archive:
        yield Session(workspace, standing.manifests, archive, progress, standing.problems)


def _keep_apart(workspace: Workspace, roots: Iterable[Root]) -> None:
    """What the program writes must not arrive again."""
    written = (workspace.archive, workspace.output, workspace.manifests, workspace.templates)
    for root in roots:
        folder = (workspace.root / root.path).resolve()
        if any(w.is_relative_to(folder) or folder.is_relative_to(w) for w in written):
            raise UsageError(
                f"来件箱“{root.name}”（{folder}）与工作区自己的文件夹相套。",
                "请在 manifests/intake.yaml 里改用工作区以外、或 incoming/ 那样单独的文件夹。",
            )


def require_workspace(root: Path) -> Workspace:
    """Return the workspace at `root`.

    Raises:
        UsageError: there is none.
    """
    workspace = Workspace(root.resolve())
    if not workspace.manifests.is_dir():
        raise UsageError(
            f"{workspace.root} 不是工作区：没有 manifests/ 文件夹。",
            "请先运行 archive-builder init 文件夹名，再用 --root 指定它或在其中运行。",
        )
    if not workspace.incoming.exists():
        shutil.copytree(shipped() / "incoming", workspace.incoming, ignore=_only_readme)
        (workspace.incoming / Root().sentinel).touch()
    if not workspace.output.exists():
        shutil.copytree(shipped() / "output", workspace.output, ignore=_only_readme)
    return workspace
