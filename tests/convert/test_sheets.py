from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
import xlsxwriter
from document_builders import texts, written

from archive_builder.convert import sheets
from archive_builder.convert.cells import written as as_text
from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.panic import Panic
from archive_builder.convert.sheets import convert
from archive_builder.typeset.fonts import FontSet

HEADER = ["序号", "姓名", "家庭住址", "备注"]


def workbook(rows: Sequence[Sequence[object]], hidden: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        shown = book.add_worksheet("花名册")
        for number, row in enumerate(rows):
            shown.write_row(number, 0, row)
        if hidden:
            other = book.add_worksheet("底稿")
            other.write(0, 0, "不应出现")
            other.hide()
    return buffer.getvalue()


def converted(tmp_path: Path, fonts: FontSet, content: bytes) -> Pages:
    outcome = convert(written(tmp_path, "a", content), fonts)
    assert isinstance(outcome, Pages)
    return outcome


def test_the_header_stands_on_every_page(tmp_path: Path, fonts: FontSet) -> None:
    rows = [["某某村花名册"], HEADER, *([n, f"第{n}人", "一组", ""] for n in range(1, 121))]
    outcome = converted(tmp_path, fonts, workbook(rows, hidden=True))
    pages = texts(outcome.pdf)
    assert len(pages) > 2
    assert all("家庭住址" in page for page in pages)
    assert sum(page.count("某某村花名册") for page in pages) == 1
    assert all(any(f"第{n}人" in page for page in pages) for n in range(1, 121))
    assert "不应出现" not in "".join(pages)
    assert outcome.draft
    assert "草样" in outcome.notes[0]


def test_wide_sheets_lie_and_too_wide_ones_go_on(tmp_path: Path, fonts: FontSet) -> None:
    def sizes(columns: int) -> list[tuple[float, float]]:
        names = [f"指标名称第{n}项" for n in range(columns)]
        rows = [names, ["二十字以内的说明文字占据一定的宽度"] * columns]
        with pikepdf.open(io.BytesIO(converted(tmp_path, fonts, workbook(rows)).pdf)) as pdf:
            return [(float(p.mediabox[2]), float(p.mediabox[3])) for p in pdf.pages]

    assert [w < h for w, h in sizes(3)] == [True]
    assert [w < h for w, h in sizes(9)] == [False]
    assert len(sizes(40)) > 1


def test_columns_that_go_on_lose_nothing(tmp_path: Path, fonts: FontSet) -> None:
    names = [f"项目{n:03d}" for n in range(80)]
    outcome = converted(tmp_path, fonts, workbook([names, ["内容" * 6] * 80]))
    found = "".join("".join(texts(outcome.pdf)).split())
    assert all(name in found for name in names)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3.0, "3"),
        (1234567890123.0, "1234567890123"),
        (2.5, "2.5"),
        (True, "TRUE"),
        (datetime(2021, 12, 20), "2021-12-20"),
        (datetime(2021, 12, 20, 18, 30), "2021-12-20 18:30:00"),
        ("  村 ", "村"),
    ],
)
def test_cells_are_written_as_people_do(cell: object, text: str) -> None:
    assert as_text(cell) == text


def test_an_empty_workbook_and_a_broken_one_are_problems(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = convert(written(tmp_path, "a", workbook([])), fonts)
    broken = convert(written(tmp_path, "b", workbook([HEADER])[:400]), fonts)

    def panic(*_: object) -> None:
        raise Panic("no entry found for key")

    monkeypatch.setattr(sheets, "_sheets", panic)
    crashed = convert(written(tmp_path, "c", workbook([HEADER])), fonts)
    for outcome in (empty, broken, crashed):
        assert isinstance(outcome, Problem)
    assert isinstance(empty, Problem)
    assert "没有文字" in empty.reason
