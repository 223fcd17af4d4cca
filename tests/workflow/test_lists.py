"""Lists from the record: two ways to the same inventory, the county against the YAML, masking."""

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from desk import BROKEN, CLERK, TITLE, by_program, put
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from small_county import AS_OF, SATISFIED
from xlsxwriter import Workbook

from archive_builder.archive import Arriving, Deciding, Parcel, Placement, Stamp
from archive_builder.model import (
    TO_FILL,
    DecisionKind,
    Paper,
    ReceiptState,
    SlotId,
    SlotState,
    Verdict,
)
from archive_builder.model.privacy import mask
from archive_builder.progress import Silent
from archive_builder.report.gaps import as_json
from archive_builder.workflow import gaps, known
from archive_builder.workflow.gaps import overview_of, write_lists
from archive_builder.workflow.holdings import held, inventory, take_stock
from archive_builder.workflow.reading import Reader
from archive_builder.workflow.workspace import open_session

WALK, INTERVIEW = SlotId("xiaotang", "ZR-04"), SlotId("xiaotang", "ZR-05", "第一书记")
MEETING = SlotId("daxin", "ZR-02")
ID_NUMBER, MOBILE, LANDLINE, ACCOUNT = (
    "000000190001010000",
    "13800000000",
    "0951-0000000",
    "6200000000000000",
)
SECRETS = (ID_NUMBER, MOBILE, LANDLINE, ACCOUNT)


def decide(session, kind, slot=WALK, **said) -> int:
    (number,) = session.archive.catalogue.decide([Deciding(kind, slot, CLERK, **said)])
    return number


def both(session):
    """The inventory by the way of books, and by that of lists; they must be the same."""
    heavy = inventory(session, held(session))
    assert take_stock(session, AS_OF).inventory == heavy
    (session.workspace.output / ".cache/known.json").unlink(missing_ok=True)
    assert take_stock(session, AS_OF).inventory == heavy
    return heavy


def verdicts(session, slot=WALK) -> list[Verdict]:
    return [holding.verdict for holding in both(session).holdings.get(slot, ())]


@pytest.fixture
def walked(desk):
    """A workspace where a document is filed for a requirement that asks for no sign-off."""
    receipt = put(desk, "小塘村/ZR-04 走访/走访.txt", "小塘村材料\n")
    by_program(desk, receipt, str(WALK))
    return desk, receipt


def test_a_document_that_nothing_speaks_against_is_accepted(walked):
    session, _ = walked
    assert verdicts(session) == [Verdict(SlotState.ACCEPTED)]


def test_what_cannot_be_shown_waits_until_a_person_accepts_it(desk):
    receipt = put(desk, "走访.pdf", BROKEN)
    by_program(desk, receipt, str(WALK))
    (verdict,) = verdicts(desk)
    assert verdict.state is SlotState.RECEIVED and verdict.reason
    decide(desk, DecisionKind.ACCEPT, receipt=receipt)
    assert verdicts(desk) == [Verdict(SlotState.ACCEPTED)]


def test_a_blank_form_sent_back_unanswered_is_not_accepted(desk):
    receipt = put(desk, "访谈.txt", f"访谈提纲\n\n1. 问题\n{TO_FILL}\n2. 问题\n{TO_FILL}\n")
    by_program(desk, receipt, str(WALK))
    said = "还有 2 处“（请填写）”没有填"
    assert verdicts(desk) == [Verdict(SlotState.RECEIVED, said)]


def test_signing_counts_for_the_document_and_for_the_scan_that_proves_it(desk):
    receipt, scan = put(desk, "a.txt", "旧\n"), put(desk, "b.txt", "新\n")
    for number in (receipt, scan):
        by_program(desk, number, str(INTERVIEW))
    awaited = Verdict(SlotState.UNSEALED, "待乡级盖章")
    assert verdicts(desk, INTERVIEW) == [awaited] * 2
    decide(desk, DecisionKind.SEAL, INTERVIEW, receipt=receipt, evidence=scan)
    assert verdicts(desk, INTERVIEW) == [Verdict(SlotState.ACCEPTED)] * 2


def test_a_decision_in_one_slot_does_not_count_in_another(walked):
    session, receipt = walked
    decide(session, DecisionKind.RETURN, MEETING, receipt=receipt, reason="不清楚")
    assert verdicts(session) == [Verdict(SlotState.ACCEPTED)]
    decide(session, DecisionKind.RETURN, receipt=receipt, reason="不清楚")
    assert verdicts(session) == [Verdict(SlotState.RETURNED, "不清楚")]


def replaced(session, old: int, new: int) -> None:
    placement = Placement(ReceiptState.SUPERSEDED, CLERK, "新版", "有新版", other=new)
    session.archive.catalogue.place(old, placement)


def test_a_new_version_of_what_people_decided_on_must_be_looked_at_again(walked):
    session, first = walked
    second, third = put(session, "走访.txt", "旧\n"), put(session, "走访.txt", "新\n")
    number = decide(session, DecisionKind.ACCEPT, receipt=first)
    replaced(session, first, second)
    replaced(session, second, third)
    by_program(session, third, str(WALK))
    revised = Verdict(SlotState.RECEIVED, "新版，旧版已处理过，须重新核")
    assert verdicts(session) == [revised]
    session.archive.catalogue.take_back(number, actor=CLERK, reason="点错")
    assert verdicts(session) == [Verdict(SlotState.ACCEPTED)]


def test_an_original_on_paper_fills_its_slot_like_any_other(desk):
    number = decide(desk, DecisionKind.PAPER, INTERVIEW, held=Paper("示例问卷", 12, "示例柜"))
    (paper,) = both(desk).holdings[INTERVIEW]
    assert (paper.name, paper.verdict.state) == (f"纸质{number}号", SlotState.UNSEALED)
    decide(desk, DecisionKind.SEAL, INTERVIEW, paper=number)
    assert verdicts(desk, INTERVIEW) == [Verdict(SlotState.ACCEPTED)]
    assert INTERVIEW not in {gap.slot.id for gap in overview_of(desk, AS_OF).gaps}
    desk.archive.catalogue.take_back(number, actor=CLERK, reason="点错")
    assert INTERVIEW not in both(desk).holdings


def test_waived_charged_and_remarked_go_by_the_newest_word(desk):
    for reason in ("先说", "本村无此项"):
        decide(desk, DecisionKind.WAIVE, reason=reason)
    decide(desk, DecisionKind.CHARGE, MEETING, value="示例员甲")
    decide(desk, DecisionKind.REMARK, MEETING, value="正在补")
    decide(desk, DecisionKind.REMARK, INTERVIEW, value="先有后无")
    decide(desk, DecisionKind.REMARK, INTERVIEW, value="")
    found = both(desk)
    assert found.waivers[WALK].reason == "本村无此项"
    assert found.waivers[WALK].day == desk.today()
    assert (found.charges, found.remarks) == ({MEETING: "示例员甲"}, {MEETING: "正在补"})
    total = overview_of(desk, AS_OF).total
    assert total.waived == 1
    (gap,) = [g for g in overview_of(desk, AS_OF).gaps if g.slot.id == MEETING]
    assert (gap.charge, gap.remark) == ("示例员甲", "正在补")


def test_lists_read_each_document_once(walked, monkeypatch):
    session, _ = walked
    first = take_stock(session, AS_OF)
    monkeypatch.setattr(known, "Reader", None)
    assert take_stock(session, AS_OF) == first


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"basis": "x"}', b"\xff"])
def test_a_damaged_file_of_what_is_known_costs_time_only(walked, damage):
    session, _ = walked
    first = take_stock(session, AS_OF)
    path = session.workspace.output / ".cache/known.json"
    kept = path.read_bytes()
    path.write_bytes(damage)
    assert take_stock(session, AS_OF) == first
    assert path.read_bytes() == kept


def test_what_may_have_been_chance_is_looked_at_again(walked, monkeypatch):
    session, _ = walked
    monkeypatch.setattr(Reader, "lasts", lambda *_: False)
    assert verdicts_of(take_stock(session, AS_OF)) == [SlotState.ACCEPTED]
    path = session.workspace.output / ".cache/known.json"
    assert not path.exists() or not json.loads(path.read_bytes())["documents"]


def verdicts_of(stock) -> list[SlotState]:
    return [h.verdict.state for rows in stock.inventory.holdings.values() for h in rows]


@pytest.mark.parametrize("way", [held, lambda session: take_stock(session, AS_OF)])
def test_a_marked_document_is_put_aside_and_nothing_of_it_is_kept(desk, way):
    receipt = put(desk, "纪要.txt", "机密★1年\n\n某会议纪要\n\n绝不外传的内容\n")
    by_program(desk, receipt, str(WALK))
    way(desk)
    assert desk.archive.catalogue.standing(receipt).state is ReceiptState.DECISION
    assert both(desk).holdings == {}
    for path in (desk.workspace.output / ".cache").rglob("*.json"):
        assert "某会议纪要" not in path.read_text("utf-8")


def test_what_came_in_and_what_went_back_since_the_day_before(desk):
    today = desk.today()
    titled = put(desk, "说明.txt", f"{TITLE}\n\n示例一。\n")
    plain = put(desk, "材料.txt", "小塘村材料\n")
    by_program(desk, titled, str(WALK))
    by_program(desk, plain, str(MEETING))
    number = decide(desk, DecisionKind.PAPER, INTERVIEW, held=Paper("示例问卷", 2, "示例柜"))
    decide(desk, DecisionKind.RETURN, receipt=titled, reason="先退")
    decide(desk, DecisionKind.RETURN, receipt=titled, reason="缺第二页")
    decide(desk, DecisionKind.RETURN, MEETING, receipt=plain, reason="已补")
    decide(desk, DecisionKind.ACCEPT, MEETING, receipt=plain)
    found = overview_of(desk, today).changes
    assert {(e.slot.id, e.what) for e in found.received} == {
        (WALK, TITLE),
        (MEETING, "小塘村材料"),
        (INTERVIEW, f"示例问卷（纸质{number}号）"),
    }
    assert [(e.slot.id, e.what, e.reason) for e in found.returned] == [(WALK, TITLE, "缺第二页")]
    assert all(e.at.tzinfo == found.received[0].at.tzinfo for e in found.received)
    later = overview_of(desk, date(2099, 1, 1)).changes
    assert (later.received, later.returned) == ((), ())


# The county list against the manifests' YAML, read by other means.


def yaml_slots(folder: Path) -> dict[str, dict]:
    """Ids of all required slots, and their requirement as the YAML says it."""
    documents = [yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yaml")]
    units = next(d["units"] for d in documents if d and "units" in d)
    county = next(d["county"] for d in documents if d and "county" in d)
    found = {}
    for document in documents:
        for row in (document or {}).get("requirements", ()):
            found |= dict.fromkeys(_ids(row, units, county), row)
    return found


def _ids(row: dict, units: list[dict], county: str) -> set[str]:
    if row.get("required") is False:
        return set()
    if "collectors" in row:
        owners = {row.get("holder", county)}
    else:
        owners = _owners(row, units) - set(row.get("recommended", ()))
    return {f"{owner}/{row['code']}/{part}" for owner in owners for part in _parts(row)}


def _owners(row: dict, units: list[dict]) -> set[str]:
    selectors = row.get("owners", [])
    found = set(row.get("units", ()))
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        kinds = [selector.get("kind"), *selector.get("kinds", ())]
        asked = [unit for unit in units if unit["kind"] in kinds]
        if selector.get("stationed_team"):
            asked = [unit for unit in asked if unit.get("stationed_team", False) is not False]
        named = {unit["id"] for unit in asked} | set(selector.get("units", ()))
        found |= named - set(selector.get("without", ()))
    return found


def _parts(row: dict) -> list[str]:
    if row.get("households"):
        return ["households"]
    if months := row.get("months"):
        first, last = re.fullmatch(r"(\d{4}-\d{2})\.\.(\d{4}-\d{2})", months).groups()
        return [
            f"{year}-{month:02}"
            for year in range(int(first[:4]), int(last[:4]) + 1)
            for month in range(1, 13)
            if first <= f"{year}-{month:02}" <= last
        ]
    return [p["key"] if isinstance(p, dict) else p.strip("“”") for p in row.get("parts", ["-"])]


def details_of(path: Path) -> list[dict[str, str]]:
    """The rows of the county book's 明细, by the titles of their columns."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("明细").to_python()
    head = next(i for i, row in enumerate(rows) if "件位" in row)
    named = (dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :])
    return [row for row in named if row["件位"]]


def test_the_county_list_is_what_the_yaml_asks_for_and_nothing_satisfies(finished):
    root, _ = finished
    asked = yaml_slots(root / "manifests")
    with open_session(root, Silent()) as session:
        found = [as_json(gap) for gap in overview_of(session, AS_OF).gaps]
    expected = asked.keys() - SATISFIED
    assert len(asked) > 2500 and asked.keys() > SATISFIED
    assert {gap["slot"] for gap in found} == expected
    assert len(found) == len(expected)
    for gap in found:
        row = asked[gap["slot"]]
        assert (gap["title"], gap["needed"]) == (row["title"], row.get("min", 1))
    listed = [row["件位"] for row in details_of(root / "output/gaps/兴庆区总览.xlsx")]
    assert len(listed) == len(expected) and set(listed) == expected


def test_a_units_list_holds_its_own_and_what_it_collects(finished):
    root, _ = finished
    asked = yaml_slots(root / "manifests")
    book = CalamineWorkbook.from_path(root / "output/gaps/区委办公室/缺项清单.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    head = next(i for i, row in enumerate(rows) if "件位" in row)
    listed = {row[rows[head].index("件位")] for row in rows[head + 1 :]} - {""}
    shared = {
        slot
        for slot, row in asked.items()
        if "quweiban" in row.get("collectors", ()) or slot.startswith("quweiban/")
    }
    assert shared and listed == shared - SATISFIED


# Masking: every file that lists make, read by another library.


def said_in(path: Path) -> str:
    """All text of a file, hidden columns and properties too."""
    if path.suffix == ".pdf":
        return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return path.read_text("utf-8")


def cells_in(path: Path) -> str:
    book = CalamineWorkbook.from_path(path)
    sheets = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    return "\n".join(str(cell) for rows in sheets for row in rows for cell in row)


def put_workbook(session, path: str, rows) -> int:
    """Take a workbook into the record; its receipt's number."""
    source = session.workspace.root / path
    with Workbook(source) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    archive = session.archive
    staged = archive.store.stage(source)
    source.unlink()
    archive.store.settle([staged])
    archive.catalogue.record([Parcel(Arriving(staged.sha256, path, Stamp(staged.size)))])
    return archive.catalogue.standings()[-1].receipt.id


@pytest.fixture
def personal(desk):
    """A workspace whose roster, reasons, names of files and 责任人 hold personal numbers."""
    rows = (("户编号", "户主姓名"), (f"甲{LANDLINE}", "示例户甲"), ("002", "示例户乙"))
    by_program(desk, put_workbook(desk, "花名册.xlsx", rows), "xinchuang/ZP-06/households")
    desk.read_rosters()
    one = put(desk, f"材料 {MOBILE}.txt", "旧\n")
    by_program(desk, one, str(WALK))
    decide(desk, DecisionKind.RETURN, receipt=one, reason=f"账号 {ACCOUNT} 不对，电话 {LANDLINE}")
    decide(desk, DecisionKind.CHARGE, MEETING, value=f"示例员 {MOBILE}")
    decide(desk, DecisionKind.REMARK, MEETING, value=f"见 {ID_NUMBER}")
    decide(desk, DecisionKind.WAIVE, INTERVIEW, reason=f"{ID_NUMBER} 已迁出")
    household = SlotId("xinchuang", "ZP-06", f"甲{LANDLINE}")
    assert household in desk.slot_of
    number = decide(desk, DecisionKind.PAPER, household, held=Paper(f"{MOBILE}表", 1, "柜"))
    decide(desk, DecisionKind.RETURN, household, paper=number, reason=f"{LANDLINE} 打不通")
    return desk


def made(session, hide) -> dict[Path, str]:
    overview = overview_of(session, session.today(), hide)
    lists = write_lists(session, overview)
    assert lists.unwritten == ()
    folder = session.workspace.output / "gaps"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) == lists.files
    said = {path: said_in(path) for path in files}
    said |= {path: said[path] + cells_in(path) for path in files if path.suffix == ".xlsx"}
    rows = [as_json(gap) for gap in overview.gaps]
    return said | {Path("gaps.json"): json.dumps(rows, ensure_ascii=False)}


def test_no_list_shows_a_personal_number_unless_asked_to(personal):
    for path, text in made(personal, mask).items():
        shown = [number for number in SECRETS if number in text]
        assert shown == [], f"{path.name}: {shown}"
    files = made(personal, str)
    seen = {number for text in files.values() for number in SECRETS if number in text}
    assert seen == set(SECRETS)
    suffixes = {path.suffix for path, text in files.items() if any(s in text for s in SECRETS)}
    assert suffixes == {".xlsx", ".pdf", ".html", ".docx", ".json"}
    again = made(personal, mask)
    assert not any(number in text for text in again.values() for number in SECRETS)


def test_a_broken_template_is_named_once_and_holds_up_no_other_list(desk):
    template = desk.workspace.templates / "催办通知.docx"
    whole = template.read_bytes()
    overview = overview_of(desk, AS_OF)
    assert write_lists(desk, overview).unwritten == ()
    folder = desk.workspace.output / "gaps"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    template.write_bytes(b"no docx")
    (folder / "兴庆区总览.xlsx").unlink()
    (folder / "小塘村/缺项清单.pdf").unlink()
    lists = write_lists(desk, overview)
    (line,) = lists.unwritten
    assert "催办通知.docx" in line
    assert {path: path.read_bytes() for path in before} == before, "old notices still stand"
    template.write_bytes(whole)
    assert write_lists(desk, overview).unwritten == ()


def test_lists_that_nobody_needs_any_more_are_taken_away(desk):
    folder = desk.workspace.output / "gaps"
    write_lists(desk, overview_of(desk, date(2022, 12, 31)))
    assert (folder / "逾期催办通知.docx").is_file()
    for slot in desk.slots:
        if slot.unit.id == "quweiban" or "quweiban" in slot.requirement.collectors:
            decide(desk, DecisionKind.WAIVE, slot.id, reason="示例")
    lists = write_lists(desk, overview_of(desk, date(2021, 1, 1)))
    assert not (folder / "逾期催办通知.docx").exists()
    assert not (folder / "区委办公室/催办通知.docx").exists()
    assert (folder / "区委办公室/缺项清单.pdf").is_file()
    assert lists.files == sum(path.is_file() for path in folder.rglob("*"))


def test_a_second_time_writes_nothing(desk, monkeypatch):
    write_lists(desk, overview_of(desk, AS_OF))
    written = []
    for name in [name for name in vars(gaps) if name.startswith("write_")]:
        monkeypatch.setattr(gaps, name, lambda *_: written.append(1))
    assert write_lists(desk, overview_of(desk, AS_OF)).unwritten == ()
    assert written == []
