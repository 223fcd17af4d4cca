"""Archives and messages made for the tests, byte by byte where no library writes them."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

import py7zr


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def zipped_raw(
    entries: Iterable[tuple[bytes, bytes]], flags: int = 0, attributes: int = 0
) -> bytes:
    """A zip of stored entries whose names are any bytes."""
    body, directory, count = b"", b"", 0
    for name, data in entries:
        fixed = struct.pack(
            "<HHHHHIIIHH", 20, flags, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(name), 0
        )
        central = struct.pack("<HHHII", 0, 0, 0, attributes, len(body))
        directory += b"PK\x01\x02\x14\x03" + fixed + central + name
        body += b"PK\x03\x04" + fixed + name + data
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def tarred(members: Iterable[tarfile.TarInfo | tuple[str, bytes]], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member, io.BytesIO(b"\0" * member.size))
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return buffer.getvalue()


def sevened(
    members: Mapping[str, bytes], renamed: Mapping[str, str] = {}, **options: object
) -> bytes:
    """A 7z; `renamed` puts names of the same length in place that py7zr would not write."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **options) as archive:
        archive.set_encoded_header_mode(not renamed)
        for name, data in members.items():
            archive.writestr(data, name)
    packed = buffer.getvalue()
    if not renamed:
        return packed
    for old, new in renamed.items():
        packed = packed.replace(wide(old), wide(new))
    start = 32 + int.from_bytes(packed[12:20], "little")
    place = packed[12:28] + struct.pack("<I", zlib.crc32(packed[start:]))
    return packed[:8] + struct.pack("<I", zlib.crc32(place)) + place + packed[32:]


def _vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def _block5(kind: int, fields: bytes, data: bytes = b"", extra: bytes = b"") -> bytes:
    flags = (1 if extra else 0) | (2 if data else 0)
    body = _vint(kind) + _vint(flags)
    body += (_vint(len(extra)) if extra else b"") + (_vint(len(data)) if data else b"")
    body += fields + extra
    head = _vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head + data


def rar5_file(name: str, data: bytes, *, method: int = 0, size: int | None = None) -> bytes:
    raw = name.encode()
    fields = _vint(4) + _vint(len(data) if size is None else size) + _vint(0x20)
    fields += struct.pack("<I", zlib.crc32(data)) + _vint(method << 7) + _vint(0)
    return _block5(2, fields + _vint(len(raw)) + raw, data)


def rar5_folder(name: str) -> bytes:
    raw = name.encode()
    return _block5(2, _vint(1) + _vint(0) + _vint(0x10) + _vint(0) * 2 + _vint(len(raw)) + raw)


def rar5_link(name: str, target: str) -> bytes:
    raw, to = name.encode(), target.encode()
    record = _vint(5) + _vint(1) + _vint(0) + _vint(len(to)) + to
    fields = _vint(0) + _vint(0) + _vint(0o120777) + _vint(0) + _vint(1) + _vint(len(raw)) + raw
    return _block5(2, fields, extra=_vint(len(record)) + record)


def rar5_locked(name: str) -> bytes:
    """A file whose bytes need a password."""
    raw = name.encode()
    record = _vint(1) + _vint(0) + _vint(0) + b"\x0f" + bytes(16) + bytes(16)
    fields = _vint(0) + _vint(16) + _vint(0x20) + _vint(0) + _vint(0) + _vint(len(raw)) + raw
    return _block5(2, fields, bytes(16), _vint(len(record)) + record)


def rar5(*blocks: bytes, flags: int = 0) -> bytes:
    return (
        b"Rar!\x1a\x07\x01\0" + _block5(1, _vint(flags)) + b"".join(blocks) + _block5(5, _vint(0))
    )


def _block4(kind: int, flags: int, fields: bytes, data: bytes = b"") -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def rar4(members: Iterable[tuple[bytes, bytes]], *, flags: int = 0) -> bytes:
    """An old rar of stored files whose names are any bytes."""
    out = b"Rar!\x1a\x07\0" + _block4(0x73, flags, bytes(6))
    for name, data in members:
        fields = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0, 20, 0x30, len(name), 0x20
        )
        out += _block4(0x74, 0x8000, fields + name, data)
    return out + _block4(0x7B, 0x4000, b"")


Tree = dict[str, "bytes | Tree"]
_NONE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def compound(tree: Tree) -> bytes:
    """An OLE2 file (version 3) of small streams and storages, every stream in the mini stream."""
    entries: list[list[object]] = [["Root Entry", 5, _NONE, _NONE, 0, 0]]
    mini, table = b"", []

    def add(name: str, value: bytes | Tree) -> int:
        nonlocal mini
        number = len(entries)
        if isinstance(value, dict):
            entries.append([name, 1, _NONE, _NONE, 0, 0])
            entries[number][3] = add_all(value)
            return number
        first, blocks = len(table), -(-len(value) // 64)
        table.extend([*range(first + 1, first + blocks), _END] if blocks else [])
        mini += value.ljust(blocks * 64, b"\0")
        entries.append([name, 2, _NONE, _NONE, first if blocks else _END, len(value)])
        return number

    def add_all(folder: Tree) -> int:
        numbers = [add(name, value) for name, value in folder.items()]
        for left, right in pairwise(numbers):
            entries[left][2] = right
        return numbers[0] if numbers else _NONE

    entries[0][3] = add_all(tree)
    streams = [_directory(entries, len(mini)), struct.pack(f"<{len(table)}I", *table), mini]
    filled = [s + bytes(-len(s) % 512) for s in streams]
    filled[1] = streams[1] + b"\xff" * (-len(streams[1]) % 512)
    chain, starts = [0xFFFFFFFD], []
    for stream in filled:
        first, count = len(chain), len(stream) // 512
        starts.append(first if count else _END)
        chain += [*range(first + 1, first + count), _END] if count else []
    filled[0] = _directory(entries, len(mini), starts[2]).ljust(len(filled[0]), b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<IIII", 1, starts[0], 0, 4096)
    header += struct.pack("<IIII", starts[1], len(filled[1]) // 512, _END, 0)
    header += struct.pack("<109I", 0, *[_NONE] * 108)
    return header + struct.pack("<128I", *(chain + [_NONE] * 128)[:128]) + b"".join(filled)


def _directory(entries: list[list[object]], mini: int, first: int = 0) -> bytes:
    entries[0][4:] = [first, mini]
    out = b""
    for name, kind, right, child, start, size in entries:
        raw = str(name).encode("utf-16-le") + b"\0\0"
        out += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _NONE, right, child)
        out += bytes(36) + struct.pack("<IQ", start, size)
    return out


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
