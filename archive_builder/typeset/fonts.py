"""The faces that the five roles are set in, and which of them are stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

import platformdirs
from fontTools.ttLib import TTLibError
from pylopdf_fonts_zh_cn import serif_path

from archive_builder.errors import MissingTool
from archive_builder.fsio import sha256_of
from archive_builder.progress import Progress, Silent
from archive_builder.typeset.fontbuild import RECIPE, Recipe, build
from archive_builder.typeset.fontfind import (
    OFFICE,
    OFFICIAL,
    RARE,
    RAREST,
    SYMBOLS,
    family_name,
    font_folders,
    index_fonts,
    matching,
    usable,
)
from archive_builder.typeset.marks import Role

_BUILDERS = 2
_NOTO_SANS = Path(str(files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"))
_SANS = Recipe("AB Sans", "Noto Sans SC", _NOTO_SANS, weight=350)
_FOUND = (
    (Role.FANG, "AB Fang", "fandolfang-regular.otf", "FandolFang"),
    (Role.KAI, "AB Kai", "lxgwwenkai-regular.ttf", "LXGW WenKai（霞鹜文楷）"),
    (Role.KAI, "AB Kai", "fandolkai-regular.otf", "FandolKai"),
)
"""Free faces of this machine or fetched; the first found of a role is taken."""

CACHE = Path(platformdirs.user_cache_dir("archive-builder", appauthor=False)) / "fonts"
"""Where this user's fonts are kept; free to be deleted."""

FETCHED = CACHE / "fetched"
"""Where free faces lie that `fontfetch` brought."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: the file, which font of a collection, and the name that readers know it by.

    `official` says that it is the face that the norm means, not a stand-in.
    """

    role: Role
    path: Path
    subfont: int
    name: str
    official: bool

    @property
    def stands_in(self) -> str:
        """「以 … 代替」, what is said of a face that is not the official one."""
        return f"以 {self.name} 代替".replace("） ", "）")


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of this machine.

    Attributes:
        faces: exactly one a role; all have TrueType outlines and may be embedded.
        fallback: asked in order for a character that a role's face lacks: 宋, its rare
            characters, the free 宋, signs, the rarest characters, and at last the other roles'
            faces.
        sans: for 等线, 微软雅黑 and the like, whose ordinary weight is lighter than that of 黑体.
        digest: SHA-256 over all of them; the same digest sets the same pages.
        office: more faces for the office program: as wide as Times New Roman and the like, and
            the one that its bullets come from.
    """

    faces: tuple[Face, ...]
    fallback: tuple[Face, ...]
    sans: Face
    digest: str
    office: tuple[Path, ...] = ()

    @property
    def substitutions(self) -> tuple[str, ...]:
        """Chinese sentences, one for each role whose official face this machine lacks."""
        return tuple(f"{f.role}{f.stands_in}" for f in self.faces if not f.official)


def load_fonts(progress: Progress | None = None) -> FontSet:
    """Find the official faces of this machine, and make free ones for the rest.

    The first time, making free faces takes up to a minute; they are kept in the user's cache.
    `progress` hears of it. Later it takes a fraction of a second.

    Raises:
        MissingTool: a free face can't be made or kept.
    """
    index = index_fonts(font_folders(FETCHED))
    return find_fonts(index, CACHE / RECIPE, progress or Silent())


def find_fonts(index: Mapping[str, Path], cache: Path, progress: Progress) -> FontSet:
    """The font set out of these font files, with free faces made into `cache`.

    Raises:
        MissingTool: a free face can't be made or kept.
    """
    official = {role: face for role in Role if (face := _official(role, index))}
    recipes = {
        role: recipe
        for role, recipe in _recipes(index).items()
        if role not in official or role is Role.SONG
    }
    _make([*recipes.values(), _SANS], cache, progress)
    free = {role: _made(role, recipe, cache) for role, recipe in recipes.items()}
    sans = _made(Role.HEI, _SANS, cache)
    song = official.get(Role.SONG, free[Role.SONG])
    stand_ins = {role: replace(song, role=role, official=False) for role in Role}
    faces = tuple((stand_ins | free | official)[role] for role in Role)
    rare, rarest = _others(index, RARE), _others(index, RAREST)
    signs = _others(index, SYMBOLS)[:1]
    fallback = _fallback([song, *rare, free[Role.SONG], *signs, *rarest, *faces])
    office = tuple(matching(index, OFFICE))
    return FontSet(faces, fallback, sans, _digest([*faces, *fallback, sans], office), office)


def _fallback(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Each file's face once, in this order."""
    once: dict[tuple[Path, int], Face] = {}
    for face in faces:
        once.setdefault((face.path, face.subfont), face)
    return tuple(once.values())


def _others(index: Mapping[str, Path], patterns: Sequence[str]) -> list[Face]:
    paths = filter(usable, matching(index, patterns))
    return [Face(Role.SONG, path, 0, family_name(path, 0), official=False) for path in paths]


def _official(role: Role, index: Mapping[str, Path]) -> Face | None:
    for path in matching(index, OFFICIAL[role]):
        if usable(path):
            return Face(role, path, 0, family_name(path, 0), official=True)
    return None


def _recipes(index: Mapping[str, Path]) -> dict[Role, Recipe]:
    """Which free faces can be made here; the ones from Python packages always can.

    For the title, 宋 made bolder looks closer to 小标宋 than any free bold face at hand, and has
    every character that 宋 has.
    """
    recipes = {
        Role.TITLE: Recipe("AB Title", "Noto Serif SC（加粗）", serif_path(), bolder=(13, 4)),
        Role.SONG: Recipe("AB Song", "Noto Serif SC", serif_path()),
        Role.HEI: Recipe("AB Hei", "Noto Sans SC", _NOTO_SANS, weight=500),
    }
    for role, family, pattern, name in _FOUND:
        for path in matching(index, [pattern]):
            recipes.setdefault(role, Recipe(family, name, path))
    return recipes


def _made(role: Role, recipe: Recipe, cache: Path) -> Face:
    return Face(role, cache / recipe.file_name, 0, recipe.name, official=False)


def _make(recipes: Iterable[Recipe], cache: Path, progress: Progress) -> None:
    made = {cache / recipe.file_name: recipe for recipe in recipes}
    jobs = {path: recipe for path, recipe in made.items() if not path.is_file()}
    try:
        if jobs:
            cache.mkdir(parents=True, exist_ok=True)
            _build_all(jobs, progress)
    except (OSError, TTLibError, BrokenProcessPool) as error:
        raise MissingTool(
            f"所需字体未能制成（{cache}）：{error}",
            "请确认磁盘有 200 MB 空间且该文件夹可写，然后重试。",
        ) from error


def _build_all(jobs: Mapping[Path, Recipe], progress: Progress) -> None:
    """Build in processes of their own, since one instance keeps a core busy for half a minute."""
    sources: dict[tuple[Path, int | None], dict[Path, Recipe]] = {}
    for path, recipe in jobs.items():
        sources.setdefault((recipe.source, recipe.weight), {})[path] = recipe
    progress.begin("首次使用，制作字体", len(sources))
    with ProcessPoolExecutor(_BUILDERS, mp_context=get_context("spawn")) as pool:
        builds = {pool.submit(build, recipes): key[0].stem for key, recipes in sources.items()}
        for done in as_completed(builds):
            done.result()
            progress.step(builds[done])
    progress.end()


def _digest(faces: Sequence[Face], office: Sequence[Path]) -> str:
    contents = [(face.role, face.subfont, sha256_of(face.path)) for face in faces]
    return sha256(repr((contents, [sha256_of(path) for path in office])).encode()).hexdigest()
