import json

import pytest
from small_county import SATISFIED

from archive_builder.archive import Archive, Deciding
from archive_builder.model import WHOLE, DecisionKind, SlotId

DAY = ("--as-of", "2021-12-22")


def decide(county, kind, slot, **said):
    with Archive(county / "archive") as archive:
        archive.catalogue.decide([Deciding(kind, slot, "示例员", **said)])


@pytest.fixture
def gaps(county, command):
    return lambda *more: command("gaps", "--root", county, *more)


def test_the_sums_count_overdue_due_soon_and_waived(county, gaps):
    _, out, _ = gaps(*DAY, "--json")
    rows = json.loads(out)
    late, soon = (sum(row[key] for row in rows) for key in ("overdue", "soon"))
    assert late > 0 and soon > 0 and SATISFIED.isdisjoint(row["slot"] for row in rows)
    decide(county, DecisionKind.WAIVE, SlotId("xiaotang", "ZR-04", WHOLE), reason="无此项")
    code, out, _ = gaps(*DAY)
    assert code == 0
    assert f"缺项 {len(rows) - 1} 项" in out
    assert f"临近 {soon} 项；另有 1 项不适用（截至 2021-12-22）" in out
    assert not (county / "output/gaps/逾期催办通知.docx").exists() or late


def test_a_units_table_shows_state_counts_reason_and_how_urgent(gaps):
    _, out, _ = gaps("--unit", "小塘村", *DAY)
    for word in ("状态", "应有/现有", "缺项说明", "截止", "1/0", "未收到", "（逾期）", "待盖章"):
        assert word in out
    assert "ZR-05" in out and "XJ-03" not in out


def test_personal_numbers_are_shown_only_when_asked_for(county, gaps):
    slot = SlotId("xiaotang", "ZR-04", WHOLE)
    decide(county, DecisionKind.CHARGE, slot, value="示例员 13800000000")
    _, out, _ = gaps("--json", *DAY)
    assert "138****0000" in out and "13800000000" not in out
    _, out, _ = gaps("--json", "--unmasked", *DAY)
    assert "13800000000" in out


def test_json_writes_no_file(county, gaps):
    stands = {p: p.stat().st_mtime_ns for p in (county / "output/gaps").rglob("*")}
    gaps("--json", "--as-of", "2022-02-01")
    assert stands == {p: p.stat().st_mtime_ns for p in (county / "output/gaps").rglob("*")}
