"""Which converter takes a kind of file. A new converter is a file of its own and a name here."""

from __future__ import annotations

from archive_builder.convert import media
from archive_builder.convert.flow import mail, markdown, plain, webpage
from archive_builder.convert.kind import Kind
from archive_builder.convert.ofd import converter as ofd
from archive_builder.convert.office import printing
from archive_builder.convert.office.find import KINDS, Office
from archive_builder.convert.outcome import Converter, Problem
from archive_builder.convert.pdf import source as pdf
from archive_builder.convert.picture import image
from archive_builder.convert.sheet import dbf, delimited, sheets
from archive_builder.convert.word import words

NONE = "none"
"""The identity under which it is remembered that a kind can't be converted."""
NEEDS_OFFICE = "no office"
"""The same for want of LibreOffice: not looked at any more once it is there."""

_LOCAL: tuple[Converter, ...] = (
    pdf.CONVERTER,
    image.CONVERTER,
    media.FILMS,
    media.RECORDINGS,
    delimited.CONVERTER,
    dbf.CONVERTER,
    plain.CONVERTER,
    webpage.CONVERTER,
    markdown.CONVERTER,
    mail.MAIL,
    mail.OUTLOOK,
    ofd.CONVERTER,
    words.CONVERTER,
    sheets.CONVERTER,
)

_PACKED = "压缩包不能直接装订，请解开后报送"
_REASONS = {
    Kind.LOCKED: "文档设有打开口令，请报送无口令的文件",
    Kind.DAMAGED: "文件已损坏或没有传完，请重新报送",
    Kind.EMPTY: "文件是空的（0 字节），请重新报送",
    Kind.UNKNOWN: "无法识别的文件，请用原来的软件打开，另存为 PDF 后报送",
    Kind.PROGRAM: "程序文件不运行、不装订；自动解压的程序请解开后报送里面的文件",
    Kind.SHORTCUT: "报来的是快捷方式，不是文件本身，请报送它指向的文件",
    Kind.OWNER: "报来的是办公软件打开文档时留下的临时文件，不是文档本身，请报送文档",
    Kind.DATABASE: "数据库文件不能装订，请把其中的表导出为 Excel 或 PDF 后报送",
    Kind.MAILBOX: "邮箱文件内有多封邮件，请在邮件软件中逐封导出为 eml 后报送",
    Kind.JXL: "JPEG XL 图片不能转换，请另存为 JPG 后报送",
    Kind.SVG: "SVG 矢量图不能转换，请另存为 PDF 后报送",
    Kind.CAD: "CAD 图纸不能转换，请打印成 PDF 后报送",
    Kind.UOF: "标文通（UOF）文档不能转换，请用 WPS 另存为 docx 或 PDF 后报送",
    Kind.ZIP: _PACKED,
    Kind.RAR: _PACKED,
    Kind.SEVEN_ZIP: _PACKED,
    Kind.GZIP: _PACKED,
}


def converters(office: Office | None) -> tuple[Converter, ...]:
    """Return the converters in use; those that only stand in for LibreOffice yield to it."""
    if office is None:
        return _LOCAL
    return (printing.converter(office), *(one for one in _LOCAL if not one.kinds <= KINDS))


def choose(kind: Kind, office: Office | None) -> Converter | Problem:
    """Say who converts a kind of file, or why nobody does."""
    found = next((one for one in converters(office) if kind in one.kinds), None)
    if found:
        return found
    if kind in KINDS:
        return Problem(f"{kind}需要 LibreOffice 才能转换，请安装后重新运行")
    return Problem(_REASONS.get(kind, f"{kind}暂不能转换成页面"))
