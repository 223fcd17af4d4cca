"""Documents made for the tests, small and without a file of anybody's."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}


def package(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def ooxml(kind: str) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{MAIN[kind]}"/></Types>'
    return package({"[Content_Types].xml": types.encode(), "main.xml": b"<x/>"})


def compound(names: Sequence[str], nested: Sequence[str] = ()) -> bytes:
    """An OLE2 file whose root folder holds `names`, and a storage in it `nested`."""
    entries = ["Root Entry", *names, "ObjectPool", *nested]
    first_nested = len(names) + 2
    none = 0xFFFFFFFF

    def entry(number: int, name: str) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        last = number in (len(names) + 1, len(entries) - 1)
        right = none if last or number == 0 else number + 1
        child = 1 if number == 0 else none
        kind = 5 if number == 0 else 2
        if number == len(names) + 1:
            kind, child = 1, first_nested if nested else none
        body = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        return (body + struct.pack("<III", none, right, child)).ljust(128, b"\0")

    directory = b"".join(entry(number, name) for number, name in enumerate(entries))
    sectors = -(-len(directory) // 512)
    directory = directory.ljust(sectors * 512, b"\0")
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *(chain + [none] * 128)[:128])
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[none] * 108)
    return header + table + directory


def compound_of(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file with these streams in its root folder, all of them small."""
    none, end = 0xFFFFFFFF, 0xFFFFFFFE

    def entry(name: str, kind: int, links: tuple[int, int], start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, none, *links)
        return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)

    def chain(first: int, count: int) -> list[int]:
        return [*range(first + 1, first + count), end]

    folder, small, body, entries = -(-(len(streams) + 1) * 128 // 512), list[int](), b"", []
    for number, (name, content) in enumerate(streams.items(), 1):
        right = number + 1 if number < len(streams) else none
        entries.append(entry(name, 2, (right, none), len(small), len(content)))
        small += chain(len(small), -(-len(content) // 64))
        body += content.ljust(-(-len(content) // 64) * 64, b"\0")
    root = entry("Root Entry", 5, (none, 1), folder + 2, len(body))
    table = [0xFFFFFFFD, *chain(1, folder), end, *chain(folder + 2, -(-len(body) // 512))]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, folder + 1, 1, end, 0)
    header += struct.pack("<109I", 0, *[none] * 108)
    tables = [struct.pack("<128I", *(one + [none] * 128)[:128]) for one in (table, small)]
    directory = b"".join([root, *entries]).ljust(folder * 512, b"\0")
    return header + tables[0] + directory + tables[1] + body.ljust(len(body) + 512, b"\0")


def picture(
    kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object
) -> bytes:
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def new_pdf(pages: int = 1, content: bytes = b"0 0 1 rg 10 10 50 50 re f") -> Pdf:
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(200, 300))
        page.obj.Contents = pdf.make_stream(content)
    return pdf


def saved(pdf: Pdf, **options: object) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


def red_look(pdf: Pdf, width: float = 60, height: float = 40) -> pikepdf.Object:
    return pdf.make_stream(
        f"1 0 0 rg 0 0 {width} {height} re f".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, width, height]),
    )


def annotate(pdf: Pdf, **entries: object) -> Dictionary:
    """Add an annotation to the first page."""
    annotation = pdf.make_indirect(Dictionary(Type=Name.Annot, **entries))
    page = pdf.pages[0].obj
    if Name.Annots not in page:
        page.Annots = Array()
    page.Annots.append(annotation)
    return annotation


def rendered(pdf: bytes, page: int = 0, scale: float = 1.0) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
