"""Tables of dBASE, FoxBase and FoxPro, which older business systems still export."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from archive_builder.convert.kind import Kind
from archive_builder.convert.outcome import Converter, Outcome, Pages, Problem
from archive_builder.convert.sheet.cells import MAX_ROWS
from archive_builder.convert.sheet.delimited import set_rows
from archive_builder.typeset.fonts import FontSet

_HEADER = struct.Struct("<4xIHH")
"""How many records, bytes of the header, bytes of a record."""
_FIELD = struct.Struct("<11sc4xBB14x")
"""Name, type, length, decimals."""
_END, _DELETED = 0x0D, ord("*")
_MEMO = ("M", "G", "P")
"""Types whose content lies in a file beside the table."""
_JULIAN = 1_721_426
"""The Julian day of 1 January of the year 1."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, type, and where its cell lies in a record."""

    name: bytes
    kind: str
    cell: slice


def convert(path: Path, fonts: FontSet) -> Outcome:
    """Set the records that are not deleted as a table, with the names of the fields as its head."""
    data = path.read_bytes()
    count, start, size = _HEADER.unpack_from(data)
    if count > MAX_ROWS:
        return Problem(f"数据表有 {count} 条记录，超过 {MAX_ROWS} 条的上限，请拆分后报送")
    fields = list(_fields(data[:start]))
    kept = [record for record in _records(data[start:], size, count) if record[0] != _DELETED]
    if not fields or not kept:
        return Problem("数据表是空的或已损坏，请另存为 Excel 后报送")
    outcome = set_rows(_rows(fields, kept), fonts)
    if isinstance(outcome, Pages):
        return replace(outcome, notes=tuple(_notes(fields, len(data) < start + count * size)))
    return outcome


def _records(data: bytes, size: int, count: int) -> list[bytes]:
    whole = min(count, len(data) // size if size else 0)
    return [data[number * size : (number + 1) * size] for number in range(whole)]


def _fields(header: bytes) -> Iterator[Field]:
    at, start = 32, 1
    while at + _FIELD.size <= len(header) and header[at] != _END:
        name, kind, length, decimals = _FIELD.unpack_from(header, at)
        length += 256 * decimals * (kind == b"C")
        yield Field(name.split(b"\0")[0], kind.decode("latin-1"), slice(start, start + length))
        at, start = at + _FIELD.size, start + length


def _notes(fields: Sequence[Field], cut: bool) -> Iterator[str]:
    if cut:
        yield "数据表不完整，缺少末尾的记录，请核对原件"
    if any(field.kind in _MEMO for field in fields):
        yield "备注字段的内容存于另一个文件，未能显示"


def _rows(fields: Sequence[Field], records: Sequence[bytes]) -> list[list[str]]:
    encoding = _encoding(fields, records)
    names = [field.name.decode(encoding, "replace") for field in fields]
    return [names, *([_cell(field, record, encoding) for field in fields] for record in records)]


def _encoding(fields: Sequence[Field], records: Sequence[bytes]) -> str:
    """UTF-8 where all is valid in it; the code page that the header states is seldom true."""
    words = [f.name for f in fields]
    words += [record[f.cell] for f in fields if f.kind == "C" for record in records]
    try:
        b"\n".join(words).decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _cell(field: Field, record: bytes, encoding: str) -> str:
    raw = record[field.cell]
    read = _BINARY.get((field.kind, len(raw)))
    if read:
        return read(raw)
    if field.kind in _MEMO:
        return ""
    text = raw.replace(b"\0", b" ").decode(encoding, "replace").strip()
    if field.kind == "D" and len(text) == len("20210131"):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return _TRUTH.get(text.upper(), "") if field.kind == "L" else text


_TRUTH = {"T": "是", "Y": "是", "F": "否", "N": "否"}


def _moment(raw: bytes) -> str:
    day, milliseconds = struct.unpack("<II", raw)
    if not _JULIAN <= day <= _JULIAN + date.max.toordinal() - 1:
        return ""
    return f"{date.fromordinal(day - _JULIAN + 1)} {timedelta(seconds=milliseconds // 1000)}"


_BINARY: Mapping[tuple[str, int], Callable[[bytes], str]] = {
    ("I", 4): lambda raw: str(struct.unpack("<i", raw)[0]),
    ("Y", 8): lambda raw: f"{struct.unpack('<q', raw)[0] / 10_000:.2f}",
    ("B", 8): lambda raw: f"{struct.unpack('<d', raw)[0]:.12g}",
    ("T", 8): _moment,
}
"""How FoxPro's binary cells are read, by type and length."""

CONVERTER = Converter(
    name="archive-builder 数据表排版",
    kinds=frozenset({Kind.DBF}),
    convert=convert,
)
