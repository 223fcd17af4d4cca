from archive_builder.model import Unit, UnitKind
from archive_builder.workflow.evidence import safe_name, unit_folder

TOWNS = (Unit("a", "甲镇", UnitKind.TOWNSHIP), Unit("b", "乙镇", UnitKind.TOWNSHIP))
VILLAGES = (
    Unit("a1", "新村", UnitKind.VILLAGE, "a"),
    Unit("b1", "新村", UnitKind.VILLAGE, "b"),
    Unit("b2", "老村", UnitKind.VILLAGE, "b"),
)


def test_villages_of_one_name_have_folders_of_their_own():
    units = (*TOWNS, *VILLAGES)
    folders = [unit_folder(village, units) for village in VILLAGES]
    assert folders == ["新村（甲镇）", "新村（乙镇）", "老村"]


def test_names_are_fit_for_windows_and_short_enough():
    assert safe_name('会议 "纪要"/1:2?. ') == "会议 _纪要__1_2_"
    assert safe_name("con.docx") == "_con.docx"
    long = safe_name("村" * 86 + ".docx")
    assert len(long.encode()) <= 200
    assert long.endswith("村.docx")
