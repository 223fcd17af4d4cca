"""What the machine has, what it lacks, and how to get it."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive_builder.convert import find_office, lacks_python
from archive_builder.intake import can_open_rar
from archive_builder.progress import Progress
from archive_builder.typeset.fontfetch import fetch_faces
from archive_builder.typeset.fonts import load_fonts

_GIB = 1 << 30
_ENOUGH_GIB = 5


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the work uses: what was found, and what to do where that falls short."""

    name: str
    found: str
    remedy: str = ""


def examine(root: Path, progress: Progress) -> tuple[Tool, ...]:
    """Look at everything that the work uses."""
    return (
        Tool("Python", platform.python_version()),
        _office(),
        _unpacker(),
        *_faces(progress),
        _space(root),
    )


def prepare(progress: Progress) -> str:
    """Fetch free faces where that is possible, and build what stands in for the official ones.

    Returns:
        What came of it, one Chinese line.
    """
    outcome = fetch_faces()
    load_fonts(progress)
    return outcome


def _office() -> Tool:
    office = find_office()
    if office:
        return Tool("LibreOffice", office.name)
    if lacks_python():
        return Tool(
            "LibreOffice",
            "有，但缺少与它通话的 Python 组件，Word、Excel 用内置转换（草样）",
            "Debian、Ubuntu 运行 apt-get install python3-uno",
        )
    return Tool(
        "LibreOffice",
        "没有找到，Word、Excel 用内置转换（草样）",
        "装上版式更准：Windows 从 zh-cn.libreoffice.org 下载安装；"
        "Debian、Ubuntu 运行 apt-get install libreoffice-writer-nogui "
        "libreoffice-calc-nogui libreoffice-impress-nogui python3-uno",
    )


def _unpacker() -> Tool:
    if can_open_rar():
        return Tool("rar 解压程序", "有")
    return Tool(
        "rar 解压程序",
        "没有找到，rar 压缩包先等着",
        "Windows 装 7-Zip 或 WinRAR；Debian、Ubuntu 运行 apt-get install unar；装好后自动再拆",
    )


def _faces(progress: Progress) -> Iterator[Tool]:
    for face in load_fonts(progress).faces:
        remedy = "" if face.official else f"装上正式的{face.role}字体后自动改用"
        yield Tool(f"字体 {face.role}", face.name if face.official else face.stands_in, remedy)


def _space(root: Path) -> Tool:
    free = shutil.disk_usage(root).free / _GIB
    remedy = "" if free >= _ENOUGH_GIB else "请清理磁盘：来件、转换件、成品各要占一份空间"
    return Tool("磁盘剩余", f"{free:.0f} GB", remedy)
