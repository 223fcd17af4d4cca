from __future__ import annotations

import struct
from pathlib import Path

import pytest
from document_builders import texts, written
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.sheet.dbf import convert
from archive_builder.convert.sniff import Kind, sniff
from archive_builder.typeset.fonts import FontSet


def table(
    fields: list[tuple[str, str, int]], records: list[list[bytes]], mark: bytes = b" "
) -> bytes:
    encoded = [
        struct.pack("<11sc4xBB14x", name.encode("gb18030"), kind.encode(), size, 0)
        for name, kind, size in fields
    ]
    start, size = 33 + 32 * len(fields), 1 + sum(size for _, _, size in fields)
    head = struct.pack("<BBBBIHH20x", 3, 21, 12, 31, len(records), start, size)
    rows = b"".join(
        mark + b"".join(cell.ljust(size) for cell, (_, _, size) in zip(record, fields, strict=True))
        for record in records
    )
    return head + b"".join(encoded) + b"\r" + rows + b"\x1a"


FIELDS = [("姓名", "C", 12), ("出生", "D", 8), ("金额", "N", 9), ("脱贫", "L", 1)]
PEOPLE = [
    ["张三".encode("gb18030"), b"19600102", b"   120.50", b"T"],
    ["李四".encode("gb18030"), b"", b"", b"?"],
]


def shown(path: Path, fonts: FontSet) -> tuple[str, Pages]:
    outcome = convert(path, fonts)
    assert isinstance(outcome, Pages)
    assert isinstance(outcome.pdf, bytes)
    return "\n".join(texts(outcome.pdf)), outcome


def test_records_become_a_table_under_the_names_of_their_fields(
    tmp_path: Path, fonts: FontSet
) -> None:
    path = written(tmp_path, "a.dbf", table(FIELDS, PEOPLE))
    assert sniff(path) == Kind.DBF
    text, outcome = shown(path, fonts)
    for cell in ("姓名", "出生", "金额", "脱贫", "张三", "1960-01-02", "120.50", "是", "李四"):
        assert cell in text
    assert outcome.tabular and outcome.notes == ()


def test_utf_8_is_told_from_gbk(tmp_path: Path, fonts: FontSet) -> None:
    content = table([("NAME", "C", 12), ("NO", "N", 3)], [["张三".encode(), b"7"]])
    assert "张三" in shown(written(tmp_path, "a", content), fonts)[0]


def test_foxpro_s_binary_cells_are_read(tmp_path: Path, fonts: FontSet) -> None:
    fields = [("N", "I", 4), ("M", "Y", 8), ("D", "B", 8), ("T", "T", 8), ("X", "M", 10)]
    moment = struct.pack("<II", 2459580, 3_661_000)
    record = [
        struct.pack("<i", -5),
        struct.pack("<q", 125_000),
        struct.pack("<d", 2.5),
        moment,
        b"",
    ]
    text, outcome = shown(written(tmp_path, "a", table(fields, [record])), fonts)
    for cell in ("-5", "12.50", "2.5", "2021-12-31", "1:01:01"):
        assert cell in text
    assert outcome.notes == ("备注字段的内容存于另一个文件，未能显示",)


def test_deleted_records_are_left_out(tmp_path: Path, fonts: FontSet) -> None:
    outcome = convert(written(tmp_path, "a", table(FIELDS, PEOPLE, mark=b"*")), fonts)
    assert isinstance(outcome, Problem)
    assert "空的" in outcome.reason


def test_a_table_cut_short_says_so(tmp_path: Path, fonts: FontSet) -> None:
    content = table(FIELDS, PEOPLE * 3)[:-70]
    text, outcome = shown(written(tmp_path, "a", content), fonts)
    assert "张三" in text
    assert outcome.notes == ("数据表不完整，缺少末尾的记录，请核对原件",)


@settings(deadline=None)
@given(st.integers(0, 300), st.binary(min_size=1, max_size=8), st.integers(32, 400))
def test_no_damaged_table_raises(
    tmp_path_factory: pytest.TempPathFactory, fonts: FontSet, place: int, noise: bytes, end: int
) -> None:
    whole = table(FIELDS, PEOPLE)
    damaged = (whole[:place] + noise + whole[place + len(noise) :])[:end]
    path = written(tmp_path_factory.mktemp("dbf"), "a", damaged)
    if sniff(path) == Kind.DBF:
        assert isinstance(convert(path, fonts), Pages | Problem)
