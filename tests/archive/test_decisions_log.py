import sqlite3

import pytest

from archive_builder.archive import (
    PROGRAM,
    SIGNED,
    UNDONE,
    Archive,
    Arriving,
    Deciding,
    Parcel,
    Placement,
    Stamp,
)
from archive_builder.archive.migrations import STEPS
from archive_builder.errors import RecordError, StoreUnavailable
from archive_builder.model import DecisionKind, Paper, ReceiptState, SlotId

SLOT = SlotId("xiaotang", "ZR-05", "第一书记")
OTHER = SlotId("xiaotang", "ZR-04")
CLERK = "示例员"


@pytest.fixture
def archive(tmp_path):
    """A record with three receipts, the first two filed in `SLOT`."""
    with Archive(tmp_path / "archive") as opened:
        for number in range(3):
            source = tmp_path / "source"
            source.write_text(f"示例{number}")
            staged = opened.store.stage(source)
            opened.store.settle([staged])
            stamp = Stamp.of(source.stat())
            opened.catalogue.record([Parcel(Arriving(staged.sha256, f"{number}.txt", stamp))])
        for receipt in (1, 2):
            opened.catalogue.place(receipt, filed(SLOT))
        yield opened


@pytest.fixture
def catalogue(archive):
    return archive.catalogue


def filed(slot):
    return Placement(ReceiptState.FILED, PROGRAM, "名称", "写明", slot)


def gone(to):
    return Placement(ReceiptState.SUPERSEDED, CLERK, SIGNED, "签批件", other=to)


def signing(**more):
    return Deciding(DecisionKind.SEAL, SLOT, CLERK, "已核对", **more)


def newest(catalogue, receipt):
    return catalogue.standing(receipt).placement


def sign_by(catalogue, receipt, scan):
    """Let a signed page that waits take a document's place; the decision's number."""
    placing = [
        (scan, newest(catalogue, scan), filed(SLOT)),
        (receipt, newest(catalogue, receipt), gone(scan)),
    ]
    (number,) = catalogue.decide([signing(receipt=receipt, evidence=scan)], placing)
    return number


def test_a_decision_is_kept_as_it_was_made(catalogue):
    held = Paper("示例登记簿", 12, "乡档案室")
    rows = [
        signing(receipt=1),
        Deciding(DecisionKind.PAPER, OTHER, CLERK, held=held),
        Deciding(DecisionKind.CHARGE, OTHER, CLERK, value="示例乙"),
    ]
    assert catalogue.decide(rows) == (1, 2, 3)
    seal, paper, charge = catalogue.decisions()
    assert (seal.kind, seal.slot, seal.receipt, seal.actor, seal.reason) == (
        (DecisionKind.SEAL, SLOT, 1, CLERK, "已核对")
    )
    assert seal.placement == newest(catalogue, 1)
    assert (paper.held, paper.receipt, paper.placement) == (held, None, None)
    assert (charge.value, charge.held) == ("示例乙", None)
    assert seal.at <= paper.at <= charge.at


def test_a_decision_is_found_by_what_it_is_about(catalogue):
    catalogue.decide([Deciding(DecisionKind.PAPER, OTHER, CLERK, held=Paper("簿", 1, "柜"))])
    on_paper = Deciding(DecisionKind.RETURN, OTHER, CLERK, "缺页", paper=1)
    catalogue.decide([on_paper, signing(receipt=1, evidence=3), signing(receipt=2)])
    assert [d.id for d in catalogue.decisions_on_paper(1)] == [1, 2]
    assert catalogue.decisions_on_paper(2) == (), "2 is a decision, but enters no paper"
    assert [d.id for d in catalogue.decisions_on_receipt(1)] == [3]
    assert [d.id for d in catalogue.decisions_on_receipt(3)] == [3], "what it proves"
    assert [d.id for d in catalogue.decisions_on_slot(OTHER)] == [1, 2]
    assert [d.id for d in catalogue.decisions_on_slot(SLOT)] == [3, 4]


def test_what_is_taken_back_counts_no_more_and_stays(catalogue):
    first, second = catalogue.decide([signing(receipt=1), signing(receipt=2)])
    assert catalogue.take_back(first, actor="示例乙", reason="看错")
    assert not catalogue.take_back(first, actor="示例丙", reason="再来")
    assert [d.id for d in catalogue.decisions()] == [second]
    (kept,) = catalogue.decisions_on_receipt(1)
    assert kept.undone
    ((number, (_, actor, reason)),) = catalogue.undoings().items()
    assert (number, actor, reason) == (first, "示例乙", "看错")


def test_no_row_ever_changes_or_goes(catalogue, tmp_path):
    def rows():
        with sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite") as reader:
            tables = ("decision", "placement")
            return [reader.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in tables]

    number = sign_by(catalogue, 1, 3)
    before = rows()
    catalogue.take_back(number, actor=CLERK, reason="看错", again="恢复")
    catalogue.decide([signing(receipt=1)])
    for old, new in zip(before, rows(), strict=True):
        assert new[: len(old)] == old
        assert len(new) == len(old) + 1


def test_a_signed_page_takes_the_place_of_its_document_in_one_go(catalogue):
    number = sign_by(catalogue, 1, 3)
    assert catalogue.standing(3).filing.slot == SLOT
    assert catalogue.standing(1).state is ReceiptState.SUPERSEDED
    (decision,) = catalogue.decisions()
    assert (decision.id, decision.placement) == (number, newest(catalogue, 1))
    assert newest(catalogue, 3) < decision.placement


@pytest.mark.parametrize("moved", [1, 3])
def test_nothing_is_recorded_when_a_receipt_was_placed_meanwhile(catalogue, moved):
    seen = {number: newest(catalogue, number) for number in (1, 3)}
    catalogue.place(moved, filed(OTHER))
    before = catalogue.last_placement()
    placing = [(3, seen[3], filed(SLOT)), (1, seen[1], gone(3))]
    row = signing(receipt=1, evidence=3)
    assert catalogue.decide([row], placing) == ()
    assert catalogue.decide([row], seen=seen.items()) == ()
    assert (catalogue.decisions(), catalogue.last_placement()) == ((), before)


def test_a_signing_that_fails_half_way_leaves_nothing(catalogue):
    before = catalogue.last_placement()
    placing = [(3, None, filed(SLOT)), (1, newest(catalogue, 1), gone(3))]
    with pytest.raises(RecordError):
        catalogue.decide([signing(receipt=1, evidence=999)], placing)
    assert (catalogue.decisions(), catalogue.last_placement()) == ((), before)
    assert catalogue.standing(1).filing.slot == SLOT


def test_a_process_that_ends_before_the_commit_leaves_nothing(catalogue, monkeypatch):
    before = catalogue.last_placement()

    def die(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(catalogue, "_record", die)
    with pytest.raises(KeyboardInterrupt):
        sign_by(catalogue, 1, 3)
    assert (catalogue.decisions(), catalogue.last_placement()) == ((), before)


def test_undoing_a_signing_brings_the_document_back_and_leaves_the_signed_page(catalogue):
    number = sign_by(catalogue, 1, 3)
    catalogue.take_back(number, actor=CLERK, reason="看错", again="写明（撤销）")
    back = catalogue.standing(1)
    assert (back.filing.slot, back.rule, back.reason) == (SLOT, UNDONE, "写明（撤销）")
    assert catalogue.standing(3).filing.slot == SLOT


def test_a_document_placed_since_is_not_brought_back(catalogue):
    number = sign_by(catalogue, 1, 3)
    catalogue.place(1, filed(OTHER))
    catalogue.take_back(number, actor=CLERK, reason="看错")
    assert catalogue.standing(1).filing.slot == OTHER


def test_only_a_signing_brings_a_document_back(catalogue):
    (number,) = catalogue.decide([signing(receipt=1)])
    catalogue.place(1, Placement(ReceiptState.SUPERSEDED, PROGRAM, "新版", "有新版", other=2))
    catalogue.take_back(number, actor=CLERK, reason="")
    assert catalogue.standing(1).state is ReceiptState.SUPERSEDED


def test_what_was_signed_off_teaches_nothing(catalogue):
    by_clerk = Placement(ReceiptState.FILED, CLERK, SIGNED, "签批件", SLOT, other=1)
    catalogue.decide([signing(receipt=1, evidence=3)], [(3, None, by_clerk)])
    assert catalogue.people_filed() == ()


def test_the_trail_of_a_slot_has_what_ever_lay_there(catalogue):
    catalogue.place(1, filed(OTHER))
    assert [row.receipt.id for row in catalogue.trail_of_slot(SLOT)] == [1, 2]


@pytest.mark.parametrize("version", [1, 3])
def test_an_older_catalogue_climbs_and_keeps_all(tmp_path, version):
    path = tmp_path / "archive" / "catalogue.sqlite"
    path.parent.mkdir()
    with sqlite3.connect(path) as old:
        for step in STEPS[:version]:
            old.executescript(step)
        old.execute("INSERT INTO document VALUES (?, 3)", ("a" * 64,))
        old.execute(
            "INSERT INTO receipt (sha256, path, modified_ns, received_at)"
            " VALUES (?, 'a.txt', 0, '2021-12-20T00:00:00+00:00')",
            ("a" * 64,),
        )
        old.execute(f"PRAGMA user_version = {version}")
    old.close()
    with Archive(path.parent) as archive:
        assert [s.receipt.path for s in archive.catalogue.standings()] == ["a.txt"]
        assert archive.catalogue.decisions() == ()
        assert archive.catalogue.decide([signing(receipt=1)]) == (1,)
        assert archive.catalogue.damage() == ()


def test_a_locked_catalogue_says_so(catalogue, archive, monkeypatch):
    def locked(*_):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(catalogue, "_record", locked)
    with pytest.raises(StoreUnavailable):
        catalogue.decide([signing(receipt=1)])
