"""Finding font files on this machine: the official faces, and free ones to make copies of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, TTLibError

from archive_builder.typeset.marks import Role

OFFICIAL: Mapping[Role, tuple[str, ...]] = {
    Role.TITLE: ("fzxbs*.tt[fc]", "*方正小标宋*.tt[fc]"),
    Role.SONG: ("simsun.tt[fc]",),
    Role.FANG: (
        "simfang*.ttf",
        "*仿宋_gb2312*.ttf",
        "fangsong_gb2312.ttf",
        "stfangso.ttf",
        "fzfs*.ttf",
    ),
    Role.KAI: ("simkai*.ttf", "*楷体_gb2312*.ttf", "kaiti_gb2312.ttf", "stkaiti.ttf", "fzkt*.ttf"),
    Role.HEI: ("simhei.ttf", "fzht*.ttf"),
}
"""File names (lower case) of the faces that GB/T 9704 means, best first: Windows, WPS, Founder."""

RARE = ("simsunb.ttf", "simsunextg.ttf")
"""宋体 beyond the basic plane."""

RAREST = ("hanaminb.ttf",)
"""Free and plainer, with 52,000 characters of CJK extensions B to F."""

SYMBOLS = ("seguisym.ttf", "dejavusans.ttf")
"""☑ and other signs that Chinese faces lack."""

OFFICE = ("liberation*.ttf", "carlito-*.ttf", "caladea-*.ttf", "opens___.ttf")
"""Faces as wide as Times New Roman, Arial, Courier New, Calibri and Cambria, and LibreOffice's
own OpenSymbol, without which the bullets and boxes of Symbol and Wingdings vanish."""

_RESTRICTED = 0x0002


def font_folders(fetched: Path) -> tuple[Path, ...]:
    """Where fonts may lie on Windows, macOS and Linux, and `fetched` ones; best first."""
    home = Path.home()
    windows = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
    local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
    return (
        windows,
        local / "Microsoft/Windows/Fonts",
        home / "Library/Fonts",
        Path("/Library/Fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        fetched,
    )


def index_fonts(folders: Iterable[Path]) -> dict[str, Path]:
    """Every font file under the folders by its name in lower case; earlier folders win."""
    index: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in (".ttf", ".ttc", ".otf"):
                index.setdefault(path.name.lower(), path)
    return index


def matching(index: Mapping[str, Path], patterns: Sequence[str]) -> list[Path]:
    """The indexed files whose names match, in the order of the patterns, then of the names."""
    names = [n for pattern in patterns for n in sorted(index) if fnmatchcase(n, pattern)]
    return [index[name] for name in dict.fromkeys(names)]


def usable(path: Path) -> bool:
    """Whether a file's first face has static TrueType outlines and may be embedded.

    A file that is no readable font is not usable: another face then takes its place, which
    `FontSet.substitutions` says.
    """
    try:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            return (
                "glyf" in font and "fvar" not in font and font["OS/2"].fsType & 0xF != _RESTRICTED
            )
    except (OSError, TTLibError, KeyError):
        return False


def family_name(path: Path, subfont: int) -> str:
    """A face's family name, as fontconfig and people know it."""
    with TTFont(path, fontNumber=subfont, lazy=True) as font:
        table: Any = font["name"]
        return str(table.getBestFamilyName())
