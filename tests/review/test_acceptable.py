from archive_builder.model import Aspect, PageFacts, Rendition, Requirement, Text
from archive_builder.review import Facts, facts_of, review

ROSTER = Requirement("ZP-01", Aspect.POLICY, "花名册", ("daxin",), formats=("xlsx", "xls"))
SHOWN = Facts()


def test_a_document_that_cannot_be_shown_blocks():
    broken = Rendition("k", (), Text(()), "x 1", problem="文件已加密")
    (finding,) = review(ROSTER, "花名册.xlsx", facts_of(broken))
    assert finding.blocks and finding.text == "文件已加密"


def test_another_format_is_said_but_does_not_block():
    (finding,) = review(ROSTER, "花名册.docx", SHOWN)
    assert not finding.blocks and "xlsx、xls" in finding.text
    assert review(ROSTER, "花名册.XLS", SHOWN) == ()


PDF = Facts(kind="PDF 文档", suffixes=("pdf",))
XLS = Facts(kind="Excel 97-2003 或 WPS 表格", suffixes=("xls", "xlt", "et"))
FREE = Requirement("ZZ-01", Aspect.POLICY, "总结", ("daxin",))


def test_a_suffix_that_lies_is_said_but_does_not_block():
    (finding,) = review(FREE, "总结.DOC", PDF)
    assert not finding.blocks
    assert finding.text == "文件名后缀是 doc，内容是 PDF 文档"
    assert review(FREE, "总结.PDF", PDF) == ()


def test_what_is_asked_for_counts_by_content():
    lie, format_ = review(ROSTER, "花名册.xlsx", PDF)
    assert lie.text == "文件名后缀是 xlsx，内容是 PDF 文档"
    assert format_.text == "清单要求的格式是 xlsx、xls，报来的是 PDF 文档"


def test_a_workbook_under_a_wrong_name_is_still_a_workbook():
    (finding,) = review(ROSTER, "花名册.pdf", XLS)
    assert finding.text == "文件名后缀是 pdf，内容是 Excel 97-2003 或 WPS 表格"


def test_an_honest_suffix_that_was_not_asked_for_is_said():
    (finding,) = review(ROSTER, "花名册.et", XLS)
    assert finding.text == "清单要求的格式是 xlsx、xls，报来的是 et"


def test_a_name_without_a_suffix_does_not_lie():
    assert review(FREE, "关于2021年.工作的总结", PDF) == ()
    assert review(ROSTER, "花名册", XLS) == ()
    (finding,) = review(ROSTER, "花名册", SHOWN)
    assert finding.text.endswith("报来的是 无后缀的文件")


def test_where_content_tells_no_suffix_the_name_counts():
    assert review(ROSTER, "花名册.xlsx", SHOWN) == ()


def test_marks_left_in_a_blank_form_block_also_where_a_line_breaks_in_them():
    pages = ("1. 问题\n（请填写）\n2. 问题（请填\n写）", "3. 问题 答：已办", "（请填写）")
    rendition = Rendition("k", (PageFacts(595, 842),) * 3, Text(pages), "x 1")
    assert facts_of(rendition) == Facts(unfilled=3)
    (finding,) = review(FREE, "总结.docx", facts_of(rendition))
    assert finding.blocks
    assert finding.text == "还有 3 处“（请填写）”没有填"
    answered = Rendition("k", (), Text(("1. 问题 无",)), "x 1")
    assert review(FREE, "总结.docx", facts_of(answered)) == ()
