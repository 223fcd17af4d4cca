import hashlib
import os
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from small_county import AS_OF, FILES, ROSTERS, SATISFIED

from archive_builder import fsio, manifest
from archive_builder.bind import Verdict
from archive_builder.errors import ManifestError, UsageError
from archive_builder.identify import Matcher
from archive_builder.model import ReceiptState
from archive_builder.progress import Silent
from archive_builder.workflow import reading, workspace
from archive_builder.workflow.decisions import Assignment, assign, conclude
from archive_builder.workflow.file import file_arrivals
from archive_builder.workflow.gaps import overview_of
from archive_builder.workflow.pending import list_waiting
from archive_builder.workflow.run import run
from archive_builder.workflow.status import status
from archive_builder.workflow.verify import verify
from archive_builder.workflow.workspace import Work, lay_out, open_session

VOLUME = "volumes/小塘村/小塘村-政策落实.pdf"


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def bookmarks(reader: PdfReader) -> dict[str, int]:
    flat = {}

    def walk(items):
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                flat[item.title] = reader.get_destination_page_number(item)

    walk(reader.outline)
    return flat


def test_every_arrival_is_accounted_for(finished):
    root, _ = finished
    with open_session(root, Silent()) as session:
        account = status(session)
    members, readme = 1, 1
    assert account.arrivals == len(FILES) + members + readme
    assert account.balanced
    assert account.counts == {
        "已归档": 10,
        "待定": 1,
        "待人工处理": 0,
        "重复件": 2,
        "旧版": 0,
        "不归档": 0,
        "拒收": 0,
        "忽略": 2,
    }
    assert account.unpacked == 1
    assert not account.not_taken
    assert all(row.reason for row in account.listed if row.state != "待定")


def test_gaps_are_exactly_what_is_not_satisfied(finished):
    root, outcome = finished
    with open_session(root, Silent()) as session:
        gaps = overview_of(session, AS_OF).gaps
    owed = {str(s.id) for s in manifest.slots(manifest.load(root / "manifests")) if s.required}
    assert {str(g.slot.id) for g in gaps} == owed - SATISFIED
    assert outcome.overview.total.gaps == len(owed) - len(SATISFIED)
    states = {str(g.slot.id): g.state for g in gaps}
    assert states["xiaotang/ZR-04/-"] == "已收待核"
    assert states["xiaotang/ZR-05/第一书记"] == "待盖章"
    assert states["daxin/ZR-02/-"] == "缺"


def test_a_volume_reads_back_as_it_was_planned(finished):
    root, _ = finished
    reader = PdfReader(root / "output" / VOLUME)
    marks = bookmarks(reader)
    place = next(page for title, page in marks.items() if "户籍人口花名册" in title)
    assert "示例户甲" in reader.pages[place].extract_text()
    assert place % 2 == 0, "documents start on a front side"
    assert reader.page_labels[place] == "2"
    assert "缺" in "".join(t for t in marks if "ZP-02" not in t)
    text = "".join(page.extract_text() for page in reader.pages[:4])
    for word in ("卷内文件目录", "顺序号", "文号", "责任者", "题名", "日期", "页号", "备注"):
        assert word in text


def test_every_book_passes_inspection_by_another_library(finished):
    root, outcome = finished
    with open_session(root, Silent()) as session:
        verdict = verify(session)
    assert verdict.faults == ()
    assert len(verdict.books) == len(outcome.volumes) + len(outcome.compilations)
    checks = [c for book in verdict.books for c in book.checks]
    assert [c for c in checks if c.verdict is Verdict.FAIL] == []
    assert sum(c.verdict is Verdict.PASS for c in checks) > len(verdict.books)


def test_a_compilation_orders_by_level_then_date(finished):
    _, outcome = finished
    (book,) = outcome.compilations
    marks = bookmarks(PdfReader(book.path))
    order = sorted((page, title) for title, page in marks.items() if "示例事项" in title)
    assert [title for _, title in order] == [
        "关于更早示例事项的通知",
        "关于示例事项的意见",
        "关于自治区示例事项的实施意见",
    ]


def test_an_unreadable_document_is_kept_listed_and_shown(finished):
    root, outcome = finished
    assert len(outcome.unaccepted) == 1
    assert "走访记录.pdf" in outcome.unaccepted[0]
    reader = PdfReader(root / "output" / "volumes/小塘村/小塘村-责任落实.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    assert "无法显示" in text
    assert "走访记录.pdf" in text


def test_a_second_run_changes_no_byte(county):
    with open_session(county, Silent()) as session:
        run(session, AS_OF)
    before = tree(county / "output")
    with open_session(county, Silent()) as session:
        outcome = run(session, AS_OF)
    assert not any(book.rebuilt for book in (*outcome.volumes, *outcome.compilations))
    assert tree(county / "output") == before


def test_deleted_output_comes_back_the_same(finished, county):
    shutil.rmtree(county / "output")
    with open_session(county, Silent()) as session:
        run(session, AS_OF)
    assert tree(county / "output") == tree(finished[0] / "output")


def test_a_late_document_costs_its_own_volume(county):
    late = county / "incoming" / "小塘村" / "ZP-10 帮扶车间" / "建设运营.txt"
    late.parent.mkdir(parents=True)
    late.write_text("小塘村帮扶车间建设运营情况\n示例。\n", "utf-8")
    with open_session(county, Silent()) as session:
        outcome = run(session, AS_OF)
    rebuilt = [
        book.path.relative_to(county / "output").as_posix()
        for book in outcome.volumes
        if book.rebuilt
    ]
    assert rebuilt == [VOLUME]
    assert not any(book.rebuilt for book in outcome.compilations)


def test_assigning_twice_files_anew_and_keeps_the_trail(county):
    evidence = county / "output" / "evidence"
    with open_session(county, Silent()) as session:
        (waiting,) = list_waiting(session)
        number = str(waiting.standing.receipt.id)
        for code in ("ZR-02", "ZW-02"):
            was, _ = assign(session, Assignment(number, "大新镇", code, None, "示例员"))
            assert conclude(session, was).shown
        trail = session.archive.catalogue.trail(int(number))
        assert list_waiting(session) == ()
    assert [(s.filing.slot.code, s.actor) for s in trail] == [
        ("ZR-02", "示例员"),
        ("ZW-02", "示例员"),
    ]
    assert [p.relative_to(evidence).parts[:2] for p in evidence.rglob("111.txt")] == [
        ("大新镇", "工作落实")
    ]


@pytest.mark.parametrize(
    ("unit", "code", "part", "said"),
    [
        ("没有的村", "ZR-01", None, "没有单位"),
        ("小塘村", "XX-99", None, "没有应备材料"),
        ("小塘村", "ZP-01", None, "哪一部分"),
        ("小塘村", "ZP-01", "没有的部分", "哪一部分"),
    ],
)
def test_a_wrong_assignment_says_what_to_do(county, unit, code, part, said):
    with open_session(county, Silent()) as session:
        (waiting,) = list_waiting(session)
        with pytest.raises(UsageError) as caught:
            assign(session, Assignment(str(waiting.standing.receipt.id), unit, code, part, "x"))
    assert said in caught.value.message
    assert caught.value.remedy


def test_a_requirement_that_left_the_manifests_returns_its_documents(county):
    path = county / "manifests" / "responsibility.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("code: XJ-03", "code: XJ-93"), "utf-8")
    with open_session(county, Silent()) as session:
        rows = {w.standing.receipt.path: w.reason for w in list_waiting(session)}
        assert "清单已改" in rows["乡村振兴局/XJ-03 调研/调研.txt"]
        assert status(session).balanced
        assert status(session).counts[ReceiptState.PENDING] == 2


def test_a_broken_manifest_stops_before_anything_is_touched(tmp_path):
    lay_out(tmp_path / "ws")
    (tmp_path / "ws" / "incoming" / "a.txt").write_text("x")
    (tmp_path / "ws" / "manifests" / "policy.yaml").write_text("aspect: 没有的方面\n", "utf-8")
    before = tree(tmp_path / "ws")
    with pytest.raises(ManifestError) as caught, open_session(tmp_path / "ws", Silent()):
        pass
    assert any("policy.yaml:1:9" in problem for problem in caught.value.problems)
    assert tree(tmp_path / "ws") == before


def test_evidence_shows_the_originals_read_only(finished):
    root, _ = finished
    folder = root / "output/evidence/小塘村/政策落实/ZP-01 花名册"
    shown = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.txt"))
    assert shown == sorted(
        [
            "“三类人群”/三类人群.txt",
            "户籍人口/户籍人口.txt",
            "脱贫人口/脱贫人口.txt",
        ]
    )
    place = folder / "户籍人口" / "户籍人口.txt"
    assert place.read_text("utf-8") == FILES[f"{ROSTERS}/户籍人口.txt"]
    assert not place.stat().st_mode & 0o222


def test_only_one_process_at_a_time_receives(county, monkeypatch):
    monkeypatch.setattr(workspace, "LOCK_SECONDS", 0)
    with open_session(county, Silent()) as session, session.alone(Work.INTAKE):
        child = os.fork()
        if not child:
            try:
                with open_session(county, Silent()) as other:
                    file_arrivals(other)
                    os._exit(0)
            except UsageError as error:
                os._exit(error.exit_code)
        _, code = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(code) == 2


def test_a_classified_document_is_kept_out_of_everything_made(county):
    place = county / "incoming" / "小塘村" / "ZW-02 环境整治" / "纪要.txt"
    place.parent.mkdir(parents=True)
    place.write_text("机密★1年\n\n某会议纪要\n\n绝不外传的内容\n", "utf-8")
    with open_session(county, Silent()) as session:
        outcome = run(session, AS_OF)
        (number,) = [w.standing.receipt.id for w in list_waiting(session) if "密级" in w.reason]
        with pytest.raises(UsageError) as caught:
            assign(session, Assignment(str(number), "小塘村", "ZW-02", None, "x"))
    assert "密级" in caught.value.message
    assert any("纪要.txt" in line for line in outcome.attention)
    made = b"".join(p.read_bytes() for p in (county / "output").rglob("*.json"))
    assert "绝不外传".encode() not in made
    assert not list((county / "output" / "evidence").rglob("纪要.txt"))


def test_a_unit_that_comes_back_finds_its_documents_in_place(county):
    path = county / "manifests" / "responsibility.yaml"
    text = path.read_text("utf-8")
    for changed in (text.replace("code: XJ-03", "code: XJ-93"), text):
        path.write_text(changed, "utf-8")
        with open_session(county, Silent()) as session:
            run(session, AS_OF)
            filed = {
                s.receipt.path: s.filing.slot
                for s in session.archive.catalogue.standings()
                if s.filing
            }
    assert str(filed["乡村振兴局/XJ-03 调研/调研.txt"]) == "xingqing/XJ-03/-"
    with open_session(county, Silent()) as session:
        assert "清单已改" not in {w.reason for w in list_waiting(session)}


def test_the_last_copy_of_a_lost_original_is_not_swept_away(county):
    shown = county / "output/evidence/小塘村/政策落实/ZP-01 花名册/户籍人口/户籍人口.txt"
    digest = hashlib.sha256(shown.read_bytes()).hexdigest()
    (county / "archive" / "objects" / digest[:2] / digest).unlink()
    with open_session(county, Silent()) as session:
        run(session, AS_OF)
        faults = verify(session).faults
    assert shown.read_text("utf-8") == FILES[f"{ROSTERS}/户籍人口.txt"]
    assert [(f.damage, f.where) for f in faults] == [("原件丢失", digest)]


def test_a_lost_plan_fails_inspection_and_is_made_again(county):
    plan = (county / "output" / VOLUME).with_suffix(".json")
    before = plan.read_bytes()
    plan.unlink()
    with open_session(county, Silent()) as session:
        books = {b.path.name: b.checks for b in verify(session).books}
        assert [c.verdict for c in books["小塘村-政策落实.pdf"]] == [Verdict.FAIL]
        run(session, AS_OF)
    assert plan.read_bytes() == before


def test_a_document_can_be_named_by_its_file(county):
    with open_session(county, Silent()) as session:
        standing, slot = assign(session, Assignment("调研.txt", "大新镇", "ZR-02", None, "示例员"))
    assert standing.receipt.path == "乡村振兴局/XJ-03 调研/调研.txt"
    assert str(slot.id) == "daxin/ZR-02/-"


def test_a_source_that_cannot_be_moved_is_named(county, monkeypatch):
    (county / "incoming" / "新来.txt").write_text("新来的", "utf-8")

    def locked(*_):
        raise PermissionError(13, "locked")

    monkeypatch.setattr(fsio, "move_aside", locked)
    with open_session(county, Silent()) as session:
        outcome = run(session, AS_OF)
    assert [line for line in outcome.attention if line.startswith("新来.txt")]


@pytest.mark.parametrize("broken", ["read_elements", "match"])
def test_a_fault_over_one_document_holds_up_no_other(county, monkeypatch, broken):
    good = county / "incoming" / "小塘村" / "ZR-04 走访" / "走访情况.txt"
    good.parent.mkdir(parents=True)
    good.write_text("小塘村走访情况\n示例。\n", "utf-8")
    (good.parent / "怪.txt").write_text("怪文\n", "utf-8")
    with open_session(county, Silent()) as session:
        real = reading.read_elements

        def read(text, name, *rest):
            if name == "怪.txt":
                raise RecursionError(name)
            return real(text, name, *rest)

        class Odd:
            def match(self, clues, recall):
                if clues.name == "怪.txt":
                    raise RecursionError(clues.name)
                return Matcher(session.slots, session.manifests.units).match(clues, recall)

        if broken == "read_elements":
            monkeypatch.setattr(reading, "read_elements", read)
        else:
            monkeypatch.setitem(session.__dict__, "matcher", Odd())
        file_arrivals(session)
        states = {s.receipt.path: s.state for s in session.archive.catalogue.standings()}
        reasons = {w.standing.receipt.path: w.reason for w in list_waiting(session)}
    assert states["小塘村/ZR-04 走访/走访情况.txt"] is ReceiptState.FILED
    assert "程序出错" in reasons["小塘村/ZR-04 走访/怪.txt"]
