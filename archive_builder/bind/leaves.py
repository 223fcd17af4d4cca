"""Pages of the bound book, made from those of other PDFs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from archive_builder.bind.place import IDENTITY, Box, Matrix, SourcePage, place
from archive_builder.bind.plan import Page
from archive_builder.bind.stamp import Stamp, copied
from archive_builder.typeset.marks import A4

_WHOLE: Box = (0.0, 0.0, *A4)


def blank_leaf(pdf: Pdf) -> Object:
    """An empty A4 page."""
    return _leaf(pdf, Array(), Dictionary())


def _leaf(pdf: Pdf, contents: Array, resources: Object) -> Object:
    box = Array([0, 0, round(A4[0], 3), round(A4[1], 3)])
    page = Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=contents)
    return pdf.make_indirect(page)


@dataclass(slots=True)
class Copier:
    """Copies pages of `source` into `pdf`: A4 portrait, without /Rotate, numbered as planned.

    Of a page only what it shows is taken: no annotation, action or form comes along. Its content
    closes every graphics state that it opens, as renditions and our own sheets do.
    """

    pdf: Pdf
    source: Pdf
    stamp: Stamp
    _fonts: dict[tuple[int, int], tuple[Object, str]] = field(default_factory=dict)

    def leaf(self, page: pikepdf.Page, planned: Page) -> tuple[Object, Matrix]:
        """The page's copy, and how its content was moved."""
        origin = _source_page(page)
        matrix = place(origin, planned.side)
        resources, prefix = self._resources(page)
        contents = [self.pdf.copy_foreign(part) for part in _streams(page)]
        before = b"q " + _move(matrix, origin.box)
        after = b"\nQ "
        if planned.label:
            after += self.stamp.content(planned.label, planned.side, prefix)
        row = Array([self.pdf.make_stream(before), *contents, self.pdf.make_stream(after)])
        leaf = _leaf(self.pdf, row, resources)
        if Name.Group in page.obj:
            leaf.Group = copied(page.obj.Group, self.source, self.pdf)
        return leaf, matrix

    def _resources(self, page: pikepdf.Page) -> tuple[Object, str]:
        """Copied resources with the stamp's fonts, once where pages share them."""
        shared = page.resources
        key = shared.objgen
        if not shared.is_indirect or key not in self._fonts:
            self._fonts[key] = self._with_fonts(copied(shared, self.source, self.pdf))
        return self._fonts[key]

    def _with_fonts(self, resources: Object) -> tuple[Object, str]:
        """Add the stamp's fonts under names that the page doesn't use."""
        fonts = Dictionary(dict(resources.get("/Font", {}).items()))
        prefix = "/No-"
        while any(name.startswith(prefix) for name in fonts.keys()):  # noqa: SIM118
            prefix += "-"
        for name, font in self.stamp.fonts.items():
            fonts[prefix + name] = font
        resources[Name.Font] = fonts
        return resources, prefix


def _source_page(page: pikepdf.Page) -> SourcePage:
    media, crop = _box(page.mediabox), _box(page.cropbox)
    inside = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    visible = inside if inside[0] < inside[2] and inside[1] < inside[3] else media
    return SourcePage(visible, page.rotation, float(page.obj.get(Name.UserUnit, 1)))


def _box(box: Iterable[Object]) -> Box:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _streams(page: pikepdf.Page) -> list[Object]:
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def _move(matrix: Matrix, box: Box) -> bytes:
    """Operators that move what follows and show no more of it than the box."""
    if matrix == IDENTITY:
        return b""
    numbers = " ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in matrix)
    x0, y0, x1, y1 = box
    return f"{numbers} cm {x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re W n ".encode()
