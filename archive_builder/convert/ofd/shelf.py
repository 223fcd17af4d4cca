"""What all pages of a PDF share: each picture, pattern and opacity once."""

from __future__ import annotations

from collections.abc import Hashable

from pikepdf import Dictionary, Name, Object, Pdf

from archive_builder.convert.ofd.fonts import Fonts
from archive_builder.convert.ofd.package import UnreadableError
from archive_builder.convert.ofd.pictures import picture
from archive_builder.convert.ofd.resources import Resources

_BLENDS = (
    *("Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"),
    *("HardLight", "SoftLight", "Difference", "Exclusion"),
    *("Hue", "Saturation", "Color", "Luminosity"),
)
"""How OFD and PDF call the same ways to mix colours; Normal is the usual one."""


class Shelf:
    """What all pages of a PDF share: fonts, pictures, opacities and patterns."""

    def __init__(self, pdf: Pdf, fonts: Fonts) -> None:
        self.pdf, self.fonts = pdf, fonts
        self._kept: dict[Hashable, tuple[str, Object]] = {}
        self._missing: set[Hashable] = set()

    def picture(self, resources: Resources, name: str, mask: str) -> tuple[str, Object] | None:
        """A picture by its id and that of its mask; None where it can't be read."""
        key = ("picture", resources, name, mask)
        if key not in self._kept and key not in self._missing:
            try:
                content, cover = (
                    resources.package.content(resources.media.get(one, "")) if one else None
                    for one in (name, mask)
                )
                self.keep(key, "/I", picture(self.pdf, content or b"", cover))
            except UnreadableError:
                self._missing.add(key)
        return self._kept.get(key)

    def kept(self, key: Hashable) -> tuple[str, Object] | None:
        """What is kept under a key, with its name."""
        return self._kept.get(key)

    def keep(self, key: Hashable, letter: str, what: Object) -> tuple[str, Object]:
        """Name something and keep it under a key."""
        return self._kept.setdefault(key, (f"{letter}{len(self._kept) + 1}", what))

    def state(self, fill: float, stroke: float, blend: str) -> tuple[str, Object] | None:
        """Opacities from 0 to 1 and a blend mode; None for the usual ones."""
        blend = blend if blend in _BLENDS else "Normal"
        fill, stroke = round(fill, 3), round(stroke, 3)
        key = ("state", fill, stroke, blend)
        if key == ("state", 1, 1, "Normal"):
            return None
        entries = Dictionary(Type=Name.ExtGState, ca=fill, CA=stroke, BM=Name(f"/{blend}"))
        return self._kept.get(key) or self.keep(key, "/G", self.pdf.make_indirect(entries))
