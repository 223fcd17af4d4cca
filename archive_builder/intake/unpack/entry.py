"""What every reader hands on of a container, and what keeps it within the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive_builder.fsio import CHUNK
from archive_builder.model import Limits, ReceiptState

BROKEN = "压缩包或邮件打不开，可能已损坏、没有传完或压缩方式不支持，请重新报送"
LOCKED = "压缩包有密码，请报送单位去掉密码后重报"
VOLUMES = "分卷压缩包，请合成一个压缩包后重报"
RARE = "压缩包用了少见的压缩方式，请按常用方式重新压缩后报送"

LINK = "压缩包内的链接"
DEVICE = "压缩包内的设备文件"

MEMORY = 256 << 20
"""Bytes that a decoder may ask for as its dictionary: 7-Zip at its highest level."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a container.

    Attributes:
        name: as the container says it, with ``/``; not yet made safe.
        content: its bytes, to be read before the next entry is asked for, or not at all.
        refused: why it must not be taken, when it must not.
        folder: it holds no bytes of its own.
    """

    name: str
    content: Iterable[bytes] = ()
    refused: str | None = None
    folder: bool = False


class SealedError(Exception):
    """A container can't be taken as a whole; says where it stands and why, in Chinese."""

    def __init__(self, reason: str, state: ReceiptState = ReceiptState.DECISION) -> None:
        super().__init__(reason)
        self.reason = reason
        self.state = state


class Meter:
    """Counts what a container really holds, nested ones included.

    Every method raises SealedError, REFUSED with the figure, once there is more than allowed.

    Attributes:
        most: files at most, and folders at most.
    """

    def __init__(self, limits: Limits) -> None:
        self.most = limits.entries
        self._limits = limits
        self._files = self._folders = self._inflated = 0

    def descend(self, depth: int) -> None:
        """Count an opened container; the outermost is at depth 1."""
        if depth > self._limits.depth:
            raise _breach(f"压缩包套压缩包有 {depth} 层以上，超过上限 {self._limits.depth} 层")

    def expect(self, files: int, folders: int = 0) -> None:
        """Look ahead at what a listing promises, before any of it is taken."""
        for total, what in ((self._files + files, "文件"), (self._folders + folders, "文件夹")):
            if total > self.most:
                raise _breach(f"压缩包内至少有 {total} 个{what}，超过上限 {self.most} 个")

    def enter(self, *, folder: bool) -> None:
        """Count one entry: files and folders each have the limit to themselves."""
        self.expect(not folder, folder)
        self._files += not folder
        self._folders += folder

    def inflate(self, count: int) -> None:
        """Count bytes that came out of the container."""
        self._inflated += count
        if self._inflated > self._limits.inflated:
            found, most = _size(self._inflated), _size(self._limits.inflated)
            raise _breach(f"拆开后至少有 {found}，超过上限 {most}")

    def metered(self, read: Callable[[int], bytes]) -> Iterator[bytes]:
        """Read to the end in bounded pieces, each counted."""
        while chunk := read(CHUNK):
            self.inflate(len(chunk))
            yield chunk


def _breach(reason: str) -> SealedError:
    return SealedError(reason, ReceiptState.REFUSED)


def _size(count: int) -> str:
    return next(
        (f"{count / unit:.4g} {word}" for unit, word in _UNITS if count >= unit), f"{count} 字节"
    )


_UNITS = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))
