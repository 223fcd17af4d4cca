"""Fetching free 仿宋 and 楷体, which no Python package carries, out of Debian's TeX Live."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from archive_builder.fsio import atomic_path
from archive_builder.typeset.fonts import FETCHED

_PACKAGE = "texlive-lang-chinese"
_FACES = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")
_TOOLS = ("apt-get", "dpkg-deb")
_TIMEOUT = 600
_OTHERWISE = "可把 simfang.ttf、simkai.ttf 复制到用户字体文件夹；否则仿宋、楷体以宋体代替。"


def fetch_faces(folder: Path = FETCHED) -> str:
    """Bring FandolFang and FandolKai (GPL with font exception) into the user's cache.

    Asks apt for a package of 49 MB, without installing it and without special rights. Nothing
    is downloaded when both are there.

    Returns:
        One Chinese line saying how it went. Having no apt or no network is an outcome, no error.
    """
    if all((folder / name).is_file() for name in _FACES):
        return "免费仿宋、楷体（Fandol）早已备好。"
    if not all(map(shutil.which, _TOOLS)):
        return f"本机没有 apt-get，未下载免费仿宋、楷体。{_OTHERWISE}"
    try:
        with TemporaryDirectory() as scratch:
            _take_out(_download(Path(scratch)), folder)
    except subprocess.TimeoutExpired:
        return f"下载 {_PACKAGE} 超时。{_OTHERWISE}"
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["原因不明"])[-1]
        return f"未能下载 {_PACKAGE}（{reason}）。{_OTHERWISE}"
    except OSError as error:
        return f"未能保存免费仿宋、楷体（{error}）。{_OTHERWISE}"
    return "已备好免费仿宋、楷体（Fandol）。"


def _download(scratch: Path) -> Path:
    """Download and unpack the package; returns where."""
    _run(["apt-get", "download", _PACKAGE], scratch)
    package = next(scratch.glob("*.deb"))
    _run(["dpkg-deb", "-x", package.name, "unpacked"], scratch)
    return scratch / "unpacked"


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(  # noqa: S603  fixed commands
        command, cwd=folder, check=True, capture_output=True, text=True, timeout=_TIMEOUT
    )


def _take_out(unpacked: Path, folder: Path) -> None:
    for name in _FACES:
        found = next(unpacked.rglob(name), None)
        if found is None:
            raise FileNotFoundError(f"{_PACKAGE} 中没有 {name}")
        with atomic_path(folder / name) as temporary:
            shutil.copyfile(found, temporary)
