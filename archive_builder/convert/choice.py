"""Which converter takes a kind of file. A new converter is a file of its own and a name here."""

from __future__ import annotations

from archive_builder.convert import image, mail, ofd, outlook, pdf, plain, sheets, webpage, words
from archive_builder.convert.office import KINDS, Office
from archive_builder.convert.outcome import Converter, Problem
from archive_builder.convert.sniff import REVISION, Kind

NONE = f"none/{REVISION}"
"""The identity under which it is remembered that a kind can't be converted."""
NEEDS_OFFICE = f"no office/{REVISION}"
"""The same for want of LibreOffice: not looked at any more once it is there."""

_LOCAL: tuple[Converter, ...] = (
    pdf.CONVERTER,
    image.CONVERTER,
    plain.CONVERTER,
    webpage.CONVERTER,
    mail.CONVERTER,
    outlook.CONVERTER,
    ofd.CONVERTER,
    words.CONVERTER,
    sheets.CONVERTER,
)

_REASONS = {
    Kind.LOCKED: "文档设有打开口令，请报送无口令的文件",
    Kind.DAMAGED: "文件已损坏，请重新报送",
    Kind.EMPTY: "文件是空的（0 字节），请重新报送",
    Kind.UNKNOWN: "无法识别的文件类型",
}


def local_converters(office: Office | None) -> tuple[Converter, ...]:
    """Return the converters in use; those that only stand in for LibreOffice yield to it."""
    return tuple(one for one in _LOCAL if not (office and one.kinds <= KINDS))


def choose(kind: Kind, office: Office | None) -> Converter | Office | Problem:
    """Say who converts a kind of file, or why nobody does."""
    if office and kind in KINDS:
        return office
    found = next((one for one in _LOCAL if kind in one.kinds), None)
    if found:
        return found
    if kind in KINDS:
        return Problem(f"{kind}需要 LibreOffice 才能转换，请安装后重新运行")
    return Problem(_REASONS.get(kind, f"{kind}暂不能转换成页面"))
