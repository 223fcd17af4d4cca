"""The faces that pictures and PDFs are set in: those of the archive's own typesetting."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from archive_builder.typeset.fonts import Face, load_fonts
from archive_builder.typeset.marks import Role


@cache
def _face(role: Role) -> Face:
    return next(face for face in load_fonts().faces if face.role is role)


@cache
def for_picture(role: Role, size: int) -> ImageFont.FreeTypeFont:
    """The role's face for Pillow, `size` in pixels."""
    face = _face(role)
    return ImageFont.truetype(str(face.path), size, index=face.subfont)


@cache
def for_pdf(role: Role) -> str:
    """The role's face registered with reportlab; faces of one file share a registration."""
    face = _face(role)
    return _register(str(face.path), face.subfont)


@cache
def _register(path: str, subfont: int) -> str:
    name = f"face{len(pdfmetrics.getRegisteredFontNames())}"
    pdfmetrics.registerFont(TTFont(name, path, subfontIndex=subfont))
    return name
