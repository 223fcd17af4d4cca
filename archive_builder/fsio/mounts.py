"""On what kind of disk a path lies."""

from __future__ import annotations

import os
from pathlib import Path

_NETWORK_KINDS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "davfs", "9p"})
_HONEST_KINDS = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "overlay"}
)


def is_network_mount(path: Path) -> bool:
    """Whether a path lies on a network mount: no place for SQLite's locks or native events."""
    if os.name == "nt":
        import ctypes  # noqa: PLC0415  Windows only

        remote = 4
        drive_type = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
        return str(path).startswith("\\\\") or drive_type(path.anchor) == remote
    kind = _mount_kind(path)
    return kind in _NETWORK_KINDS or kind.startswith("fuse.")


def keeps_change_times(path: Path) -> bool:
    """Whether files there have a time of change by this machine's clock that nobody can set."""
    return os.name == "posix" and _mount_kind(path) in _HONEST_KINDS


def _mount_kind(path: Path) -> str:
    mounts = Path("/proc/self/mounts")
    if not mounts.is_file():
        return ""
    rows = (line.split() for line in mounts.read_text().splitlines())
    places = [(row[1].replace("\\040", " "), row[2]) for row in rows]
    under = [(place, kind) for place, kind in places if path.resolve().is_relative_to(place)]
    return max(reversed(under), key=lambda row: len(row[0]), default=("", ""))[1]
