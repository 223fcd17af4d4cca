"""An OFD's documents: their pages, templates, annotations and outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive_builder.convert.ofd.losses import Loss, Losses
from archive_builder.convert.ofd.model import Appearance, Item, Page
from archive_builder.convert.ofd.numbers import Box, box
from archive_builder.convert.ofd.package import Package, UnreadableError, at
from archive_builder.convert.ofd.read import items, style
from archive_builder.convert.ofd.resources import Resources

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

A4 = Box(0, 0, 210, 297)
MAX_PAGES = 5000

_MAX_SIDE = 5000
"""Of a page, mm; no PDF page may be larger than 5080."""
_ORDER = ("Background", "Body", "Foreground")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as it is listed: its id and where its content lies."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the outline: its depth from 0, its title and the id of the page it names."""

    depth: int
    title: str
    page: str


class Document:
    """One document of a package.

    Attributes:
        resources: what its objects refer to.
        entries: its pages, at most `MAX_PAGES`.
        area: of pages that don't say theirs.
        attachments: how many files are attached.
    """

    def __init__(self, package: Package, home: str, losses: Losses) -> None:
        """Read what the document says of itself.

        Raises:
            UnreadableError: its main part can't be read.
        """
        self._package, self._home, self._losses = package, home, losses
        self._root = package.root(home)
        self.resources = Resources(package, losses)
        self.resources.space = self._root.findtext("CommonData/DefaultCS", "").strip()
        for tag in ("PublicRes", "DocumentRes"):
            for named in self._root.iter(tag):
                self.resources.add(at(home, named.text or ""))
        pages = self._root.find("Pages")
        listed = list(pages if pages is not None else ())
        self.entries = tuple(
            Entry(one.get("ID", ""), at(home, one.get("BaseLoc", ""))) for one in listed[:MAX_PAGES]
        )
        self.area = _area(self._root.find("CommonData/PageArea"), A4)
        self._templates = {one.get("ID", ""): one for one in self._root.iter("TemplatePage")}
        self._template_roots: dict[str, Element] = {}
        self._annotations = self._listed_annotations()
        self.attachments = self._count_attachments()

    def page(self, entry: Entry) -> Page:
        """Read a page with the templates it uses.

        Raises:
            UnreadableError: its content can't be read; a template that can't is a loss.
        """
        root = self._package.root(entry.place)
        for named in root.iter("PageRes"):
            self.resources.add(at(entry.place, named.text or ""))
        below = [
            (order, item)
            for order, part in self._below(root)
            for layer in _layers(part)
            for item in self._items(layer)
        ]
        own = [
            (_rank(layer.get("Type"), "Body"), item)
            for layer in _layers(root)
            for item in self._items(layer)
        ]
        drawn = sorted([*below, *own], key=lambda one: one[0])
        return Page(
            _area(root.find("Area"), self.area),
            tuple(item for _, item in drawn),
            tuple(self._appearances(entry)),
            is_form=bool(below),
        )

    def _items(self, layer: Element) -> Iterator[Item]:
        return items(layer, self.resources, style(layer, self.resources))

    def _below(self, root: Element) -> Iterator[tuple[int, Element]]:
        for used in root.iter("Template"):
            name = used.get("TemplateID", "")
            template = self._templates.get(name)
            part = self._template(name, template) if template is not None else None
            if part is None or template is None:
                self._losses.add(Loss.PART)
            else:
                order = used.get("ZOrder") or template.get("ZOrder")
                yield _rank(order, "Background"), part

    def _template(self, name: str, template: Element) -> Element | None:
        if name not in self._template_roots:
            place = at(self._home, template.get("BaseLoc", ""))
            try:
                self._template_roots[name] = self._package.root(place)
            except UnreadableError:
                return None
        return self._template_roots[name]

    def _listed_annotations(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = {}
        for named in self._root.findall("Annotations"):
            home = at(self._home, named.text or "")
            try:
                root = self._package.root(home)
            except UnreadableError:
                self._losses.add(Loss.ANNOTATION)
                continue
            for page in root.iter("Page"):
                files = [at(home, file.text or "") for file in page.iter("FileLoc")]
                places.setdefault(page.get("PageID", ""), []).extend(files)
        return places

    def _appearances(self, entry: Entry) -> Iterator[Appearance]:
        for place in self._annotations.get(entry.name, ()):
            try:
                root = self._package.root(place)
            except UnreadableError:
                self._losses.add(Loss.ANNOTATION)
                continue
            for one in root.iter("Annot"):
                if one.get("Type") != "Link" and one.get("Visible", "").lower() != "false":
                    yield from self._appearance(one)

    def _appearance(self, annotation: Element) -> Iterator[Appearance]:
        for shown in annotation.findall("Appearance"):
            place = box(shown.get("Boundary")) or Box(0, 0, 0, 0)
            yield Appearance(place, tuple(self._items(shown)))

    def outline(self) -> Iterator[Line]:
        """The lines of the outline that name a page."""
        marks = {one.get("Name"): one.find("Dest") for one in self._root.iter("Bookmark")}
        for top in self._root.findall("Outlines"):
            waiting = [(0, one) for one in reversed(top.findall("OutlineElem"))]
            while waiting:
                depth, element = waiting.pop()
                target = element.find("Actions/Action/Goto/Dest")
                mark = element.find("Actions/Action/Goto/Bookmark")
                if target is None and mark is not None:
                    target = marks.get(mark.get("Name"))
                if target is not None:
                    yield Line(depth, element.get("Title", ""), target.get("PageID", ""))
                inner = reversed(element.findall("OutlineElem"))
                waiting += [(depth + 1, one) for one in inner]

    def _count_attachments(self) -> int:
        named = self._root.findtext("Attachments")
        try:
            root = self._package.root(at(self._home, named)) if named else None
        except UnreadableError:
            return 0
        return len(root.findall("Attachment")) if root is not None else 0


def _layers(root: Element) -> Iterator[Element]:
    for content in root.findall("Content"):
        yield from content.findall("Layer")


def _rank(order: str | None, otherwise: str) -> int:
    return _ORDER.index(order if order in _ORDER else otherwise)


def _area(element: Element | None, otherwise: Box) -> Box:
    found = box(element.findtext("PhysicalBox")) if element is not None else None
    sides = (found.width, found.height) if found else (0.0,)
    return found if found and all(1 <= side <= _MAX_SIDE for side in sides) else otherwise
