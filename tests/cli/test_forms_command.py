"""`archive-builder forms`, and its forms coming back."""

import json

import pytest
from docx import Document

from archive_builder.model import TO_FILL, SlotId, form_number


@pytest.fixture
def workspace(tmp_path, command):
    command("init", tmp_path / "ws")
    return tmp_path / "ws"


def kept(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_units_forms_lie_in_its_folder(workspace, command):
    code, out, _ = command("forms", "--root", workspace, "--unit", "小塘村")
    assert code == 0
    assert "空白表 19 份，发给 1 个单位。" in out
    folder = workspace / "output" / "forms"
    assert [path.name for path in folder.iterdir()] == ["小塘村"]
    names = {path.name for path in (folder / "小塘村").iterdir()}
    assert len(names) == 19
    assert {
        "ZR-05 村级访谈提纲（村支部书记(村主任)）.docx",
        "ZP-01 花名册（“三类人群”）.xlsx",
        "ZP-02 一户一档目录（监测）.docx",
        "ZW-06 四查四补工作台账（2021年12月）.xlsx",
    } <= names


def test_a_unit_leaves_the_others_and_nothing_is_made_twice(workspace, command):
    command("forms", "--root", workspace, "--unit", "小塘村")
    before = kept(workspace / "output" / "forms")
    command("forms", "--root", workspace, "--unit", "教育局")
    after = kept(workspace / "output" / "forms")
    assert before.items() <= after.items()
    assert len(after) == len(before) + 4


def test_an_edited_list_takes_back_what_it_no_longer_names(workspace, command):
    small = "forms:\n  - {codes: [BM-10], units: [jiaoyu], name: 总结, template: 工作总结.docx}\n"
    path = workspace / "templates" / "forms.yaml"
    path.write_text(
        small + "  - {codes: [XZ-03], name: 典型经验材料, template: 典型经验材料.docx}\n", "utf-8"
    )
    command("forms", "--root", workspace)
    assert len(kept(workspace / "output" / "forms")) == 9
    path.write_text(small, "utf-8")
    command("forms", "--root", workspace)
    (left,) = kept(workspace / "output" / "forms")
    assert left.relative_to(workspace).as_posix() == "output/forms/教育局/BM-10 总结.docx"


def test_as_json_every_form_has_its_number_and_its_slot(workspace, command):
    code, out, _ = command("forms", "--root", workspace, "--unit", "民政局", "--json")
    rows = {row["slot"]: row for row in json.loads(out)}
    assert code == 0
    assert set(rows) == {"minzheng/BM-05/-", "minzheng/BM-10/-", "minzheng/BM-11/-"}
    row = rows["minzheng/BM-05/-"]
    assert row["form"] == form_number(SlotId("minzheng", "BM-05"))
    assert row["file"].endswith("民政局/BM-05 部门访谈提纲.docx")


def test_a_broken_template_is_named_and_nothing_is_written(workspace, command):
    (workspace / "templates" / "一户一档目录.docx").write_bytes(b"PK")
    code, _, err = command("forms", "--root", workspace, "--unit", "小塘村")
    assert code == 2
    assert "templates/一户一档目录.docx" in err
    assert not (workspace / "output" / "forms").exists()


def test_a_form_that_comes_back_is_filed_by_its_number(workspace, command):
    command("forms", "--root", workspace, "--unit", "民政局")
    made = Document(workspace / "output" / "forms" / "民政局" / "BM-05 部门访谈提纲.docx")
    for table in made.tables:
        cell = table.cell(0, 0)
        if cell.text == TO_FILL:
            cell.paragraphs[0].runs[0].text = "示例回答。"
    made.save(workspace / "incoming" / "新建 Microsoft Word 文档 (3).docx")
    command("file", "--root", workspace)
    (filed,) = (workspace / "output" / "evidence").rglob("*.docx")
    assert "民政局/责任落实/BM-05 部门访谈提纲及回答" in filed.as_posix()
    _, out, _ = command("trail", "1", "--root", workspace)
    assert "表单号" in out
