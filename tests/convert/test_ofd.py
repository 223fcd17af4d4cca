from __future__ import annotations

from pathlib import Path

import pytest
from document_builders import package, written

from archive_builder.convert import ofd
from archive_builder.convert.ofd import Run, convert, in_lines
from archive_builder.convert.outcome import Problem
from archive_builder.typeset.fonts import FontSet

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(words: str, x: float, y: float, delta: str = "", more: str = "") -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 6" Size="5" {more}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, template: str = "") -> bytes:
    layer = f"<ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content>"
    return f"<ofd:Page {SPACE}>{template}{layer}</ofd:Page>".encode()


def document(pages: dict[str, bytes], templates: str = "") -> bytes:
    root = f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot>"
    listed = "".join(f'<ofd:Page BaseLoc="{name}"/>' for name in pages if name.startswith("P"))
    body = f"<ofd:CommonData>{templates}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
    parts = {f"Doc_0/{name}": content for name, content in pages.items()}
    return package(
        {
            "OFD.xml": f"{root}</ofd:DocBody></ofd:OFD>".encode(),
            "Doc_0/Document.xml": f"<ofd:Document {SPACE}>{body}</ofd:Document>".encode(),
            **parts,
        }
    )


def read(tmp_path: Path, fonts: FontSet, content: bytes) -> Problem:
    outcome = convert(written(tmp_path, "a.ofd", content), fonts)
    assert isinstance(outcome, Problem)
    return outcome


def test_pages_are_read_by_position(tmp_path: Path, fonts: FontSet) -> None:
    first = page(
        text("2021年12月20日", 120, 200),
        text("关于开展自查的通知", 60, 60, "g 8 5"),
        text("某政发〔2021〕12号", 70, 40),
        text("某某县人民政府文件", 50, 20),
    )
    outcome = read(tmp_path, fonts, document({"P0.xml": first, "P1.xml": page()}))
    lines = "某某县人民政府文件\n某政发〔2021〕12号\n关于开展自查的通知\n2021年12月20日"
    assert outcome.text.pages == (lines, "")
    assert outcome.lasting
    assert "OFD" in outcome.reason


def test_a_form_is_read_with_its_template(tmp_path: Path, fonts: FontSet) -> None:
    used = '<ofd:Template TemplateID="9"/>'
    pages = {
        "P0.xml": page(text("某某村", 60, 20), template=used),
        "T0.xml": page(text("单位", 20, 20, "5")),
    }
    templates = '<ofd:TemplatePage ID="9" BaseLoc="T0.xml"/>'
    assert read(tmp_path, fonts, document(pages, templates)).text.pages == ("单位 某某村",)


def test_words_are_whole_where_each_character_is_an_object(tmp_path: Path, fonts: FontSet) -> None:
    objects = [text(one, 20 + 5 * n, 20) for n, one in enumerate("国务院通知")]
    bold = [text(one, 20.3 + 5 * n, 20) for n, one in enumerate("国务院通知")]
    pages = read(tmp_path, fonts, document({"P0.xml": page(*objects, *bold)})).text.pages
    assert pages == ("国务院通知",)


def test_scaled_and_slanted_text(tmp_path: Path, fonts: FontSet) -> None:
    scaled = text("第二", 0, 0, more='CTM="2 0 0 2 20 100"')
    mark = text("保密资料", 0, 10, more='CTM="0.7 0.7 -0.7 0.7 0 0"')
    content = document({"P0.xml": page(mark, scaled, text("第一", 20, 20))})
    assert read(tmp_path, fonts, content).text.pages == ("第一\n第二\n保密资料",)


def test_lines_tell_their_height() -> None:
    runs = [Run("甲", 0, 5, 10, 5), Run("乙", 20, 25, 11, 5), Run("丙", 0, 5, 14, 5)]
    assert in_lines(runs) == "甲 乙\n丙"


@pytest.mark.parametrize(
    ("part", "said"),
    [(b"<a", "损坏"), (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "不合标准"), (None, "缺少")],
)
def test_what_is_wrong_with_a_part_is_said(
    tmp_path: Path, fonts: FontSet, part: bytes | None, said: str
) -> None:
    pages = {"P0.xml": part} if part else {}
    content = document(pages or {"P0.xml": b""})
    if part is None:
        content = content.replace(b"Doc_0/P0.xml", b"Doc_0/P9.xml")
    assert said in read(tmp_path, fonts, content).reason


def test_a_part_too_large_is_refused_with_the_figure(
    tmp_path: Path, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ofd, "MAX_PART", 1 << 20)
    large = page(text("字" * 700_000, 0, 0))
    reason = read(tmp_path, fonts, document({"P0.xml": large})).reason
    assert "3 MB" in reason
    assert "1 MB 的上限" in reason


@pytest.mark.parametrize("delta", ["g", "g 3", "x", "g 999999999 1", "1 2 3 4 5"])
def test_odd_distances_do_no_harm(tmp_path: Path, fonts: FontSet, delta: str) -> None:
    pages = read(tmp_path, fonts, document({"P0.xml": page(text("通知", 0, 0, delta))})).text.pages
    assert pages == ("通知",)
