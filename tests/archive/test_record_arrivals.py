import sqlite3

import pytest

from archive_builder.archive import (
    PROGRAM,
    Archive,
    Arriving,
    Parcel,
    PassedOver,
    Placement,
    Stamp,
)
from archive_builder.archive.migrations import STEPS
from archive_builder.model import ReceiptState


@pytest.fixture
def catalogue(tmp_path):
    with Archive(tmp_path / "archive") as archive:
        aside = (ReceiptState.DECISION, "没有解压程序")
        archive.catalogue.record([Parcel(Arriving("aa", "a.rar", Stamp(1), aside=aside))])
        yield archive.catalogue


MEMBER = Arriving("bb", "a.rar/b.txt", Stamp(1))
INSIDE = PassedOver("a.rar/Thumbs.db", ReceiptState.IGNORED, "缩略图")


def unfold(catalogue, seen):
    return catalogue.unfold(1, seen, [MEMBER], [INSIDE], "已拆包")


def test_an_archive_nobody_decided_on_is_unfolded_once(catalogue):
    seen = catalogue.standing(1).placement
    assert unfold(catalogue, seen)
    assert not unfold(catalogue, seen)
    assert [s.receipt.path for s in catalogue.standings()] == ["a.rar", "a.rar/b.txt"]
    assert catalogue.standing(2).receipt.container == 1
    assert [p.path for p in catalogue.passed_over()] == ["a.rar/Thumbs.db"]
    catalogue.undo(1, actor="示例员", reason="错")
    assert catalogue.standing(1).state is ReceiptState.DECISION


def test_a_decision_made_meanwhile_is_not_overridden_by_unfolding(catalogue):
    seen = catalogue.standing(1).placement
    catalogue.place(1, Placement(ReceiptState.DISMISSED, "示例员", "人工", "不要"))
    assert not unfold(catalogue, seen)
    (standing,) = catalogue.standings()
    assert standing.state is ReceiptState.DISMISSED
    assert catalogue.passed_over() == ()
    assert len(catalogue.documents()) == 1


def test_a_look_that_finds_the_same_writes_nothing(catalogue):
    same = [PassedOver("~$a", ReceiptState.IGNORED, "临时")]
    waits = PassedOver("b", ReceiptState.PENDING, "刚刚放入")
    catalogue.replace_passed_over("incoming", [*same, waits])
    written = catalogue._db.total_changes
    catalogue.replace_passed_over("incoming", [waits, *same])
    assert catalogue._db.total_changes == written
    catalogue.replace_passed_over("incoming", same)
    assert catalogue._db.total_changes == written + 1
    assert catalogue.passed_over() == tuple(same)


def test_a_reason_that_changes_replaces_the_row(catalogue):
    for reason in ("已放了 1 天", "已放了 2 天"):
        row = PassedOver("~$a", ReceiptState.IGNORED, reason)
        catalogue.replace_passed_over("incoming", [row])
        assert catalogue.passed_over() == (row,)


@pytest.mark.parametrize(
    ("term", "index"),
    [
        ("p.part = '花名册'", "placement_part"),
        (f"p.reason = '无' AND p.state = '{ReceiptState.DECISION}'", "placement_reason"),
    ],
)
def test_what_stands_in_a_part_or_waits_for_a_reason_is_found_by_an_index(catalogue, term, index):
    plan = catalogue._db.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM receipt r LEFT JOIN placement p"
        " ON p.id = (SELECT max(id) FROM placement WHERE receipt = r.id)"
        f" WHERE r.id = p.receipt AND {term} ORDER BY r.id"
    )
    steps = [row["detail"] for row in plan]
    assert any(index in step for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)


def test_a_catalogue_of_the_second_version_gets_the_indexes(tmp_path):
    (tmp_path / "archive").mkdir()
    with sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite") as db:
        db.executescript("".join(STEPS[:2]) + "PRAGMA user_version = 2;")
        db.executescript("""
            INSERT INTO document VALUES ('aa', 1);
            INSERT INTO receipt VALUES (1, 'aa', 'a', 0, '2021-12-01T00:00:00+00:00', NULL, 'x');
        """)
    with Archive(tmp_path / "archive") as archive:
        assert [s.receipt.path for s in archive.catalogue.standings()] == ["a"]
        archive.catalogue.place(1, Placement(ReceiptState.DECISION, PROGRAM, "收件", "无"))
        assert [s.receipt.id for s in archive.catalogue.waiting_because("无")] == [1]
        names = archive.catalogue._db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        assert {"placement_part", "placement_reason"} <= {row["name"] for row in names}
