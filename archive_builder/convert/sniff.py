"""What a file is, told by its content and never by its suffix."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from archive_builder.convert.kind import PACKAGES, SUFFIXES, Kind
from archive_builder.convert.ole import SIGNATURE, root_entries
from archive_builder.convert.package import ZIP_DAMAGE
from archive_builder.convert.sniff_text import MAIL_LIMIT, TEXT_LIMIT, in_text, is_mail, is_mailbox

__all__ = ["MAIL_LIMIT", "PACKAGES", "SUFFIXES", "TEXT_LIMIT", "Kind", "sniff"]


_PEEKED = 8192
"""Bytes of the beginning that tell most kinds."""


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
    return _by_magic(head) or _by_structure(path, head) or _in_text(path, head)


_MAGIC: tuple[tuple[str, Kind], ...] = (
    (r"[\s\S]{0,1024}%PDF-", Kind.PDF),
    (r"\xff\xd8\xff", Kind.JPEG),
    (r"\x89PNG\r\n\x1a\n", Kind.PNG),
    (r"II\*\0|MM\0\*", Kind.TIFF),
    (r"BM[\s\S]{4}\0\0\0\0", Kind.BMP),
    (r"GIF8[79]a", Kind.GIF),
    (r"RIFF[\s\S]{4}WEBP", Kind.WEBP),
    (r"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", Kind.JPEG2000),
    (r"\0\0\0\x0cJXL \r\n\x87\n|\xff\x0a", Kind.JXL),
    (r"\{\\rtf", Kind.RTF),
    (r"Rar!\x1a\x07", Kind.RAR),
    (r"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (r"\x1f\x8b", Kind.GZIP),
    (r"[\s\S]{4}ftyp(avi[fs]|(mif1|msf1|miaf)[\s\S]{4,40}?avif)", Kind.AVIF),
    (r"[\s\S]{4}ftyp(hei[cxms]|hevc|mif1|msf1)", Kind.HEIC),
    (r"[\s\S]{4}ftypM4[AB]", Kind.AUDIO),
    (r"[\s\S]{4}(ftyp|moov|mdat|wide)|RIFF[\s\S]{4}AVI |\x1a\x45\xdf\xa3|FLV\x01", Kind.VIDEO),
    (r"\x00\x00\x01[\xba\xb3]|\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.VIDEO),
    (r"ID3|\xff[\xfb\xf3\xf2\xf1\xf9]|RIFF[\s\S]{4}WAVE|OggS|fLaC|#!AMR|MThd", Kind.AUDIO),
    (r"\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", Kind.PROGRAM),
    (r"\x4c\0\0\0\x01\x14\x02\0|\s*\[InternetShortcut\]", Kind.SHORTCUT),
    (r"AC10\d\d", Kind.CAD),
    (r"\0\x01\0\0Standard (Jet|ACE) DB|SQLite format 3\0", Kind.DATABASE),
    (r"\x01\xfe", Kind.WORKS),
    (r"\x10{7}\x11{6}S\r?\n", Kind.MAILBOX),
)
_BY_MAGIC = tuple((re.compile(pattern.encode("latin-1")), kind) for pattern, kind in _MAGIC)


def _by_magic(head: bytes) -> Kind | None:
    return next((kind for pattern, kind in _BY_MAGIC if pattern.match(head)), None)


_DBF = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB})
"""First bytes of dBASE, FoxBase and FoxPro tables."""
_OWNER_SIZES = (54, 162, 165)
"""Bytes of the file that holds the name of whoever has a document open: WPS, Word, Excel."""


def _by_structure(path: Path, head: bytes) -> Kind | None:
    """Kinds whose first bytes alone say too little."""
    if not head.strip(b"\0"):
        return Kind.DAMAGED
    if head.startswith(b"MZ") and len(head) >= _DOS_HEADER:
        at = int.from_bytes(head[60:64], "little")
        return Kind.PROGRAM if head[at : at + 2] in (b"PE", b"NE", b"LE", b"LX") else None
    if head[0] in _DBF and _is_dbf(head):
        return Kind.DBF
    if path.stat().st_size in _OWNER_SIZES and head[0] <= _LONGEST_NAME and head.count(b"\0") > 1:
        return Kind.OWNER
    return None


_DOS_HEADER = 64
_LONGEST_NAME = 52
_MONTHS, _DAYS = range(1, 13), range(1, 32)
_FIELDS_END = 0x0D


def _is_dbf(head: bytes) -> bool:
    """Whether a date, the length of the header and the fields it lists agree."""
    start, size = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    if len(head) <= 64 or head[2] not in _MONTHS or head[3] not in _DAYS:  # noqa: PLR2004
        return False
    at, total = 32, 1
    while at < min(start, len(head)) and head[at] != _FIELDS_END:
        total += head[at + 16] if at + 16 < len(head) else 0
        at += 32
    return at >= len(head) or (at > 32 and head[at] == _FIELDS_END and total <= size)  # noqa: PLR2004


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
_MARKS = {
    "OFD.xml": Kind.OFD,
    "uof.xml": Kind.UOF,
    "AndroidManifest.xml": Kind.PROGRAM,
    "META-INF/MANIFEST.MF": Kind.PROGRAM,
}
"""Members that tell what a package is."""
_PEEK = 1 << 20
"""Bytes read of a member that tells what a package is."""


def _in_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            return _package(package)
    except (*ZIP_DAMAGE, NotImplementedError, RuntimeError):
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
    return next((kind for name, kind in _MARKS.items() if name in names), Kind.ZIP)


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
    ("MatOST", Kind.WORKS),
)
_WORKS = "CONTENTS"
"""The text of a document of Works 4 and later; Publisher's of that name is spelt otherwise."""


def _in_ole(names: frozenset[str]) -> Kind:
    if not names:
        return Kind.DAMAGED
    if _WORKS in names:
        return Kind.WORKS
    known = {name.upper() for name in names}  # as [MS-CFB] 2.6.4 compares them
    return next((kind for name, kind in _STREAMS if name.upper() in known), Kind.UNKNOWN)


def _in_text(path: Path, head: bytes) -> Kind:
    size = path.stat().st_size
    if is_mailbox(head):
        return Kind.MAILBOX
    if is_mail(head, size):
        return Kind.MAIL
    return Kind.UNKNOWN if size > TEXT_LIMIT else in_text(path.read_bytes())
