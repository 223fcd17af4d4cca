"""Which names in a root are no documents, and when a file counts as wholly there: pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from archive_builder.model import Settling

TAKEN = ".taken"
"""Folder of a root that holds what was received."""

DAY = 86_400.0
"""Seconds after which a temporary file counts as forgotten."""
LOCK_LIFE = 3_600.0
"""Seconds after which a lock file counts as left behind: many are copied along with a folder."""

_TEMPORARY = (
    ("~$*", "Office 临时文件"),
    ("~*.tmp", "Office 临时文件"),
    (".~lock.*#", "LibreOffice 锁文件"),
    (".~*", "WPS 临时文件"),
    ("*.crdownload", "未下载完的文件"),
    ("*.downloading", "未下载完的文件"),
    ("*.xltd", "未下载完的文件"),
    ("*.part", "未传完的文件"),
    ("*.filepart", "未传完的文件"),
)
_SYSTEM = (
    ("._*", "macOS 附属文件"),
    (".ds_store", "macOS 系统文件"),
    ("thumbs.db", "Windows 缩略图"),
    ("desktop.ini", "Windows 系统文件"),
)
_FOLDERS = {
    "@eadir": "NAS 系统文件夹",
    "#recycle": "NAS 回收站",
    "$recycle.bin": "Windows 回收站",
    "system volume information": "Windows 系统文件夹",
    "__macosx": "macOS 附属文件夹",
    TAKEN: "已收存的来件",
}


def ignored_because(path: str, *, age: float = 0.0) -> str | None:
    """The rule by which a path (relative to its root, with ``/``) is no document, else None.

    Args:
        path: of the file.
        age: seconds since it was last written; a temporary file older than a day says so, for a
            document may have been left out with it.
    """
    if path == "README.md":
        return "来件箱自己的说明"
    *folders, name = path.lower().split("/")
    for folder in folders:
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    if why := _rule(_TEMPORARY, name):
        return f"{why}，已放了 {age / DAY:.0f} 天，请查看是否漏传" if age > DAY else why
    return _rule(_SYSTEM, name)


def _rule(rules: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((why for glob, why in rules if fnmatchcase(name, glob)), None)


_LONG_STEM = 7
"""Word drops the first one or two characters of longer names for its ``~$`` file."""


def may_lock(name: str) -> bool:
    """Whether a name is one of those that say that the document beside it is open."""
    return name.startswith(("~$", ".~"))


def same_name(name: str) -> str:
    """A name as it is compared: systems differ in case and in composed letters."""
    return unicodedata.normalize("NFC", name).casefold()


def lock_beside(name: str, locks: Mapping[str, str]) -> str | None:
    """The lock file of a document, if it is among the living ones of its folder.

    Args:
        name: of the document.
        locks: their names by `same_name`.
    """
    if not locks:
        return None
    dropped = (0, 1, 2) if len(name.rpartition(".")[0]) >= _LONG_STEM else (0,)
    candidates = [f"~${name[n:]}" for n in dropped]
    candidates += [f".~lock.{name}#", f".~{name}"]
    return next((locks[n] for n in map(same_name, candidates) if n in locks), None)


HEAD = 32
"""Bytes of a file's beginning that `ends_whole` looks at."""
TAIL = 2048
"""Bytes of a file's end that `ends_whole` looks at."""
_ENDINGS = (
    (b"%PDF-", b"%%EOF", 5),
    (b"PK\x03\x04", b"PK\x05\x06", 22),
    (b"\x89PNG", b"IEND", 8),
    (b"\xff\xd8\xff", b"\xff\xd9", 2),
)
"""How a type begins, how its last part begins, and how many bytes that has at least."""
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_SEVEN_ZIP_HEADER = 32


def ends_whole(head: bytes, tail: bytes, size: int) -> bool:
    """Whether a file ends as its type must; True for types whose end says nothing.

    An empty file is not whole, nor is one that begins with zeros: somebody laid it out and has yet
    to fill it.
    """
    if not head.strip(b"\0"):
        return False
    if head.startswith(_SEVEN_ZIP) and len(head) == _SEVEN_ZIP_HEADER:
        offset, length = (int.from_bytes(head[at : at + 8], "little") for at in (12, 20))
        return _SEVEN_ZIP_HEADER + offset + length <= size
    return all(
        0 <= tail.rfind(end) <= len(tail) - length
        for begin, end, length in _ENDINGS
        if head.startswith(begin)
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a file besides its times.

    Attributes:
        lock: name of the living lock file beside it.
        writing: another process has it open for writing.
        whole: it ends as its type must.
    """

    lock: str | None = None
    writing: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a file is not taken yet; `ready_in` seconds when only time is wanting, else None."""

    reason: str
    ready_in: float | None = None


def at_rest(now: float, *since: float | None) -> float:
    """For how many seconds a file has not changed, by the best of the witnesses.

    Args:
        now: seconds on our clock.
        since: moments of the same clock since which it was surely as it is; None where a witness
            knows nothing. One that lies ahead of `now` (the clock was set back) is not believed.
    """
    return max(
        (now - moment for moment in since if moment is not None and moment <= now), default=0.0
    )


def verdict(rest: float, signs: Signs, rules: Settling) -> Waiting | None:
    """Why a file that has not changed for `rest` seconds must wait; None when it is settled."""
    if signs.lock:
        return Waiting(f"正在 Office 或 WPS 里打开着（旁边有 {signs.lock}），关闭后再收")
    if signs.writing:
        return Waiting("别的程序正在写入，写完再收")
    if rest < rules.quiet:
        return Waiting("刚刚放入或改动过，确认不再变化后就收", rules.quiet - rest)
    if not signs.whole and rest < rules.patience:
        return Waiting("内容还不完整，可能没有传完；不再变化就照原样收", rules.patience - rest)
    return None
