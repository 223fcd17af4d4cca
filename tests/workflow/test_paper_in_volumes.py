from dataclasses import replace
from datetime import date

import pytest
from desk import BROKEN, CLERK, FIRST, SECOND, UNTITLED, by_program, put
from pypdf import PdfReader

from archive_builder.archive import Deciding
from archive_builder.bind import Pagination, Verdict, inspect
from archive_builder.model import Aspect, DecisionKind, Paper, SlotId
from archive_builder.workflow.bind import Selection, bind_volumes, compile_policies
from archive_builder.workflow.holdings import held
from archive_builder.workflow.workspace import Session

MEETING, WALK = "xiaotang/ZR-01/记录纪要", "xiaotang/ZR-04/-"
SECRETARY, FIRST_SECRETARY = "xiaotang/ZR-05/村支部书记", "xiaotang/ZR-05/第一书记"
LEADER = "xiaotang/ZR-03/记录纪要"
CARRIED = Selection("xiaotang", Aspect.RESPONSIBILITY)


def decide(desk, kind, slot, **said):
    row = Deciding(kind, SlotId(*slot.split("/")), CLERK, **said)
    (number,) = desk.archive.catalogue.decide([row])
    return number


def enter(desk, slot, title, pages, place="示例村档案柜"):
    return decide(desk, DecisionKind.PAPER, slot, held=Paper(title, pages, place))


def take(desk, slot, name, text):
    receipt = put(desk, name, text)
    by_program(desk, receipt, slot)
    return receipt


def bound(desk, selection=CARRIED):
    (book,) = bind_volumes(desk, held(desk), selection)
    return book


def plan_of(book):
    return Pagination.from_json(book.path.with_suffix(".json").read_text("utf-8"))


def text_of(book, *kinds):
    """All text of the pages of these kinds, without spaces."""
    pages = zip(plan_of(book).pages, PdfReader(book.path).pages, strict=True)
    shown = "".join(p.extract_text() for planned, p in pages if planned.kind in kinds)
    return "".join(shown.split())


def fails(book):
    return [c for c in inspect(book.path, plan_of(book)) if c.verdict is Verdict.FAIL]


def test_papers_have_their_slips_their_lines_and_their_numbers(desk):
    first = enter(desk, MEETING, "示例会议记录簿", 12)
    take(desk, WALK, "走访.txt", FIRST)
    last = enter(desk, WALK, "示例走访登记簿", 3, "村会计室，电话13800138000")
    book = bound(desk)
    plan = plan_of(book)
    slips = {i: page.reserved for i, page in enumerate(plan.pages) if page.reserved}
    assert [str(kept) for kept in slips.values()] == ["2 至 13", "19 至 21"]
    reader = PdfReader(book.path)
    assert [n for n in reader.page_labels if n][:5] == ["1", "14", "15", "16", "17"]
    assert [reader.page_labels[i] for i in slips] == ["", ""]
    texts = ["".join(reader.pages[i].extract_text().split()) for i in slips]
    today = desk.today()
    day = f"{today.year}年{today.month}月{today.day}日"
    for text, said in zip(
        texts,
        (
            ("此处插入纸质原件", "示例会议记录簿", f"纸质{first}号", "12页", "2至13", CLERK, day),
            ("此处插入纸质原件", "示例走访登记簿", f"纸质{last}号", "3页", "19至21", "138****8000"),
        ),
        strict=True,
    ):
        assert [word for word in said if word not in text] == []
    contents = text_of(book, "contents")
    assert "示例会议记录簿2纸质原件12页" in contents
    assert "示例走访登记簿19-21纸质原件3页" in contents
    assert plan.items == 3
    assert plan.numbered == sum(page.label != "" for page in plan.pages) + 15
    assert f"3件{plan.numbered}页" in text_of(book, "cover")
    remarks = text_of(book, "remarks")
    assert f"本卷收文件3件，编{plan.numbered}页，用纸{len(plan.pages) // 2}张。" in remarks
    assert "其中纸质原件2件15页，装订时插入，不计入用纸张数。" in remarks
    assert fails(book) == []


def test_a_volume_of_papers_alone_is_bound(desk):
    enter(desk, WALK, "示例登记簿", 1)
    book = bound(desk)
    assert "其中纸质原件1件1页" in text_of(book, "remarks")
    assert "示例登记簿6-6" in text_of(book, "contents")
    assert fails(book) == []


def test_what_was_returned_is_left_out_and_said_to_be(desk):
    stays = take(desk, WALK, "走访.txt", FIRST)
    goes = take(desk, SECRETARY, "访谈.txt", SECOND)
    paper = enter(desk, LEADER, "示例包抓记录", 4)
    before = plan_of(bound(desk))
    assert before.items == 3
    why = "不是本人签字，请打13800138000"
    decide(desk, DecisionKind.RETURN, SECRETARY, receipt=goes, reason=why)
    decide(desk, DecisionKind.RETURN, LEADER, paper=paper, reason="不是原件")
    book = bound(desk)
    plan = plan_of(book)
    digest = desk.archive.catalogue.standing(stays).receipt.sha256
    assert [e.sha256 for e in plan.entries if e.kind == "document"] == [digest]
    assert all(page.reserved is None for page in plan.pages)
    gaps = text_of(book, "gap")
    assert "退回12月20日18:00前不是本人签字，请打138****8000" in gaps
    assert "退回不是原件" in gaps
    assert "退回重办的2件未装入本卷。" in text_of(book, "remarks")
    assert "纸质原件" not in text_of(book, "remarks")
    assert fails(book) == []


def test_each_document_says_itself_what_it_awaits(desk):
    sealed = take(desk, FIRST_SECRETARY, "一.txt", FIRST)
    take(desk, FIRST_SECRETARY, "二.txt", SECOND)
    take(desk, SECRETARY, "三.txt", UNTITLED)
    paper = enter(desk, SECRETARY, "示例访谈原件", 2)
    decide(desk, DecisionKind.SEAL, FIRST_SECRETARY, receipt=sealed)
    contents = text_of(bound(desk), "contents")
    assert "待盖章：村支部书记" in contents
    assert contents.count("待盖章") == 1 + 3, "the gap line, two documents and the paper"
    decide(desk, DecisionKind.SEAL, SECRETARY, paper=paper)
    contents = text_of(bound(desk), "contents")
    assert contents.count("待盖章") == 2, "each document that nobody sealed, though no gap is left"
    assert "示例访谈原件9纸质原件2页3" in contents


def test_a_document_that_cannot_be_shown_is_not_yet_accepted(desk):
    receipt = put(desk, "坏.pdf", BROKEN)
    by_program(desk, receipt, WALK)
    contents = text_of(bound(desk), "contents")
    assert "无法显示" in contents
    assert "未核收" not in contents
    decide(desk, DecisionKind.ACCEPT, WALK, receipt=receipt)
    book = bound(desk)
    assert "无法显示" in text_of(book, "contents")
    assert "有1件无法显示，以说明页代替" in text_of(book, "remarks")


def test_what_does_not_apply_has_no_gap_page_but_a_line(desk):
    take(desk, WALK, "走访.txt", FIRST)
    before = text_of(bound(desk), "gap")
    assert "记录纪要" in before
    for slot in (MEETING, "xiaotang/ZR-01/影像资料"):
        decide(desk, DecisionKind.WAIVE, slot, reason="未开会，见13800138000")
    decide(desk, DecisionKind.WAIVE, LEADER, reason="无包抓领导")
    book = bound(desk)
    titles = [entry.title for entry in plan_of(book).entries]
    assert not any("ZR-01" in title for title in titles)
    said = (
        "不适用3项：会议传达学习、研究部署记录的记录纪要、影像资料（未开会，见138****8000）；"
        "包抓县级领导指导、防返贫网格化管理的记录纪要（无包抓领导）。"
    )
    assert said in text_of(book, "remarks")


def test_a_volume_is_made_anew_only_when_what_it_prints_changed(desk, monkeypatch):
    walked = take(desk, WALK, "走访.txt", FIRST)
    paper = enter(desk, WALK, "示例登记簿", 2)
    assert bound(desk).rebuilt
    assert not bound(desk).rebuilt
    monkeypatch.setattr(Session, "today", lambda _: date(2031, 1, 1))
    assert not bound(desk).rebuilt, "no volume depends on the day"
    for unprinted in (
        {"kind": DecisionKind.CHARGE, "value": "示例员乙"},
        {"kind": DecisionKind.REMARK, "value": "月底补"},
        {"kind": DecisionKind.ACCEPT, "receipt": walked},
        {"kind": DecisionKind.ACCEPT, "paper": paper},
    ):
        decide(desk, slot=WALK, **unprinted)
        assert not bound(desk).rebuilt, unprinted
    with_paper = bound(desk).path.read_bytes()
    returned = decide(desk, DecisionKind.RETURN, WALK, paper=paper, reason="不是原件")
    assert bound(desk).rebuilt
    desk.archive.catalogue.take_back(returned, actor=CLERK, reason="弄错了")
    book = bound(desk)
    assert book.rebuilt
    assert book.path.read_bytes() == with_paper


@pytest.mark.parametrize(
    ("slip_at", "last"), [(0, 12), (0, 14)], ids=["one number less", "one number more"]
)
def test_a_doctored_plan_is_found_out(desk, slip_at, last):
    enter(desk, MEETING, "示例会议记录簿", 12)
    book = bound(desk)
    plan = plan_of(book)
    at = [i for i, page in enumerate(plan.pages) if page.reserved][slip_at]
    kept = replace(plan.pages[at].reserved, last=last)
    pages = (*plan.pages[:at], replace(plan.pages[at], reserved=kept), *plan.pages[at + 1 :])
    failed = [
        c.rule for c in inspect(book.path, replace(plan, pages=pages)) if c.verdict is Verdict.FAIL
    ]
    assert "页号从 1 起连续，只为插页写明的纸质原件留号" in failed


def test_a_compilation_holds_what_counts_and_names_what_it_leaves_out(desk):
    national, regional = "xiaotang/ZP-12/国家", "xiaotang/ZP-12/自治区"
    take(desk, national, "意见.txt", FIRST)
    back = take(desk, regional, "通知.txt", SECOND)
    enter(desk, national, "示例文件原件", 6)
    decide(desk, DecisionKind.RETURN, regional, receipt=back, reason="不是正式文本")
    (book,) = compile_policies(desk, held(desk), Selection("xiaotang"))
    plan = plan_of(book)
    assert plan.items == 1
    assert all(page.reserved is None for page in plan.pages)
    notes = text_of(book, "notes")
    assert "清单要求而尚未收到的：市、县(区)级政策文件。" in notes
    assert "清单要求而已退回的：自治区级政策文件。" in notes
    assert "只有纸质原件、未收入本汇编的1件：《示例文件原件》。" in notes
    assert fails(book) == []
