"""Photographs and scans: an A4 page a frame (more if long), its data kept where PDF can hold it."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from math import inf
from pathlib import Path

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageFile
from pillow_heif import register_heif_opener

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.picture.frame import Frame, framed, framed_strips, is_turned
from archive_builder.convert.picture.place import FINEST, Placed, place, strips
from archive_builder.typeset.fonts import FontSet

register_heif_opener(thumbnails=False)

MAX_PIXELS = 120_000_000
"""Of one frame: A3 at 600 dpi has 70 million. Each costs up to eight bytes of memory."""
MAX_FRAMES = 1_000
"""Pages that one TIFF may have."""
EXACT = 64 << 20
"""Bytes of pictures of one document that are kept lossless; what follows may become JPEG."""

_SUBFILE, _DNG = 254, 50706
"""Tags of TIFF: what a frame is to the others, and whether it is a camera's raw data."""
_MOVING = ("GIF", "WEBP", "PNG", "AVIF")
_DAMAGE = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow and its plugins raise over damaged pictures."""


def convert(path: Path, _fonts: FontSet) -> Outcome:
    """Put every frame of an image on an A4 page, upright, portrait or landscape as it is.

    One that is long, as screenshots of chats are, is cut into strips, a page each. Of a picture
    that is cut short what is there is shown, with a note.

    Raises:
        OSError: the file can't be read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _convert(path)
        except Image.DecompressionBombError:
            return Problem(f"图片超过 {MAX_PIXELS // 10_000} 万像素的上限，请缩小后重新报送")
        except _DAMAGE as error:
            _raise_if_of_the_disk(error)
        try:
            with _forgiving():
                return _convert(path)
        except _DAMAGE as error:
            _raise_if_of_the_disk(error)
            return Problem("图片已损坏，无法打开，请重新报送")


def _raise_if_of_the_disk(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno is not None:
        raise error


@contextmanager
def _forgiving() -> Iterator[None]:
    """Let Pillow hand out what there is of a picture that is cut short."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _convert(path: Path) -> Outcome:
    with Image.open(path) as image:
        if _tag(image, _DNG) is not None:
            return Problem("相机原始格式（RAW）的照片不能转换，请另存为 JPG 后报送")
        document = _Document(path)
        for number in _frames(image):
            if image.width * image.height > MAX_PIXELS or number >= MAX_FRAMES:
                return _too_much(image)
            document.add(image)
        if image.format in _MOVING and getattr(image, "is_animated", False):
            document.notes.append("动态图片，只显示第一幅画面")
        return document.outcome()


def _too_much(image: Image.Image) -> Problem:
    if image.tell() >= MAX_FRAMES:
        return Problem(f"图片超过 {MAX_FRAMES} 页的上限，请拆分后报送")
    size, most = f"{image.width}×{image.height}", MAX_PIXELS // 10_000
    return Problem(f"图片为 {size} 像素，超过 {most} 万像素的上限，请缩小后重新报送")


def _tag(image: Image.Image, number: int) -> object:
    tags = getattr(image, "tag_v2", None)
    return None if tags is None else tags.get(number)


def _frames(image: Image.Image) -> Iterator[int]:
    """Go to every page of a TIFF, but not to its previews; of all else stay at what shows first."""
    number = 0
    while True:
        kind = _tag(image, _SUBFILE)
        if number == 0 or not (isinstance(kind, int) and kind & 1):
            yield number
        number += 1
        try:
            if image.format != "TIFF":
                return
            image.seek(number)
        except EOFError:
            return


@dataclass(slots=True)
class _Document:
    """The pages made so far, and what is to be said of them."""

    path: Path
    pdf: Pdf = field(default_factory=Pdf.new)
    notes: list[str] = field(default_factory=list)
    spent: int = 0
    shows: bool = False

    def add(self, image: Image.Image) -> None:
        """Put one frame on pages of its own; one that can't be read at all leaves one empty."""
        claimed = _claimed(image)
        placed = place(*image.size, claimed)
        try:
            frames = self._frames(image, placed, claimed)
        except _DAMAGE as error:
            _raise_if_of_the_disk(error)
            if not ImageFile.LOAD_TRUNCATED_IMAGES:
                raise
            self.pdf.add_blank_page(page_size=placed.page)
            self.notes.append(f"第 {len(self.pdf.pages)} 页的图像已损坏，以空白页代替")
        else:
            for frame in frames:
                self._embed(frame)
            if len(frames) > 1:
                self.notes.append(f"长图分 {len(frames)} 页印出，相邻两页略有重叠")

    def _frames(
        self, image: Image.Image, placed: Placed, claimed: tuple[float, float]
    ) -> tuple[Frame, ...]:
        lossless = self.spent < EXACT
        turned = is_turned(image)
        seen = (image.size[::-1], claimed[::-1]) if turned else (image.size, claimed)
        if strips(*seen[0], seen[1]):
            return framed_strips(image, claimed, lossless=lossless)
        return (framed(image, placed, self.path, lossless=lossless),)

    def _embed(self, frame: Frame) -> None:
        with Pdf.open(io.BytesIO(_page(frame))) as one:
            self.pdf.pages.extend(one.pages)
        self.spent += len(frame.data)
        self.shows |= not frame.empty
        if frame.reduced:
            self.notes.append(f"图像过细，已缩到印刷所需的 {FINEST} dpi")
        if frame.shallow:
            self.notes.append("图像由 16 位色深转为 8 位")

    def outcome(self) -> Outcome:
        """All pages; nothing of a damaged picture is no page."""
        cut = ImageFile.LOAD_TRUNCATED_IMAGES
        if cut and not self.shows:
            return Problem("图片已损坏，无法打开，请重新报送")
        if cut:
            self.notes.insert(0, "图片不完整，只显示能读出的部分，请核对原件")
        buffer = io.BytesIO()
        self.pdf.save(buffer, deterministic_id=True)
        return Pages(buffer.getvalue(), notes=tuple(dict.fromkeys(self.notes)))


def _claimed(image: Image.Image) -> tuple[float, float]:
    """The dpi that an image states, 0 where it is silent or talks nonsense."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return (across, down) if across < inf and down < inf else (0.0, 0.0)


def _page(frame: Frame) -> bytes:
    placed = frame.placed
    pdf: bytes = img2pdf.convert(
        [frame.data],
        layout_fun=lambda _width, _height, _dpi: (*placed.page, *placed.size),
        rotation=img2pdf.Rotation.ifvalid,
        first_frame_only=True,
        nodate=True,
        engine=img2pdf.Engine.pikepdf,
    )
    return pdf


CONVERTER = Converter(
    name=f"img2pdf {version('img2pdf')}",
    kinds=frozenset(
        {
            Kind.JPEG,
            Kind.PNG,
            Kind.TIFF,
            Kind.BMP,
            Kind.GIF,
            Kind.WEBP,
            Kind.JPEG2000,
            Kind.AVIF,
            Kind.HEIC,
        }
    ),
    convert=convert,
)
