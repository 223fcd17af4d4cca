"""来件箱: whether a root is there, and how to watch it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from archive_builder import fsio
from archive_builder.archive import Catalogue
from archive_builder.model import Root, Watching


@dataclass(frozen=True, slots=True)
class Box:
    """A root that is online.

    Attributes:
        folder: where it is, absolute.
        native: watched by the system's events, not by looking again and again.
        vouched: times of change are kept by this machine's clock and nobody can set them back.
    """

    root: Root
    folder: Path
    native: bool
    vouched: bool

    @property
    def sentinel(self) -> Path:
        """The file that says that this is the root, and not an empty folder in its place."""
        return self.folder / self.root.sentinel


@dataclass(frozen=True, slots=True)
class Offline:
    """A root that can't be reached now: what happened, and what to do."""

    root: Root
    reason: str
    remedy: str


def reach(root: Root, workspace: Path, catalogue: Catalogue) -> Box | Offline:
    """Find a root; its sentinel is laid at the first contact.

    Raises:
        StoreUnavailable: the catalogue can't be read or written.
    """
    folder = workspace.absolute() / root.path
    try:
        os.listdir(folder)  # noqa: PTH208  to be told why it can't be read
    except OSError as error:
        return Offline(
            root,
            f"来件箱“{root.name}”（{folder}）打不开：{fsio.why_not(error)}",
            "请确认网络盘已挂上、文件夹还在并且有权限；恢复后自动继续收件",
        )
    remote = fsio.is_network_mount(folder)
    native = root.watching is Watching.NATIVE or (root.watching is Watching.AUTO and not remote)
    box = Box(root, folder, native, vouched=fsio.keeps_change_times(folder))
    known = catalogue.root_known(root.name)
    offline = _missing(box) if known else _lay(box)
    if not known and offline is None:
        catalogue.know_root(root.name)
    return offline or box


def is_online(box: Box) -> bool:
    """Whether a root found a moment ago is still there."""
    return box.sentinel.exists()


def gone_offline(box: Box) -> Offline:
    """What to say of a root whose sentinel is gone."""
    name = box.root.sentinel
    return Offline(
        box.root,
        f"来件箱“{box.root.name}”（{box.folder}）的标记文件 {name} 不见了："
        "网络盘没有挂上，或文件夹被换过",
        f"确认无误后，在该文件夹里新建一个名为 {name} 的空文件",
    )


def _missing(box: Box) -> Offline | None:
    return None if is_online(box) else gone_offline(box)


def _lay(box: Box) -> Offline | None:
    try:
        box.sentinel.touch()
        fsio.durable([box.sentinel], [box.folder])
    except OSError as error:
        if is_online(box):
            return None
        return Offline(
            box.root,
            f"来件箱“{box.root.name}”（{box.folder}）放不了标记文件：{fsio.why_not(error)}",
            f"请有权限的人在该文件夹里新建一个名为 {box.root.sentinel} 的空文件",
        )
    return None
