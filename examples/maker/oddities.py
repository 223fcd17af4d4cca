"""What no one meant to hand in, or what reaches the office damaged, locked, packed or twice."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from random import Random

import pikepdf

from maker.steady import GbkInfo, pack

PACKED = ".zip/"
"""A path through an archive: what stands before the slash is the archive's own path."""


def pack_villages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put files whose path leads through a zip into that zip, named in GBK."""
    loose = {path: content for path, content in files.items() if PACKED not in path}
    zips: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        if PACKED in path:
            archive, _, inner = path.partition(PACKED)
            zips.setdefault(f"{archive}.zip", {})[inner] = content
    return loose | {path: pack(inner, GbkInfo) for path, inner in zips.items()}


def oddity(files: Mapping[str, bytes], record: Mapping[str, str]) -> bytes:
    """The content of one oddity, taken from another file where it says `of`."""
    match record["kind"]:
        case "重复":
            return files[record["of"]]
        case "空":
            return b""
        case "占用":
            return _owner_file()
        case "乱码":
            return Random(record["path"]).randbytes(6000)
        case "系统":
            return b"\x00\x00\x00\x01Bud1\x00\x00\x10\x00" + bytes(1020)
        case kind:
            raise ValueError(f"不认识的样例种类：{kind}")


def cut(content: bytes) -> bytes:
    """As a broken transfer leaves it."""
    return content[: len(content) * 3 // 5]


def lock(pdf: bytes, password: str) -> bytes:
    """A PDF under a user password; RC4, since AES would begin with random bytes."""
    buffer = BytesIO()
    locks = pikepdf.Encryption(owner=password, user=password, R=3, aes=False, metadata=False)
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(buffer, encryption=locks, static_id=True)
    return buffer.getvalue()


def _owner_file() -> bytes:
    """What Word keeps beside a document that is open: the user's name, 162 bytes."""
    name = "Administrator"
    narrow = bytes([len(name)]) + name.encode("ascii").ljust(54, b"\x00")
    return (narrow + bytes([len(name), 0]) + name.encode("utf-16-le")).ljust(162, b"\x00")
