"""Pictures of an OFD as image XObjects, their data kept as it is where PDF can."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

from pikepdf import Array, Name, Object, Pdf, Stream, String
from PIL import Image, UnidentifiedImageError

from archive_builder.convert.ofd.jbig2 import as_embedded, is_jbig2
from archive_builder.convert.ofd.package import UnreadableError
from archive_builder.convert.picture.form import shallow, transparent

MAX_PIXELS = 120_000_000
"""Of one picture: A3 at 600 dpi has 70 million."""

_GREY, _RGB, _CMYK = Name.DeviceGray, Name.DeviceRGB, Name.DeviceCMYK
_SPACES = {"1": (_GREY, 1), "L": (_GREY, 8), "RGB": (_RGB, 8), "CMYK": (_CMYK, 8)}
_ERRORS = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    struct.error,
)
"""What Pillow raises for a picture that is none; all is in memory, so no disk is to blame."""


def picture(pdf: Pdf, content: bytes, mask: bytes | None = None) -> Object:
    """Return a picture as an XObject that fills the unit square, to be shared by its uses.

    Args:
        pdf: the document that it becomes part of.
        content: a JPEG, PNG, TIFF (its first page), BMP, GIF, JBIG2 ….
        mask: another picture; what is black in it is not shown.

    Raises:
        UnreadableError: there is no such picture, or it has more than `MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            found = _picture(pdf, content)
            if mask is not None:
                with _opened(mask) as image:
                    found.SMask = _flat(pdf, image.convert("L"))
            return pdf.make_indirect(found)
    except _ERRORS as error:
        raise UnreadableError("图片已损坏或格式不受支持") from error


def _opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    if image.width * image.height > MAX_PIXELS:
        raise ValueError
    return image


def _picture(pdf: Pdf, content: bytes) -> Stream:
    if is_jbig2(content):
        width, height, segments = as_embedded(content)
        return _stream(pdf, segments, Name.JBIG2Decode, (width, height), "1")
    with _opened(content) as image:
        if image.format in ("JPEG", "MPO") and image.mode in _SPACES:
            return _jpeg(pdf, content, image)
        if transparent(image):
            return _transparent(pdf, image.convert("RGBA"))
        return _indexed(pdf, image) if image.mode == "P" else _flat(pdf, _plain(image))


def _stream(pdf: Pdf, data: bytes, filtered: Name, size: tuple[int, int], mode: str) -> Stream:
    space, bits = _SPACES[mode]
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=space,
        BitsPerComponent=bits,
        Filter=filtered,
    )


def _jpeg(pdf: Pdf, content: bytes, image: Image.Image) -> Stream:
    stream = _stream(pdf, content, Name.DCTDecode, image.size, image.mode)
    if image.mode == "CMYK" and "adobe" in image.info:
        stream.Decode = Array([1, 0] * 4)
    return stream


def _flat(pdf: Pdf, image: Image.Image) -> Stream:
    data = zlib.compress(image.tobytes())
    return _stream(pdf, data, Name.FlateDecode, image.size, image.mode)


def _plain(image: Image.Image) -> Image.Image:
    if image.mode in _SPACES:
        return image
    flat = shallow(image)
    return flat if flat.mode in _SPACES else flat.convert("RGB")


def _indexed(pdf: Pdf, image: Image.Image) -> Stream:
    colours = bytes(image.getpalette("RGB") or ())
    if not colours:
        return _flat(pdf, image.convert("RGB"))
    stream = _stream(pdf, zlib.compress(image.tobytes()), Name.FlateDecode, image.size, "L")
    stream.ColorSpace = Array([Name.Indexed, _RGB, len(colours) // 3 - 1, String(colours)])
    return stream


def _transparent(pdf: Pdf, image: Image.Image) -> Stream:
    stream = _flat(pdf, image.convert("RGB"))
    stream.SMask = _flat(pdf, image.getchannel("A"))
    return stream
