"""The faces that the five roles are set in, and which of them are stand-ins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import platformdirs
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from archive_builder.typeset.marks import Role


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file."""

    role: Role
    path: Path
    subfont: int
    name: str
    official: bool


@dataclass(frozen=True, slots=True)
class FontSet:
    """Exactly one face a role; `fallback` is asked for characters that a face lacks."""

    faces: tuple[Face, ...]
    fallback: tuple[Face, ...]
    digest: str

    @property
    def substitutions(self) -> tuple[str, ...]:
        """Chinese sentences, one for each role without its official face."""
        return tuple(f"{f.role}以 {f.name} 代替" for f in self.faces if not f.official)


@cache
def load_fonts() -> FontSet:
    """Find official faces on this machine, else build free ones once; raises MissingTool."""
    path = Path(platformdirs.user_cache_dir("archive-builder")) / "fonts" / "0" / "song.ttf"
    if not path.is_file():
        _build(path)
    faces = tuple(Face(role, path, 0, "Noto Serif SC", False) for role in Role)
    return FontSet(faces, faces[:1], sha256(path.read_bytes()).hexdigest())


def _build(path: Path) -> None:
    font = TTFont(str(files("pylopdf_fonts_zh_cn") / "NotoSerifSC-Regular.otf"))
    order, glyphs, out = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        out[name] = pen.glyph()
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, out
    font["hmtx"].metrics = {n: (w, getattr(out[n], "xMin", 0)) for n, (w, _) in font["hmtx"].metrics.items()}
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions maxComponentElements".split():
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    font.save(temporary)
    temporary.replace(path)
