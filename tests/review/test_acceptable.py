from archive_builder.model import Aspect, PageSize, Rendition, Requirement, Text
from archive_builder.review import review

ROSTER = Requirement("ZP-01", Aspect.POLICY, "花名册", ("daxin",), formats=("xlsx", "xls"))
SHOWN = Rendition("k", (PageSize(595, 842),), Text(("字",)), "x 1")


def test_a_document_that_cannot_be_shown_blocks():
    broken = Rendition("k", (), Text(()), "x 1", problem="文件已加密")
    (finding,) = review(ROSTER, "花名册.xlsx", broken)
    assert finding.blocks and finding.text == "文件已加密"


def test_another_format_is_said_but_does_not_block():
    (finding,) = review(ROSTER, "花名册.docx", SHOWN)
    assert not finding.blocks and "xlsx、xls" in finding.text
    assert review(ROSTER, "花名册.XLS", SHOWN) == ()
