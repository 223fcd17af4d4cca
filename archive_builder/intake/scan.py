"""What lies in a root now: a full walk, never trusting events."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from archive_builder import fsio
from archive_builder.archive import PassedOver, Stamp
from archive_builder.intake.roots import Box
from archive_builder.intake.settle import (
    LOCK_LIFE,
    TAKEN,
    ignored_because,
    lock_beside,
    may_lock,
    same_name,
)
from archive_builder.model import ReceiptState

_JUNCTION = 0xA0000003
_HASH_DIGITS = 8
_DEEPEST = 100
"""Folders within folders; nobody files that deep, and the system's own calls give up soon after."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """来件: a regular file seen in a root, not yet trusted.

    Attributes:
        source: where it lies, as the system spells it.
        path: relative to the root, with ``/``, always text.
        lock: name of a living lock file beside it.
    """

    source: str
    path: str
    stamp: Stamp
    lock: str | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    source: str
    path: str
    above: tuple[tuple[int, int], ...] = ()

    def within(self, name: str, shown: str) -> tuple[str, str]:
        return f"{self.source}{os.sep}{name}", f"{self.path}{shown}"


class Walk:
    """One walk over a root, a folder at a time and in order of names; iterate it once.

    Links and special files are refused, never followed. What vanishes meanwhile is not there.

    Attributes:
        unread: folders that could not be read, by path; ``""`` is the root itself.
        renamed: paths whose spelling on the disk is no text and was read as GB18030.
    """

    def __init__(self, box: Box, clock: Callable[[], float]) -> None:
        self._box = box
        self._clock = clock
        self.unread: list[str] = []
        self.renamed: set[str] = set()

    def __iter__(self) -> Iterator[Arrival | PassedOver]:
        """Every file, and every folder that can't be read."""
        folders = [_Folder(str(self._box.folder), "")]
        while folders:
            folder = folders.pop()
            try:
                above = _entered(folder)
                inner, names = _listed(folder.source)
            except _NotEnteredError as error:
                yield self._pass(folder.path, ReceiptState.REFUSED, str(error))
            except OSError as error:
                self.unread.append(folder.path)
                if not isinstance(error, FileNotFoundError):
                    why = f"文件夹打不开：{fsio.why_not(error)}"
                    yield self._pass(folder.path, ReceiptState.PENDING, why)
            else:
                yield from self._files(folder, names)
                folders += reversed(list(self._folders(folder, inner, above)))

    def _folders(
        self, folder: _Folder, names: list[str], above: tuple[tuple[int, int], ...]
    ) -> Iterator[_Folder]:
        for source, path in self._spelled(folder, names):
            if path != TAKEN:
                yield _Folder(source, f"{path}/", above)

    def _files(self, folder: _Folder, names: list[str]) -> Iterator[Arrival | PassedOver]:
        locks = self._living_locks(folder, names)
        for source, path in self._spelled(folder, names):
            if not source.endswith(path.replace("/", os.sep)):
                self.renamed.add(path)
            if path != self._box.root.sentinel and (seen := self._look(source, path, locks)):
                yield seen

    def _look(self, source: str, path: str, locks: dict[str, str]) -> Arrival | PassedOver | None:
        try:
            status = os.lstat(source)
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._pass(path, ReceiptState.PENDING, unreadable(error))
        age = self._clock() - status.st_mtime
        if why := ignored_because(path, age=age):
            return self._pass(path, ReceiptState.IGNORED, why)
        if _leads_elsewhere(status):
            return self._pass(path, ReceiptState.REFUSED, "是链接，不是文件；请放入原文件")
        if not stat.S_ISREG(status.st_mode):
            return self._pass(path, ReceiptState.REFUSED, "不是普通文件（设备或管道）")
        lock = lock_beside(path.rpartition("/")[2], locks)
        return Arrival(source, path, Stamp.of(status), lock)

    def _living_locks(self, folder: _Folder, names: list[str]) -> dict[str, str]:
        young = self._clock() - LOCK_LIFE
        return {
            same_name(name): name
            for name in names
            if may_lock(name) and _modified(folder.within(name, name)[0]) > young
        }

    def _spelled(self, folder: _Folder, names: list[str]) -> Iterator[tuple[str, str]]:
        """Where each name lies and how it is recorded; two of a folder are never alike."""
        odd = [name for name in names if not _is_text(name)]
        taken = set(names) if odd else set()
        for name in names:
            shown = _as_text(name, taken) if name in odd else name
            if odd:
                taken.add(shown)
            yield folder.within(name, shown)

    def _pass(self, path: str, state: ReceiptState, why: str) -> PassedOver:
        return PassedOver(path.rstrip("/"), state, why, self._box.root.name)


def unreadable(error: OSError) -> str:
    """What to say of a file that can't be read now."""
    return f"暂时读不出（{fsio.why_not(error)}），留在原处，下次再收"


class _NotEnteredError(Exception):
    """A folder is not walked; the text says why, in Chinese."""


def _entered(folder: _Folder) -> tuple[tuple[int, int], ...]:
    """The folders that one is in, itself among them."""
    within = folder.path != ""  # the root itself may be a link
    status = os.stat(folder.source, follow_symlinks=not within)  # noqa: PTH116  often no text
    here = (status.st_dev, status.st_ino)
    if (within and _leads_elsewhere(status)) or (status.st_ino and here in folder.above):
        raise _NotEnteredError("是链接，不是文件夹；请放入原文件夹")
    if len(folder.above) > _DEEPEST:
        raise _NotEnteredError(f"文件夹套了 {_DEEPEST} 层以上，里面的没有收；请移到浅一些的地方")
    return (*folder.above, here)


def _listed(source: str) -> tuple[list[str], list[str]]:
    """Names of a folder's folders, and of all else; read at once, for taking files changes it."""
    inner: list[str] = []
    names: list[str] = []
    with os.scandir(source) as entries:
        for entry in entries:
            (inner if entry.is_dir(follow_symlinks=False) else names).append(entry.name)
    return sorted(inner), sorted(names)


def _modified(source: str) -> float:
    try:
        return os.lstat(source).st_mtime
    except OSError:
        return 0.0


def _leads_elsewhere(status: os.stat_result) -> bool:
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_text(name: str, taken: set[str]) -> str:
    data = os.fsencode(name)
    shown = data.decode("gb18030", "replace")
    if shown not in taken:
        return shown
    place = PurePath(shown)
    return f"{place.stem}-{hashlib.sha256(data).hexdigest()[:_HASH_DIGITS]}{place.suffix}"
