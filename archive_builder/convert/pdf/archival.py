"""What keeps pages from being PDF/A-2b (ISO 19005-2), told from a PDF's structure alone.

Only the parts are looked at, not whether each is sound in itself: a validator has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from archive_builder.convert.pdf.fontcheck import descendant, is_embedded, readable_name
from archive_builder.convert.pdf.walk import drawings, fonts_of, resources_of, shown, values

_FILTERS = frozenset(
    {
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/CCITTFaxDecode",
        "/DCTDecode",
        "/FlateDecode",
        "/JBIG2Decode",
        "/JPXDecode",
        "/RunLengthDecode",
    }
)
_RESOURCES = frozenset(
    {
        "/ColorSpace",
        "/ExtGState",
        "/Font",
        "/Pattern",
        "/Properties",
        "/Shading",
        "/XObject",
    }
)
_STREAM = frozenset(
    {"/Type", "/Subtype", "/Name", "/Length", "/Filter", "/DecodeParms", "/DL", "/F", "/OC", "/OPI"}
)
_KEYS = {
    "/Form": _STREAM
    | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/Ref", "/PS", "/Subtype2"},
    "/Image": _STREAM
    | {
        "/Width",
        "/Height",
        "/ColorSpace",
        "/BitsPerComponent",
        "/Intent",
        "/ImageMask",
        "/Mask",
        "/Decode",
        "/Interpolate",
        "/Alternates",
        "/SMask",
        "/SMaskInData",
    },
}
"""What forms and pictures are drawn by (PDF 32000-1, tables 89 and 95); programs add notes."""
_LISTS = frozenset({"/CIDSet", "/CharSet"})
"""What a program is said to hold, which nobody needs and many writers get wrong."""
_SIDES = (3, 14_400)
"""Least and greatest side of a page, pt (6.1.13)."""
_TRANSFERS = ("/TR", "/HTP")
_IDENTITY = Name("/Identity-H")
_LINKS = frozenset({"/Link"})
_INK = re.compile(rb"(?<=\s)[kK](?![^\s\[</(])")
"""The operators that take four numbers before them for a colour in CMYK."""
_FOUR_NUMBERS = re.compile(rb"(?:[\d.+-]+\s+){4}$")
_REACH = 100
"""Bytes before an operator that its numbers are looked for in."""
_SMOOTHED = re.compile(rb"/(?:I|Interpolate)\s+true\b")
_PROFILES = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}
"""How many numbers a colour has, by the kind of a profile."""

_CMYK = "使用 CMYK 颜色而无色彩特性文件"
_SMOOTH = "图像设为平滑放大"
_UNCHECKED = "含 PDF/A 校验程序不能核验的内容"


def settle_for_archive(pdf: pikepdf.Pdf) -> None:
    """Mend what PDF/A asks for and no reader shows: glyph maps are said, lists that may lie go."""
    for font in fonts_of(pdf):
        own = descendant(font)
        by_glyph = own.get(Name.Subtype) == Name.CIDFontType2 and is_embedded(font)
        if by_glyph and Name.CIDToGIDMap not in own:
            own.CIDToGIDMap = Name.Identity
        descriptor = own.get(Name.FontDescriptor)
        if isinstance(descriptor, Dictionary):
            _delete(descriptor, _LISTS.intersection(descriptor.keys()))
    for resources in resources_of(pdf):
        empty = {key for key, held in resources.items() if held == Dictionary()}
        _delete(resources, set(resources.keys()) - _RESOURCES | empty)
        for drawn in values(resources, "/XObject"):
            known = _KEYS.get(str(drawn.get(Name.Subtype))) if isinstance(drawn, Stream) else None
            _delete(drawn, set(drawn.keys()) - known if known else ())


def _delete(holder: Object, keys: Iterable[str]) -> None:
    for key in keys:
        del holder[key]


def obstacles(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Name what keeps the pages of a prepared PDF from being PDF/A-2b, in Chinese, each once."""
    found = dict.fromkeys(_obstacles(pdf))
    return tuple(sorted(found))


def _obstacles(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield from _page_faults(pdf)
    yield from _font_faults(pdf)
    for resources in resources_of(pdf):
        yield from _resource_faults(resources)
    for one in pdf.objects:
        if isinstance(one, Stream):
            yield from _stream_faults(one)


def _page_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        if not all(_SIDES[0] <= side <= _SIDES[1] for side in (right - left, top - bottom)):
            yield "页面过小或过大"
        annotations = page.obj.get(Name.Annots)
        for one in annotations if isinstance(annotations, Array) else ():
            if isinstance(one, Dictionary) and str(one.get(Name.Subtype)) not in _LINKS:
                yield "含批注"
    for drawing in drawings(pdf):
        yield from _content_faults(drawing.content)


def _content_faults(content: pikepdf.Page | Stream) -> Iterator[str]:
    try:
        written = _content(content)
    except pikepdf.PdfError:
        yield "页面内容损坏"
        return
    if _is_in_cmyk(written):
        yield _CMYK
    if b"true" in written and _SMOOTHED.search(written):
        yield _SMOOTH


def _is_in_cmyk(written: bytes) -> bool:
    return b"CMYK" in written or any(
        _FOUR_NUMBERS.search(written[max(0, word.start() - _REACH) : word.start()])
        for word in _INK.finditer(written)
    )


def _content(holder: pikepdf.Page | Stream) -> bytes:
    if isinstance(holder, Stream):
        return holder.read_bytes()
    parts = holder.obj.get(Name.Contents)
    listed = list(parts) if isinstance(parts, Array) else [parts]
    return b"\n".join(part.read_bytes() for part in listed if isinstance(part, Stream))


def _font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    fonts = fonts_of(pdf)
    bare = [font for font in fonts if not is_embedded(font)]
    if bare and (names := _shown_names(pdf, bare)):
        yield f"字体未嵌入（{'、'.join(sorted(names))}）"
    for font in fonts:
        encoding = font.get(Name.Encoding)
        kind = font.get(Name.Subtype)
        if kind == Name.Type3 or (kind == Name.Type0 and encoding != _IDENTITY):
            yield _UNCHECKED


def _shown_names(pdf: pikepdf.Pdf, bare: list[Dictionary]) -> set[str]:
    """The names of those fonts that any text is shown in."""
    try:
        strings = shown(pdf)
    except pikepdf.PdfError:
        return set(map(readable_name, bare))
    return {readable_name(font) for font in bare if strings.get(font.objgen)}


def _resource_faults(resources: Dictionary) -> Iterator[str]:
    if values(resources, "/Pattern") or values(resources, "/Shading"):
        yield _UNCHECKED
    for space in values(resources, "/ColorSpace"):
        yield from _colour_faults(space)
    for state in values(resources, "/ExtGState"):
        if isinstance(state, Dictionary) and any(key in state for key in _TRANSFERS):
            yield "含印刷专用的网点或传递函数"


def _colour_faults(space: Object | None) -> Iterator[str]:
    family = space[0] if isinstance(space, Array) and len(space) else space
    if isinstance(space, Array) and len(space) == 1 and family != Name.Pattern:
        yield _UNCHECKED
    if family == Name.DeviceCMYK:
        yield _CMYK
    elif family in (Name.Separation, Name.DeviceN):
        yield _UNCHECKED
    elif family == Name.Indexed and isinstance(space, Array) and len(space) > 1:
        yield from _colour_faults(space[1])


def _stream_faults(stream: Stream) -> Iterator[str]:
    filters = stream.get(Name.Filter)
    listed = list(filters) if isinstance(filters, Array) else [filters] if filters else []
    if any(str(one) not in _FILTERS for one in listed):
        yield "用 PDF/A 不许的方式压缩"
    if Name.F in stream:
        yield "内容在文件之外"
    if Name.N in stream and Name.Type not in stream:
        yield from _profile_faults(stream)
    check = _KINDS.get(str(stream.get(Name.Subtype)))
    if check:
        yield from check(stream, listed)


def _profile_faults(profile: Stream) -> Iterator[str]:
    """A colour profile says in bytes 16 to 19 what colours it is for (ISO 15076-1, 7.2.6)."""
    colours = _PROFILES.get(profile.read_bytes()[16:20])
    if colours is not None and colours != profile.N:
        yield "色彩特性文件与图像不符"


def _image_faults(stream: Stream, filters: list[Object]) -> Iterator[str]:
    yield from _colour_faults(stream.get(Name.ColorSpace))
    if bool(stream.get(Name.Interpolate, False)):
        yield _SMOOTH
    if Name.JPXDecode in filters:
        yield _UNCHECKED
    if Name.Alternates in stream or Name.OPI in stream:
        yield "图像另有替代内容"


def _form_faults(stream: Stream, _filters: list[Object]) -> Iterator[str]:
    if Name.Ref in stream or Name.OPI in stream:
        yield "内容在文件之外"
    if Name.PS in stream or stream.get(Name.Subtype2) == Name.PS:
        yield "含 PostScript 程序"


def _program_faults(_stream: Stream, _filters: list[Object]) -> Iterator[str]:
    yield "含 PostScript 程序"


_KINDS: Mapping[str, Callable[[Stream, list[Object]], Iterator[str]]] = {
    "/Image": _image_faults,
    "/Form": _form_faults,
    "/PS": _program_faults,
}
