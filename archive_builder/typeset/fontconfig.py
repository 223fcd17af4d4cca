"""Telling the office program, by way of fontconfig, which faces stand for documents' font names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from archive_builder.fsio import write_atomic
from archive_builder.typeset.fontfind import family_name
from archive_builder.typeset.fonts import Face, FontSet
from archive_builder.typeset.marks import Role

_CHINESE: dict[Role, str] = {
    Role.TITLE: (
        "方正小标宋简体 方正小标宋_GBK 方正小标宋_GB2312 方正小标宋 FZXiaoBiaoSong-B05 "
        "FZXiaoBiaoSong-B05S 华文中宋 STZhongsong 方正大标宋简体 方正大标宋_GBK"
    ),
    Role.SONG: (
        "宋体 SimSun 新宋体 NSimSun 宋体-18030 SimSun-18030 SimSun-ExtB 华文宋体 STSong 宋体-简 "
        "Songti|SC 方正书宋_GBK 方正书宋简体 MingLiU PMingLiU 細明體 新細明體 思源宋体 "
        "Source|Han|Serif|SC Source|Han|Serif|CN Noto|Serif|SC Noto|Serif|CJK|SC"
    ),
    Role.FANG: (
        "仿宋 仿宋_GB2312 仿宋体 FangSong FangSong_GB2312 华文仿宋 STFangsong 方正仿宋_GBK "
        "方正仿宋简体 方正仿宋_GB2312 FZFangSong-Z02 FZFangSong-Z02S"
    ),
    Role.KAI: (
        "楷体 楷体_GB2312 KaiTi KaiTi_GB2312 华文楷体 STKaiti 楷体-简 Kaiti|SC 方正楷体_GBK "
        "方正楷体简体 方正楷体_GB2312 FZKai-Z03 FZKai-Z03S 华文行楷 STXingkai 隶书 LiSu 华文隶书 "
        "STLiti 华文新魏 STXinwei"
    ),
    Role.HEI: (
        "黑体 SimHei 华文黑体 STHeiti 黑体-简 Heiti|SC 方正黑体_GBK 方正黑体简体 FZHei-B01 "
        "FZHei-B01S"
    ),
}
"""Family names that documents use, blanks within a name as |."""
_LIGHTER = (
    "微软雅黑 Microsoft|YaHei Microsoft|YaHei|UI 微软雅黑|Light Microsoft|YaHei|Light 等线 "
    "DengXian 等线|Light DengXian|Light 华文细黑 STXihei 苹方-简 苹方 PingFang|SC 幼圆 YouYuan "
    "方正细黑一_GBK 方正细黑一简体 思源黑体 Source|Han|Sans|SC Source|Han|Sans|CN Noto|Sans|SC "
    "Noto|Sans|CJK|SC"
)
"""Families without serifs in which documents set ordinary text, and that 黑体 is too heavy for."""

_SERIF, _SANS, _MONO = "Liberation Serif", "Liberation Sans", "Liberation Mono"
_LATIN = {
    _SERIF: (
        "Times New Roman|Times|Georgia|Century|Garamond|Book Antiqua|Palatino Linotype|"
        "Bookman Old Style|Century Schoolbook"
    ),
    _SANS: (
        "Arial|Helvetica|Verdana|Tahoma|Segoe UI|Arial Narrow|Arial Black|Arial Unicode MS|"
        "Trebuchet MS|Century Gothic|Impact|Comic Sans MS"
    ),
    _MONO: "Courier New|Courier|Consolas|Lucida Console",
    "Carlito": "Calibri|Calibri Light",
    "Caladea": "Cambria|Cambria Math",
}
_WITHOUT_SERIFS = {_SANS, "Carlito"}
_GENERIC = {"serif": _SERIF, "sans-serif": _SANS, "monospace": _MONO}
_SYNTHETIC = """\
<match target="font">
<test name="weight" compare="less_eq"><const>medium</const></test>
<test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>
<edit name="embolden" mode="assign"><bool>true</bool></edit>
<edit name="weight" mode="assign"><const>bold</const></edit>
</match>
<match target="font">
<test name="slant"><const>roman</const></test>
<test target="pattern" name="slant" compare="not_eq"><const>roman</const></test>
<edit name="matrix" mode="assign"><times><name>matrix</name>
<matrix><double>1</double><double>0.2</double><double>0</double><double>1</double></matrix>
</times></edit>
<edit name="slant" mode="assign"><const>oblique</const></edit>
</match>"""
"""Bold and italics of faces that have none; without it bold 宋体 comes out regular."""


def fontconfig(fonts: FontSet, folder: Path) -> Path:
    """Write ``fonts.conf`` into `folder`, for the environment variable FONTCONFIG_FILE.

    Only the set's own faces exist under it, nothing else of the machine: the same set makes the
    same pages everywhere. fontconfig keeps its cache in `folder` too. An unchanged file is left
    alone.

    Raises:
        OSError: the file can't be written.
    """
    families = {face.role: _family(face) for face in fonts.faces}
    path = folder / "fonts.conf"
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        *_files(fonts),
        f"<cachedir>{escape(str(folder.absolute() / 'fontconfig'))}</cachedir>",
        *_aliases(families, _family(fonts.sans)),
        _last_resort(dict.fromkeys(_family(face) for face in fonts.fallback)),
        _SYNTHETIC,
        "</fontconfig>",
    ]
    write_atomic(path, "\n".join(lines).encode())
    return path


def _files(fonts: FontSet) -> Iterator[str]:
    """The faces' folders, of which nothing but the faces is taken."""
    faces = (*fonts.faces, *fonts.fallback, fonts.sans)
    paths = sorted({face.path for face in faces} | set(fonts.office))
    folders = sorted({path.parent for path in paths})
    yield from (f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    yield "<selectfont>"
    yield from (
        f"<rejectfont><glob>{escape(str(folder))}/*</glob></rejectfont>" for folder in folders
    )
    yield from (f"<acceptfont><glob>{escape(str(path))}</glob></acceptfont>" for path in paths)
    yield "</selectfont>"


def _aliases(families: dict[Role, str], sans: str) -> Iterator[str]:
    song = families[Role.SONG]
    chinese = [(families[role], names) for role, names in _CHINESE.items()]
    for family, names in (*chinese, (sans, _LIGHTER)):
        for name in names.split():
            yield _alias(name.replace("|", " "), (family, song))
    for latin, names in _LATIN.items():
        others = (_SANS, sans) if latin in _WITHOUT_SERIFS else (_SERIF, song)
        yield from (_alias(name, (latin, *others)) for name in names.split("|"))
    for generic, latin in _GENERIC.items():
        yield _alias(generic, (latin, sans if latin == _SANS else song))


def _last_resort(families: Iterable[str]) -> str:
    """For a family that nobody knows, and for what a known one lacks: these, in this order."""
    named = "".join(f"<string>{escape(family)}</string>" for family in families)
    return f'<match target="pattern"><edit name="family" mode="append_last">{named}</edit></match>'


def _family(face: Face) -> str:
    return family_name(face.path, face.subfont)


def _alias(name: str, instead: Iterable[str]) -> str:
    prefer = "".join(f"<family>{escape(family)}</family>" for family in dict.fromkeys(instead))
    return f'<alias binding="same"><family>{escape(name)}</family><prefer>{prefer}</prefer></alias>'
