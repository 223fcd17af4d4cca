"""Drawing a whole OFD as a PDF."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from archive_builder.convert.ofd.canvas import Canvas
from archive_builder.convert.ofd.document import MAX_PAGES, Document, Entry, Line
from archive_builder.convert.ofd.fonts import Fonts
from archive_builder.convert.ofd.losses import Loss, Losses
from archive_builder.convert.ofd.model import Code, Page, TextItem, Unit
from archive_builder.convert.ofd.numbers import UPRIGHT, Box, Matrix, then, written
from archive_builder.convert.ofd.package import Package, UnreadableError, at
from archive_builder.convert.ofd.paint import Painter, Spot
from archive_builder.convert.ofd.pictures import picture
from archive_builder.convert.ofd.shelf import Shelf
from archive_builder.convert.ofd.signatures import Signatures, Stamp, signatures
from archive_builder.typeset.fonts import FontSet
from archive_builder.typeset.marks import MM

SEAL_NOTE = "电子签章外观，签名以原件为准"
"""Said where a seal is drawn: its look proves nothing."""

_ZIP = b"PK\x03\x04"
_SIZE = 5.0
"""Of what a page that can't be read says, mm."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn.

    Attributes:
        pdf: the PDF.
        notes: what a reader must know, Chinese.
        signatures: how many the original has.
        has_forms: pages fill in templates: only their places tell which words belong together.
        has_words: there is text to be read.
    """

    pdf: bytes
    notes: tuple[str, ...]
    signatures: int
    has_forms: bool
    has_words: bool


def draw(package: Package, fonts: FontSet) -> Drawn:
    """Draw every page of every document in a package.

    A page that can't be read becomes one that says so. The same package and fonts give the same
    bytes.

    Raises:
        UnreadableError: there is no page that can be drawn.
    """
    with pikepdf.new() as pdf:
        work = _Work(package, pdf, fonts)
        for body in package.root("OFD.xml").iter("DocBody"):
            home = at("", body.findtext("DocRoot", ""))
            signed = at("", body.findtext("Signatures") or "")
            work.document(Document(package, home, work.losses), signed)
        return work.finished()


class _Work:
    """A PDF being drawn."""

    def __init__(self, package: Package, pdf: Pdf, fonts: FontSet) -> None:
        self.losses = Losses()
        self._package, self._pdf = package, pdf
        self._shelf = Shelf(pdf, Fonts(pdf, fonts))
        self._failures: list[UnreadableError] = []
        self._signatures = self._sealed = self._attached = 0
        self._has_forms = self._has_words = False

    def document(self, document: Document, signed: str) -> None:
        """Draw a document's pages, at most `MAX_PAGES` in all, and its outline."""
        found = signatures(self._package, signed, self.losses) if signed else Signatures()
        self._signatures += found.count
        self._attached += document.attachments
        numbers: dict[str, int] = {}
        for entry in document.entries[: MAX_PAGES - len(self._pdf.pages)]:
            numbers[entry.name] = len(self._pdf.pages)
            stamps = [one for one in found.stamps if one.page == entry.name]
            self._page(document, entry, stamps)
        self._outline(list(document.outline()), numbers)

    def finished(self) -> Drawn:
        """Return what was drawn."""
        if len(self._failures) == len(self._pdf.pages):
            raise self._failures[0] if self._failures else UnreadableError("OFD 版式文件没有页面")
        self._shelf.fonts.finish()
        buffer = io.BytesIO()
        self._pdf.save(buffer, deterministic_id=True)
        sealed = (SEAL_NOTE,) if self._sealed else ()
        attached = (f"原件附有 {self._attached} 个附件，未印出",) if self._attached else ()
        return Drawn(
            buffer.getvalue(),
            (*sealed, *map(str, self._failures), *self.losses.notes, *attached),
            self._signatures,
            self._has_forms,
            self._has_words,
        )

    def _page(self, document: Document, entry: Entry, stamps: list[Stamp]) -> None:
        try:
            page = document.page(entry)
        except UnreadableError as error:
            sentence = f"第 {len(self._pdf.pages) + 1} 页无法读取：{error}"
            self._failures.append(UnreadableError(sentence))
            page = _said(sentence, document.area)
        self._has_forms |= page.is_form
        self._has_words |= any(isinstance(one, TextItem) and _words(one) for one in page.items)
        canvas = Canvas()
        space = _space(page.area)
        canvas.transform(space)
        painter = Painter(self._shelf, document.resources, space)
        _fill(canvas, painter, page, Spot(space))
        for stamp in stamps:
            self._stamp(canvas, stamp, Spot(space))
        self._add(page.area, canvas)

    def _stamp(self, canvas: Canvas, stamp: Stamp, spot: Spot) -> None:
        """Draw a seal; like ink, it hides nothing that is below it."""
        with canvas.kept():
            canvas.transform(stamp.place.matrix)
            shown = stamp.clip or Box(0, 0, stamp.place.width, stamp.place.height)
            canvas.do(f"{written(shown.x, shown.y, shown.width, shown.height)} re W n")
            inner = Spot(then(stamp.place.matrix, spot.matrix))
            try:
                if stamp.picture.startswith(_ZIP):
                    self._stamp_ofd(canvas, stamp, inner)
                else:
                    self._stamp_picture(canvas, stamp)
                self._sealed += 1
            except (UnreadableError, zipfile.BadZipFile):
                self.losses.add(Loss.SEAL)

    def _stamp_picture(self, canvas: Canvas, stamp: Stamp) -> None:
        key = ("seal", stamp.picture)
        found = self._shelf.kept(key)
        if found is None:
            found = self._shelf.keep(key, "/I", picture(self._pdf, stamp.picture))
        if (ink := self._shelf.state(1, 1, "Multiply")) is not None:
            canvas.do(f"{canvas.use('/ExtGState', *ink)} gs")
        canvas.transform((stamp.place.width, 0, 0, -stamp.place.height, 0, stamp.place.height))
        canvas.do(f"{canvas.use('/XObject', *found)} Do")

    def _stamp_ofd(self, canvas: Canvas, stamp: Stamp, spot: Spot) -> None:
        """A seal that is an OFD itself: its first page, as large as the seal's place."""
        with zipfile.ZipFile(io.BytesIO(stamp.picture)) as archive:
            package = Package(archive)
            home = at("", package.root("OFD.xml").findtext("DocBody/DocRoot", ""))
            document = Document(package, home, self.losses)
            for entry in document.entries[:1]:
                page = document.page(entry)
                across = stamp.place.width / page.area.width
                down = stamp.place.height / page.area.height
                fitted = (across, 0.0, 0.0, down, -page.area.x * across, -page.area.y * down)
                canvas.transform(fitted)
                space = then(fitted, spot.matrix)
                painter = Painter(self._shelf, document.resources, space)
                _fill(canvas, painter, page, Spot(space))

    def _add(self, area: Box, canvas: Canvas) -> None:
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(area.width * MM, 3), round(area.height * MM, 3)]),
            Resources=canvas.resources,
            Contents=self._pdf.make_stream(canvas.content),
        )
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))

    def _outline(self, lines: list[Line], numbers: dict[str, int]) -> None:
        known = [line for line in lines if line.page in numbers]
        with self._pdf.open_outline() as outline:
            levels = [outline.root]
            for line in known:
                item = OutlineItem(line.title, numbers[line.page])
                del levels[line.depth + 1 :]
                levels[-1].append(item)
                levels.append(item.children)


def _fill(canvas: Canvas, painter: Painter, page: Page, spot: Spot) -> None:
    painter.paint(canvas, page.items, spot)
    for shown in page.appearances:
        with canvas.kept():
            canvas.transform(shown.place.matrix)
            painter.paint(canvas, shown.items, Spot(then(shown.place.matrix, spot.matrix)))


def _space(area: Box) -> Matrix:
    """From mm below the upper left corner to a PDF page's pt above the lower left one."""
    return (MM, 0.0, 0.0, -MM, -area.x * MM, (area.y + area.height) * MM)


def _words(item: TextItem) -> bool:
    return any(code.text.strip() for code in item.codes)


def _said(sentence: str, area: Box) -> Page:
    """A page with nothing but a sentence."""
    unit = Unit(Box(area.x + area.width / 10, area.y + area.height / 3, area.width, _SIZE), UPRIGHT)
    size = min(_SIZE, area.width * 0.8 / len(sentence))
    return Page(area, (TextItem(unit, "", size, (Code(sentence, 0, 0, (), ()),)),))
