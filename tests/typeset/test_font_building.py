"""Our copies of free faces: outlines, line height, names, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from font_samples import postscript, truetype, variable
from fontTools.ttLib import TTFont, TTLibError

from archive_builder.typeset.fontbuild import Recipe, build


def made(recipe: Recipe, folder: Path) -> TTFont:
    target = folder / "made" / recipe.file_name
    build({target: recipe})
    return TTFont(target)


def box(font: TTFont, char: str) -> tuple[int, int, int, int]:
    glyph = font["glyf"][font.getBestCmap()[ord(char)]]
    return glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax


def test_cubic_outlines_become_truetype_ones(tmp_path: Path) -> None:
    font = made(Recipe("AB Song", "Tiny", postscript(tmp_path / "a.otf")), tmp_path)
    assert "CFF " not in font
    assert font.sfntVersion == "\x00\x01\x00\x00"
    assert box(font, "中") == (100, 0, 900, 800)
    assert font["hmtx"][font.getBestCmap()[ord("中")]] == (1000, 100)


def test_line_height_is_that_of_simsun(tmp_path: Path) -> None:
    font = made(Recipe("AB Song", "Tiny", postscript(tmp_path / "a.otf")), tmp_path)
    assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap) == (859, -141, 0)
    assert (font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender) == (859, -141)
    assert (font["OS/2"].usWinAscent, font["OS/2"].usWinDescent) == (859, 141)
    assert font["OS/2"].usWeightClass == 400


def test_a_copy_has_our_name_and_its_authors_copyright(tmp_path: Path) -> None:
    font = made(Recipe("AB Song", "Tiny", truetype(tmp_path / "a.ttf")), tmp_path)
    assert font["name"].getBestFamilyName() == "AB Song"
    assert font["name"].getDebugName(6) == "ABSong-Regular"
    assert font["name"].getDebugName(0) == "(c) Nobody"


def test_a_bolder_copy_grows_outwards_whichever_way_its_outlines_run(tmp_path: Path) -> None:
    source = truetype(tmp_path / "a.ttf")
    font = made(Recipe("AB Title", "Tiny", source, bolder=(13, 4)), tmp_path)
    assert box(font, "中") == (87, -4, 913, 804)
    assert box(font, "國") == (87, -4, 913, 804)
    assert font["hmtx"][font.getBestCmap()[ord("中")]] == (1000, 87)


def test_a_variable_font_is_fixed_at_the_weight_asked_for(tmp_path: Path) -> None:
    font = made(Recipe("AB Hei", "Tiny", variable(tmp_path / "v.ttf"), weight=500), tmp_path)
    assert "fvar" not in font
    assert box(font, "中") == (100, 0, 900, 900)


def test_same_source_same_bytes_alone_or_with_another(tmp_path: Path) -> None:
    source = postscript(tmp_path / "a.otf")
    song = Recipe("AB Song", "Tiny", source)
    title = Recipe("AB Title", "Tiny", source, bolder=(13, 4))
    build({tmp_path / "title-1": title, tmp_path / "song-1": song})
    build({tmp_path / "song-2": song})
    build({tmp_path / "title-2": title})
    for name in ("song", "title"):
        once, again = (tmp_path / f"{name}-{i}" for i in (1, 2))
        assert once.read_bytes() == again.read_bytes()


def test_another_source_or_recipe_gets_another_file_name(tmp_path: Path) -> None:
    one, two = truetype(tmp_path / "1.ttf"), truetype(tmp_path / "2.ttf", family="Other")
    recipes = [
        Recipe("AB Song", "Tiny", one),
        Recipe("AB Song", "Tiny", two),
        Recipe("AB Song", "Tiny", one, weight=500),
        Recipe("AB Song", "Tiny", one, bolder=(1, 1)),
    ]
    assert len({recipe.file_name for recipe in recipes}) == len(recipes)


def test_a_broken_source_leaves_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "a.ttf"
    source.write_bytes(b"no font")
    with pytest.raises(TTLibError):
        build({tmp_path / "out" / "a.ttf": Recipe("AB Song", "Tiny", source)})
    assert not (tmp_path / "out").exists()
