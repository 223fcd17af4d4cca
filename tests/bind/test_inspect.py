"""Inspecting finds what is wrong, and passes only what it looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from book_samples import LOOK, item, raw_pdf, small_volume, text_pdf, volume, volume_with_paper
from pikepdf import Array, Dictionary, Name, Pdf
from pypdf import PdfReader

from archive_builder.bind import BookKind, Pagination, Section, Verdict, build, inspect
from archive_builder.typeset.fonts import FontSet

Built = tuple[Path, Pagination]
UNTESTED = {"正文各页与转换件一致", "电子签章外观完好", "重复装订字节相同"}


@pytest.fixture(scope="module")
def bound(fonts: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("bound")
    (folder / "甲.pdf").write_bytes(text_pdf(fonts, ["甲文第一页", "甲文第二页"]))
    (folder / "乙.pdf").write_bytes(text_pdf(fonts, ["乙文"]))
    path = folder / "book.pdf"
    return path, build(small_volume(), fonts, LOOK, lambda r: folder / f"{r.key}.pdf", path)


def verdicts(path: Path, plan: Pagination) -> dict[str, Verdict]:
    return {check.rule: check.verdict for check in inspect(path, plan)}


def test_a_sound_book_passes_every_rule_that_is_tested(bound: Built) -> None:
    found = verdicts(*bound)
    assert {rule for rule, verdict in found.items() if verdict is Verdict.UNTESTED} == UNTESTED
    assert {verdict for rule, verdict in found.items() if rule not in UNTESTED} == {Verdict.PASS}
    assert len(found) == 11 + len(UNTESTED)


def test_titles_and_numbers_that_break_at_a_hyphen_pass(fonts: FontSet, tmp_path: Path) -> None:
    narrow = LOOK.contents[BookKind.VOLUME].model_copy(
        update={
            "columns": tuple(
                column.model_copy(update={"width": 11.0}) if column.shows == "page" else column
                for column in LOOK.contents[BookKind.VOLUME].columns
            )
        }
    )
    look = LOOK.model_copy(update={"contents": LOOK.contents | {BookKind.VOLUME: narrow}})
    book = volume(
        *(Section("A", "甲", (item(str(n), problem="坏"),)) for n in range(60)),
        Section("B", "乙", (item("x", problem="坏", title="2021-work-report-and-annex-final"),)),
    )
    path = tmp_path / "book.pdf"
    plan = build(book, fonts, look, lambda _: path, path)
    assert verdicts(path, plan)["目录所印题名、页号与编页一致"] is Verdict.PASS


def no_label(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1] = Dictionary(S=Name.D, St=9)


def wrong_bookmark(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = "别的"


def bookmark_astray(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest[0] = pdf.pages[3].obj


def fewer_bookmarks(pdf: Pdf) -> None:
    del pdf.Root.Outlines.First.Next


def link_astray(pdf: Pdf) -> None:
    pdf.pages[2].Annots[1].Dest[0] = pdf.pages[0].obj


def link_lost(pdf: Pdf) -> None:
    del pdf.pages[2].Annots[0]


def number_lost(pdf: Pdf) -> None:
    del pdf.pages[4].Contents[-1]


def number_where_none_belongs(pdf: Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.pages[4].obj.Contents
    pdf.pages[0].obj.Resources = pdf.pages[4].obj.Resources


def ink_on_a_blank(pdf: Pdf) -> None:
    pdf.pages[1].obj.Contents = pdf.make_stream(b"0 0 9 9 re f")


def other_paper(pdf: Pdf) -> None:
    pdf.pages[1].obj.MediaBox = Array([0, 0, 612, 792])


def turned(pdf: Pdf) -> None:
    pdf.pages[1].obj.Rotate = 90


def font_not_carried(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[6].obj.Resources.Font["/Loose"] = pdf.make_indirect(font)


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (no_label, "页面标签与编页一致"),
        (wrong_bookmark, "书签与目录文字一致，指向正确"),
        (bookmark_astray, "书签与目录文字一致，指向正确"),
        (fewer_bookmarks, "书签与目录文字一致，指向正确"),
        (link_astray, "目录各行链接到所列页"),
        (link_lost, "目录各行链接到所列页"),
        (number_lost, "页号印在外侧上角，封面、目录、备考表、空白页不编号"),
        (number_where_none_belongs, "页号印在外侧上角，封面、目录、备考表、空白页不编号"),
        (ink_on_a_blank, "各部分起于正面，空白页无内容"),
        (other_paper, "各页均为 A4 纵向"),
        (turned, "各页均为 A4 纵向"),
        (font_not_carried, "字体全部嵌入"),
    ],
)
def test_each_damage_fails_its_rule(
    bound: Built, tmp_path: Path, damage: Callable[[Pdf], None], rule: str
) -> None:
    path, plan = bound
    with pikepdf.open(path) as pdf:
        damage(pdf)
        pdf.save(tmp_path / "damaged.pdf")
    check = next(c for c in inspect(tmp_path / "damaged.pdf", plan) if c.rule == rule)
    assert check.verdict is Verdict.FAIL
    assert check.detail


def test_printed_numbers_and_titles_are_compared_with_the_plan(bound: Built) -> None:
    path, plan = bound
    pages = tuple(replace(p, label=str(int(p.label) + 1)) if p.label else p for p in plan.pages)
    shifted = verdicts(path, replace(plan, pages=pages))
    assert shifted["目录所印题名、页号与编页一致"] is Verdict.FAIL
    renamed = tuple(replace(e, title=f"{e.title}改") for e in plan.entries)
    assert verdicts(path, replace(plan, entries=renamed))["目录所印题名、页号与编页一致"] is (
        Verdict.FAIL
    )


SEQUENCE = "页号从 1 起连续，只为插页写明的纸质原件留号"


@pytest.fixture(scope="module")
def with_paper(fonts: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("paper")
    (folder / "甲.pdf").write_bytes(text_pdf(fonts, ["甲文第一页", "甲文第二页"]))
    (folder / "乙.pdf").write_bytes(text_pdf(fonts, ["乙文"]))
    path = folder / "book.pdf"
    return path, build(volume_with_paper(), fonts, LOOK, lambda r: folder / f"{r.key}.pdf", path)


def test_a_volume_with_papers_passes_every_rule_that_is_tested(with_paper: Built) -> None:
    found = verdicts(*with_paper)
    assert {rule for rule, verdict in found.items() if verdict is Verdict.UNTESTED} == UNTESTED
    assert {verdict for rule, verdict in found.items() if rule not in UNTESTED} == {Verdict.PASS}


def test_slips_bear_no_number_and_labels_go_on_behind_the_paper(with_paper: Built) -> None:
    path, plan = with_paper
    labels = PdfReader(path).page_labels
    assert [label for label in labels if label] == ["1", "6", "7", "20", "21", "23", "24"]
    slips = [i for i, page in enumerate(plan.pages) if page.reserved]
    assert [labels[i] for i in slips] == [""] * 4
    assert [plan.pages[i + 1].kind.value for i in slips] == ["blank"] * 4


@pytest.mark.parametrize(("by", "slip"), [(1, 0), (-1, 0), (2, 3)])
def test_a_plan_that_keeps_other_numbers_than_the_file_fails(
    with_paper: Built, by: int, slip: int
) -> None:
    path, plan = with_paper
    at = [i for i, page in enumerate(plan.pages) if page.reserved][slip]
    kept = plan.pages[at].reserved
    other = replace(plan.pages[at], reserved=replace(kept, last=kept.last + by))
    doctored = replace(plan, pages=(*plan.pages[:at], other, *plan.pages[at + 1 :]))
    assert verdicts(path, doctored)[SEQUENCE] is Verdict.FAIL


def test_a_slip_that_does_not_print_its_numbers_fails(with_paper: Built, tmp_path: Path) -> None:
    path, plan = with_paper
    slips = [i for i, page in enumerate(plan.pages) if page.reserved]
    with pikepdf.open(path) as pdf:
        for part in ("Contents", "Resources"):
            pdf.pages[slips[0]].obj[f"/{part}"] = pdf.pages[slips[1]].obj[f"/{part}"]
        pdf.save(tmp_path / "doctored.pdf")
    checks = {c.rule: c for c in inspect(tmp_path / "doctored.pdf", plan)}
    assert checks[SEQUENCE].verdict is Verdict.FAIL
    assert checks[SEQUENCE].detail == "插页应印页数 4 页（共 2 处）"
    assert checks[SEQUENCE].where == f"第 {slips[0] + 1} 面"


def test_labels_doctored_behind_a_paper_fail(with_paper: Built, tmp_path: Path) -> None:
    path, plan = with_paper
    with pikepdf.open(path) as pdf:
        numbers = pdf.Root.PageLabels.Nums
        at = next(i for i, n in enumerate(numbers) if i % 2 and int(n.get("/St", 0)) == 6)
        numbers[at] = Dictionary(S=Name.D, St=5)
        pdf.save(tmp_path / "doctored.pdf")
    found = verdicts(tmp_path / "doctored.pdf", plan)
    assert found[SEQUENCE] is Verdict.FAIL
    assert found["页面标签与编页一致"] is Verdict.FAIL


def test_with_another_count_of_pages_nothing_else_is_said_to_pass(bound: Built) -> None:
    path, plan = bound
    found = verdicts(path, replace(plan, pages=plan.pages[:-1]))
    assert found.pop("文件可以打开") is Verdict.PASS
    assert found.pop("页数与编页一致") is Verdict.FAIL
    assert set(found.values()) == {Verdict.UNTESTED}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnonsense", raw_pdf(b"")[:200]])
def test_a_file_that_is_no_pdf_fails_and_nothing_passes(
    bound: Built, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "x.pdf").write_bytes(data)
    checks = inspect(tmp_path / "x.pdf", bound[1])
    assert checks[0].verdict is Verdict.FAIL
    assert {check.verdict for check in checks[1:]} == {Verdict.UNTESTED}


def test_a_missing_file_fails(bound: Built, tmp_path: Path) -> None:
    assert inspect(tmp_path / "none.pdf", bound[1])[0].verdict is Verdict.FAIL
