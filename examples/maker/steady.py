"""Zip files that come out the same on every run, with names as asked."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NOON = (2021, 12, 18, 12, 0, 0)
UTF8_FLAG = 0x800


class GbkInfo(ZipInfo):
    """An entry named in GBK without the UTF-8 flag, as Windows tools in China write them."""

    # zipfile has no public way to write such names.
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gb18030"), self.flag_bits & ~UTF8_FLAG


def pack(files: Mapping[str, bytes], entry: type[ZipInfo] = ZipInfo) -> bytes:
    """A zip of the files in their order, every entry dated alike."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = entry(name, NOON)
            info.create_system = 0
            archive.writestr(info, content, ZIP_DEFLATED)
    return buffer.getvalue()


def repack(content: bytes) -> bytes:
    """The same zip without the times at which its entries were written."""
    with ZipFile(BytesIO(content)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})
