"""What a file is, told by its content and never by its suffix."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from archive_builder.convert.encoding import decode
from archive_builder.convert.ole import SIGNATURE, root_entries

REVISION = 2
"""Raised when a file would be taken for something else than before."""

TEXT_LIMIT = 20 << 20
"""Bytes of text above which a file is no document to print."""
MAIL_LIMIT = 100 << 20
"""The same for mails, which bring their attachments."""
_PEEKED = 8192
"""Bytes of the beginning that tell most kinds."""


class Kind(StrEnum):
    """A kind of file; the value is how messages call it."""

    DOCX = "Word 文档（docx）"
    XLSX = "Excel 工作簿（xlsx）"
    PPTX = "演示文稿（pptx）"
    XLSB = "Excel 二进制工作簿（xlsb）"
    DOC = "Word 97-2003 或 WPS 文字文档"
    XLS = "Excel 97-2003 或 WPS 表格"
    PPT = "PowerPoint 97-2003 或 WPS 演示"
    ODT = "ODF 文本文档"
    ODS = "ODF 电子表格"
    ODP = "ODF 演示文稿"
    RTF = "RTF 文档"
    WORD_XML = "Word XML 文档"
    SHEET_XML = "Excel XML 表格"
    PDF = "PDF 文档"
    JPEG = "JPEG 图片"
    PNG = "PNG 图片"
    TIFF = "TIFF 图片"
    BMP = "BMP 图片"
    GIF = "GIF 图片"
    WEBP = "WebP 图片"
    TEXT = "文本文件"
    OFD = "OFD 版式文件"
    HEIC = "HEIC 照片"
    HTML = "网页文件（HTML）"
    MAIL = "邮件"
    OUTLOOK = "Outlook 邮件（msg）"
    ZIP = "ZIP 压缩包"
    RAR = "RAR 压缩包"
    SEVEN_ZIP = "7z 压缩包"
    GZIP = "GZIP 压缩包"
    VIDEO = "视频"
    AUDIO = "音频"
    LOCKED = "设有打开口令的 Office 文档"
    DAMAGED = "损坏的压缩包或 Office 文档"
    EMPTY = "空文件"
    UNKNOWN = "无法识别的文件"


PACKAGES = frozenset(
    {Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.XLSB, Kind.ODT, Kind.ODS, Kind.ODP, Kind.OFD}
)
"""Kinds that are zip packages."""


def sniff(path: Path) -> Kind:
    """Say what a file is. A damaged one is `DAMAGED` or `UNKNOWN`, never an error.

    Raises:
        OSError: the file can't be read.
    """
    with path.open("rb") as file:
        head = file.read(_PEEKED)
    if not head:
        return Kind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path)
    if head.startswith(SIGNATURE):
        return _in_ole(root_entries(path))
    return _by_magic(head) or _in_text(path, head)


_MAGIC: tuple[tuple[str, Kind], ...] = (
    (r"[\s\S]{0,1024}%PDF-", Kind.PDF),
    (r"\xff\xd8\xff", Kind.JPEG),
    (r"\x89PNG\r\n\x1a\n", Kind.PNG),
    (r"II\*\0|MM\0\*", Kind.TIFF),
    (r"BM[\s\S]{4}\0\0\0\0", Kind.BMP),
    (r"GIF8[79]a", Kind.GIF),
    (r"RIFF[\s\S]{4}WEBP", Kind.WEBP),
    (r"\{\\rtf", Kind.RTF),
    (r"Rar!\x1a\x07", Kind.RAR),
    (r"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (r"\x1f\x8b", Kind.GZIP),
    (r"[\s\S]{4}ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", Kind.HEIC),
    (r"[\s\S]{4}ftypM4A", Kind.AUDIO),
    (r"[\s\S]{4}ftyp|RIFF[\s\S]{4}AVI |\x1a\x45\xdf\xa3|FLV\x01", Kind.VIDEO),
    (r"\x00\x00\x01[\xba\xb3]|\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.VIDEO),
    (r"ID3|\xff[\xfb\xf3\xf2]|RIFF[\s\S]{4}WAVE|OggS|fLaC|#!AMR", Kind.AUDIO),
)
_BY_MAGIC = tuple((re.compile(pattern.encode("latin-1")), kind) for pattern, kind in _MAGIC)


def _by_magic(head: bytes) -> Kind | None:
    return next((kind for pattern, kind in _BY_MAGIC if pattern.match(head)), None)


_MAIN_PARTS = (
    (re.compile(rb"(wordprocessingml|ms-word)[\w.-]*\.main\+xml"), Kind.DOCX),
    (re.compile(rb"ms-excel\.sheet\.binary[\w.-]*\.main"), Kind.XLSB),
    (re.compile(rb"(spreadsheetml|ms-excel)[\w.-]*\.main\+xml"), Kind.XLSX),
    (re.compile(rb"(presentationml|ms-powerpoint)[\w.-]*\.main\+xml"), Kind.PPTX),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Kind.ODP,
}
_PEEK = 1 << 20
"""Bytes read of a member that tells what a package is."""


def _in_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            return _package(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return Kind.DAMAGED


def _package(package: zipfile.ZipFile) -> Kind:
    names = set(package.namelist())
    if "OFD.xml" in names:
        return Kind.OFD
    if "mimetype" in names:
        return _ODF.get(_peek(package, "mimetype").strip(), Kind.ZIP)
    if "[Content_Types].xml" in names:
        types = _peek(package, "[Content_Types].xml")
        return next((kind for part, kind in _MAIN_PARTS if part.search(types)), Kind.ZIP)
    return Kind.ZIP


def _peek(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as member:
        return member.read(_PEEK)


_STREAMS = (
    ("EncryptedPackage", Kind.LOCKED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
    ("__properties_version1.0", Kind.OUTLOOK),
)


def _in_ole(names: frozenset[str]) -> Kind:
    return next((kind for name, kind in _STREAMS if name in names), Kind.UNKNOWN)


_SHEET_XML = re.compile(
    r'<\?mso-application progid="Excel\.Sheet"\?|<Workbook\b[^>]*office:spreadsheet'
)
_WORD_XML = re.compile(r'<\?mso-application progid="Word\.Document"|<w:wordDocument|<pkg:package')
_HTML = re.compile(
    r"\ufeff?\s*(<!--.*?-->\s*)*(<\?xml[^>]*>\s*)?"
    r"(<!doctype\s+html|<(html|head|meta|title|body|style|table|div)\b[^<]*>)",
    re.IGNORECASE | re.DOTALL,
)
"""Systems that export tables as «xls» often write nothing but a table."""
_MAIL = re.compile(
    r"(From |[\w-]+:[^\n]*\n(?=[\w-]+:|[ \t])).{0,4000}^(MIME-Version|Received|Message-ID):",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def _in_text(path: Path, head: bytes) -> Kind:
    if _MAIL.match(head.decode("latin-1")) and path.stat().st_size <= MAIL_LIMIT:
        return Kind.MAIL
    if path.stat().st_size > TEXT_LIMIT:
        return Kind.UNKNOWN
    text = decode(path.read_bytes())
    start = head.decode("latin-1") if text is None else text[:_PEEKED]
    if _HTML.match(start):
        return Kind.HTML
    if text is None:
        return Kind.UNKNOWN
    if _SHEET_XML.search(start):
        return Kind.SHEET_XML
    return Kind.WORD_XML if _WORD_XML.search(start) else Kind.TEXT
