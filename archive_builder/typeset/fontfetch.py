"""Fetching free faces that no Python package carries, out of Debian's packages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from archive_builder.fsio import atomic_path
from archive_builder.typeset.fontfind import font_folders, index_fonts
from archive_builder.typeset.fonts import FETCHED

_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


def _styles(family: str) -> tuple[str, ...]:
    return tuple(f"{family}-{style}.ttf" for style in _STYLES)


PACKAGES: Mapping[str, tuple[str, ...]] = {
    "texlive-lang-chinese": ("FandolFang-Regular.otf", "FandolKai-Regular.otf"),
    "fonts-hanazono": ("HanaMinB.ttf",),
    "fonts-dejavu-core": ("DejaVuSans.ttf",),
    "fonts-opensymbol": ("opens___.ttf",),
    "fonts-liberation": (
        *_styles("LiberationSerif"),
        *_styles("LiberationSans"),
        *_styles("LiberationMono"),
    ),
    "fonts-crosextra-carlito": _styles("Carlito"),
    "fonts-crosextra-caladea": _styles("Caladea"),
}
"""Faces by package: 仿宋 and 楷体 (GPL with font exception), rare characters, signs, and what
LibreOffice sets Western names in (OFL and as free). 75 MB to download in all."""

_TOOLS = ("apt-get", "dpkg-deb")
_TIMEOUT = 600
_OTHERWISE = "可把 simfang.ttf、simkai.ttf 复制到用户字体文件夹；否则仿宋、楷体以宋体代替。"


def fetch_faces(folder: Path = FETCHED) -> str:
    """Bring the free faces that this machine lacks into the user's cache.

    Asks apt for packages without installing them and without special rights. A package whose
    faces are all there, installed or fetched, is not downloaded.

    Returns:
        One Chinese line saying how it went. Having no apt or no network is an outcome, no error.
    """
    held = index_fonts(font_folders(folder))
    lacking = [p for p, faces in PACKAGES.items() if any(f.lower() not in held for f in faces)]
    if not lacking:
        return "免费字体早已备好。"
    if not all(map(shutil.which, _TOOLS)):
        return f"本机没有 apt-get，未下载免费字体。{_OTHERWISE}"
    failures = list(_failures(lacking, folder))
    if failures:
        return f"免费字体未能备齐：{'；'.join(failures)}。{_OTHERWISE}"
    return "已备好免费字体。"


def _failures(packages: list[str], folder: Path) -> Iterator[str]:
    """Fetch packages one by one; yields which failed and why."""
    for package in packages:
        try:
            with TemporaryDirectory() as scratch:
                _take_out(package, _download(package, Path(scratch)), folder)
        except subprocess.TimeoutExpired:
            yield f"下载 {package} 超时"
        except subprocess.CalledProcessError as error:
            reason = (error.stderr.strip().splitlines() or ["原因不明"])[-1]
            yield f"未能下载 {package}（{reason}）"
        except OSError as error:
            yield f"未能保存 {package} 中的字体（{error}）"


def _download(package: str, scratch: Path) -> Path:
    """Download and unpack a package; returns where."""
    _run(["apt-get", "download", package], scratch)
    archive = next(scratch.glob("*.deb"))
    _run(["dpkg-deb", "-x", archive.name, "unpacked"], scratch)
    return scratch / "unpacked"


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(  # noqa: S603  fixed commands
        command, cwd=folder, check=True, capture_output=True, text=True, timeout=_TIMEOUT
    )


def _take_out(package: str, unpacked: Path, folder: Path) -> None:
    for name in PACKAGES[package]:
        found = next(unpacked.rglob(name), None)
        if found is None:
            raise FileNotFoundError(f"{package} 中没有 {name}")
        with atomic_path(folder / name) as temporary:
            shutil.copyfile(found, temporary)
