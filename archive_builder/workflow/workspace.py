"""A workspace: the folders that people see, and opening them for work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

import archive_builder
from archive_builder import manifest
from archive_builder.archive import Archive
from archive_builder.convert import Renditions, find_office
from archive_builder.errors import UsageError
from archive_builder.fsio import is_network_mount
from archive_builder.identify import Matcher
from archive_builder.model import Manifests, Slot, SlotId, Unit
from archive_builder.progress import Progress
from archive_builder.typeset.fonts import FontSet, load_fonts
from archive_builder.workflow.made import Made

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


class Session:
    """A workspace open for work: manifests proved, the record open, tools found."""

    def __init__(
        self, workspace: Workspace, manifests: Manifests, archive: Archive, progress: Progress
    ) -> None:
        self.workspace = workspace
        self.manifests = manifests
        self.archive = archive
        self.progress = progress
        self.slots: tuple[Slot, ...] = manifest.slots(manifests)
        self.slot_of: dict[SlotId, Slot] = {slot.id: slot for slot in self.slots}
        self.unit_of: dict[str, Unit] = {unit.id: unit for unit in manifests.units}

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
def open_session(root: Path, progress: Progress) -> Iterator[Session]:
    """Open a workspace, alone: manifests first, so that a broken one stops before any change.

    Raises:
        UsageError: no workspace, on a network mount, or in use by another process.
        ManifestError: the manifests have problems.
        RecordError: the record is damaged.
    """
    workspace = require_workspace(root)
    manifests = manifest.load(workspace.manifests)
    workspace.archive.mkdir(exist_ok=True)
    if is_network_mount(workspace.archive):
        raise UsageError(
            "archive/ 在网络盘上，数据库在网络盘上会损坏。",
            "请把工作区放在本机硬盘；网络盘只作来件用。",
        )
    lock = FileLock(workspace.archive / "lock", timeout=0)
    try:
        held = lock.acquire()
    except Timeout as error:
        raise UsageError(
            "另一个 archive-builder 正在处理这个工作区。", "请等它结束后再运行。"
        ) from error
    with held, Archive(workspace.archive) as archive:
        yield Session(workspace, manifests, archive, progress)


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
    for folder in (workspace.incoming, workspace.output):
        if not folder.exists():
            shutil.copytree(shipped() / folder.name, folder, ignore=_only_readme)
    return workspace
