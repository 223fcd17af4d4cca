from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import texts, written

from archive_builder.convert.outcome import Pages, Problem
from archive_builder.convert.sheet import delimited
from archive_builder.convert.sheet.delimited import convert
from archive_builder.typeset.fonts import FontSet


def shown(path: Path, fonts: FontSet) -> list[str]:
    outcome = convert(path, fonts)
    assert isinstance(outcome, Pages)
    assert isinstance(outcome.pdf, bytes)
    assert outcome.tabular and not outcome.draft
    return texts(outcome.pdf)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_rows_become_a_table(tmp_path: Path, fonts: FontSet, delimiter: str, encoding: str) -> None:
    rows = [["序号", "姓名", "住址"], ["1", "张三", "一村"], ["2", "李四", "二村"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    (page,) = shown(written(tmp_path, "a", content), fonts)
    for row in rows:
        assert all(cell in page for cell in row)


def test_the_header_stands_on_every_page_and_no_row_is_lost(tmp_path: Path, fonts: FontSet) -> None:
    rows = "".join(f"{n},户主{n},补贴\n" for n in range(1, 201))
    pages = shown(written(tmp_path, "a", f"序号,姓名,事项\n{rows}".encode()), fonts)
    assert len(pages) > 2
    assert all("姓名" in page for page in pages)
    assert all(f"户主{n}" in "\n".join(pages) for n in range(1, 201))


def test_a_quoted_cell_keeps_its_commas_and_lines(tmp_path: Path, fonts: FontSet) -> None:
    content = '名称,说明\n甲,"一,二"\n乙,"上\n下"\n丙,无\n'.encode()
    (page,) = shown(written(tmp_path, "a", content), fonts)
    assert "一,二" in page
    assert "上" in page and "下" in page


def test_too_many_rows_are_refused(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "MAX_ROWS", 3)
    outcome = convert(written(tmp_path, "a", b"a,b,c\n" * 4), fonts)
    assert isinstance(outcome, Problem)
    assert "4 行" in outcome.reason and "3 行" in outcome.reason
