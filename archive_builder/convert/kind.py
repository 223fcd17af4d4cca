"""The kinds of file that the product tells apart, and what their names end in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


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
    WORKS = "微软 Works 文档"
    UOF = "标文通（UOF）文档"
    PDF = "PDF 文档"
    OFD = "OFD 版式文件"
    JPEG = "JPEG 图片"
    PNG = "PNG 图片"
    TIFF = "TIFF 图片"
    BMP = "BMP 图片"
    GIF = "GIF 图片"
    WEBP = "WebP 图片"
    JPEG2000 = "JPEG 2000 图片"
    AVIF = "AVIF 图片"
    HEIC = "HEIC 照片"
    JXL = "JPEG XL 图片"
    SVG = "SVG 矢量图"
    CAD = "CAD 图纸（dwg）"
    TEXT = "文本文件"
    CSV = "文本表格（csv）"
    MARKDOWN = "Markdown 文本"
    DBF = "dBASE 数据表（dbf）"
    HTML = "网页文件（HTML）"
    MAIL = "邮件"
    OUTLOOK = "Outlook 邮件（msg）"
    MAILBOX = "邮箱文件（mbox、Foxmail）"
    ZIP = "ZIP 压缩包"
    RAR = "RAR 压缩包"
    SEVEN_ZIP = "7z 压缩包"
    GZIP = "GZIP 压缩包"
    VIDEO = "视频"
    AUDIO = "音频"
    PROGRAM = "程序文件"
    SHORTCUT = "快捷方式"
    OWNER = "办公软件打开文档时留下的临时文件"
    DATABASE = "数据库文件"
    LOCKED = "设有打开口令的 Office 文档"
    DAMAGED = "已损坏的文件"
    EMPTY = "空文件"
    UNKNOWN = "无法识别的文件"


PACKAGES = frozenset(
    {Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.XLSB, Kind.ODT, Kind.ODS, Kind.ODP, Kind.OFD}
)
"""Kinds that are zip packages."""


SUFFIXES: Mapping[Kind, tuple[str, ...]] = {
    Kind.DOCX: ("docx", "docm", "dotx", "dotm", "wps"),
    Kind.XLSX: ("xlsx", "xlsm", "xltx", "xltm", "et"),
    Kind.PPTX: ("pptx", "pptm", "ppsx", "ppsm", "potx", "potm", "dps"),
    Kind.XLSB: ("xlsb",),
    Kind.DOC: ("doc", "dot", "wps", "wpt"),
    Kind.XLS: ("xls", "xlt", "et", "ett"),
    Kind.PPT: ("ppt", "pps", "pot", "dps", "dpt"),
    Kind.ODT: ("odt", "ott"),
    Kind.ODS: ("ods", "ots"),
    Kind.ODP: ("odp", "otp"),
    Kind.RTF: ("rtf", "doc"),
    Kind.WORD_XML: ("xml", "doc"),
    Kind.SHEET_XML: ("xml", "xls"),
    Kind.WORKS: ("wps", "wpt", "wks", "wdb"),
    Kind.UOF: ("uof", "uot", "uos", "uop", "xml"),
    Kind.PDF: ("pdf",),
    Kind.OFD: ("ofd",),
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png",),
    Kind.TIFF: ("tif", "tiff"),
    Kind.BMP: ("bmp", "dib"),
    Kind.GIF: ("gif",),
    Kind.WEBP: ("webp",),
    Kind.JPEG2000: ("jp2", "j2k", "jpf", "jpx", "jpc", "j2c"),
    Kind.AVIF: ("avif",),
    Kind.HEIC: ("heic", "heif", "hif"),
    Kind.JXL: ("jxl",),
    Kind.SVG: ("svg",),
    Kind.CAD: ("dwg", "dwt"),
    Kind.CSV: ("csv", "tsv", "tab", "txt"),
    Kind.MARKDOWN: ("md", "markdown", "txt"),
    Kind.DBF: ("dbf",),
    Kind.HTML: ("html", "htm", "xhtml", "shtml"),
    Kind.MAIL: ("eml", "mht", "mhtml"),
    Kind.OUTLOOK: ("msg", "oft"),
    Kind.MAILBOX: ("mbox", "mbx", "box"),
    Kind.RAR: ("rar",),
    Kind.SEVEN_ZIP: ("7z",),
    Kind.GZIP: ("gz", "tgz"),
    Kind.SHORTCUT: ("lnk", "url"),
}
"""What the names of such files end in, where a name that ends otherwise misleads.

Left out are kinds whose files have names of many sorts: text, films, programs, zip archives.
"""
