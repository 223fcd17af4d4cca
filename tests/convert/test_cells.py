from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from document_builders import ooxml, package, written

from archive_builder.convert.sheet import cells
from archive_builder.convert.sheet.cells import ScatteredError, Sheet, extent, opened, read_sheets

ID = "110101190001010001"
"""No such number can be anybody's: its check digit is wrong."""


def workbook(*, apart: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        roll = book.add_worksheet("花名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        roll.write_row(1, 0, ["姓名", "身份证号", "人口", "日期", "备注"])
        roll.write_row(2, 0, ["张某", ID, 4])
        roll.write_datetime(2, 3, datetime(2021, 12, 20), day)
        if apart:
            roll.write(1_048_575, 16_383, "x")
        hidden = book.add_worksheet("选项")
        hidden.write(0, 0, "一组")
        hidden.hide()
    return buffer.getvalue()


def test_every_sheet_is_read_from_its_first_cell_on(tmp_path: Path) -> None:
    assert read_sheets(written(tmp_path, "a", workbook())) == (
        Sheet(
            "花名册",
            (
                ("", "", "", "", ""),
                ("姓名", "身份证号", "人口", "日期", "备注"),
                ("张某", ID, "4", date(2021, 12, 20).isoformat(), ""),
            ),
        ),
        Sheet("选项", (("一组",),)),
    )


def test_a_workbook_of_too_many_rows_has_no_sheets_rather_than_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a", workbook())
    monkeypatch.setattr(cells, "MAX_ROWS", 4)
    assert len(cells._read(path)) == 2
    monkeypatch.setattr(cells, "MAX_ROWS", 3)
    assert cells._read(path) == ()


def test_a_stray_blank_far_below_is_no_row(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(1, 1, 0)
        sheet.write(60_000, 0, "", book.add_format({"bold": True}))
    (read,) = cells._read(written(tmp_path, "a", buffer.getvalue()))
    assert read.rows == (("", ""), ("", "0"))


@pytest.mark.parametrize(
    "content",
    [b"", b"no workbook", ooxml("xlsx"), ooxml("docx"), workbook()[:400], workbook(apart=True)],
    ids=["empty", "text", "hollow", "docx", "cut", "apart"],
)
def test_what_cannot_be_read_has_no_sheets(tmp_path: Path, content: bytes) -> None:
    assert cells._read(written(tmp_path, "a", content)) == ()


def test_a_file_that_is_not_there_has_no_sheets(tmp_path: Path) -> None:
    assert read_sheets(tmp_path / "nowhere") == ()


def test_cells_too_far_apart_are_refused_with_the_figure(tmp_path: Path) -> None:
    path = written(tmp_path, "a", workbook(apart=True))
    with pytest.raises(ScatteredError, match="1048576 行 × 16384 列"), opened(path):
        pass


def test_a_bomb_has_no_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive_builder.convert.package.MAX_XML", 1000)
    assert cells._read(written(tmp_path, "a", workbook())) == ()


def test_the_extent_is_told_by_cells_that_hold_something() -> None:
    xml = (
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="ZZ1" s="3"/></row>'
        b'<row r="7"><x:c s="1" r="AB7" t="s"><x:v>0</x:v></x:c></row></sheetData>'
    )
    assert extent(io.BytesIO(xml)) == (7, 28)
    assert extent(io.BytesIO(b"")) == (0, 0)


def test_no_cell_is_lost_between_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "_CHUNK", 64)
    xml = b"".join(f'<c r="C{row}"><v>1</v></c>'.encode() for row in range(1, 200))
    assert extent(io.BytesIO(xml)) == (199, 3)


def test_a_package_without_a_workbook_opens_no_better(tmp_path: Path) -> None:
    assert cells._read(written(tmp_path, "a", package({"a.txt": b"x"}))) == ()
