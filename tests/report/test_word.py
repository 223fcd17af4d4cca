import time
import zipfile
from io import BytesIO

import pytest
from docx import Document

from archive_builder.errors import UsageError
from archive_builder.report.word import WordTemplate

VALUES = {"单位": "示例村", "缺项": [{"编号": "ZP-01"}, {"编号": "ZP-02"}]}


def saved(tmp_path, *paragraphs, document=None):
    document = document or Document()
    for text in paragraphs:
        document.add_paragraph(text)
    path = tmp_path / "templates" / "样例.docx"
    path.parent.mkdir(exist_ok=True)
    document.save(path)
    return path


def filled(path, values=VALUES):
    return Document(BytesIO(WordTemplate(path).fill(values)))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def failure(path, values=VALUES):
    with pytest.raises(UsageError) as caught:
        WordTemplate(path).fill(values)
    return caught.value


def test_values_stand_where_their_names_stood(tmp_path):
    path = saved(
        tmp_path,
        "{{ 单位 }}：",
        "{%p for 项 in 缺项 %}",
        "{{ loop.index }}. {{ 项.编号 }}",
        "{%p endfor %}",
        "此致",
    )
    assert texts(filled(path)) == ["示例村：", "1. ZP-01", "2. ZP-02", "此致"]


def test_rows_of_a_table_repeat(tmp_path):
    document = Document()
    table = document.add_table(rows=4, cols=2)
    for row, words in zip(
        table.rows,
        (
            ("编号", "单位"),
            ("{%tr for 项 in 缺项 %}", ""),
            ("{{ 项.编号 }}", "{{ 单位 }}"),
            ("{%tr endfor %}", ""),
        ),
        strict=True,
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    rows = filled(saved(tmp_path, document=document)).tables[0].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["编号", "单位"],
        ["ZP-01", "示例村"],
        ["ZP-02", "示例村"],
    ]


def split(paragraph, *runs):
    """Set a paragraph as Word leaves it after editing: in runs of different looks."""
    for number, text in enumerate(runs):
        paragraph.add_run(text).bold = bool(number % 2)


def test_placeholders_that_word_split_into_runs_are_whole_again_everywhere(tmp_path):
    document = Document()
    split(document.add_paragraph(), "致{", "{ 单", "位 }", "}：")
    split(document.add_paragraph(), "{%p for 项", " in 缺", "项 %}")
    split(document.add_paragraph(), "{{ 项", ".编号 }}")
    split(document.add_paragraph(), "{", "%p endfor %}")
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    split(cell.paragraphs[0], "{{", " 单位", " }}")
    section = document.sections[0]
    split(section.header.paragraphs[0], "{{ ", "单位 }}", "缺项")
    split(section.footer.paragraphs[0], "{{ 单", "位 }}")
    made = filled(saved(tmp_path, document=document))
    assert texts(made) == ["致示例村：", "ZP-01", "ZP-02"]
    assert made.tables[0].rows[0].cells[0].text == "示例村"
    assert made.sections[0].header.paragraphs[0].text == "示例村缺项"
    assert made.sections[0].footer.paragraphs[0].text == "示例村"


def test_a_run_keeps_its_look(tmp_path):
    document = Document()
    document.add_paragraph().add_run("{{ 单位 }}").bold = True
    run = filled(saved(tmp_path, document=document)).paragraphs[0].runs[0]
    assert (run.text, run.bold) == ("示例村", True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<w:p>&amp;", "<w:p>&amp;"),
        ("a]]>b\"'", "a]]>b\"'"),
        ("{{ 缺项 }}{% raw %}", "{{ 缺项 }}{% raw %}"),
        ("甲\x00\x0b乙\x1f", "甲乙"),
        ("甲\ud800乙", "甲?乙"),
        ("甲\t乙", "甲 乙"),
        ("  两边  ", "  两边  "),
        ("甲\n乙", "甲\n乙"),
        (7, "7"),
    ],
)
def test_values_are_put_in_as_they_are(tmp_path, value, shown):
    path = saved(tmp_path, "{{ 单位 }}", "尾")
    assert texts(filled(path, {"单位": value})) == [shown, "尾"]


def test_a_cell_whose_paragraphs_all_go_stays_a_cell(tmp_path):
    document = Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "{%p for 项 in 缺项 %}"
    cell.add_paragraph("{{ 项.编号 }}")
    cell.add_paragraph("{%p endfor %}")
    made = filled(saved(tmp_path, document=document), {"缺项": []})
    assert len(made.tables[0].rows[0].cells[0].paragraphs) == 1


def test_the_same_values_make_the_same_bytes_without_a_clock(tmp_path):
    document = Document()
    document.core_properties.author = "样例甲"
    path = saved(tmp_path, "{{ 单位 }}", document=document)
    first = WordTemplate(path).fill(VALUES)
    assert WordTemplate(path).fill(VALUES) == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
        assert "样例甲" not in core
        assert "W3CDTF" not in core
    assert first != WordTemplate(path).fill({"单位": "样例村"})


def test_the_digest_is_the_file_s(tmp_path):
    one = WordTemplate(saved(tmp_path, "{{ 单位 }}")).digest
    other = WordTemplate(saved(tmp_path, "致{{ 单位 }}")).digest
    assert len(one) == 64
    assert one != other


def test_filling_many_is_quick(tmp_path):
    template = WordTemplate(saved(tmp_path, *["{{ 单位 }}"] * 100))
    begun = time.perf_counter()
    for number in range(70):
        template.fill({"单位": f"示例{number}村"})
    assert time.perf_counter() - begun < 5


def test_a_missing_template_is_named(tmp_path):
    error = failure(tmp_path / "templates" / "样例.docx")
    assert error.message == "找不到模板 templates/样例.docx。"
    assert "archive-builder init" in error.remedy


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old Word"])
def test_what_is_no_word_document_is_refused(tmp_path, content):
    path = saved(tmp_path)
    path.write_bytes(content)
    error = failure(path)
    assert error.message == "templates/样例.docx 不是 Word 文档（.docx），或已损坏、加了密码。"
    assert "另存" in error.remedy


def test_a_zip_that_is_no_word_document_is_refused(tmp_path):
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "a")
    assert "不是 Word 文档" in failure(path).message


def test_a_folder_in_its_place_is_said(tmp_path):
    (tmp_path / "样例.docx").mkdir()
    assert "读不了模板" in failure(tmp_path / "样例.docx").message


@pytest.mark.parametrize(
    ("paragraphs", "named"),
    [
        (["好", "{{ 单位 ! }} 后面"], "「{{ 单位 ! }}」"),
        (["{{ 单位 }", "后面"], "「{{ 单位 }"),
        (["{% fur 项 in 缺项 %}"], "「{% fur 项 in 缺项 %}」"),
        (["{{ 单位|大写 }}"], "「{{ 单位|大写 }}」"),
        (["{%p for 项 in 缺项 %}", "{{ 项.编号 }}"], "「{{ 项.编号 }}」"),
    ],
)
def test_a_badly_written_placeholder_is_shown(tmp_path, paragraphs, named):
    error = failure(saved(tmp_path, *paragraphs))
    assert error.message.startswith("templates/样例.docx 里的占位写得不对：")
    assert named in error.message
    assert error.remedy.startswith("请在 Word 里改 templates/样例.docx：花括号要成对")


@pytest.mark.parametrize(
    ("paragraphs", "tag", "name"),
    [
        (["{{ 单位 }}", "{{ 单位名 }}"], "{{ 单位名 }}", "单位名"),
        (["{% if False %}{{ 电话 }}{% endif %}"], "{{ 电话 }}", "电话"),
        (
            ["{%p for 项 in 缺项 %}", "{{ 项.原因 }}", "{%p endfor %}"],
            "{{ 项.原因 }}",
            "原因",
        ),
    ],
)
def test_an_unknown_name_is_shown_with_those_that_may_be_used(tmp_path, paragraphs, tag, name):
    error = failure(saved(tmp_path, *paragraphs))
    assert error.message == (
        f"templates/样例.docx 里的占位「{tag}」没有可填的内容：没有“{name}”这一项。"
    )
    assert error.remedy == "请在 Word 里改 templates/样例.docx，占位只能用：单位、缺项。"


def test_a_placeholder_that_makes_no_sense_is_said(tmp_path):
    error = failure(saved(tmp_path, "{{ 单位 + 1 }}"))
    assert error.message == "templates/样例.docx 里的占位「{{ 单位 + 1 }}」不能这样用。"


def test_a_placeholder_reaches_nothing_but_values(tmp_path):
    error = failure(saved(tmp_path, "好", "{{ 单位.__class__.__mro__ }}"))
    assert "「{{ 单位.__class__.__mro__ }}」不能这样用" in error.message


def test_a_row_placeholder_outside_a_table_is_said(tmp_path):
    document = Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "表"
    document.add_paragraph("{%tr for 项 in 缺项 %}")
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{%tr endfor %}"
    error = failure(saved(tmp_path, document=document))
    assert "样例.docx" in error.message
