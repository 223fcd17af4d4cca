"""The look that an archivist may change, and what is said of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_samples import TEMPLATES

from archive_builder.bind import BookKind, load_look
from archive_builder.errors import UsageError
from archive_builder.typeset.marks import Role


def changed(folder: Path, old: str, new: str) -> Path:
    text = (TEMPLATES / "layout.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "layout.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_shipped_look_follows_gb_t_9705() -> None:
    look = load_look(TEMPLATES)
    margins = look.margins
    assert (margins.top, margins.bottom, margins.gutter, margins.fore) == (20, 15, 25, 15)
    titles = [column.title for column in look.contents[BookKind.VOLUME].columns]
    assert titles == ["顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"]
    titles = [column.title for column in look.contents[BookKind.COMPILATION].columns]
    assert titles == ["序号", "标题", "文号", "发文机关", "成文日期", "有效性", "页码"]
    for contents in look.contents.values():
        assert sum(column.width for column in contents.columns) == 210 - 25 - 15


def test_a_text_and_a_face_can_be_changed(tmp_path: Path) -> None:
    changed(tmp_path, "title: 卷内备考表", "title: 备考表（本县）")
    assert load_look(tmp_path).remarks.title == "备考表（本县）"
    changed(tmp_path, "font: 宋体", "font: 黑体")
    assert load_look(tmp_path).page_number.font is Role.HEI


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  gutter: 25\n", "", r"margins\.gutter（缺少此项）"),
        ("  gutter: 25\n", "  gutter: 25\n  gutters: 3\n", r"margins\.gutters（没有这样的项）"),
        ("  gutter: 25\n", "  gutter: 很宽\n", r"margins\.gutter（值不对）"),
        ("  gutter: 25\n", "  gutter: 25\n  gutter: 26\n", "gutter 重复"),
        ("shows: ordinal", "shows: ordnial", r"shows（值不对）"),
        ("font: 宋体", "font: 宋", r"page_number\.font（值不对）"),
        ("margins:", "margins: [", "不是正确的 YAML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_look(changed(tmp_path, old, new))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取"):
        load_look(tmp_path)
