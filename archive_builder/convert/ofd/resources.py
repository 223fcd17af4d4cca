"""What the objects of a document refer to by id: fonts, pictures, graphics, ways to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive_builder.convert.ofd.losses import Loss, Losses
from archive_builder.convert.ofd.model import Font
from archive_builder.convert.ofd.package import Package, UnreadableError, at

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Resources:
    """The resources of a document, as they lie in its parts.

    Attributes:
        package: where they lie.
        losses: told of parts that can't be read.
        fonts: by id.
        media: places of pictures by id.
        graphics: vector graphics (CompositeGraphicUnit) by id.
        styles: ways to draw (DrawParam) by id.
        spaces: colour spaces by id.
        space: the id of the one that holds where none is named.
    """

    def __init__(self, package: Package, losses: Losses) -> None:
        self.package = package
        self.losses = losses
        self.fonts: dict[str, Font] = {}
        self.media: dict[str, str] = {}
        self.graphics: dict[str, Element] = {}
        self.styles: dict[str, Element] = {}
        self.spaces: dict[str, Element] = {}
        self.space = ""

    def add(self, place: str) -> None:
        """Take in a part of resources; one that can't be read is a loss."""
        try:
            root = self.package.root(place)
        except UnreadableError:
            self.losses.add(Loss.PART)
            return
        base = root.get("BaseLoc", "")
        by_tag = {
            "CompositeGraphicUnit": self.graphics,
            "DrawParam": self.styles,
            "ColorSpace": self.spaces,
        }
        for element in root.iter():
            name = element.get("ID", "")
            if element.tag == "Font":
                self.fonts[name] = _font(element, place, base)
            elif element.tag == "MultiMedia":
                self.media[name] = _placed(place, base, element.findtext("MediaFile", ""))
            elif element.tag in by_tag:
                by_tag[element.tag][name] = element


def _placed(home: str, base: str, file: str) -> str:
    name = file.strip()
    return at(home, name if name.startswith("/") else f"{base}/{name}") if name else ""


def _font(element: Element, home: str, base: str) -> Font:
    name = f"{element.get('FontName', '')} {element.get('FamilyName', '')}"
    file = element.findtext("FontFile", "")
    return Font(name, _placed(home, base, file), _said(element, "Bold"), _said(element, "Italic"))


def _said(element: Element, name: str) -> bool:
    return element.get(name, "").lower() in ("true", "1")
