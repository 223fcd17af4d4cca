"""OFDs as documents: their pages, their words, and what is said of damaged ones."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdf
import pytest
from document_builders import package
from ofd_builder import (
    MM,
    SPACE,
    at,
    document,
    drawn,
    filled,
    layer,
    page,
    path,
    refused,
    resources,
    seen,
    text,
    words,
)

from archive_builder.convert.ofd import package as parts
from archive_builder.convert.ofd import paint
from archive_builder.typeset.fonts import FontSet

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def test_words_are_read_where_they_stand(tmp_path: Path, fonts: FontSet) -> None:
    first = page(
        text("某某县人民政府文件", 50, 20, "g 8 5"),
        text("某政发〔2021〕12号", 70, 40, "5 5 5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 2.5 5"),
        text("关于开展自查的通知", 60, 60, "g 8 5"),
        text("2021年12月20日", 120, 200),
    )
    outcome = drawn(tmp_path, fonts, document({"P0.xml": first, "P1.xml": page()}))
    lines = "某某县人民政府文件\n某政发〔2021〕12号\n关于开展自查的通知\n2021年12月20日"
    assert words(outcome) == (lines, "")
    assert outcome.worded
    assert not outcome.tabular
    assert outcome.notes == ()


def test_a_page_has_its_own_size_or_that_of_the_document(tmp_path: Path, fonts: FontSet) -> None:
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    own = page(filled("255 0 0", 10, 10, 20, 20), area="10 10 100 50")
    content = document({"P0.xml": page(), "P1.xml": own}, common)
    outcome = drawn(tmp_path, fonts, content)
    with pikepdf.open(written_pdf(tmp_path, outcome.pdf)) as pdf:
        sizes = [tuple(round(float(one) / MM) for one in p.mediabox[2:]) for p in pdf.pages]
    assert sizes == [(210, 297), (100, 50)]
    assert at(seen(outcome, 1), 1, 1) == RED
    assert at(seen(outcome, 1), 19, 19) == RED
    assert at(seen(outcome, 1), 21, 21) == WHITE


def written_pdf(tmp_path: Path, pdf: object) -> Path:
    assert isinstance(pdf, bytes)
    target = tmp_path / "a.pdf"
    target.write_bytes(pdf)
    return target


def test_a_form_is_read_with_its_template(tmp_path: Path, fonts: FontSet) -> None:
    used = '<ofd:Template TemplateID="9"/>'
    pages = {
        "P0.xml": page(text("某某村", 60, 20), text("三组", 60, 40), template=used),
        "T0.xml": page(text("单位", 20, 20, "5"), text("小组", 20, 40, "5")),
    }
    templates = '<ofd:TemplatePage ID="9" BaseLoc="T0.xml"/>'
    outcome = drawn(tmp_path, fonts, document(pages, templates))
    assert outcome.tabular
    assert words(outcome) == ("单位 某某村\n小组 三组",)


@pytest.mark.parametrize(
    ("order", "said", "shown"),
    [("Background", "", BLUE), ("Foreground", "", RED), ("Foreground", "Background", BLUE)],
)
def test_templates_lie_below_or_above(
    tmp_path: Path, fonts: FontSet, order: str, said: str, shown: tuple[int, ...]
) -> None:
    own = f'ZOrder="{said}"' if said else ""
    pages = {
        "P0.xml": page(
            filled("0 0 255", 10, 10, 20, 20), template=f'<ofd:Template TemplateID="9" {own}/>'
        ),
        "T0.xml": page(filled("255 0 0", 10, 10, 20, 20)),
    }
    templates = f'<ofd:TemplatePage ID="9" BaseLoc="T0.xml" ZOrder="{order}"/>'
    assert at(seen(drawn(tmp_path, fonts, document(pages, templates))), 20, 20) == shown


def test_layers_are_drawn_by_their_kind(tmp_path: Path, fonts: FontSet) -> None:
    layers = (
        layer(filled("255 0 0", 0, 0, 20, 20), kind="Foreground"),
        layer(filled("0 255 0", 0, 0, 40, 40)),
        layer(filled("0 0 255", 0, 0, 60, 60), kind="Background"),
    )
    image = seen(drawn(tmp_path, fonts, document({"P0.xml": page(*layers)})))
    assert [at(image, x, 10) for x in (10, 30, 50, 70)] == [RED, GREEN, BLUE, WHITE]


def test_words_drawn_twice_to_look_bold_are_read_once(tmp_path: Path, fonts: FontSet) -> None:
    objects = [text(one, 20 + 5 * n, 20) for n, one in enumerate("国务院通知")]
    bold = [text(one, 20.3 + 5 * n, 20) for n, one in enumerate("国务院通知")]
    outcome = drawn(tmp_path, fonts, document({"P0.xml": page(*objects, *bold)}))
    assert words(outcome) == ("国务院通知",)


def test_distances_within_a_text_make_no_blanks(tmp_path: Path, fonts: FontSet) -> None:
    content = document({"P0.xml": page(text("2018-530902-70", 20, 20, "g 13 4"))})
    assert words(drawn(tmp_path, fonts, content)) == ("2018-530902-70",)


def test_annotations_that_show_are_drawn(tmp_path: Path, fonts: FontSet) -> None:
    def annotation(kind: str, x: int, more: str = "") -> str:
        shown = filled("255 0 0", 1, 1, 8, 8)
        look = f'<ofd:Appearance Boundary="{x} 10 10 10">{shown}</ofd:Appearance>'
        return f'<ofd:Annot Type="{kind}" {more}>{look}</ofd:Annot>'

    kinds = annotation("Stamp", 10) + annotation("Link", 30)
    hidden = annotation("Highlight", 50, 'Visible="false"')
    listed = '<ofd:Page PageID="P0"><ofd:FileLoc>A0.xml</ofd:FileLoc></ofd:Page>'
    content = document(
        {
            "P0.xml": page(),
            "Annots.xml": f"<ofd:Annotations {SPACE}>{listed}</ofd:Annotations>".encode(),
            "A0.xml": f"<ofd:PageAnnot {SPACE}>{kinds}{hidden}</ofd:PageAnnot>".encode(),
        },
        after="<ofd:Annotations>Annots.xml</ofd:Annotations>",
    )
    image = seen(drawn(tmp_path, fonts, content))
    assert [at(image, x, 15) for x in (15, 35, 55)] == [RED, WHITE, WHITE]


def test_bookmarks_become_the_outline(tmp_path: Path, fonts: FontSet) -> None:
    def line(title: str, number: int, inner: str = "") -> str:
        to = f'<ofd:Goto><ofd:Dest Type="Fit" PageID="P{number}"/></ofd:Goto>'
        act = f'<ofd:Actions><ofd:Action Event="CLICK">{to}</ofd:Action></ofd:Actions>'
        return f'<ofd:OutlineElem Title="{title}">{act}{inner}</ofd:OutlineElem>'

    lines = line("一、总则", 0, line("（一）目的", 1)) + line("二、附则", 1) + line("不在", 9)
    content = document(
        {"P0.xml": page(), "P1.xml": page()}, after=f"<ofd:Outlines>{lines}</ofd:Outlines>"
    )
    reader = pypdf.PdfReader(written_pdf(tmp_path, drawn(tmp_path, fonts, content).pdf))

    def titles(level: object) -> list[object]:
        assert isinstance(level, list)
        return [titles(one) if isinstance(one, list) else one.title for one in level]

    assert titles(reader.outline) == ["一、总则", ["（一）目的"], "二、附则"]


def test_the_same_document_gives_the_same_bytes(tmp_path: Path, fonts: FontSet) -> None:
    content = document({"P0.xml": page(text("通知", 20, 20), filled("1 2 3", 0, 0, 5, 5))})
    assert drawn(tmp_path, fonts, content).pdf == drawn(tmp_path, fonts, content).pdf


@pytest.mark.parametrize(
    ("part", "said"),
    [(b"<a", "损坏"), (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "不合标准"), (None, "缺少")],
)
def test_what_is_wrong_with_a_part_is_said(
    tmp_path: Path, fonts: FontSet, part: bytes | None, said: str
) -> None:
    content = document({"P0.xml": part or b""})
    if part is None:
        content = content.replace(b"Doc_0/P0.xml", b"Doc_0/P9.xml")
    assert said in refused(tmp_path, fonts, content).reason


def test_a_damaged_page_costs_no_other(tmp_path: Path, fonts: FontSet) -> None:
    good = page(text("正文", 20, 20, "5"))
    content = document({"P0.xml": good, "P1.xml": b"<a", "P2.xml": good})
    outcome = drawn(tmp_path, fonts, content)
    shown = words(outcome)
    assert (shown[0], shown[2]) == ("正文", "正文")
    assert shown[1] == "第2页无法读取：OFD文件的部件Doc_0/P1.xml已损坏，请重新报送"
    assert outcome.notes == ("第 2 页无法读取：OFD 文件的部件 Doc_0/P1.xml 已损坏，请重新报送",)


def test_a_document_without_pages_is_refused(tmp_path: Path, fonts: FontSet) -> None:
    assert refused(tmp_path, fonts, document({})).reason == "OFD 版式文件没有页面"
    root = f"<ofd:OFD {SPACE}/>".encode()
    assert refused(tmp_path, fonts, package({"OFD.xml": root})).reason == "OFD 版式文件没有页面"


def test_a_part_too_large_is_refused_with_the_figure(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_PART", 1 << 20)
    large = page(text("字" * 700_000, 0, 0))
    reason = refused(tmp_path, fonts, document({"P0.xml": large})).reason
    assert "3 MB" in reason
    assert "1 MB 的上限" in reason


def test_what_refers_to_nothing_is_counted(tmp_path: Path, fonts: FontSet) -> None:
    objects = (
        '<ofd:ImageObject Boundary="0 0 5 5" ResourceID="7"/>',
        '<ofd:ImageObject Boundary="9 9 5 5" ResourceID="7"/>',
        '<ofd:CompositeObject Boundary="0 0 5 5" ResourceID="8"/>',
        text("正文", 20, 20, "5"),
    )
    outcome = drawn(tmp_path, fonts, document({"P0.xml": page(*objects)}))
    assert outcome.notes == (
        "OFD 有 2 处图片缺失或无法读取，未印出，请核对原件",
        "OFD 有 1 处矢量图形缺失，未印出，请核对原件",
    )
    assert words(outcome) == ("正文",)


def test_graphics_within_graphics_end(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paint, "MAX_UNITS", 500)
    used = '<ofd:CompositeObject Boundary="0 0 5 5" ResourceID="1"/>'
    inner = f"<ofd:Content>{used * 4}</ofd:Content>"
    unit = f'<ofd:CompositeGraphicUnit ID="1">{inner}</ofd:CompositeGraphicUnit>'
    content = document({"P0.xml": page(used, path("M 0 0 L 9 9")), "Res.xml": resources(unit)})
    notes = drawn(tmp_path, fonts, content).notes
    assert "OFD 有 1 处页面图元过多，其余未印出，请核对原件" in notes


@pytest.mark.parametrize("delta", ["g", "g 3", "x", "g 999999999 1", "1 2 3 4 5", "nan", "1e99"])
def test_odd_distances_do_no_harm(tmp_path: Path, fonts: FontSet, delta: str) -> None:
    content = document({"P0.xml": page(text("通知", 0, 0, delta))})
    assert words(drawn(tmp_path, fonts, content)) == ("通知",)
