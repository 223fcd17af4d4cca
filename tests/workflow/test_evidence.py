import shutil
from contextlib import contextmanager

from desk import LANE, UNTITLED, by_program, put

from archive_builder.model import Unit, UnitKind
from archive_builder.workflow.evidence import lay_evidence, safe_name, unit_folder
from archive_builder.workflow.watch_filer import Shower

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


def laid(desk):
    lay_evidence(desk)
    folder = desk.workspace.output / "evidence"
    return {p.name: p.read_text("utf-8") for p in folder.rglob("*.txt")}


def test_however_names_collide_every_document_is_shown(desk):
    names = ("a（3号来件）.txt", "甲/a.txt", "乙/a.txt", "丙/a.txt")
    for name, text in zip(names, (UNTITLED, "旧\n", "新\n", "小塘村材料\n"), strict=True):
        by_program(desk, put(desk, name, text), LANE)
    assert laid(desk) == {
        "a（3号来件）.txt": UNTITLED,
        "a.txt": "旧\n",
        "a（3号来件）（3号来件）.txt": "新\n",
        "a（4号来件）.txt": "小塘村材料\n",
    }


class OneDesk:
    """A desk of the watcher that keeps one session."""

    def __init__(self, session):
        self._session = session

    def session(self):
        return self._session, False


def test_the_watcher_lays_the_folders_again_when_output_is_deleted(desk):
    by_program(desk, put(desk, "a.txt", UNTITLED), LANE)
    folder = desk.workspace.output / "evidence"
    shower = Shower()
    shower.step(OneDesk(desk))
    assert list(folder.rglob("a.txt"))
    shutil.rmtree(desk.workspace.output)
    shower.step(OneDesk(desk))
    assert list(folder.rglob("a.txt"))


def test_what_is_laid_is_what_is_filed_once_the_folders_are_free(desk, monkeypatch):
    """Another process files while this one waits for its turn."""
    receipt = put(desk, "a.txt", UNTITLED)
    alone = desk.alone

    @contextmanager
    def alone_at_last(work):
        by_program(desk, receipt, LANE)
        with alone(work):
            yield

    monkeypatch.setattr(desk, "alone", alone_at_last)
    assert laid(desk) == {"a.txt": UNTITLED}
