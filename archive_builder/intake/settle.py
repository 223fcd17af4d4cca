"""Which names in incoming/ are not documents: pure."""

from __future__ import annotations

from fnmatch import fnmatchcase

TAKEN = ".taken"
"""Folder of incoming/ that holds what was received."""

_RULES = (
    ("~$*", "Office 临时文件"),
    ("~*.tmp", "Office 临时文件"),
    (".~*", "WPS 临时文件"),
    (".~lock.*#", "LibreOffice 锁文件"),
    ("*.crdownload", "未下载完的文件"),
    ("*.part", "未传完的文件"),
    ("*.filepart", "未传完的文件"),
    ("._*", "macOS 附属文件"),
    (".ds_store", "macOS 系统文件"),
    ("thumbs.db", "Windows 缩略图"),
    ("desktop.ini", "Windows 系统文件"),
)
_FOLDERS = {"@eadir": "NAS 系统文件夹", "__macosx": "macOS 附属文件夹", TAKEN: "已收存的来件"}


def ignored_because(path: str) -> str | None:
    """Return the rule by which a path (relative to incoming/, with ``/``) is no document."""
    *folders, name = path.lower().split("/")
    if path == "README.md":
        return "incoming/ 自己的说明"
    for folder in folders:
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    return next((why for glob, why in _RULES if fnmatchcase(name, glob)), None)
