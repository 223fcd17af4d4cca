"""Which face stands for which role, and what the readers are told of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest
from font_samples import postscript, truetype
from fontTools.ttLib import TTFont

from archive_builder.errors import MissingTool
from archive_builder.fsio import sha256_of
from archive_builder.progress import Silent
from archive_builder.typeset import fontfetch
from archive_builder.typeset.draw import draw
from archive_builder.typeset.fontbuild import RECIPE
from archive_builder.typeset.fontfetch import fetch_faces
from archive_builder.typeset.fontfind import family_name, index_fonts, usable
from archive_builder.typeset.fonts import CACHE, FontSet, find_fonts
from archive_builder.typeset.marks import A4, Role, Sheet, Text
from archive_builder.typeset.typecase import missing

OFFICIAL = {
    "FZXBSJW.TTF": Role.TITLE,
    "simsun.ttc": Role.SONG,
    "simfang.ttf": Role.FANG,
    "simkai.ttf": Role.KAI,
    "simhei.ttf": Role.HEI,
}


def found(folder: Path) -> FontSet:
    return find_fonts(index_fonts([folder]), CACHE / RECIPE, Silent())


def _stem(path: Path) -> int:
    """How wide 丨 is."""
    with TTFont(path) as font:
        glyph = font["glyf"][font.getBestCmap()[ord("丨")]]
        return int(glyph.xMax - glyph.xMin)


@pytest.mark.usefixtures("fonts")
class TestFinding:
    def test_official_faces_come_first_and_need_no_excuse(self, tmp_path: Path) -> None:
        for name, role in OFFICIAL.items():
            truetype(tmp_path / name, family=role.value)
        fonts = found(tmp_path)
        assert [face.role for face in fonts.faces] == list(Role)
        assert {face.path.name: face.role for face in fonts.faces} == OFFICIAL
        assert all(face.official and face.name == face.role for face in fonts.faces)
        assert fonts.substitutions == ()

    def test_without_any_font_file_the_free_ones_serve_and_say_so(self, tmp_path: Path) -> None:
        assert found(tmp_path).substitutions == (
            "小标宋以 Noto Serif SC（加粗）代替",
            "宋体以 Noto Serif SC 代替",
            "仿宋以 Noto Serif SC 代替",
            "楷体以 Noto Serif SC 代替",
            "黑体以 Noto Sans SC 代替",
        )

    def test_without_any_font_file_every_page_still_carries_its_fonts(self, tmp_path: Path) -> None:
        bare = found(tmp_path / "none")
        marks = [Text(50, 50 + 20 * n, "瞾䶮㛃𬭎㊿ Aa", role) for n, role in enumerate(Role)]
        draw([Sheet(*A4, tuple(marks))], bare, tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            used = list(pdf.pages[0].Resources.Font.values())
            names = {str(font.BaseFont).partition("+")[2] for font in used}
            below = [font.DescendantFonts[0].FontDescriptor for font in used]
            assert all("/FontFile2" in descriptor for descriptor in below)
        assert names == {"ABTitle-Regular", "ABSong-Regular", "ABHei-Regular"}
        assert bare.office == ()

    def test_faces_tell_their_roles_by_their_names(self, fonts: FontSet) -> None:
        made = {f.role: family_name(f.path, f.subfont) for f in fonts.faces if not f.official}
        roles = {Role.TITLE: "AB Title", Role.SONG: "AB Song", Role.FANG: "AB Fang"}
        roles |= {Role.KAI: "AB Kai", Role.HEI: "AB Hei"}
        assert all(name in {roles[role], "AB Song"} for role, name in made.items())

    def test_ordinary_text_without_serifs_is_lighter_than_hei(self, fonts: FontSet) -> None:
        assert fonts.sans not in fonts.faces
        assert family_name(fonts.sans.path, 0) == "AB Sans"
        bare = found(Path("nowhere"))
        hei = next(face for face in bare.faces if face.role is Role.HEI)
        assert _stem(bare.sans.path) < 0.85 * _stem(hei.path)

    def test_the_rarest_characters_come_last(self, tmp_path: Path) -> None:
        for name in ("HanaMinB.ttf", "simsunb.ttf", "DejaVuSans.ttf", "opens___.ttf"):
            truetype(tmp_path / name, family=name)
        fonts = found(tmp_path)
        names = [face.name for face in fonts.fallback]
        assert names[:4] == ["Noto Serif SC", "simsunb.ttf", "DejaVuSans.ttf", "HanaMinB.ttf"]
        assert fonts.office == (tmp_path / "opens___.ttf",)

    def test_a_face_that_may_not_be_embedded_is_not_taken(self, tmp_path: Path) -> None:
        truetype(tmp_path / "simsun.ttf", restricted=True)
        (tmp_path / "simhei.ttf").write_bytes(b"no font")
        assert len(found(tmp_path).substitutions) == len(Role)

    def test_the_free_song_backs_the_official_one_up(self, tmp_path: Path) -> None:
        truetype(tmp_path / "simsun.ttf")
        fonts = found(tmp_path)
        assert [face.name for face in fonts.fallback[:2]] == ["Tiny", "Noto Serif SC"]
        assert fonts.faces[2].name == "Tiny"
        assert "仿宋以 Tiny 代替" in fonts.substitutions

    def test_the_digest_names_the_set(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        truetype(tmp_path / "a" / "simhei.ttf")
        (tmp_path / "b" / "simhei.ttf").write_bytes((tmp_path / "a" / "simhei.ttf").read_bytes())
        assert found(tmp_path / "a").digest == found(tmp_path / "b").digest
        truetype(tmp_path / "b" / "simhei.ttf", family="Other")
        assert found(tmp_path / "a").digest != found(tmp_path / "b").digest


def test_what_is_made_is_kept_by_the_hash_of_what_it_is_made_of(fonts: FontSet) -> None:
    before = {face.path: sha256_of(face.path) for face in fonts.faces}
    again = found(Path("nowhere"))
    assert {face.path for face in again.faces if not face.official} & set(before)
    assert {face.path: sha256_of(face.path) for face in fonts.faces} == before


def test_every_face_is_asked_for_a_character_once(fonts: FontSet) -> None:
    files = [(face.path, face.subfont) for face in fonts.fallback]
    assert len(files) == len(set(files))
    assert {(face.path, face.subfont) for face in fonts.faces} <= set(files)
    assert files[0] == next((f.path, f.subfont) for f in fonts.faces if f.role is Role.SONG)


def test_a_cache_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MissingTool, match="所需字体未能制成"):
        find_fonts({}, tmp_path / "file" / "fonts", Silent())


def test_only_static_truetype_is_usable(tmp_path: Path) -> None:
    assert usable(truetype(tmp_path / "a.ttf"))
    assert not usable(postscript(tmp_path / "b.otf"))
    assert not usable(tmp_path / "none.ttf")


def test_earlier_folders_win(tmp_path: Path) -> None:
    for folder in ("first", "second/deep"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "SimHei.TTF").write_bytes(b"")
    index = index_fonts([tmp_path / "first", tmp_path / "second", tmp_path / "missing"])
    assert index == {"simhei.ttf": tmp_path / "first" / "SimHei.TTF"}


def test_rare_characters_have_a_face_and_unknown_ones_are_named(fonts: FontSet) -> None:
    assert missing("瞾䶮㛃𬭎喆堃翀昇祎犇彧珺〔〕①㈠℃\t\u200b\n 　", fonts) == ""
    assert missing("甲\U000f0000乙\U000f0001\U000f0000", fonts) == "\U000f0000\U000f0001"


class TestFetching:
    @pytest.fixture(autouse=True)
    def bare_machine(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fontfetch, "font_folders", lambda fetched: (fetched,))
        monkeypatch.setattr("shutil.which", lambda name: name)

    def test_without_apt_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shutil.which", lambda _: None)
        assert fetch_faces(tmp_path).startswith("本机没有 apt-get")

    def test_a_failed_download_is_an_outcome_and_stops_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(command: list[str], **_: object) -> None:
            raise subprocess.CalledProcessError(100, command, "", f"E: no {command[-1]}\n")

        monkeypatch.setattr(fontfetch.subprocess, "run", fail)
        said = fetch_faces(tmp_path)
        assert all(f"未能下载 {name}（E: no {name}）" in said for name in fontfetch.PACKAGES)
        assert list(tmp_path.iterdir()) == []

    def test_takes_faces_out_of_packages_and_asks_no_more(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        downloaded = []

        def run(command: list[str], cwd: Path, **_: object) -> None:
            if command[0] == "apt-get":
                downloaded.append(command[-1])
                (cwd / f"{command[-1]}_1_all.deb").write_bytes(b"")
            else:
                (cwd / "unpacked" / "usr").mkdir(parents=True)
                for name in (*fontfetch.PACKAGES[downloaded[-1]], "Other.ttf"):
                    (cwd / "unpacked/usr" / name).write_bytes(name.encode())

        monkeypatch.setattr(fontfetch.subprocess, "run", run)
        (tmp_path / "HanaMinB.ttf").write_bytes(b"")
        assert fetch_faces(tmp_path) == "已备好免费字体。"
        assert "早已备好" in fetch_faces(tmp_path)
        assert downloaded == [name for name in fontfetch.PACKAGES if name != "fonts-hanazono"]
        wanted = {face for faces in fontfetch.PACKAGES.values() for face in faces}
        assert {path.name for path in tmp_path.iterdir()} == wanted
        assert (tmp_path / "FandolKai-Regular.otf").read_bytes() == b"FandolKai-Regular.otf"
