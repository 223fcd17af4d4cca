"""Other bytes from the same path, and what people decided about what came before."""

from desk import CLERK, LANE, NOTES, SECRET, WALK, by_program, put, stands

from archive_builder.archive import PROGRAM, Placement
from archive_builder.model import After, ReceiptState, SlotId
from archive_builder.workflow import place
from archive_builder.workflow.decisions import Assignment, assign, dismiss
from archive_builder.workflow.holdings import held
from archive_builder.workflow.place import place_open

PATH = "小塘村/ZW-02 环境整治/整治记录.txt"


def filed(slot):
    return Placement(ReceiptState.FILED, PROGRAM, "名称", "因", SlotId(*slot.split("/")))


def state(session, receipt):
    return session.archive.catalogue.standing(receipt).state


def test_versions_that_come_before_any_is_placed_leave_the_last_one_standing(desk):
    first, second, third = (put(desk, PATH, text) for text in ("无题\n", "旧\n", "新\n"))
    place_open(desk)
    assert [state(desk, n) for n in (first, second)] == [ReceiptState.SUPERSEDED] * 2
    assert stands(desk, third) == LANE


def test_a_version_and_what_it_replaces_are_placed_together_or_not_at_all(desk):
    catalogue = desk.archive.catalogue
    old, new = put(desk, PATH, "旧\n"), put(desk, PATH, "新\n")
    group = [
        (old, None, Placement(ReceiptState.SUPERSEDED, PROGRAM, "新版", "因", other=new)),
        (new, None, filed(LANE)),
    ]
    dismiss(desk, str(new), CLERK, "传错了")
    assert catalogue.place_all([group]) == []
    assert (state(desk, old), state(desk, new)) == (ReceiptState.PENDING, ReceiptState.DISMISSED)


def test_what_a_person_taught_outlives_a_new_version(desk):
    first = put(desk, "小塘村/某某材料.txt", "无题\n")
    assign(desk, Assignment(str(first), "小塘村", "ZR-04", None, CLERK))
    for text in ("旧\n", "新\n"):
        newest = put(desk, "小塘村/某某材料.txt", text)
        place_open(desk)
        assert stands(desk, newest) == WALK
    assert len(desk.archive.catalogue.people_filed()) == 1


def test_what_a_person_left_out_is_left_out_when_it_is_sent_again(desk):
    first = put(desk, PATH, "旧\n")
    dismiss(desk, str(first), CLERK, "作废的草稿")
    again = put(desk, "小塘村/ZW-02 环境整治/再报.txt", "旧\n")
    place_open(desk)
    assert stands(desk, again) == ReceiptState.DUPLICATE


def test_an_empty_file_teaches_nothing_about_another(desk):
    first = put(desk, "扫描1.txt", "")
    assign(desk, Assignment(str(first), "大新镇", "ZR-02", None, CLERK))
    other = put(desk, "随便什么.txt", "")
    place_open(desk)
    assert (stands(desk, first), stands(desk, other)) == (NOTES, ReceiptState.PENDING)


def test_the_same_bytes_fill_no_slot_twice_by_way_of_a_version(desk):
    kept = put(desk, "小塘村/ZW-02 环境整治/甲.txt", "旧\n")
    by_program(desk, kept, LANE)
    old = put(desk, PATH, "新\n")
    by_program(desk, old, LANE)
    new = put(desk, PATH, "旧\n")
    place_open(desk)
    assert stands(desk, kept) == LANE
    assert (state(desk, old), state(desk, new)) == (
        ReceiptState.SUPERSEDED,
        ReceiptState.DUPLICATE,
    )


def test_a_marked_document_that_was_filed_unread_is_put_aside_before_it_is_bound(desk):
    marked = put(desk, PATH, SECRET)
    by_program(desk, marked, LANE)
    assert held(desk) == {}
    assert state(desk, marked) is ReceiptState.DECISION
    assert not list((desk.workspace.output / "evidence").rglob("*.txt"))


def test_a_kept_file_renamed_and_then_edited_has_one_version_standing(desk, monkeypatch):
    monkeypatch.setattr(place, "_after", lambda *_: After.KEEP)
    first = put(desk, "小塘村/ZW-02 环境整治/旧名.txt", "旧\n")
    renamed = put(desk, PATH, "旧\n")
    place_open(desk)
    assert (stands(desk, first), stands(desk, renamed)) == (LANE, ReceiptState.DUPLICATE)
    desk.archive.catalogue.mark_gone("incoming", ["小塘村/ZW-02 环境整治/旧名.txt"])
    edited = put(desk, PATH, "新\n")
    place_open(desk)
    place_open(desk)
    assert [state(desk, n) for n in (first, renamed)] == [ReceiptState.SUPERSEDED] * 2
    assert stands(desk, edited) == LANE
