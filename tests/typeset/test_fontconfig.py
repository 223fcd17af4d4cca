"""The file by which an office program finds our faces under the names that documents use."""

from __future__ import annotations

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from font_samples import truetype

from archive_builder.typeset.fontconfig import fontconfig
from archive_builder.typeset.fontfind import family_name
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import Role

NAMES = {
    Role.SONG: ["宋体", "SimSun", "NSimSun", "新宋体"],
    Role.FANG: ["仿宋", "仿宋_GB2312", "FangSong", "FangSong_GB2312", "华文仿宋"],
    Role.KAI: ["楷体", "楷体_GB2312", "KaiTi", "KaiTi_GB2312", "华文楷体"],
    Role.HEI: ["黑体", "SimHei", "华文黑体", "方正黑体_GBK"],
    Role.TITLE: ["方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋"],
}
LIGHTER = [
    "微软雅黑",
    "Microsoft YaHei",
    "等线",
    "DengXian",
    "等线 Light",
    "华文细黑",
    "PingFang SC",
]


def families(fonts: FontSet) -> dict[Role, str]:
    return {face.role: family_name(face.path, face.subfont) for face in fonts.faces}


def test_every_usual_name_leads_to_its_role(fonts: FontSet, tmp_path: Path) -> None:
    root = ET.parse(fontconfig(fonts, tmp_path)).getroot()
    aliases = {
        alias.findtext("family"): (alias.get("binding"), alias.findtext("prefer/family"))
        for alias in root.iter("alias")
    }
    for role, names in NAMES.items():
        assert [aliases[name] for name in names] == [("same", families(fonts)[role])] * len(names)
    for name in LIGHTER:
        assert aliases[name] == ("same", "AB Sans")
    assert aliases["Times New Roman"] == ("same", "Liberation Serif")
    assert aliases["Calibri"] == ("same", "Carlito")


def test_what_a_family_lacks_is_looked_for_in_the_order_of_our_fallback(
    fonts: FontSet, tmp_path: Path
) -> None:
    root = ET.parse(fontconfig(fonts, tmp_path)).getroot()
    appended = root.findall("match[@target='pattern']/edit[@mode='append_last']/string")
    asked = [family_name(face.path, face.subfont) for face in fonts.fallback]
    assert [family.text for family in appended] == asked
    assert asked[0] == families(fonts)[Role.SONG]


def test_bullets_of_the_office_program_are_let_in(tmp_path: Path, fonts: FontSet) -> None:
    with_bullets = replace(fonts, office=(truetype(tmp_path / "opens___.ttf"),))
    root = ET.parse(fontconfig(with_bullets, tmp_path)).getroot()
    accepted = [glob.text for glob in root.findall("selectfont/acceptfont/glob")]
    assert str(tmp_path / "opens___.ttf") in accepted


def test_nothing_but_the_set_is_let_in(fonts: FontSet, tmp_path: Path) -> None:
    root = ET.parse(fontconfig(fonts, tmp_path)).getroot()
    accepted = {Path(glob.text or "") for glob in root.findall("selectfont/acceptfont/glob")}
    faces = (*fonts.faces, *fonts.fallback, fonts.sans)
    assert accepted == {face.path for face in faces} | set(fonts.office)
    rejected = [glob.text for glob in root.findall("selectfont/rejectfont/glob")]
    assert rejected == [f"{folder.text}/*" for folder in root.findall("dir")]


def test_an_unchanged_file_is_left_alone(fonts: FontSet, tmp_path: Path) -> None:
    path = fontconfig(fonts, tmp_path)
    os.utime(path, (1, 1))
    assert fontconfig(fonts, tmp_path).stat().st_mtime == 1


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig is not installed")
def test_fontconfig_itself_reads_it_so(fonts: FontSet, tmp_path: Path) -> None:
    environment = {**os.environ, "FONTCONFIG_FILE": str(fontconfig(fonts, tmp_path))}

    def match(pattern: str) -> str:
        command = ["fc-match", "-f", "%{family}|%{weight}", pattern]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert match("仿宋_GB2312").startswith(families(fonts)[Role.FANG])
    assert match("没有这样的字体").startswith(families(fonts)[Role.SONG])
    assert match("Arial Narrow").startswith(("Liberation Sans", "AB Sans"))
    assert match("DengXian").startswith("AB Sans|")
    assert match("SimHei:bold") == f"{families(fonts)[Role.HEI]}|200"
